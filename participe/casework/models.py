"""Who is in charge of what until when, texts used again, filters kept, and work on many at once."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core import clock
from participe.core.db import LocalizedType, Row, Table, new_code, text_enum
from participe.core.i18n import Localized
from participe.subjects.models import Status


class Assignment(Table, table=True):
    """Who answers a contribution, and until when. Only officials see it."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_due", "due_on", postgresql_where=text("due_on IS NOT NULL")),
    )

    subject_id: UUID = Field(primary_key=True, foreign_key="subject.id", ondelete="CASCADE")
    administration_id: UUID
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    due_on: date | None = None
    set_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    set_at: datetime = Field(default_factory=clock.now)


class AnswerTemplate(Row, table=True):
    """An answer that fits many contributions; `{title}` and `{name}` are filled in for each."""

    __tablename__ = "answer_template"
    __table_args__ = (UniqueConstraint("administration_id", "name"),)

    code: str = Field(default_factory=new_code, unique=True)
    administration_id: UUID = Field(foreign_key="administration.id")
    name: str
    status: Status = Field(sa_type=text_enum(Status))
    text: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    changed_at: datetime = Field(default_factory=clock.now)


class SavedFilter(Row, table=True):
    """A way of looking at a table that somebody uses again."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("component_id", "person_id", "name"),)

    code: str = Field(default_factory=new_code, unique=True)
    administration_id: UUID
    component_id: UUID = Field(foreign_key="component.id", ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    name: str
    query: dict[str, str] = Field(default_factory=dict, sa_type=JSONB)  # of the address
    is_shared: bool = False  # colleagues see it too


class BulkState(StrEnum):
    CHOSEN = "chosen"  # what to do is not said yet
    READY = "ready"  # previewed; nothing is done
    WORKING = "working"
    WAITING = "waiting"  # answers go out at `due_at`
    DONE = "done"
    UNDONE = "undone"


class BulkAction(Row, table=True):
    """One thing done with many contributions: chosen, previewed, done, and taken back."""

    __tablename__ = "bulk_action"
    __table_args__ = (
        Index("ix_bulk_action_component", "component_id", "created_at"),
        Index("ix_bulk_action_by", "by_id"),
    )

    code: str = Field(default_factory=new_code, unique=True)
    administration_id: UUID = Field(foreign_key="administration.id")
    project_id: UUID = Field(foreign_key="project.id", ondelete="CASCADE")
    component_id: UUID = Field(foreign_key="component.id", ondelete="CASCADE")
    by_id: UUID | None = Field(default=None, foreign_key="person.id")
    # forms.What, as it is done: theme, status and text, person, due_on.
    what: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    state: BulkState = Field(default=BulkState.CHOSEN, sa_type=text_enum(BulkState))
    total: int = 0
    due_at: datetime | None = None  # when answers become public
    done_at: datetime | None = None
    undone_at: datetime | None = None


class Outcome(StrEnum):
    CHANGED = "changed"
    SAME = "same"  # it was so already
    MEANWHILE = "meanwhile"  # a colleague was quicker: nothing was done
    GONE = "gone"  # withdrawn, hidden or erased meanwhile
    UNDONE = "undone"


class BulkItem(Table, table=True):
    """One contribution of a bulk action, as it was when the preview was made."""

    __tablename__ = "bulk_item"
    __table_args__ = (CheckConstraint("position > 0", name="position"),)

    action_id: UUID = Field(primary_key=True, foreign_key="bulk_action.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    subject_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE", index=True)
    is_left_out: bool = False
    seen: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    outcome: Outcome | None = Field(default=None, sa_type=text_enum(Outcome))
