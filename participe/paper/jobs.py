"""Making a checked pile public, as long work."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.component import Entry
from participe.core.db import sql, working
from participe.core.i18n import _l
from participe.core.jobs import Work, long_work
from participe.core.rules import Viewer
from participe.paper.days import instant_of
from participe.paper.models import Outcome, PaperBatch, PaperSheet
from participe.paper.parts import Part, part_of
from participe.paper.services.batches import PUBLISH
from participe.projects import queries as projects

AT_ONCE = 50  # sheets in a transaction
STAGE = _l("Making sheets public")
_DONE = text(
    "UPDATE paper_batch SET state = 'published', published_at = :now WHERE id = :id "
    "AND NOT EXISTS (SELECT 1 FROM paper_sheet WHERE batch_id = :id AND outcome = 'entered' "
    "AND subject_id IS NULL)"
)


@long_work(PUBLISH, _l("Making a pile of sheets public"))
async def publish(work: Work) -> dict[str, Any]:
    """Each sheet once: it knows its subject from the moment on at which that exists."""
    batch_id = UUID(work.job.arguments["batch"])
    done = 0
    while True:
        async with working(work.sessions) as db:
            number, total = await _some(db, batch_id)
            done += number
        if not number:
            break
        await work.report(STAGE.message, done / max(1, total))
    async with working(work.sessions) as db:
        await sql(db, _DONE, {"id": batch_id, "now": clock.now()})
    return {"next": work.job.arguments["next"], "sheets": done}


async def _some(db: AsyncSession, batch_id: UUID) -> tuple[int, int]:
    batch = (await db.exec(select(PaperBatch).where(PaperBatch.id == batch_id))).one()
    found = (
        select(PaperSheet)
        .where(
            PaperSheet.batch_id == batch_id,
            PaperSheet.outcome == Outcome.ENTERED,
            col(PaperSheet.subject_id).is_(None),
        )
        .order_by(col(PaperSheet.number))
        .limit(AT_ONCE)
        .with_for_update()
    )
    sheets = (await db.exec(found)).all()
    if not sheets:
        return 0, 0
    viewer = Viewer(clock.now(), administrations=frozenset({batch.administration_id}))
    project = await projects.project_of(db, viewer, batch.project_id)
    part = await part_of(db, viewer, project, batch.component_id)
    for sheet in sheets:
        await _enter(db, viewer, batch, sheet, part)
    return len(sheets), batch.announced


async def _enter(
    db: AsyncSession, viewer: Viewer, batch: PaperBatch, sheet: PaperSheet, part: Part
) -> None:
    form = part.paper.form(part.thing)
    try:
        data = form.model_validate(sheet.answers)
    except ValidationError:
        # A theme or a choice was taken away since the sheet was typed in: its words stay.
        known = form.model_fields
        wanted = {n: v for n, v in sheet.answers.items() if n in known}
        data = _what_still_fits(form, wanted)
    entry = Entry(
        batch.channel, sheet.entered_by_id, instant_of(sheet.received_on, viewer.now), sheet.lang
    )
    sheet.subject_id = await part.paper.enter(db, part.thing, data, entry)
    sheet.answers = {}  # the words are the contribution's now, and in one place only
    db.add(sheet)
    await db.flush()


def _what_still_fits(form: Any, answers: dict[str, Any]) -> Any:
    """The answers without those that are refused now. Raises ValidationError if none is left."""
    try:
        return form.model_validate(answers)
    except ValidationError as failure:
        wrong = {str(error["loc"][0]) for error in failure.errors()}
        return form.model_validate({n: v for n, v in answers.items() if n not in wrong})
