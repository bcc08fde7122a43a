"""What waits for a moderator: reported or held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component, html
from participe.core.component import Card
from participe.core.db import sql
from participe.core.paging import Cursor, Page, cut
from participe.core.rules import Viewer
from participe.moderation.models import WHY_NAMES, Why
from participe.subjects import queries as subjects
from participe.subjects.models import Subject

SIZE = 25


@dataclass(frozen=True)
class Reported:
    """A thing that waits for a moderator, reported or held, as the queue shows it."""

    subject: Subject
    card: Card | None
    number: int
    first_at: datetime
    reasons: tuple[Any, ...]
    words: str  # how it begins, when it is not public and so has no card


_QUEUE = """
    WITH said AS (
        SELECT r.subject_id, r.created_at AS at, r.why, 1 AS reported
        FROM report r WHERE r.handled_by_id IS NULL
        UNION ALL
        SELECT h.id, COALESCE(d.created_at, h.created_at), NULLIF(h.hidden_because, ''), 0
        FROM subject h LEFT JOIN LATERAL (
            SELECT created_at FROM moderation_decision WHERE subject_id = h.id AND action = 'hold'
            ORDER BY created_at DESC LIMIT 1) d ON true
        WHERE h.visibility = 'held' AND h.administration_id = :administration),
    waiting AS (
        SELECT w.subject_id, sum(w.reported)::int AS number, min(w.at) AS first_at,
            array_remove(array_agg(DISTINCT w.why), NULL) AS reasons
        FROM said w JOIN subject s ON s.id = w.subject_id
        WHERE s.state = 'submitted' AND s.administration_id = :administration
            AND (s.administration_id = ANY (:places) OR s.project_id = ANY (:places))
        GROUP BY w.subject_id)
    SELECT w.*, (SELECT count(*) FROM waiting) AS total FROM waiting w
    WHERE {beyond} ORDER BY w.first_at {direction}, w.subject_id {direction} LIMIT :limit
"""


async def open_reports(
    db: AsyncSession, viewer: Viewer, administration_id: UUID, cursor_text: str = ""
) -> Page[Reported]:
    """What is reported or held in the viewer's places here: the longest waiting first."""
    cursor = _read(cursor_text)
    backwards = cursor is not None and cursor.backwards
    beyond = "true"
    values: dict[str, Any] = {
        "administration": administration_id,
        "places": list(places_of(viewer)),
        "limit": SIZE + 1,
    }
    if cursor:
        sign = "<" if backwards else ">"
        beyond = f"(w.first_at, w.subject_id) {sign} (CAST(:k0 AS timestamptz), CAST(:k1 AS uuid))"
        values |= {"k0": cursor.keys[0], "k1": cursor.keys[1]}
    listed = text(_QUEUE.format(beyond=beyond, direction="DESC" if backwards else "ASC"))
    rows = (await sql(db, listed, values)).all()
    found = {
        one.id: one
        for one in (
            await db.exec(select(Subject).where(Subject.id.in_([r.subject_id for r in rows])))  # type: ignore[attr-defined]
        ).all()
    }
    cards = await subjects.cards(db, viewer, list(found.values()))
    begins = await _first_words(db, [one for one in found.values() if one.id not in cards])
    items = [
        Reported(
            found[r.subject_id],
            cards.get(r.subject_id),
            r.number,
            r.first_at,
            tuple(WHY_NAMES[Why(why)] for why in sorted(r.reasons)),
            begins.get(r.subject_id, ""),
        )
        for r in rows
    ]
    total = rows[0].total if rows else 0
    return cut(items, SIZE, cursor, lambda i: (i.first_at.isoformat(), str(i.subject.id)), total)


async def _first_words(db: AsyncSession, hidden: Sequence[Subject]) -> dict[UUID, str]:
    """How each of them begins: a moderator must know it again although no card shows it."""
    found: dict[UUID, str] = {}
    for kind in {one.kind for one in hidden}:
        words = component.of(kind).words
        if words is not None:
            found |= await words(db, [one.id for one in hidden if one.kind == kind])
    return {id_: html.excerpt(body, 100) for id_, body in found.items()}


_COUNT = text(
    """
    SELECT count(*) FROM subject s
    WHERE s.state = 'submitted' AND s.administration_id = :administration
        AND (s.visibility = 'held' OR s.id IN (
            SELECT r.subject_id FROM report r WHERE r.handled_by_id IS NULL))
        AND (s.administration_id = ANY (:places) OR s.project_id = ANY (:places))
    """
)


async def waiting(db: AsyncSession, viewer: Viewer, administration_id: UUID) -> int:
    """How many things are held or have open reports."""
    values = {"administration": administration_id, "places": list(places_of(viewer))}
    return (await sql(db, _COUNT, values)).scalar_one()


def places_of(viewer: Viewer) -> frozenset[UUID]:
    """Where the viewer may moderate."""
    return viewer.places("moderator") | viewer.places("manager") | viewer.places("administrator")


def _read(text_: str) -> Cursor | None:
    cursor = Cursor.read(text_, 2)
    if cursor:
        try:
            datetime.fromisoformat(str(cursor.keys[0]))
            UUID(str(cursor.keys[1]))
        except ValueError:
            return None
    return cursor
