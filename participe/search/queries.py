"""Looking for words in everything public."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component
from participe.core.component import Card
from participe.core.db import sql
from participe.core.paging import Page
from participe.core.rules import Viewer

SIZE = 20
LOOKED_AT = 2000  # matches that are ranked; beyond, a search is too wide to be ordered


@dataclass(frozen=True)
class Found:
    kind: str
    card: Card


_SEARCH = text(
    f"""
    WITH matches AS (
        SELECT e.subject_id, ts_rank(e.words, search_query(:q)) AS rank
        FROM search_entry e WHERE e.words @@ search_query(:q) LIMIT {LOOKED_AT})
    SELECT s.id, s.kind, count(*) OVER () AS total
    FROM matches m JOIN subject s ON s.id = m.subject_id
    WHERE s.state = 'submitted' AND s.visibility = 'visible'
    ORDER BY m.rank DESC, s.id DESC LIMIT {SIZE} OFFSET :offset
    """  # noqa: S608 - constants of this file
)


async def search(db: AsyncSession, viewer: Viewer, q: str, number: int = 1) -> Page[Found]:
    """The best matches first. Accents and endings do not matter, in four languages."""
    values = {"q": q, "offset": (number - 1) * SIZE}
    rows = (await sql(db, _SEARCH, values)).all()
    by_kind: dict[str, list[UUID]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.id)
    cards: dict[UUID, Card] = {}
    for kind, ids in by_kind.items():
        cards |= await component.of(kind).cards(db, viewer, ids)
    found = [Found(row.kind, cards[row.id]) for row in rows if row.id in cards]
    total = rows[0].total if rows else 0
    return Page(found, None, None, total, total < LOOKED_AT)
