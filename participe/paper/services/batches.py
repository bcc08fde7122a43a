"""A pile of sheets: opened, closed when its totals agree, opened again, made public."""

import secrets
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit, jobs
from participe.core.db import new_code, new_id, sql
from participe.core.errors import Conflict, Refused
from participe.core.i18n import _l
from participe.core.rules import Viewer
from participe.paper import queries
from participe.paper.models import BatchState, PaperBatch, PaperCode
from participe.paper.queries import Totals
from participe.paper.sampling import sample_size
from participe.projects import rules
from participe.projects.queries import ComponentView, ProjectView
from participe.subjects.models import Channel

PUBLISH = "paper.publish"
MEANWHILE = _l("A colleague has closed or opened this pile meanwhile. Look at its state below.")
CHECK_FIRST = _l("Sheets that were drawn are still to be compared with the paper.")
_LOCK = text("SELECT state FROM paper_batch WHERE id = :id FOR UPDATE")


class NamedSo(Conflict):
    """Another pile of this component has this name."""

    def __init__(self) -> None:
        super().__init__(_l("Another pile has this name. Choose another one."))


class NotEqual(Refused):
    """The sheets that were typed in are not as many as were counted."""

    def __init__(self, totals: Totals, announced: int) -> None:
        self.totals, self.announced = totals, announced
        super().__init__(
            _l(
                "You counted %(announced)s sheets, and %(found)s are typed in or set aside. Look "
                "for the difference in the pile, or count again and correct the number.",
                announced=announced, found=totals.all,
            )
        )  # fmt: skip


async def hold(db: AsyncSession, batch: PaperBatch, *allowed: BatchState) -> None:
    """Lock the pile, so that it is not closed under somebody's hands. Raises Conflict."""
    state = (await sql(db, _LOCK, {"id": batch.id})).scalar_one()
    if state not in allowed:
        raise Conflict(MEANWHILE)


async def open_batch(
    db: AsyncSession, viewer: Viewer, project: ProjectView, component: ComponentView,
    name: str, channel: Channel, announced: int,
) -> PaperBatch:  # fmt: skip
    """Raises NamedSo when the component has a pile of this name."""
    rules.manage.require(viewer, project)
    batch = PaperBatch(
        id=new_id(), created_at=viewer.now, administration_id=project.administration_id,
        project_id=project.id, component_id=component.id, name=name, channel=channel,
        announced=announced, opened_by_id=viewer.id,
    )  # fmt: skip
    try:
        async with db.begin_nested():
            db.add(batch)
    except IntegrityError:
        raise NamedSo from None
    _note(db, viewer, batch, "open")
    return batch


def _note(db: AsyncSession, viewer: Viewer, batch: PaperBatch, what: str, **details: int) -> None:
    audit.note(
        db, viewer, f"paper.{what}", f"batch:{batch.code}",
        administration_id=batch.administration_id, **details,
    )  # fmt: skip


async def change(
    db: AsyncSession, viewer: Viewer, batch: PaperBatch, name: str, channel: Channel, announced: int
) -> None:
    """Its name, its way in and its count, while it is open. Raises NamedSo, Conflict."""
    await hold(db, batch, BatchState.OPEN)
    try:
        async with db.begin_nested():
            batch.name, batch.channel, batch.announced = name, channel, announced
            db.add(batch)
    except IntegrityError:
        raise NamedSo from None
    _note(db, viewer, batch, "count", announced=announced)


_CLOSE = text(
    "UPDATE paper_batch SET state = 'checking', closed_by_id = :by, closed_at = :now, seed = :seed "
    "WHERE id = :id"
)
# Anybody who knows the seed can draw the same sheets again.
_DRAW = text(
    """
    UPDATE paper_sheet SET is_drawn = true WHERE id IN (
        SELECT id FROM paper_sheet WHERE batch_id = :id AND outcome = 'entered'
        ORDER BY hashtextextended(code, :seed), code LIMIT :size)
    """
)


async def close(db: AsyncSession, viewer: Viewer, batch: PaperBatch) -> None:
    """Draw the sheets for a colleague to compare. Raises NotEqual, Conflict."""
    await hold(db, batch, BatchState.OPEN)
    totals = await queries.totals(db, batch.id)
    if totals.all != batch.announced:
        raise NotEqual(totals, batch.announced)
    seed = secrets.randbits(62)  # drawn only now: nobody knew it while typing
    values = {"id": batch.id, "seed": seed}
    await sql(db, _CLOSE, values | {"by": viewer.id, "now": viewer.now})
    await sql(db, _DRAW, values | {"size": sample_size(totals.entered)})
    _note(db, viewer, batch, "close", sheets=totals.all)


_REOPEN = (
    text(
        "UPDATE paper_batch SET state = 'open', closed_by_id = NULL, closed_at = NULL WHERE id = :id"
    ),
    text(
        "UPDATE paper_sheet SET is_drawn = false, verdict = NULL, checked_by_id = NULL, "
        "checked_at = NULL, reason = '', "
        "outcome = CASE outcome WHEN 'refused' THEN 'entered' ELSE outcome END WHERE batch_id = :id"
    ),
)


async def reopen(db: AsyncSession, viewer: Viewer, batch: PaperBatch) -> None:
    """Type on. What was compared is compared anew: other sheets are drawn. Raises Conflict."""
    await hold(db, batch, BatchState.CHECKING)
    for statement in _REOPEN:
        await sql(db, statement, {"id": batch.id})
    _note(db, viewer, batch, "reopen")


_PUBLISHING = text("UPDATE paper_batch SET state = 'publishing' WHERE id = :id")


async def publish(db: AsyncSession, viewer: Viewer, batch: PaperBatch, next_path: str) -> None:
    """Begin to make it public; the worker goes on. Raises Refused before the check is complete."""
    await hold(db, batch, BatchState.CHECKING)
    if (await queries.totals(db, batch.id)).to_check:
        raise Refused(CHECK_FIRST)
    await sql(db, _PUBLISHING, {"id": batch.id})
    await jobs.start(
        db, PUBLISH, administration_id=batch.administration_id, project_id=batch.project_id,
        asked_by_id=viewer.id, once=once(batch.id), batch=str(batch.id), next=next_path,
    )  # fmt: skip
    _note(db, viewer, batch, "publish")


def once(batch_id: UUID) -> str:
    """Of the job that makes a pile public."""
    return f"{PUBLISH}:{batch_id}"


async def codes(
    db: AsyncSession, viewer: Viewer, project: ProjectView, component_id: UUID, number: int
) -> list[str]:
    """New codes for so many forms: each is taken for one sheet, once."""
    made = [new_code() for _ in range(number)]
    by = viewer.id if rules.manage.allows(viewer, project) else None  # nobody else is noted
    db.add_all(
        PaperCode(
            code=code, administration_id=project.administration_id, component_id=component_id,
            printed_at=viewer.now, printed_by_id=by,
        )
        for code in made
    )  # fmt: skip
    await db.flush()
    return made
