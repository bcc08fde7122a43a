"""What happened, told to whoever asked to know, without either knowing the other.

`publish` writes one outbox row per handler inside the caller's transaction: the
event exists if and only if the change does. A worker then calls `deliver`; a
handler may run twice, never zero times, so handlers must bear being repeated.
"""

import traceback
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import Row, Sessions, working

MAX_ATTEMPTS = 8  # the last one about four hours after the first
BATCH = 200  # entries claimed in one round: a long queue must not fill the memory
log = structlog.get_logger()


@dataclass(frozen=True)
class Event:
    """A fact, in the past tense. Fields are strings and numbers: they go through JSON."""


E = TypeVar("E", bound=Event)
Handler = Callable[[AsyncSession, E], Awaitable[None]]
_handlers: dict[str, tuple[type[Event], Handler]] = {}


class OutboxEntry(Row, table=True):
    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due_at", "due_at", postgresql_where=text("attempts < 8")),)

    handler: str
    payload: dict[str, Any] = Field(sa_type=JSONB)
    due_at: datetime = Field(default_factory=clock.now)
    attempts: int = 0
    last_error: str = ""


def on(event_type: type[E]) -> Callable[[Handler[E]], Handler[E]]:
    """Register a handler; its module and name identify it in the outbox."""

    def register(handler: Handler[E]) -> Handler[E]:
        _handlers[f"{handler.__module__}.{handler.__name__}"] = (event_type, handler)
        return handler

    return register


def publish(db: AsyncSession, event: Event, *, at: datetime | None = None) -> None:
    """`at`: not before this instant; at once by default."""
    for name, (event_type, _) in _handlers.items():
        if isinstance(event, event_type):
            db.add(OutboxEntry(handler=name, payload=asdict(event), due_at=at or clock.now()))
            db.info["rings"] = True  # the middleware rings the worker's bell after the commit


async def deliver(sessions: Sessions) -> int:
    """Run the handlers that wait, each in its own transaction; return how many ran."""
    done = 0
    while True:
        async with working(sessions) as db:
            now = (await db.exec(select(clock.in_sql()))).one()
            due = select(OutboxEntry.id).where(
                col(OutboxEntry.due_at) <= now, col(OutboxEntry.attempts) < MAX_ATTEMPTS
            )
            waiting = (await db.exec(due.order_by(col(OutboxEntry.id)).limit(BATCH))).all()
        ran = sum([await _deliver_one(sessions, entry_id, now) for entry_id in waiting])
        done += ran
        if ran == 0 or len(waiting) < BATCH:
            return done


async def _deliver_one(sessions: Sessions, entry_id: UUID, now: datetime) -> bool:
    async with working(sessions) as db:
        claim = (
            select(OutboxEntry).where(OutboxEntry.id == entry_id).with_for_update(skip_locked=True)
        )
        entry = (await db.exec(claim)).one_or_none()
        if entry is None or entry.due_at > now:  # another worker has it, or has done it
            return False
        try:
            event_type, handler = _handlers[entry.handler]
            async with db.begin_nested():
                await handler(db, event_type(**entry.payload))
        except Exception as error:  # a failing handler must not stop the others
            entry.attempts, entry.last_error = entry.attempts + 1, repr(error)[:2000]
            entry.due_at = now + timedelta(minutes=2**entry.attempts)
            log.error(
                "A handler failed and will be tried again.",
                handler=entry.handler,
                attempts=entry.attempts,
                error=type(error).__name__,
                trace=traceback.format_exc(limit=8),
            )
            return False
        await db.delete(entry)
        return True
