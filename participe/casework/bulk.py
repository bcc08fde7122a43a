"""One thing done with many contributions: choose, say what, look at each, do, take back.

Nothing is done before the preview. Each contribution is compared, under its lock, with how it was
when the preview was made: what a colleague changed meanwhile is left as it is, and told. Answers
become public some minutes later, so that a mistake can be taken back before anybody reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.casework import applying
from participe.casework.events import BulkDue
from participe.casework.models import BulkAction, BulkState
from participe.casework.queries import NOW, NOW_FROM
from participe.core import audit, clock, jobs
from participe.core.db import new_code, new_id, sql, working
from participe.core.errors import Conflict, Refused
from participe.core.events import publish
from participe.core.i18n import _l
from participe.core.jobs import Job, Work
from participe.core.rules import Viewer

APPLY = "casework.apply"
GRACE = timedelta(minutes=10)  # between "do it" and the moment when answers are public
MOST = 10_000  # contributions
AT_ONCE = 50  # more are done by the worker, with a progress
MEANWHILE = _l("This was done, or taken back, meanwhile. Look at its state below.")


@dataclass(frozen=True)
class Where:
    """The contributions of a component that are meant: a WHERE of our own words, and its values."""

    sql: str
    values: dict[str, Any]


_CHOOSE = """
    INSERT INTO bulk_item (action_id, position, subject_id, is_left_out, seen)
    SELECT :action, row_number() OVER (ORDER BY s.created_at DESC, s.id DESC), s.id, false, '{{}}'
    FROM subject s LEFT JOIN idea i ON i.id = s.id
    WHERE {where} AND s.state = 'submitted' AND s.visibility = 'visible'
        AND s.component_id = :chosen_component
    ORDER BY s.created_at DESC, s.id DESC LIMIT {most}
"""


async def choose(
    db: AsyncSession, viewer: Viewer, project: Any, component_id: UUID, where: Where
) -> BulkAction:
    """Keep which contributions are meant, so that a reload loses nothing. Only public ones."""
    action = BulkAction(
        id=new_id(), created_at=viewer.now, code=new_code(),
        administration_id=project.administration_id, project_id=project.id,
        component_id=component_id, by_id=viewer.id,
    )  # fmt: skip
    db.add(action)
    await db.flush()
    chosen = text(_CHOOSE.format(where=where.sql, most=MOST))
    values = where.values | {"action": action.id, "chosen_component": component_id}
    action.total = (await sql(db, chosen, values)).rowcount
    return action


_LOOK = text(
    f"UPDATE bulk_item x SET seen = n.now FROM (SELECT x.position, {NOW} AS now FROM bulk_item x "  # noqa: S608 - constants
    f"{NOW_FROM} WHERE x.action_id = :action) n "
    "WHERE x.action_id = :action AND x.position = n.position"
)


async def say(db: AsyncSession, viewer: Viewer, action: BulkAction, what: dict[str, Any]) -> None:
    """What is to be done; the preview shows each contribution as it is at this moment."""
    locked = await _locked(db, action, BulkState.CHOSEN, BulkState.READY)
    if not what:
        raise Refused(_l("Choose at least one thing to do."))
    locked.what, locked.state = what, BulkState.READY
    await sql(db, _LOOK, {"action": action.id})


_LEAVE_OUT = text(
    "UPDATE bulk_item SET is_left_out = position <> ALL (:take) "
    "WHERE action_id = :action AND position = ANY (:shown) AND outcome IS NULL"
)


async def leave_out(
    db: AsyncSession, action: BulkAction, shown: Sequence[int], take: Sequence[int]
) -> None:
    """Of the contributions on one page of the preview, only those in `take` take part."""
    await _locked(db, action, BulkState.READY, BulkState.WAITING)
    values = {"action": action.id, "shown": list(shown), "take": list(take)}
    await sql(db, _LEAVE_OUT, values)


async def do(db: AsyncSession, viewer: Viewer, action: BulkAction, path: str) -> None:
    """Do it: at once for a few, by the worker for many, after the time of grace for answers.

    path: of the page that shows how it went.
    """
    locked = await _locked(db, action, BulkState.READY)
    audit.note(
        db, viewer, "bulk.do", f"bulk:{action.code}", administration_id=action.administration_id,
        contributions=action.total, what=sorted(action.what),
    )  # fmt: skip
    locked.what = locked.what | {"path": path}
    if "status" in locked.what:
        locked.state, locked.due_at = BulkState.WAITING, viewer.now + GRACE
        publish(db, BulkDue(str(action.id)), at=locked.due_at)
    else:
        await _begin(db, locked)


async def do_now(db: AsyncSession, viewer: Viewer, action: BulkAction) -> None:
    """Publish the answers without waiting longer."""
    await _begin(db, await _locked(db, action, BulkState.WAITING))


async def _begin(db: AsyncSession, action: BulkAction) -> None:
    if action.total <= AT_ONCE:
        action.state = BulkState.WORKING
        await db.flush()
        while await applying.some(db, action):
            pass
        _finish(action)
    else:
        await start(db, action)


async def start(db: AsyncSession, action: BulkAction) -> Job:
    """By the worker; the row is locked. Raises Running."""
    action.state = BulkState.WORKING
    return await jobs.start(
        db, APPLY, administration_id=action.administration_id, project_id=action.project_id,
        asked_by_id=action.by_id, once=f"{APPLY}:{action.id}", action=str(action.id),
        next=action.what.get("path", ""),
    )  # fmt: skip


async def apply_all(work: Work, action_id: UUID) -> None:
    """What a process that was lost left undone is done by the next: each batch is whole."""
    done = 0
    while True:
        async with working(work.sessions) as db:
            action = (await db.exec(select(BulkAction).where(BulkAction.id == action_id))).one()
            if action.state is not BulkState.WORKING:
                return
            some = await applying.some(db, action)
            if not some:
                _finish(action)
        if not some:
            return
        done += some
        await work.report(_l("Doing it").message, done / max(1, action.total))


def _finish(action: BulkAction) -> None:
    action.state, action.done_at = BulkState.DONE, clock.now()


async def undo(db: AsyncSession, viewer: Viewer, action: BulkAction) -> int:
    """Before answers are public, nothing was done. Else theme, person and date become what they
    were, except where a colleague has changed them since. Returns how many.

    Raises Conflict for answers that are public: they are corrected in public, not taken back.
    """
    locked = await _locked(db, action, BulkState.WAITING, BulkState.DONE)
    if locked.state is BulkState.DONE and "status" in locked.what:
        raise Conflict(_l("These answers are public. Write a correction: both stay readable."))
    undone = await applying.restore(db, viewer, locked) if locked.state is BulkState.DONE else 0
    locked.state, locked.undone_at = BulkState.UNDONE, viewer.now
    audit.note(
        db, viewer, "bulk.undo", f"bulk:{action.code}", administration_id=action.administration_id,
        contributions=undone,
    )  # fmt: skip
    return undone


async def _locked(db: AsyncSession, action: BulkAction, *states: BulkState) -> BulkAction:
    """Raises Conflict when it is in another state than these."""
    found = select(BulkAction).where(BulkAction.id == action.id).with_for_update()
    row = (await db.exec(found.execution_options(populate_existing=True))).one()
    if row.state not in states:
        raise Conflict(MEANWHILE)
    return row
