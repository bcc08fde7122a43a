"""Piles of sheets that officials type in. A sheet becomes a contribution once its pile is checked."""

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core.db import Row, Table, new_code, text_enum
from participe.core.i18n import LazyText, _l
from participe.subjects.models import Channel

CHANNELS = (Channel.PAPER, Channel.DESK, Channel.PHONE, Channel.MEETING)


class BatchState(StrEnum):
    OPEN = "open"  # sheets are typed in
    CHECKING = "checking"  # totals agree; a colleague compares a drawn sample
    PUBLISHING = "publishing"
    PUBLISHED = "published"


class Outcome(StrEnum):
    """What came of a sheet of paper: each one in the pile is accounted for."""

    ENTERED = "entered"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    COPY = "copy"  # of a sheet that was typed in already
    LATE = "late"
    REFUSED = "refused"  # by the colleague who checked it


class Verdict(StrEnum):
    """What the colleague who compared it with the paper found."""

    RIGHT = "right"
    CORRECTED = "corrected"
    REFUSED = "refused"


STATE_NAMES: dict[BatchState, LazyText] = {
    BatchState.OPEN: _l("Being typed in"),
    BatchState.CHECKING: _l("Being checked"),
    BatchState.PUBLISHING: _l("Being published"),
    BatchState.PUBLISHED: _l("Public"),
}
OUTCOME_NAMES: dict[Outcome, LazyText] = {
    Outcome.ENTERED: _l("Typed in"),
    Outcome.BLANK: _l("Nothing written on it"),
    Outcome.UNREADABLE: _l("Cannot be read"),
    Outcome.COPY: _l("Copy of another sheet"),
    Outcome.LATE: _l("Handed in too late"),
    Outcome.REFUSED: _l("Refused at the check"),
}
VERDICT_NAMES: dict[Verdict, LazyText] = {
    Verdict.RIGHT: _l("Right"),
    Verdict.CORRECTED: _l("Corrected"),
    Verdict.REFUSED: _l("Refused"),
}


def _seed() -> int:
    return secrets.randbits(62)


class PaperBatch(Row, table=True):
    """A pile of sheets, or a day at the desk."""

    __tablename__ = "paper_batch"
    __table_args__ = (
        UniqueConstraint("component_id", "name"),
        CheckConstraint("announced BETWEEN 1 AND 10000", name="announced"),
        Index("ix_paper_batch_project", "project_id", "created_at"),
    )

    code: str = Field(default_factory=new_code, unique=True)
    administration_id: UUID = Field(foreign_key="administration.id")
    project_id: UUID = Field(foreign_key="project.id", ondelete="CASCADE")
    component_id: UUID = Field(foreign_key="component.id", ondelete="CASCADE")
    name: str  # as it is written on the folder
    channel: Channel = Field(sa_type=text_enum(Channel))
    announced: int  # sheets that were counted by hand
    state: BatchState = Field(default=BatchState.OPEN, sa_type=text_enum(BatchState))
    seed: int = Field(default_factory=_seed, sa_type=BigInteger)  # of the drawing of the sample
    opened_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    closed_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = None
    published_at: datetime | None = None


class PaperSheet(Row, table=True):
    """One sheet of a pile, as it was typed in. Only officials see it; its code opens its receipt."""

    __tablename__ = "paper_sheet"
    __table_args__ = (
        UniqueConstraint("batch_id", "number"),
        UniqueConstraint("subject_id"),
        # Who typed a sheet in does not check it.
        CheckConstraint("checked_by_id <> entered_by_id", name="another_checks"),
        CheckConstraint("(verdict IS NULL) = (checked_at IS NULL)", name="checked"),
        Index("ix_paper_sheet_scan", "created_at", postgresql_where=text("scan_key IS NOT NULL")),
    )

    # Of the receipt; on a numbered form it is printed already, and counts once.
    code: str = Field(default_factory=new_code, unique=True)
    administration_id: UUID
    batch_id: UUID = Field(foreign_key="paper_batch.id", ondelete="CASCADE")
    number: int  # in the pile, from 1
    outcome: Outcome = Field(default=Outcome.ENTERED, sa_type=text_enum(Outcome))
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)  # as typed, by field
    lang: str = "und"
    received_on: date
    entered_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    is_drawn: bool = False  # for the second check
    verdict: Verdict | None = Field(default=None, sa_type=text_enum(Verdict))
    checked_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    checked_at: datetime | None = None
    reason: str = ""  # why it was refused: whoever holds the code reads it
    scan_key: str | None = None  # in the file storage
    scan_kind: str = ""  # media type
    subject_id: UUID | None = Field(default=None, foreign_key="subject.id", ondelete="SET NULL")


class PaperCode(Table, table=True):
    """A code printed on a numbered form: one sheet, once."""

    __tablename__ = "paper_code"
    __table_args__ = (Index("ix_paper_code_component", "component_id", "printed_at"),)

    code: str = Field(primary_key=True)
    administration_id: UUID
    component_id: UUID = Field(foreign_key="component.id", ondelete="CASCADE")
    printed_at: datetime
    printed_by_id: UUID | None = Field(default=None, foreign_key="person.id")
