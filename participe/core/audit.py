"""Who did what to what: rows that nobody can change, chained so that tampering shows.

A row is written in the transaction of the change, without its hash, so that nobody waits
for anybody; the worker chains what was committed, in batches. PostgreSQL refuses to change
or remove a row (a trigger lets only the empty hash be filled in, once).
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import OperationalError
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
    """Give hashes to the rows that have none, in order; return how many. One worker at a time.

    A row counts from its commit, and a smaller number may be committed later: nothing is chained
    while somebody is writing here, but a few seconds after.
    """
    async with working(sessions) as db:
        try:
            await sql(db, text("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE NOWAIT"))
        except OperationalError:
            return 0
        last = await head(db)
        rows = (
            await sql(
                db,
                text(
                    f"SELECT {COLUMNS} FROM audit WHERE hash IS NULL ORDER BY number LIMIT {BATCH}"  # noqa: S608
                ),
            )
        ).mappings()
        previous, hashes = last.hash, []
        for row in rows:
            previous = digest(previous, canonical(row))
            hashes.append({"number": row["number"], "hash": previous})
        if hashes:
            await sql(db, text("UPDATE audit SET hash = :hash WHERE number = :number"), hashes)
        return len(hashes)


def canonical(row: Any) -> dict[str, Any]:
    return {**row, "at": row["at"].astimezone(clock.UTC).isoformat()}


@dataclass(frozen=True)
class Head:
    """The last row of the chain. Kept elsewhere, it shows that the end was cut or all made anew."""

    number: int = 0
    hash: bytes = FIRST

    def __str__(self) -> str:
        return f"{self.number}:{self.hash.hex()}"

    @classmethod
    def read(cls, written: str) -> "Head":
        """Raises ValueError for what is no head."""
        number, _, digits = written.strip().partition(":")
        found = cls(int(number), bytes.fromhex(digits))
        if len(found.hash) != len(FIRST):
            raise ValueError(written)
        return found


async def head(db: AsyncSession) -> Head:
    row = (
        await sql(
            db,
            text(
                "SELECT number, hash FROM audit WHERE hash IS NOT NULL ORDER BY number DESC LIMIT 1"
            ),
        )
    ).one_or_none()
    return Head(row.number, bytes(row.hash)) if row else Head()


_ROWS = text(
    f"SELECT {COLUMNS}, hash FROM audit WHERE number > :after ORDER BY number LIMIT {BATCH}"  # noqa: S608
)


async def verify(db: AsyncSession, known: Head | None = None) -> list[str]:
    """One sentence for each fault of the chain; none for a whole one.

    A row that was changed, added, moved, or that misses in the middle, no longer follows from the
    row before. An end that was cut, or a chain that was made anew, only shows against a head that
    was written down elsewhere (`known`); the log of the worker holds one for each hour.
    """
    wrong: list[str] = []
    previous, number, open_since, met = FIRST, -(2**63), 0, known is None
    while rows := (await sql(db, _ROWS, {"after": number})).mappings().all():
        for row in rows:
            values = dict(row)
            stored, number = values.pop("hash"), values["number"]
            if stored is None:
                open_since = open_since or number
                continue
            if open_since:
                wrong.append(f"Row {open_since} has no hash, although row {number} has one.")
                open_since = 0
            if bytes(stored) != digest(previous, canonical(values)):
                wrong.append(f"Row {number} does not follow from the row before it.")
            previous = bytes(stored)
            met = met or (known is not None and known == Head(number, previous))
    if not met:
        wrong.append(f"The head {known} is not in the chain: its end was cut, or it was made anew.")
    return wrong
