"""What a run goes on from: the report before, and what people put right since, as the library reads it."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import batches
from participe.core.db import sql
from participe.insights import queries

GOES_ON = "2."  # how the versions begin whose reports this one can go on from


@dataclass(frozen=True)
class Ground:
    """The report of the run before and the corrections made in it."""

    run_id: UUID
    report: dict[str, Any]
    corrections: list[dict[str, Any]]


_LAST = text(
    """
    SELECT r.project_id, r.code FROM analysis_run r
    WHERE r.component_id = :component AND r.done_at IS NOT NULL
        AND starts_with(r.method ->> 'version', :version)
    ORDER BY r.done_at DESC, r.id DESC LIMIT 1
    """
)
# How topics were changed in a run, in order; a new report has it already.
_CHANGED = text(
    """
    SELECT kind, data FROM topic_correction
    WHERE run_id = :run AND undone_at IS NULL AND kind IN ('rename', 'merge', 'split', 'move')
    ORDER BY number
    """
)
# Where people put single contributions: every report to come is told again.
_PINNED = text(
    """
    SELECT s.code, coalesce(p.number, t.number) AS number
    FROM topic_item i JOIN subject s ON s.id = i.subject_id
        LEFT JOIN topic t ON t.id = i.topic_id LEFT JOIN topic p ON p.id = i.subtopic_id
    WHERE i.run_id = :run AND i.pinned ORDER BY s.code
    """
)
_PAIRS = text(
    """
    WITH RECURSIVE chain (id, previous_id, depth) AS (
        SELECT id, previous_id, 0 FROM analysis_run WHERE id = :run
        UNION ALL
        SELECT r.id, r.previous_id, c.depth + 1 FROM chain c JOIN analysis_run r ON r.id = c.previous_id
        WHERE c.depth < 1000)
    SELECT o.kind, o.data FROM chain c JOIN topic_correction o ON o.run_id = c.id
    WHERE o.undone_at IS NULL AND o.kind IN ('apart', 'not_same')
    ORDER BY c.depth DESC, o.number
    """
)


async def ground(db: AsyncSession, component_id: UUID) -> Ground | None:
    """Of the newest run of a component, or None when there is none to go on from."""
    values = {"component": component_id, "version": GOES_ON}
    row = (await sql(db, _LAST, values)).one_or_none()
    if row is None:
        return None
    run = await queries.run_of(db, row.project_id, row.code)
    lines = [line async for line in queries.report_lines(batches.within(db), run)]
    return Ground(run.id, json.loads("".join(lines)), await corrections(db, run.id))


async def corrections(db: AsyncSession, run_id: UUID) -> list[dict[str, Any]]:
    """All that people decided and that the next run must respect."""
    values = {"run": run_id}
    found = [one for row in (await sql(db, _CHANGED, values)).all() for one in plain(row)]
    found += [
        {"kind": "pin", "item": row.code, "topic": row.number}
        for row in (await sql(db, _PINNED, values)).all()
    ]
    return found + [
        {"kind": row.kind, "items": row.data["items"]}
        for row in (await sql(db, _PAIRS, values)).all()
    ]


_FIELDS = {
    "rename": ("topic", "label"),
    "merge": ("topics", "into"),
    "split": ("topic", "into", "items"),
    "move": ("topic", "under"),
}


def plain(row: Any) -> list[dict[str, Any]]:
    """A correction as the library reads it, without what only the history tells."""
    one = {"kind": row.kind} | {name: row.data[name] for name in _FIELDS[row.kind]}
    if row.kind != "split":
        return [one]
    return [one, {"kind": "rename", "topic": row.data["into"], "label": row.data["label"]}]
