"""Doing bulk work: batches of contributions, each locked and compared with its preview."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.answers import services as answers
from participe.casework import templates
from participe.casework.models import BulkAction, Outcome
from participe.casework.queries import NOW, NOW_FROM
from participe.core import clock, component
from participe.core.db import sql
from participe.core.i18n import Localized
from participe.core.rules import Viewer
from participe.subjects.models import Status, Subject

BATCH = 100  # in one transaction
_SOME = text(
    f"""
    SELECT x.position, x.seen, s.id, i.title, coalesce(p.name, '') AS author, {NOW} AS now
    FROM bulk_item x {NOW_FROM} LEFT JOIN person p ON p.id = s.author_id
    WHERE x.action_id = :action AND NOT x.is_left_out AND x.outcome IS NULL
    ORDER BY x.position LIMIT {BATCH}
    """  # noqa: S608 - constants
)
_LOCK = text(
    f"SELECT s.id FROM subject s WHERE s.id IN (SELECT x.subject_id FROM bulk_item x "  # noqa: S608
    "WHERE x.action_id = :action AND NOT x.is_left_out AND x.outcome IS NULL "
    f"ORDER BY x.position LIMIT {BATCH}) ORDER BY s.id FOR UPDATE"
)
_OUTCOMES = text(
    "UPDATE bulk_item x SET outcome = o.outcome "
    "FROM jsonb_to_recordset(CAST(:outcomes AS jsonb)) AS o (position int, outcome text) "
    "WHERE x.action_id = :action AND x.position = o.position"
)


async def some(db: AsyncSession, action: BulkAction) -> int:
    """The next contributions, locked first and then compared with the preview; how many."""
    await sql(db, _LOCK, {"action": action.id})
    rows = (await sql(db, _SOME, {"action": action.id})).all()
    if not rows:
        return 0
    outcomes = {row.position: _outcome(action.what, row) for row in rows}
    changed = [row for row in rows if outcomes[row.position] is Outcome.CHANGED]
    if changed:
        await _change(db, action, changed)
    told = [{"position": place, "outcome": out.value} for place, out in outcomes.items()]
    await sql(db, _OUTCOMES, {"action": action.id, "outcomes": json.dumps(told)})
    return len(rows)


def _outcome(what: dict[str, Any], row: Any) -> Outcome:
    if (row.now["state"], row.now["visibility"]) != ("submitted", "visible"):
        return Outcome.GONE
    if row.now != row.seen:
        return Outcome.MEANWHILE
    wanted = {name: what[name] for name in ("theme", "person", "due_on") if name in what}
    if "status" not in what and all(row.now[name] == value for name, value in wanted.items()):
        return Outcome.SAME
    return Outcome.CHANGED


_ASSIGN = text(
    """
    INSERT INTO assignment (subject_id, administration_id, person_id, due_on, set_by_id, set_at)
    SELECT s.id, s.administration_id, :person, :due_on, :by, :now
    FROM subject s WHERE s.id = ANY (:ids)
    ON CONFLICT (subject_id) DO UPDATE SET
        person_id = CASE WHEN :sets_person THEN excluded.person_id ELSE assignment.person_id END,
        due_on = CASE WHEN :sets_due THEN excluded.due_on ELSE assignment.due_on END,
        set_by_id = excluded.set_by_id, set_at = excluded.set_at
    """
)


async def _change(db: AsyncSession, action: BulkAction, rows: Sequence[Any]) -> None:
    what, ids = action.what, [row.id for row in rows]
    now = (await db.exec(select(clock.in_sql()))).one()
    viewer = Viewer(now, action.by_id)
    found = {
        s.id: s for s in (await db.exec(select(Subject).where(col(Subject.id).in_(ids)))).all()
    }
    if "theme" in what:
        file_under = component.of(found[ids[0]].kind).file_under
        assert file_under
        await file_under(db, ids, UUID(what["theme"]) if what["theme"] else None)
    if "person" in what or "due_on" in what:
        await assign(db, viewer, ids, what)
    if "status" in what:
        await _answer(db, viewer, what, rows, found)


async def assign(
    db: AsyncSession, viewer: Viewer, ids: Sequence[UUID], what: dict[str, Any]
) -> None:
    """Who is in charge (`person`, an id or None) and until when (`due_on`), as far as said."""
    due = what.get("due_on")
    await sql(
        db,
        _ASSIGN,
        {
            "ids": list(ids), "by": viewer.id, "now": viewer.now,
            "person": UUID(what["person"]) if what.get("person") else None,
            "due_on": date.fromisoformat(due) if due else None,
            "sets_person": "person" in what, "sets_due": "due_on" in what,
        },
    )  # fmt: skip


async def _answer(
    db: AsyncSession, viewer: Viewer, what: dict[str, Any], rows: Sequence[Any], found: dict
) -> None:
    assert viewer.id
    signed: dict[str, str] = {}
    for row in rows:
        subject = found[row.id]
        if subject.lang not in signed:
            signed[subject.lang] = await answers.signature(db, viewer.id, subject.lang)
        words = templates.filled(Localized(what["text"]), row.title or "", row.author)
        answers.say(db, viewer, subject, Status(what["status"]), words, signed[subject.lang])


_UNDO = text(
    f"""
    SELECT x.position, x.seen, s.id, s.kind, {NOW} AS now FROM bulk_item x {NOW_FROM}
    WHERE x.action_id = :action AND x.outcome = 'changed' ORDER BY x.position
    """  # noqa: S608 - constants
)


async def restore(db: AsyncSession, viewer: Viewer, action: BulkAction) -> int:
    """What was changed becomes what it was, unless a colleague changed it since."""
    rows = (await sql(db, _UNDO, {"action": action.id})).all()
    names = [name for name in ("theme", "person", "due_on") if name in action.what]
    ours = [r for r in rows if all(r.now[name] == action.what[name] for name in names)]
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for row in ours:
        groups.setdefault(tuple(row.seen[name] for name in names), []).append(row)
    for before, of_one in groups.items():
        what, ids = dict(zip(names, before, strict=True)), [row.id for row in of_one]
        if "theme" in what and (file_under := component.of(of_one[0].kind).file_under):
            await file_under(db, ids, UUID(what["theme"]) if what["theme"] else None)
        if "person" in what or "due_on" in what:
            await assign(db, viewer, ids, what)
    told = [{"position": row.position, "outcome": Outcome.UNDONE.value} for row in ours]
    await sql(db, _OUTCOMES, {"action": action.id, "outcomes": json.dumps(told)})
    return len(ours)
