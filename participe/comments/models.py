"""Comments. A comment is a subject too: it can be supported, reported, hidden."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from participe.core.db import Table, text_enum
from participe.core.i18n import LazyText, _l


class Stance(StrEnum):
    PRO = "pro"
    CONTRA = "contra"
    NEUTRAL = "neutral"


STANCE_NAMES: dict[Stance, LazyText] = {
    Stance.PRO: _l("For"),
    Stance.CONTRA: _l("Against"),
    Stance.NEUTRAL: _l("Remark"),
}


class Comment(Table, table=True):
    """Its words and its place in the thread. Author, state and visibility are the subject's."""

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_thread", "on_id", "root_id", "id"),
        Index("ix_comment_parent", "parent_id"),
    )

    id: UUID = Field(primary_key=True, foreign_key="subject.id", ondelete="CASCADE")
    on_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE")
    parent_id: UUID | None = Field(default=None, foreign_key="comment.id", ondelete="CASCADE")
    root_id: UUID  # the first comment of its thread; its own id when it is the first
    body: str
    body_html: str
    stance: Stance = Field(default=Stance.NEUTRAL, sa_type=text_enum(Stance))
    edited_at: datetime | None = None
