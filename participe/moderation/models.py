"""Reports by people, decisions by moderators."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from participe.core.db import Row, text_enum
from participe.core.i18n import LazyText, _l


class Why(StrEnum):
    """Why something is reported or hidden: the same list for everybody."""

    PERSONAL_DATA = "personal_data"
    INSULT = "insult"
    HATE = "hate"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    FALSE_IDENTITY = "false_identity"
    COPYRIGHT = "copyright"
    ILLEGAL = "illegal"
    OTHER = "other"


WHY_NAMES: dict[Why, LazyText] = {
    Why.PERSONAL_DATA: _l("It tells personal things of somebody (name, address, number)"),
    Why.INSULT: _l("It insults or threatens somebody"),
    Why.HATE: _l("It calls for hatred or discrimination"),
    Why.SPAM: _l("It is advertising or the same text again and again"),
    Why.OFF_TOPIC: _l("It has nothing to do with the question"),
    Why.FALSE_IDENTITY: _l("It pretends to be somebody else"),
    Why.COPYRIGHT: _l("It uses the work of others without permission"),
    Why.ILLEGAL: _l("It is against the law for another reason"),
    Why.OTHER: _l("Another reason, explained below"),
}


class Action(StrEnum):
    HOLD = "hold"
    HIDE = "hide"
    RESTORE = "restore"
    KEEP = "keep"  # reported, read, and left as it is


class Report(Row, table=True):
    """One report per person and thing."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("subject_id", "person_id"),)

    subject_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    why: Why = Field(sa_type=text_enum(Why))
    text: str = ""
    handled_by_id: UUID | None = None
    handled_at: datetime | None = None


class Decision(Row, table=True):
    """What a moderator did, why, and in words for the author."""

    __tablename__ = "moderation_decision"
    __table_args__ = (Index("ix_moderation_decision_created_at", "created_at"),)

    subject_id: UUID = Field(index=True, foreign_key="subject.id", ondelete="CASCADE")
    action: Action = Field(sa_type=text_enum(Action))
    why: Why | None = Field(default=None, sa_type=text_enum(Why))
    text: str = ""
    by_id: UUID = Field(foreign_key="person.id")


class Outcome(StrEnum):
    UPHELD = "upheld"  # it stays as it was decided
    OVERTURNED = "overturned"  # it is public again
    MOOT = "moot"  # shown again before anybody decided the appeal


class Appeal(Row, table=True):
    """What an author says against a decision, and what another moderator made of it.

    PostgreSQL refuses an appeal that is decided by who took the decision, or by the author.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("decision_id"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint(
            "(outcome IS NOT NULL AND outcome <> 'moot') = (decided_by_id IS NOT NULL)",
            name="decided_by_somebody",
        ),
        Index("ix_appeal_open", "subject_id", postgresql_where=text("outcome IS NULL")),
    )

    subject_id: UUID = Field(index=True, foreign_key="subject.id", ondelete="CASCADE")
    decision_id: UUID = Field(foreign_key="moderation_decision.id", ondelete="CASCADE")
    person_id: UUID = Field(index=True, foreign_key="person.id")
    text: str
    outcome: Outcome | None = Field(default=None, sa_type=text_enum(Outcome))
    reason: str = ""  # of whoever decided it, for the author
    decided_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None


class ModerationMessage(Row, table=True):
    """One message between the author of something and the moderators of its administration."""

    __tablename__ = "moderation_message"
    __table_args__ = (Index("ix_moderation_message_thread", "subject_id", "created_at", "id"),)

    subject_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE")
    person_id: UUID = Field(index=True, foreign_key="person.id")
    is_by_author: bool
    text: str
