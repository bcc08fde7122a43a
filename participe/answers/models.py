"""Answers of the authority. One row for each time it spoke: the last one stands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from participe.core import clock
from participe.core.db import LocalizedType, Row, text_enum
from participe.core.i18n import Localized
from participe.subjects.models import Status


class Answer(Row, table=True):
    """What the authority decided on a subject and why, said in public."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_newest", "published_at", "id"),)

    subject_id: UUID = Field(index=True, foreign_key="subject.id", ondelete="CASCADE")
    status: Status = Field(sa_type=text_enum(Status))
    text: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    by_id: UUID | None = Field(default=None, foreign_key="person.id")
    signed_as: str = ""  # name and title of the official at that time
    published_at: datetime = Field(default_factory=clock.now)
