"""Figures and answers of the home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component, html
from participe.core.component import Card
from participe.core.db import sql
from participe.core.i18n import Localized, Said, localized
from participe.core.rules import Viewer


@dataclass(frozen=True)
class Figures:
    projects: int
    ideas: int
    answers: int


# Counters of the boxes, so that a million ideas cost what ten do.
_FIGURES = text(
    """
    SELECT (SELECT count(*) FROM project WHERE published_at IS NOT NULL) AS projects,
        (SELECT coalesce(sum(b.idea_count), 0) FROM idea_box b
         JOIN component c ON c.id = b.id JOIN project p ON p.id = c.project_id) AS ideas,
        (SELECT count(*) FROM (SELECT 1 FROM subject s WHERE s.is_answered
         AND s.state = 'submitted' AND s.visibility = 'visible' LIMIT 100000) a) AS answers
    """
)


async def figures(db: AsyncSession) -> Figures:
    return Figures(*(await sql(db, _FIGURES)).one())


@dataclass(frozen=True)
class Told:
    """An answer with the contribution it is about."""

    card: Card
    status: str
    text: Said  # its first words, in the reader's language if it has them
    at: datetime
    administration: Any


_LAST = text(
    """
    SELECT a.subject_id, s.kind, a.status, a.text, a.published_at, m.name,
        p.languages
    FROM answer a JOIN subject s ON s.id = a.subject_id
        JOIN administration m ON m.id = s.administration_id
        JOIN project p ON p.id = s.project_id
    WHERE s.state = 'submitted' AND s.visibility = 'visible'
    ORDER BY a.published_at DESC, a.id DESC LIMIT :limit
    """
)


async def last_answers(db: AsyncSession, viewer: Viewer, limit: int) -> Sequence[Told]:
    rows = (await sql(db, _LAST, {"limit": limit})).all()
    by_kind: dict[str, list[UUID]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.subject_id)
    cards: dict[UUID, Card] = {}
    for kind, ids in by_kind.items():
        cards |= await component.of(kind).cards(db, viewer, ids)
    return [
        Told(
            cards[r.subject_id],
            r.status,
            _first_words(localized(r.text, r.languages)),
            r.published_at,
            localized(r.name),
        )
        for r in rows
        if r.subject_id in cards
    ]


def _first_words(text: Localized) -> Said:
    said = text.said()
    return Said(html.excerpt(said.text, 260), said.lang)
