"""The list of a box: filters, five orders, pages by cursor.

A page is found in an index of its order and costs the same at any depth and size of box.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.i18n import LazyText, _l
from participe.core.paging import Cursor, Page, cut
from participe.core.rules import Viewer
from participe.ideas.models import ORDERS
from participe.ideas.queries.box import Box
from participe.ideas.queries.cards import COLUMNS, JOINS, PUBLISHED, IdeaCard, card
from participe.subjects.models import AuthorKind, Status

SIZE = 20
SEEDS = 2 * ORDERS  # each stored shuffle, forwards and backwards
COUNTED = 300  # a filtered list is counted so far; beyond, «more than»


class Order(StrEnum):
    RANDOM = "random"
    NEWEST = "newest"
    SUPPORTED = "supported"
    DISCUSSED = "discussed"
    UNANSWERED = "unanswered"


ORDER_NAMES: dict[Order, LazyText] = {
    Order.RANDOM: _l("In random order"),
    Order.NEWEST: _l("Newest first"),
    Order.SUPPORTED: _l("Most supported first"),
    Order.DISCUSSED: _l("Most discussed first"),
    Order.UNANSWERED: _l("Not yet answered"),
}


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


@dataclass(frozen=True)
class Sorting:
    """An index to walk: what it sorts by, in which direction when read forwards."""

    keys: tuple[str, str]
    types: tuple[str, str]
    descending: bool


def sorting_of(chosen: BoardFilter) -> Sorting:
    match chosen.order:
        case Order.SUPPORTED:
            return Sorting(("s.support_count", "s.id"), ("int", "uuid"), True)
        case Order.DISCUSSED:
            return Sorting(("s.comment_count", "s.id"), ("int", "uuid"), True)
        case Order.RANDOM:
            seed = chosen.seed or 0
            lane = f"hashint8extended(i.shuffle, {seed % ORDERS})"
            return Sorting((lane, "i.id"), ("bigint", "uuid"), seed >= ORDERS)
        case _:
            return Sorting(("s.created_at", "s.id"), ("timestamptz", "uuid"), True)


async def board(db: AsyncSession, viewer: Viewer, box: Box, chosen: BoardFilter) -> Board:
    """One page of published ideas, with the number of all that match."""
    sorting = sorting_of(chosen)
    where, values = where_of(box, chosen)
    total, exact = box.idea_count, True
    if chosen.narrows:
        found = await _found(db, where, values)
        total, exact = min(len(found), COUNTED), len(found) <= COUNTED
        if exact:  # few enough to sort them all
            where, values = f"s.id = ANY (:found) AND {PUBLISHED}", {"found": found}
        else:  # so many that a walk in the order of the list soon meets a page of them
            where = where.replace(_MATCHES, _MATCHES_THIS)
    cursor = Cursor.read(chosen.cursor, 2)
    if cursor and not _fits(cursor, sorting):
        cursor = None
    descending = sorting.descending != bool(cursor and cursor.backwards)
    if cursor:
        where += (
            f" AND ({sorting.keys[0]}, {sorting.keys[1]}) {'<' if descending else '>'} "
            f"(CAST(:k0 AS {sorting.types[0]}), CAST(:k1 AS {sorting.types[1]}))"
        )
        values |= {"k0": cursor.keys[0], "k1": cursor.keys[1]}
    direction = "DESC" if descending else "ASC"
    listed = text(
        f"SELECT {COLUMNS}, {sorting.keys[0]} AS k0, {sorting.keys[1]} AS k1 "  # noqa: S608 - our words
        f"FROM idea i JOIN subject s ON s.id = i.id {JOINS} WHERE {where} "
        f"ORDER BY {sorting.keys[0]} {direction}, {sorting.keys[1]} {direction} LIMIT {SIZE + 1}"
    )
    rows = (await sql(db, listed, values | {"viewer": viewer.id})).all()
    cards = [card(row, (_plain(row.k0), str(row.k1))) for row in rows]
    return Board(cut(cards, SIZE, cursor, lambda c: c.keys, total, exact=exact), chosen)


# Through the index of words …
_MATCHES = (
    "s.id IN (SELECT e.subject_id FROM search_entry e"
    " WHERE e.words @@ search_query_in(:q, :box, 'idea'))"
)
# … and of one idea already at hand: a sub-query that PostgreSQL cannot turn into the first.
_MATCHES_THIS = "(SELECT e.words @@ search_query(:q) FROM search_entry e WHERE e.subject_id = s.id)"


async def _found(db: AsyncSession, where: str, values: dict[str, Any]) -> list[UUID]:
    """Up to one more than is counted, in no order."""
    alone = where.replace("i.box_id = :box AND ", "")
    needs_idea = " i." in alone or "(i." in alone
    tables = "idea i JOIN subject s ON s.id = i.id" if needs_idea else "subject s"
    found = text(f"SELECT s.id FROM {tables} WHERE {alone} LIMIT {COUNTED + 1}")  # noqa: S608
    return list((await sql(db, found, values)).scalars())


_NEWEST = text(
    f"SELECT {COLUMNS} FROM idea i JOIN subject s ON s.id = i.id {JOINS} "  # noqa: S608 - constants
    f"WHERE i.box_id = :box AND s.component_id = :box AND s.kind = 'idea' AND {PUBLISHED} "
    "ORDER BY s.created_at DESC, s.id DESC LIMIT :limit"
)


async def newest(db: AsyncSession, viewer: Viewer, box: Box, limit: int) -> list[IdeaCard]:
    values = {"viewer": viewer.id, "box": box.component_id, "limit": limit}
    return [card(row) for row in (await sql(db, _NEWEST, values)).all()]


def where_of(box: Box, chosen: BoardFilter) -> tuple[str, dict[str, Any]]:
    where = f"i.box_id = :box AND s.component_id = :box AND s.kind = 'idea' AND {PUBLISHED}"
    values: dict[str, Any] = {"box": box.component_id}
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


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)


def _fits(cursor: Cursor, sorting: Sorting) -> bool:
    """A cursor made for another order, or by hand, begins the list again."""
    first, second = cursor.keys
    is_number = sorting.types[0] in ("int", "bigint")
    if isinstance(first, int) != is_number or not isinstance(second, str):
        return False
    return _parses(sorting.types[0], first) and _parses("uuid", second)


def _parses(kind: str, value: Any) -> bool:
    from datetime import datetime
    from uuid import UUID

    try:
        match kind:
            case "uuid":
                UUID(value)
            case "timestamptz":
                datetime.fromisoformat(value)
            case "int":
                return abs(value) < 2**31
            case "bigint":
                return abs(value) < 2**63
    except ValueError:
        return False
    return True
