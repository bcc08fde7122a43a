"""What a person was told, and how often they want to hear of what."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core.db import Row, Table, text_enum
from participe.core.i18n import LazyText, _l


class Frequency(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"  # in the summary of the morning
    WEEKLY = "weekly"  # in the summary of Monday
    NEVER = "never"  # still told in `/me/notifications`


FREQUENCY_NAMES: dict[Frequency, LazyText] = {
    Frequency.AT_ONCE: _l("At once"),
    Frequency.DAILY: _l("Once a day"),
    Frequency.WEEKLY: _l("Once a week"),
    Frequency.NEVER: _l("Never"),
}


class Notice(Row, table=True):
    """One person was told one thing for one reason. Ids only: words are read when it is shown."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("ix_notice_person", "person_id", "created_at", "id"),
        Index("ix_notice_project", "project_id", "kind", "created_at"),
    )

    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE")
    kind: str
    subject_id: UUID | None = Field(
        default=None, foreign_key="subject.id", ondelete="CASCADE", index=True
    )
    project_id: UUID | None = Field(default=None, foreign_key="project.id", ondelete="CASCADE")
    ids: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)  # what its words need
    once_key: str = Field(unique=True)
    at_once: bool = False  # has a mail of its own; else it waits for a summary
    due_at: datetime | None = None  # when a mail is written; null when one was, or none is wanted
    mail_id: UUID | None = Field(
        default=None, foreign_key="mail.id", ondelete="SET NULL", index=True
    )


class NotificationSetting(Table, table=True):
    """What a person chose for one kind; without a row the kind's own frequency holds."""

    __tablename__ = "notification_setting"

    person_id: UUID = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    kind: str = Field(primary_key=True)
    frequency: Frequency = Field(sa_type=text_enum(Frequency))
