"""Who did what to what: rows that nobody can change, chained so that tampering shows.

A row is written in the transaction of the change, without its hash, so that nobody waits
for anybody; the worker chains what was committed, in batches. PostgreSQL refuses to change
or remove a row (a trigger lets only the empty hash be filled in, once).
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import Sessions, Table, sql, working
from participe.core.rules import Viewer

FIRST = b"\0" * 32
BATCH = 2000


class AuditEntry(Table, table=True):
    __tablename__ = "audit"

    # The number comes from a sequence: gaps are ordinary, order of writing is what counts.
    number: int = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    at: datetime = Field(default_factory=clock.now)
    administration_id: UUID | None = Field(default=None, index=True)
    actor_id: UUID | None = None
    action: str
    object_ref: str = ""  # kind:code, never a name or a text
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    hash: bytes | None = None  # SHA-256 of the previous hash and this row's canonical JSON


def note(
    db: AsyncSession,
    viewer: Viewer,
    action: str,
    object_ref: str = "",
    *,
    administration_id: UUID | None = None,
    **details: Any,
) -> None:
    """Record an action in the transaction of the change. Details hold codes and numbers only."""
    db.add(
        AuditEntry(
            at=viewer.now,
            administration_id=administration_id,
            actor_id=viewer.id,
            action=action,
            object_ref=object_ref,
            details=details,
        )
    )


def digest(previous: bytes, row: dict[str, Any]) -> bytes:
    body = json.dumps(row, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(previous + body.encode()).digest()


COLUMNS = "number, at, administration_id, actor_id, action, object_ref, details"


async def chain(sessions: Sessions) -> int:
    """Give hashes to the rows that have none, in order; return how many. One worker at a time."""
    async with working(sessions) as db:
        if not (await sql(db, text("SELECT pg_try_advisory_xact_lock(71001)"))).scalar():
            return 0
        head = (
            await sql(
                db,
                text("SELECT hash FROM audit WHERE hash IS NOT NULL ORDER BY number DESC LIMIT 1"),
            )
        ).scalar()
        rows = (
            await sql(
                db,
                text(
                    f"SELECT {COLUMNS} FROM audit WHERE hash IS NULL ORDER BY number LIMIT {BATCH}"  # noqa: S608
                ),
            )
        ).mappings()
        previous, hashes = head or FIRST, []
        for row in rows:
            previous = digest(previous, canonical(row))
            hashes.append({"number": row["number"], "hash": previous})
        if hashes:
            await sql(db, text("UPDATE audit SET hash = :hash WHERE number = :number"), hashes)
        return len(hashes)


def canonical(row: Any) -> dict[str, Any]:
    return {**row, "at": row["at"].astimezone(clock.UTC).isoformat()}


def broken(rows: Iterator[Any]) -> list[int]:
    """The numbers of the rows whose hash does not follow from the row before."""
    wrong, previous = [], FIRST
    for row in rows:
        values = dict(row)
        stored = values.pop("hash")
        if stored is None:
            break
        if bytes(stored) != digest(previous, canonical(values)):
            wrong.append(values["number"])
        previous = bytes(stored)
    return wrong
