"""What waits for a moderator: reported, held, contested by its author, or corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component, html
from participe.core.component import Card
from participe.core.db import sql
from participe.core.i18n import LazyText, _l
from participe.core.paging import Cursor, Page, cut
from participe.core.rules import Viewer
from participe.moderation.models import WHY_NAMES, Why
from participe.subjects import queries as subjects
from participe.subjects.models import Subject

SIZE = 25
FILTERS: dict[str, LazyText] = {
    "reported": _l("Reported"),
    "held": _l("Held back"),
    "appeals": _l("Appeals"),
    "corrected": _l("Corrected"),
}


@dataclass(frozen=True)
class Waiting:
    """A thing that waits for a moderator, as the queue shows it."""

    subject: Subject
    card: Card | None
    waits_for: tuple[str, ...]  # keys of FILTERS
    number: int  # open reports
    reasons: tuple[tuple[Any, int], ...]  # and how many reports give it
    first_at: datetime
    words: str  # how it begins

    @property
    def title(self) -> str:
        """Of a comment, and of what is not public, the first words."""
        if self.card and self.subject.kind != "comment":
            return self.card.title
        return html.first_words(self.words, 90) or self.subject.code


# Each reason for which something waits, with the instant from which it does.
_SAID = """
    said AS (
        SELECT r.subject_id, r.created_at AS at, r.why::text AS why, 'reported' AS what
        FROM report r WHERE r.handled_by_id IS NULL
        UNION ALL
        SELECT h.id, COALESCE(d.created_at, h.created_at), NULL, 'held'
        FROM subject h LEFT JOIN LATERAL (
            SELECT created_at FROM moderation_decision WHERE subject_id = h.id AND action = 'hold'
            ORDER BY created_at DESC LIMIT 1) d ON true
        WHERE h.visibility = 'held' AND h.administration_id = :administration
        UNION ALL
        SELECT a.subject_id, a.created_at, NULL, 'appeals' FROM appeal a WHERE a.outcome IS NULL
        UNION ALL
        SELECT c.subject_id, c.created_at, NULL, 'corrected'
        FROM correction c WHERE c.handled_at IS NULL),
    here AS (
        SELECT w.* FROM said w JOIN subject s ON s.id = w.subject_id
        WHERE s.state = 'submitted' AND s.administration_id = :administration
            AND (s.administration_id = ANY (:places) OR s.project_id = ANY (:places)))
"""
_QUEUE = """
    WITH {said}, waiting AS (
        SELECT w.subject_id, min(w.at) AS first_at, array_agg(DISTINCT w.what) AS what,
            count(*) FILTER (WHERE w.what = 'reported')::int AS number,
            array_remove(array_agg(w.why), NULL) AS reasons
        FROM here w GROUP BY w.subject_id
        HAVING :filter = '' OR :filter = ANY (array_agg(w.what)))
    SELECT w.*, (SELECT count(*) FROM waiting) AS total FROM waiting w
    WHERE {beyond} ORDER BY w.first_at {direction}, w.subject_id {direction} LIMIT :limit
"""


async def queue(
    db: AsyncSession, viewer: Viewer, administration_id: UUID, only: str = "",
    cursor_text: str = "",
) -> Page[Waiting]:  # fmt: skip
    """What waits in the viewer's places here: the longest waiting first."""
    cursor = _read(cursor_text)
    backwards = cursor is not None and cursor.backwards
    beyond = "true"
    values: dict[str, Any] = _where(viewer, administration_id)
    values |= {"filter": only if only in FILTERS else "", "limit": SIZE + 1}
    if cursor:
        sign = "<" if backwards else ">"
        beyond = f"(w.first_at, w.subject_id) {sign} (CAST(:k0 AS timestamptz), CAST(:k1 AS uuid))"
        values |= {"k0": cursor.keys[0], "k1": cursor.keys[1]}
    listed = _QUEUE.format(said=_SAID, beyond=beyond, direction="DESC" if backwards else "ASC")
    rows = (await sql(db, text(listed), values)).all()
    wanted = select(Subject).where(col(Subject.id).in_([r.subject_id for r in rows]))
    found = {one.id: one for one in (await db.exec(wanted)).all()}
    cards = await subjects.cards(db, viewer, list(found.values()))
    begins = await _first_words(db, list(found.values()))
    items = [
        Waiting(
            found[r.subject_id],
            cards.get(r.subject_id),
            tuple(key for key in FILTERS if key in r.what),
            r.number,
            tuple((WHY_NAMES[Why(w)], r.reasons.count(w)) for w in sorted(set(r.reasons))),
            r.first_at,
            begins.get(r.subject_id, ""),
        )
        for r in rows
    ]
    total = rows[0].total if rows else 0
    return cut(items, SIZE, cursor, lambda i: (i.first_at.isoformat(), str(i.subject.id)), total)


def _where(viewer: Viewer, administration_id: UUID) -> dict[str, Any]:
    return {"administration": administration_id, "places": list(places_of(viewer))}


async def _first_words(db: AsyncSession, found: Sequence[Subject]) -> dict[UUID, str]:
    """How each of them begins: a moderator must know it again although no card shows it."""
    words: dict[UUID, str] = {}
    for kind in {one.kind for one in found}:
        read = component.of(kind).words
        if read is not None:
            words |= await read(db, [one.id for one in found if one.kind == kind])
    return {id_: html.excerpt(body, 160) for id_, body in words.items()}


_COUNTS = text(
    f"""
    WITH {_SAID}
    SELECT count(DISTINCT subject_id) AS all_, {
        ", ".join(
            f"count(DISTINCT subject_id) FILTER (WHERE what = '{key}') AS {key}" for key in FILTERS
        )
    }
    FROM here
    """  # noqa: S608 - constants of this file
)


async def counts(db: AsyncSession, viewer: Viewer, administration_id: UUID) -> dict[str, int]:
    """How many things wait: in all (the empty key) and for each reason."""
    row = (await sql(db, _COUNTS, _where(viewer, administration_id))).one()
    return {"": row.all_} | {key: getattr(row, key) for key in FILTERS}


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
