"""Which contributions say the same: what officials decided, and what a program suggests."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core.db import Row


class DuplicateLink(Row, table=True):
    """An official decided that `member` says the same as `head`. One open link for each member.

    `subject.merged_into_id` is made of the open links by the function `regroup` of the database:
    the head of the whole group, which is never itself a member. Undone links are the history.
    """

    __tablename__ = "duplicate_link"
    __table_args__ = (
        Index("uq_duplicate_link_open", "member_id", unique=True, postgresql_where=text("undone_at IS NULL")),
        CheckConstraint("member_id <> head_id", name="two"),
    )  # fmt: skip

    member_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE", index=True)
    head_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE", index=True)
    by_id: UUID | None = Field(default=None, foreign_key="person.id")
    text: str = ""  # why, in words for the author
    objection: str | None = None  # the author's: it is not the same
    objected_at: datetime | None = None
    undone_at: datetime | None = None
    undone_by_id: UUID | None = Field(default=None, foreign_key="person.id")


class DuplicateHint(Row, table=True):
    """Two contributions that may say the same, found by a program; `not_same` is for ever."""

    __tablename__ = "duplicate_hint"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
        Index("ix_duplicate_hint_open", "component_id", "score", postgresql_where=text("not_same_at IS NULL")),
    )  # fmt: skip

    administration_id: UUID
    component_id: UUID = Field(foreign_key="component.id", ondelete="CASCADE")
    first_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE")
    second_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE", index=True)
    score: float  # likeness of the words, 0 to 1
    words: list[str] = Field(default_factory=list, sa_type=JSONB)  # that both have
    not_same_at: datetime | None = None
    not_same_by_id: UUID | None = Field(default=None, foreign_key="person.id")
