"""The list of a box: filters, five orders, pages by cursor.

A page is found in an index of its order and costs the same at any depth and size of box.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.paging import Cursor, Page, cut
from participe.core.rules import Viewer
from participe.ideas.queries import walk
from participe.ideas.queries.box import Box
from participe.ideas.queries.cards import COLUMNS, JOINS, LISTED, IdeaCard, card
from participe.ideas.queries.orders import SEEDS, Order, Sorting, sorting_of
from participe.ideas.queries.walk import tables_of
from participe.subjects.models import AuthorKind, Status

SIZE = 20
COUNTED = 300  # a filtered list is counted so far; beyond, «more than»


@dataclass(frozen=True)
class BoardFilter:
    """What the address of a list says. Unknown values count as not said."""

    order: Order = Order.RANDOM
    seed: int | None = None  # 0 to 15, for the random order
    q: str = ""
    theme: str = ""  # key
    status: str = ""
    place: str = ""
    lang: str = ""
    author: str = ""  # kind
    cursor: str = ""

    @classmethod
    def read(cls, query: Any) -> "BoardFilter":
        order, seed = query.get("order", ""), query.get("seed", "")
        return cls(
            order=Order(order) if order in Order.__members__.values() else Order.RANDOM,
            seed=int(seed) if seed.isdecimal() and len(seed) < 3 and int(seed) < SEEDS else None,
            q=query.get("q", "").replace("\0", "").strip()[:200],
            theme=query.get("theme", "")[:60],
            status=s if (s := query.get("status", "")) in Status.__members__.values() else "",
            place=query.get("place", "").replace("\0", "").strip()[:100],
            lang=query.get("lang", "") if query.get("lang", "").isalpha() else "",
            author=a if (a := query.get("author", "")) in AuthorKind.__members__.values() else "",
            cursor=query.get("cursor", "")[:400],
        )

    @property
    def narrows(self) -> bool:
        return any((self.q, self.theme, self.status, self.place, self.lang, self.author)) or (
            self.order is Order.UNANSWERED
        )

    def query(self, **changes: Any) -> dict[str, Any]:
        """For an address: what is said, and nothing else."""
        said = replace(self, **({"cursor": ""} | changes))
        values = {
            "order": said.order.value, "seed": said.seed, "q": said.q, "theme": said.theme,
            "status": said.status, "place": said.place, "lang": said.lang,
            "author": said.author, "cursor": said.cursor,
        }  # fmt: skip
        if said.order is not Order.RANDOM:
            values["seed"] = None
        return {name: value for name, value in values.items() if value not in (None, "")}


@dataclass(frozen=True)
class Board:
    page: Page[IdeaCard]
    chosen: BoardFilter


async def board(db: AsyncSession, viewer: Viewer, box: Box, chosen: BoardFilter) -> Board:
    """One page of published ideas, with the number of all that match."""
    sorting = sorting_of(chosen.order, chosen.seed)
    where, values = where_of(box, chosen)
    total, exact = box.idea_count - box.grouped_count, True
    if chosen.narrows:
        found = await _found(db, where, values)
        total, exact = min(len(found), COUNTED), len(found) <= COUNTED
        if exact:  # few enough to sort them all
            where, values = f"s.id = ANY (:found) AND {LISTED}", {"found": found}
        # Else they are so many that a walk in the order of the list soon meets a page of them.
    cursor = Cursor.read(chosen.cursor, 3 if sorting.counter else 2)
    if cursor and not walk.fits(cursor, sorting):
        cursor = None
    if cursor:
        values |= dict(zip(("k0", "k1", "seen"), cursor.keys, strict=False))
    page = walk.page(sorting, where, cursor, SIZE + 1)
    listed = text(
        f"WITH {page} SELECT {COLUMNS}, page.k0, page.id AS k1, page.seen "  # noqa: S608 - our words
        f"FROM page JOIN subject s ON s.id = page.id JOIN idea i ON i.id = page.id {JOINS} "
        f"ORDER BY page.k0 {page.direction}, page.id {page.direction}"
    )
    values |= {"viewer": viewer.id, "box": box.component_id}
    rows = (await sql(db, listed, values)).all()
    cards = [card(row, _keys(row, sorting)) for row in rows]
    return Board(cut(cards, SIZE, cursor, lambda c: c.keys, total, exact=exact), chosen)


# Of one idea already at hand: a sub-query that PostgreSQL cannot turn into a search of its own.
_MATCHES = "(SELECT e.words @@ search_query(:q) FROM search_entry e WHERE e.subject_id = s.id)"
# Or from the index of words, one look-up of a subject for each find, until there are enough:
# OFFSET 0 keeps PostgreSQL from joining all that match before it counts to the limit.
_SEARCH = (
    "search_entry e CROSS JOIN LATERAL (SELECT s.id FROM {tables} WHERE s.id = e.subject_id"
    " AND {where} OFFSET 0) s WHERE e.words @@ search_query_in(:q, :box, 'idea')"
)


async def _found(db: AsyncSession, where: str, values: dict[str, Any]) -> list[UUID]:
    """Up to one more than is counted, in no order."""
    tables = f"{tables_of(where)} WHERE {where}"
    if "q" in values:
        rest = where.replace(f" AND {_MATCHES}", "")
        tables = _SEARCH.format(tables=tables_of(rest), where=rest)
    found = text(f"SELECT s.id FROM {tables} LIMIT {COUNTED + 1}")  # noqa: S608 - our words
    return list((await sql(db, found, values)).scalars())


_NEWEST = text(
    f"SELECT {COLUMNS} FROM idea i JOIN subject s ON s.id = i.id {JOINS} "  # noqa: S608 - constants
    f"WHERE i.box_id = :box AND s.component_id = :box AND s.kind = 'idea' AND {LISTED} "
    "ORDER BY s.created_at DESC, s.id DESC LIMIT :limit"
)


async def newest(db: AsyncSession, viewer: Viewer, box: Box, limit: int) -> list[IdeaCard]:
    values = {"viewer": viewer.id, "box": box.component_id, "limit": limit}
    return [card(row) for row in (await sql(db, _NEWEST, values)).all()]


def where_of(box: Box, chosen: BoardFilter) -> tuple[str, dict[str, Any]]:
    where = f"s.component_id = :box AND s.kind = 'idea' AND {LISTED}"
    values: dict[str, Any] = {"box": box.component_id}
    if chosen.order is Order.RANDOM or chosen.theme:
        where += " AND i.box_id = :box"  # the first column of their indexes
    if chosen.order is Order.UNANSWERED:
        where += " AND NOT s.is_answered"
    if chosen.theme:
        theme = box.theme(chosen.theme)
        where += " AND i.theme_id = :theme"
        values["theme"] = theme.id if theme else None
    for name in ("status", "lang"):
        if value := getattr(chosen, name):
            where += f" AND s.{name} = :{name}"
            values[name] = value
    if chosen.author:
        where += " AND s.author_kind = :author"
        values["author"] = chosen.author
    if chosen.place:
        where += " AND folded(i.place) LIKE '%' || folded(:place) || '%'"
        values["place"] = chosen.place.replace("\\", "").replace("%", "").replace("_", " ")
    if chosen.q:
        where += f" AND {_MATCHES}"
        values["q"] = chosen.q
    return where, values


def _keys(row: Any, sorting: Sorting) -> tuple[Any, ...]:
    """For a cursor that begins after this row."""
    first = row.k0 if isinstance(row.k0, int) else str(row.k0)
    return (first, str(row.k1), row.seen) if sorting.counter else (first, str(row.k1))
