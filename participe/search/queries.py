"""Looking for words in the contributions of everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component, i18n
from participe.core.component import Card
from participe.core.db import sql
from participe.core.i18n import Localized, localized
from participe.core.paging import Page
from participe.core.rules import Viewer
from participe.search import marks
from participe.search.marks import Piece

SIZE = 20
LOOKED_AT = 500  # matches that are ranked; beyond, a search is too wide to be ordered
LOOKED_THROUGH = 10_000  # where a search is narrowed to an administration or a language
OFFERED = 8  # administrations to narrow a search to


class How(StrEnum):
    """How nearly the words were found."""

    ALL = "all"
    SOME = "some"  # some of the words
    BEGINNINGS = "beginnings"  # words that begin alike


_QUERY = {
    How.ALL: "search_query(:q)",
    How.SOME: "search_some(:q)",
    How.BEGINNINGS: "search_beginnings(:q)",
}


@dataclass(frozen=True)
class Asked:
    """What the address of a search says. Unknown values count as not said."""

    q: str = ""
    kind: str = ""
    administration: str = ""  # slug
    lang: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Any, kinds: Sequence[str]) -> "Asked":
        number = query.get("page", "1")
        return cls(
            q=query.get("q", "").replace("\0", "").strip()[:200],
            kind=kind if (kind := query.get("kind", "")) in kinds else "",
            administration=query.get("administration", "").replace("\0", "")[:100],
            lang=lang if (lang := query.get("lang", "")) in i18n.LANGUAGES else "",
            page=min(max(1, int(number)), LOOKED_AT // SIZE)
            if number.isdecimal() and len(number) < 5
            else 1,
        )

    @property
    def narrows(self) -> bool:
        return bool(self.administration or self.lang)

    def query(self, **changes: Any) -> dict[str, Any]:
        """For an address: what is said, and nothing else."""
        said = replace(self, **({"page": 1} | changes))
        values = {
            "q": said.q, "kind": said.kind, "administration": said.administration,
            "lang": said.lang, "page": said.page if said.page > 1 else None,
        }  # fmt: skip
        return {name: value for name, value in values.items() if value not in (None, "")}


@dataclass(frozen=True)
class Found:
    kind: str
    card: Card
    title: list[Piece]
    excerpt: list[Piece]


@dataclass(frozen=True)
class Place:
    slug: str
    name: Localized
    number: int


@dataclass(frozen=True)
class Contributions:
    page: Page[Found]
    kinds: dict[str, int]  # how many of each kind, of those looked at
    places: list[Place]
    how: How


_SEARCH = """
    WITH asked AS MATERIALIZED (SELECT {query} AS query),  -- made once, not once for each row
    matches AS (
        SELECT e.subject_id, ts_rank(e.words, (TABLE asked)) AS rank
        FROM search_entry e WHERE e.words @@ (TABLE asked) LIMIT :looked_at),
    hits AS MATERIALIZED (
        SELECT s.id, s.kind, s.administration_id, m.rank
        FROM matches m JOIN subject s ON s.id = m.subject_id
        WHERE s.state = 'submitted' AND s.visibility = 'visible'
            AND (:lang = '' OR s.lang = :lang)),
    chosen AS (
        SELECT h.id, h.kind, h.rank FROM hits h
        WHERE (:kind = '' OR h.kind = :kind) AND (CAST(:administration AS uuid) IS NULL
            OR h.administration_id = CAST(:administration AS uuid)))
    SELECT
        (SELECT jsonb_agg(jsonb_build_array(p.id, p.kind)) FROM (
            SELECT id, kind FROM chosen ORDER BY rank DESC, id DESC LIMIT {size} OFFSET :offset) p
        ) AS page,
        (SELECT count(*) FROM chosen) AS total,
        (SELECT count(*) FROM matches) AS looked_at,
        (SELECT jsonb_object_agg(k.kind, k.number) FROM (
            SELECT kind, count(*) AS number FROM hits GROUP BY kind) k) AS kinds,
        (SELECT jsonb_agg(jsonb_build_array(a.slug, a.name, p.number) ORDER BY p.number DESC, a.slug)
         FROM (SELECT administration_id, count(*) AS number FROM hits GROUP BY administration_id
               ORDER BY number DESC LIMIT {offered}) p
             JOIN administration a ON a.id = p.administration_id) AS places
"""
_STATEMENTS = {
    how: text(_SEARCH.format(query=query, size=SIZE, offered=OFFERED))
    for how, query in _QUERY.items()
}


async def contributions(
    db: AsyncSession, viewer: Viewer, asked: Asked, administration_id: UUID | None
) -> Contributions:
    """The best matches first. Accents and endings do not matter, in four languages.

    Where nothing has all the words, what has some of them; else what has words that begin alike.
    """
    found = Contributions(Page([], None, None, 0), {}, [], How.ALL)
    for how in How:
        found = await _found(db, viewer, asked, administration_id, how)
        if found.page.total or found.kinds:
            return found
    return found


async def _found(
    db: AsyncSession, viewer: Viewer, asked: Asked, administration_id: UUID | None, how: How
) -> Contributions:
    limit = LOOKED_THROUGH if asked.narrows else LOOKED_AT
    values = {
        "q": asked.q, "kind": asked.kind, "lang": asked.lang, "looked_at": limit,
        "administration": administration_id, "offset": (asked.page - 1) * SIZE,
    }  # fmt: skip
    row = (await sql(db, _STATEMENTS[how], values)).one()
    items = await _items(db, viewer, asked.q, row.page or [])
    return Contributions(
        Page(items, None, None, row.total, row.looked_at < limit),
        row.kinds or {},
        [Place(slug, localized(name), number) for slug, name, number in row.places or ()],
        how,
    )


async def _items(
    db: AsyncSession, viewer: Viewer, q: str, page: Sequence[tuple[str, str]]
) -> list[Found]:
    """Cards and words of a page of results, two look-ups for each kind."""
    by_kind: dict[str, list[UUID]] = {}
    for id_, kind in page:
        by_kind.setdefault(kind, []).append(UUID(id_))
    cards: dict[UUID, Card] = {}
    words: dict[UUID, str] = {}
    for kind, ids in by_kind.items():
        of = component.of(kind)
        cards |= await of.cards(db, viewer, ids)
        words |= await of.words(db, ids) if of.words else {}
    wanted = marks.forms(q)
    found: list[Found] = []
    for id_, kind in page:
        if card := cards.get(UUID(id_)):
            body = words.get(UUID(id_)) or card.excerpt
            found.append(
                Found(kind, card, marks.title(card.title, wanted), marks.excerpt(body, wanted))
            )
    return found


_WITHIN = text(
    """
    SELECT s.id FROM subject s
    WHERE s.component_id = :component AND s.kind = :kind AND s.state = 'submitted'
        AND s.visibility = 'visible' AND s.id <> ALL (:without) AND (s.code = :q OR s.id IN (
            SELECT e.subject_id FROM search_entry e
            WHERE e.component_id = :component AND e.words @@ search_query_in(:q, :component, :kind)
            LIMIT 200))
    ORDER BY s.support_count DESC, s.id LIMIT :limit
    """
)


async def within(
    db: AsyncSession, viewer: Viewer, component_id: UUID, kind: str, words: str,
    without: set[UUID], limit: int,
) -> list[Card]:  # fmt: skip
    """A few public subjects of one component, by words or by code; the most supported first."""
    values = {
        "component": component_id, "kind": kind, "q": words, "without": list(without),
        "limit": limit,
    }  # fmt: skip
    ids = (await sql(db, _WITHIN, values)).scalars().all()
    cards = await component.of(kind).cards(db, viewer, ids)
    return [cards[id_] for id_ in ids if id_ in cards]
