"""A sheet: typed in once, corrected, compared with the paper by somebody else."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit
from participe.core.db import new_code, new_id, sql
from participe.core.errors import Conflict, Refused
from participe.core.i18n import LazyText, _l
from participe.core.rules import Viewer
from participe.paper import queries
from participe.paper.models import BatchState, Outcome, PaperBatch, PaperSheet, Verdict
from participe.paper.sampling import is_too_wrong
from participe.paper.services.batches import hold

ANOTHER = _l("You typed this sheet in. A colleague compares it with the paper.")


TAKEN = _l("A sheet with this code was typed in already. Set this one aside as a copy.")


class CodeRefused(Refused):
    """The code on the form is unknown, or was taken for another sheet."""


@dataclass(frozen=True)
class Typed:
    """What an official says of a sheet."""

    outcome: Outcome
    received_on: date
    lang: str = "und"
    answers: dict[str, Any] = field(default_factory=dict)
    code: str = ""  # printed on the form; "" for a form without
    key: str = ""  # of the screen, so that a form sent twice is kept once


_KNOWN = text("SELECT component_id FROM paper_code WHERE code = :code")
_TAKEN = text(
    "SELECT h.id, h.batch_id, h.number, b.name FROM paper_sheet h "
    "JOIN paper_batch b ON b.id = h.batch_id WHERE h.code = :code"
)
_LAST = text("SELECT coalesce(max(number), 0) FROM paper_sheet WHERE batch_id = :batch")


async def _check_code(db: AsyncSession, batch: PaperBatch, code: str, own: UUID | None) -> None:
    """Raises CodeRefused."""
    taken = (await sql(db, _TAKEN, {"code": code})).one_or_none()
    if taken is not None and taken.id != own:
        raise CodeRefused(
            _l(
                "A sheet with this code was typed in already: pile “%(pile)s”, sheet %(number)s. "
                "Set this one aside as a copy.",
                pile=taken.name, number=taken.number,
            )
        )  # fmt: skip
    known = (await sql(db, _KNOWN, {"code": code})).scalar()
    if known != batch.component_id:
        raise CodeRefused(
            _l("No form of this project bears this code. Read it again, letter by letter.")
        )


async def enter(
    db: AsyncSession, viewer: Viewer, batch: PaperBatch, typed: Typed
) -> PaperSheet | None:
    """Keep a sheet at the end of its pile. None when this very form was kept before.

    Raises Conflict when the pile was closed, CodeRefused for a code that does not count.
    """
    await hold(db, batch, BatchState.OPEN)  # one after the other: numbers have no gap
    code = typed.code or typed.key or new_code()
    if typed.code:
        await _check_code(db, batch, typed.code, None)
    elif (await sql(db, _TAKEN, {"code": code})).first() is not None:
        return None
    sheet = PaperSheet(
        id=new_id(), created_at=viewer.now, code=code, administration_id=batch.administration_id,
        batch_id=batch.id,
        number=(await sql(db, _LAST, {"batch": batch.id})).scalar_one() + 1,
        outcome=typed.outcome, answers=typed.answers, lang=typed.lang,
        received_on=typed.received_on, entered_by_id=viewer.id,
    )  # fmt: skip
    try:
        async with db.begin_nested():
            db.add(sheet)
    except IntegrityError:  # the same code in another pile, at this very moment
        raise CodeRefused(TAKEN) from None
    return sheet


async def replace(
    db: AsyncSession, viewer: Viewer, batch: PaperBatch, sheet: PaperSheet, typed: Typed
) -> None:
    """Correct a sheet of an open pile. Whoever does so has typed it in."""
    await hold(db, batch, BatchState.OPEN)
    await _write(db, batch, sheet, typed)
    sheet.entered_by_id = viewer.id
    await db.flush()


async def _write(db: AsyncSession, batch: PaperBatch, sheet: PaperSheet, typed: Typed) -> None:
    if typed.code and typed.code != sheet.code:
        await _check_code(db, batch, typed.code, sheet.id)
        sheet.code = typed.code
    sheet.outcome, sheet.answers = typed.outcome, typed.answers
    sheet.lang, sheet.received_on = typed.lang, typed.received_on
    db.add(sheet)


_CLOSE_UP = (
    text("DELETE FROM paper_sheet WHERE id = :id"),
    # Numbers are on the folder and on the sheets: those that follow keep theirs by moving up
    # together, first out of the way of each other.
    text("UPDATE paper_sheet SET number = -number WHERE batch_id = :batch AND number > :number"),
    text("UPDATE paper_sheet SET number = -number - 1 WHERE batch_id = :batch AND number < 0"),
)


async def remove(db: AsyncSession, viewer: Viewer, batch: PaperBatch, sheet: PaperSheet) -> None:
    """Take out what was typed in by mistake; sheets after it move up by one."""
    await hold(db, batch, BatchState.OPEN)
    values = {"id": sheet.id, "batch": batch.id, "number": sheet.number}
    for statement in _CLOSE_UP:
        await sql(db, statement, values)
    audit.note(
        db, viewer, "paper.remove", f"batch:{batch.code}",
        administration_id=batch.administration_id, number=sheet.number,
    )  # fmt: skip


async def attach(db: AsyncSession, sheet: PaperSheet, key: str | None, kind: str = "") -> None:
    """The picture of the paper; the bytes of one before go with the transaction."""
    sheet.scan_key, sheet.scan_kind = key, kind
    db.add(sheet)
    await db.flush()


# --- The second check ---

_ALL_DRAWN = text(
    "UPDATE paper_sheet SET is_drawn = true "
    "WHERE batch_id = :batch AND outcome = 'entered' AND NOT is_drawn"
)


async def judge(
    db: AsyncSession, viewer: Viewer, batch: PaperBatch, sheet: PaperSheet, verdict: Verdict,
    reason: str = "",
) -> bool:  # fmt: skip
    """Say how a sheet compares with the paper. Whether all others must be compared now, too.

    Raises Refused to whoever typed it in, Conflict when the pile is not being checked any more.
    """
    why: LazyText | None = ANOTHER if sheet.entered_by_id == viewer.id else None
    if why is not None:
        raise Refused(why)
    await hold(db, batch, BatchState.CHECKING)
    await db.refresh(sheet)
    if sheet.outcome not in (Outcome.ENTERED, Outcome.REFUSED):
        raise Conflict(_l("This sheet was set aside: there is nothing to compare."))
    sheet.verdict, sheet.reason = verdict, reason
    sheet.checked_by_id, sheet.checked_at = viewer.id, viewer.now
    sheet.outcome = Outcome.REFUSED if verdict is Verdict.REFUSED else Outcome.ENTERED
    db.add(sheet)
    await db.flush()
    audit.note(
        db, viewer, f"paper.{verdict.value}", f"batch:{batch.code}",
        administration_id=batch.administration_id, number=sheet.number,
    )  # fmt: skip
    totals = await queries.totals(db, batch.id)
    if not is_too_wrong(totals.compared, totals.mistakes):
        return False
    return (await sql(db, _ALL_DRAWN, {"batch": batch.id})).rowcount > 0


async def correct(
    db: AsyncSession, viewer: Viewer, batch: PaperBatch, sheet: PaperSheet, typed: Typed
) -> bool:
    """The same, with what the paper really says in place of what was typed in."""
    more = await judge(db, viewer, batch, sheet, Verdict.CORRECTED)
    await _write(db, batch, sheet, typed)
    await db.flush()
    return more
