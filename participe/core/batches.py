"""Reading long tables batch by batch: in one transaction, or each batch in one of its own.

A file that a browser fetches slowly must not hold a connection, and the snapshot of the database
with it: there each batch is read apart, and what was hidden meanwhile is no longer in the next.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import Sessions, enter_scope, sql

Fetch = Callable[[TextClause, dict[str, Any]], Awaitable[Sequence[Any]]]


def within(db: AsyncSession) -> Fetch:
    """All batches in this session's transaction: they fit together, as in a command."""

    async def fetch(statement: TextClause, values: dict[str, Any]) -> Sequence[Any]:
        return (await sql(db, statement, values)).all()

    return fetch


def apart(
    sessions: Sessions, *, person: UUID | None = None, administrations: list[UUID] | str = ""
) -> Fetch:
    """Each batch in a short transaction of its own, on behalf of these; by default of a stranger."""

    async def fetch(statement: TextClause, values: dict[str, Any]) -> Sequence[Any]:
        async with sessions() as db:
            await db.connection(execution_options={"postgresql_readonly": True})
            await enter_scope(db, person=person, administrations=administrations)
            return (await sql(db, statement, values)).all()

    return fetch
