"""Mails and events that wait or were given up: what they are about, never what they say or to whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import events, mail
from participe.core.db import sql
from participe.notifications.kinds import KINDS

SIZE = 50
# Mail servers quote the address that they refuse, and a program's own error may do the same.
ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")


def without_addresses(error: str) -> str:
    return ADDRESS.sub("…", error)[:300]


@dataclass(frozen=True)
class WaitingMail:
    id: UUID
    kind: Any  # what it is about, in words
    domain: str  # of the mailbox; "" when the address is looked up as it leaves
    created_at: datetime
    due_at: datetime
    attempts: int
    error: str


def _mails(given_up: bool) -> Any:
    """The number stands in the statement, so that the index of mails that are due is used."""
    compared = (
        f"m.attempts >= {mail.MAX_ATTEMPTS}" if given_up else f"m.attempts < {mail.MAX_ATTEMPTS}"
    )
    return text(
        f"""
        SELECT m.id, m.kind, split_part(m.address, '@', 2) AS domain, m.created_at, m.due_at,
            m.attempts, m.last_error, count(*) OVER () AS total
        FROM mail m WHERE m.sent_at IS NULL AND {compared}
        ORDER BY m.due_at, m.id LIMIT :limit OFFSET :offset
        """  # noqa: S608 - a number of ours
    )


_MAILS = {given_up: _mails(given_up) for given_up in (True, False)}


async def mails(db: AsyncSession, failed: bool, number: int) -> tuple[list[WaitingMail], int]:
    """A page of those given up, or of those that wait; the longest due first."""
    values = {"limit": SIZE, "offset": (number - 1) * SIZE}
    rows: Sequence[Any] = (await sql(db, _MAILS[failed], values)).all()
    found = [
        WaitingMail(
            r.id, KINDS[r.kind].name if r.kind in KINDS else r.kind, r.domain, r.created_at,
            r.due_at, r.attempts, without_addresses(r.last_error),
        )
        for r in rows
    ]  # fmt: skip
    return found, rows[0].total if rows else 0


@dataclass(frozen=True)
class StuckEvent:
    id: UUID
    handler: str
    created_at: datetime
    attempts: int
    error: str


_EVENTS = text(
    """
    SELECT o.id, o.handler, o.created_at, o.attempts, o.last_error, count(*) OVER () AS total
    FROM outbox o WHERE o.attempts >= :most
    ORDER BY o.created_at DESC, o.id DESC LIMIT :limit OFFSET :offset
    """
)


async def stuck(db: AsyncSession, number: int) -> tuple[list[StuckEvent], int]:
    """A page of events whose handler has failed for the last time, the newest first."""
    values = {"most": events.MAX_ATTEMPTS, "limit": SIZE, "offset": (number - 1) * SIZE}
    rows: Sequence[Any] = (await sql(db, _EVENTS, values)).all()
    found = [
        StuckEvent(r.id, r.handler, r.created_at, r.attempts, without_addresses(r.last_error))
        for r in rows
    ]
    return found, rows[0].total if rows else 0


_COUNTS = text(
    """
    SELECT (SELECT count(*) FROM mail WHERE sent_at IS NULL AND attempts < :mails) AS waiting,
        (SELECT count(*) FROM mail WHERE sent_at IS NULL AND attempts >= :mails) AS failed,
        (SELECT count(*) FROM outbox WHERE attempts >= :events) AS stuck
    """
)


@dataclass(frozen=True)
class Counts:
    waiting: int
    failed: int
    stuck: int


async def counts(db: AsyncSession) -> Counts:
    values = {"mails": mail.MAX_ATTEMPTS, "events": events.MAX_ATTEMPTS}
    row = (await sql(db, _COUNTS, values)).one()
    return Counts(row.waiting, row.failed, row.stuck)
