"""Walking through the public subjects of a component, the oldest first, batch by batch."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from participe.core.batches import Fetch
from participe.core.i18n import in_brussels

BATCH = 1000
# Row-level security says the same again: exports read as a stranger.
PUBLIC = "s.state = 'submitted' AND s.visibility = 'visible'"
_FIRST = {"k0": datetime(1, 1, 1, tzinfo=UTC), "k1": UUID(int=0)}


def statement(columns: str, tables: str, kind: str, more: str = "") -> TextClause:
    """Of subjects `s`; it walks an index, so the last page costs what the first does."""
    return text(
        f"SELECT {columns}, s.created_at AS k0, s.id AS k1 FROM subject s {tables} "  # noqa: S608
        f"WHERE s.component_id = :component AND s.kind = '{kind}' AND {PUBLIC} {more} "
        "AND (s.created_at, s.id) > (CAST(:k0 AS timestamptz), CAST(:k1 AS uuid)) "
        f"ORDER BY s.created_at, s.id LIMIT {BATCH}"
    )


def day(at: datetime | None) -> date | None:
    """An exact time would help to find out who wrote something: the day is enough."""
    return in_brussels(at).date() if at else None


async def walk(fetch: Fetch, listed: TextClause, component_id: UUID) -> AsyncIterator[Any]:
    values = {"component": component_id} | _FIRST
    while rows := await fetch(listed, values):
        for row in rows:
            yield row
        values |= {"k0": rows[-1].k0, "k1": rows[-1].k1}
        if len(rows) < BATCH:
            return
