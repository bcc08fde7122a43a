"""One page of a list: the ids of its ideas, found in the index of the order.

An order by a counter moves while one reads: supports given meanwhile would show an idea twice, or
hide it. So a cursor carries what PostgreSQL saw when the first page was read, and what has changed
since is taken off again: the pages that follow are those of that instant.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from participe.core.paging import Cursor
from participe.ideas.queries.orders import Sorting

_SNAPSHOT = re.compile(r"\d{1,19}:\d{1,19}:[\d,]{0,200}")


@dataclass(frozen=True)
class Walk:
    """The words of a WITH that ends in `page (id, k0, seen)`, and in which direction it goes."""

    sql: str
    direction: str

    def __str__(self) -> str:
        return self.sql


def page(sorting: Sorting, where: str, cursor: Cursor | None, limit: int) -> Walk:
    """Up to `limit` ids beyond the cursor, whose keys are the parameters k0, k1 and seen."""
    descending = sorting.descending != bool(cursor and cursor.backwards)
    direction = "DESC" if descending else "ASC"
    first, second = sorting.keys

    def ids(key: str, tables: str, seen: str, rest: str = "") -> str:
        # The ids alone: so every plan that PostgreSQL can choose walks the index of the order and
        # stops after a page. What is shown of them is looked up afterwards.
        if cursor:
            rest += (
                f" AND ({key}, {second}) {'<' if descending else '>'} "
                f"(CAST(:k0 AS {sorting.types[0]}), CAST(:k1 AS {sorting.types[1]}))"
            )
        return (
            f"SELECT s.id, {key} AS k0, {seen} AS seen FROM {tables} WHERE {where}{rest} "  # noqa: S608 - our words
            f"ORDER BY {key} {direction}, {second} {direction} LIMIT {limit}"
        )

    if not sorting.counter:
        return Walk(_page_of(ids(first, tables_of(where, first), "NULL")), direction)
    tables = tables_of(where)
    if cursor is None:
        now = "CAST(pg_current_snapshot() AS text)"
        return Walk(_page_of(ids(first, tables, now)), direction)
    seen = "CAST(:seen AS text)"
    still = ids(first, tables, seen, " AND s.id <> ALL (ARRAY(SELECT subject_id FROM moved))")
    back = ids(f"{first} - m.by", f"moved m JOIN {tables} ON s.id = m.subject_id", seen)
    both = f"({still}) UNION ALL ({back}) ORDER BY k0 {direction}, id {direction} LIMIT {limit}"
    return Walk(f"{_moved(sorting.counter)}, {_page_of(both)}", direction)


def _page_of(ids: str) -> str:
    return f"page AS MATERIALIZED ({ids})"


def _moved(counter: str) -> str:
    """By how much each counter has moved since what the cursor saw."""
    return f"""moved AS MATERIALIZED (
        SELECT subject_id, CAST(sum({counter}) AS int) AS by FROM counter_change
        WHERE component_id = :box
            AND xid >= CAST(CAST(pg_snapshot_xmin(CAST(:seen AS pg_snapshot)) AS text) AS bigint)
            AND NOT pg_visible_in_snapshot(
                CAST(CAST(xid AS text) AS xid8), CAST(:seen AS pg_snapshot))
        GROUP BY subject_id HAVING sum({counter}) <> 0)"""  # noqa: S608 - one of two names of ours


def tables_of(*clauses: str) -> str:
    """What a condition and an order are about: subjects alone, or their ideas too."""
    if any(re.search(r"\bi\.", clause) for clause in clauses):
        return "(subject s JOIN idea i ON i.id = s.id)"
    return "subject s"


def fits(cursor: Cursor, sorting: Sorting) -> bool:
    """A cursor made for another order, or by hand, begins the list again."""
    first, second, *seen = cursor.keys
    if seen and not _SNAPSHOT.fullmatch(str(seen[0])):
        return False
    is_number = sorting.types[0] in ("int", "bigint")
    if isinstance(first, int) != is_number or not isinstance(second, str):
        return False
    return _parses(sorting.types[0], first) and _parses("uuid", second)


def _parses(kind: str, value: Any) -> bool:
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
