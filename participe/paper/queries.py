"""Piles and sheets as officials see them; receipts as anybody sees them who holds the code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.errors import NotFound
from participe.paper.models import BatchState, Outcome, PaperBatch, PaperSheet

SIZE = 20  # piles on a page
SHEETS = 50


@dataclass(frozen=True)
class Totals:
    """Sheets of a pile, by what came of them."""

    all: int  # typed in, set aside or refused
    by_outcome: dict[Outcome, int]
    drawn: int  # for the second check
    to_check: int  # of them, not compared yet
    compared: int
    mistakes: int  # corrected or refused by whoever compared them
    public: int

    @property
    def entered(self) -> int:
        return self.by_outcome.get(Outcome.ENTERED, 0)


_TOTALS = text(
    """
    SELECT outcome, count(*) AS n, count(*) FILTER (WHERE is_drawn) AS drawn,
        count(*) FILTER (WHERE is_drawn AND verdict IS NULL) AS to_check,
        count(verdict) AS compared, count(subject_id) AS public,
        count(*) FILTER (WHERE verdict IN ('corrected', 'refused')) AS mistakes
    FROM paper_sheet WHERE batch_id = :batch GROUP BY outcome
    """
)


async def totals(db: AsyncSession, batch_id: UUID) -> Totals:
    rows = (await sql(db, _TOTALS, {"batch": batch_id})).all()
    return Totals(
        sum(row.n for row in rows),
        {Outcome(row.outcome): row.n for row in rows},
        sum(row.drawn for row in rows),
        sum(row.to_check for row in rows),
        sum(row.compared for row in rows),
        sum(row.mistakes for row in rows),
        sum(row.public for row in rows),
    )


@dataclass(frozen=True)
class BatchRow:
    """A pile in the list of them."""

    code: str
    name: str
    channel: str
    state: BatchState
    announced: int
    typed: int
    to_check: int
    created_at: datetime


_BATCHES = text(
    """
    SELECT b.code, b.name, b.channel, b.state, b.announced, b.created_at, h.typed, h.to_check
    FROM paper_batch b CROSS JOIN LATERAL (
        SELECT count(*) AS typed, count(*) FILTER (WHERE is_drawn AND verdict IS NULL) AS to_check
        FROM paper_sheet WHERE batch_id = b.id) h
    WHERE b.project_id = :project
    ORDER BY b.created_at DESC, b.id DESC LIMIT :size OFFSET :offset
    """
)
_COUNT = text("SELECT count(*) FROM paper_batch WHERE project_id = :project")


async def batches(db: AsyncSession, project_id: UUID, page: int) -> tuple[list[BatchRow], int]:
    """The newest first, and how many there are."""
    values = {"project": project_id, "size": SIZE, "offset": (page - 1) * SIZE}
    total = (await sql(db, _COUNT, {"project": project_id})).scalar_one()
    rows = (await sql(db, _BATCHES, values)).mappings().all()
    read: list[dict[str, Any]] = [dict(row) | {"state": BatchState(row["state"])} for row in rows]
    return [BatchRow(**values) for values in read], total


async def batch(db: AsyncSession, project_id: UUID, code: str) -> PaperBatch:
    """Raises NotFound."""
    found = select(PaperBatch).where(PaperBatch.project_id == project_id, PaperBatch.code == code)
    one = (await db.exec(found)).one_or_none()
    if one is None:
        raise NotFound
    return one


async def sheet(db: AsyncSession, batch: PaperBatch, number: int) -> PaperSheet:
    """Raises NotFound."""
    found = select(PaperSheet).where(
        PaperSheet.batch_id == batch.id, PaperSheet.number == number
    )  # fmt: skip
    one = (await db.exec(found)).one_or_none()
    if one is None:
        raise NotFound
    return one


async def sheets(db: AsyncSession, batch_id: UUID, after: int) -> tuple[Sequence[PaperSheet], bool]:
    """Those with a higher number, and whether there are more."""
    found = (
        select(PaperSheet)
        .where(PaperSheet.batch_id == batch_id, PaperSheet.number > after)
        .order_by(col(PaperSheet.number))
        .limit(SHEETS + 1)
    )
    rows = (await db.exec(found)).all()
    return rows[:SHEETS], len(rows) > SHEETS


async def last_sheet(db: AsyncSession, batch_id: UUID) -> PaperSheet | None:
    """Its day and language are likely those of the next one."""
    found = (
        select(PaperSheet)
        .where(PaperSheet.batch_id == batch_id)
        .order_by(col(PaperSheet.number).desc())
        .limit(1)
    )
    return (await db.exec(found)).one_or_none()


async def drawn(db: AsyncSession, batch_id: UUID) -> Sequence[PaperSheet]:
    """Sheets to compare, those not compared yet first."""
    found = (
        select(PaperSheet)
        .where(PaperSheet.batch_id == batch_id, col(PaperSheet.is_drawn))
        .order_by(col(PaperSheet.verdict).is_not(None), col(PaperSheet.number))
        .limit(SHEETS)
    )
    return (await db.exec(found)).all()


async def next_to_check(db: AsyncSession, batch_id: UUID, viewer_id: UUID | None) -> int | None:
    """The number of a drawn sheet that this person may compare."""
    found = (
        select(PaperSheet.number)
        .where(
            PaperSheet.batch_id == batch_id,
            col(PaperSheet.is_drawn),
            col(PaperSheet.verdict).is_(None),
            col(PaperSheet.entered_by_id).is_distinct_from(viewer_id),
        )
        .order_by(col(PaperSheet.number))
        .limit(1)
    )
    return (await db.exec(found)).first()


# --- Receipts ---


@dataclass(frozen=True)
class Receipt:
    """What became of the sheet with this code; `outcome` None: the form is not here yet."""

    code: str
    project_id: UUID
    component_id: UUID
    outcome: Outcome | None
    batch: BatchState | None = None
    channel: str = ""
    received_on: date | None = None
    lang: str = "und"
    answers: dict[str, Any] | None = None
    reason: str = ""
    subject_id: UUID | None = None
    kind: str = ""
    state: str = ""
    visibility: str = ""
    hidden_because: str = ""
    decision: str = ""


_RECEIPT = text("SELECT receipt_of(:code)")
_SLIPS = str.maketrans({"0": "o", "1": "l", "8": "b"})  # digits that no code has


def read_code(typed: str) -> str:
    """«ABCD-EFGH-IJ» or «abcd efgh ij» as the code that is meant."""
    return re.sub(r"[\s–-]", "", typed).lower().translate(_SLIPS)


def grouped(code: str) -> str:
    """As people read it: ABCD-EFGH-IJ."""
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4)).upper()


async def receipt(db: AsyncSession, code: str) -> Receipt | None:
    """None for a code that stands on no form and no receipt."""
    found = (await sql(db, _RECEIPT, {"code": code})).scalar_one()
    if found is None:
        return None
    project, component = UUID(found["project_id"]), UUID(found["component_id"])
    if found["outcome"] is None:
        return Receipt(code, project, component, outcome=None)
    subject = found["subject_id"]
    return Receipt(
        code,
        project,
        component,
        outcome=Outcome(found["outcome"]),
        batch=BatchState(found["batch"]),
        channel=found["channel"],
        received_on=date.fromisoformat(found["received_on"]),
        lang=found["lang"],
        answers=found["answers"],
        reason=found["reason"],
        subject_id=UUID(subject) if subject else None,
        kind=found["kind"] or "",
        state=found["state"] or "",
        visibility=found["visibility"] or "",
        hidden_because=found["hidden_because"] or "",
        decision=found["decision"] or "",
    )
