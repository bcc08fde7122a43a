"""The time, from one place, so that tests can stop it.

Rules never ask here: they take `viewer.now`, read from PostgreSQL once for each
request, so that a phase opens and closes at the same instant on every machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, DateTime, func, literal

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """This machine's time, aware, in UTC: for ids and time stamps."""
    return _stopped_at.get() or datetime.now(UTC)


def in_sql() -> ColumnElement[datetime]:
    """PostgreSQL's time, as part of a statement: for everything that is decided."""
    instant = _stopped_at.get()
    type_ = DateTime(timezone=True)
    return literal(instant, type_) if instant else func.statement_timestamp(type_=type_)


def stopped() -> datetime | None:
    """The instant at which a test holds the clock, for statements written as text."""
    return _stopped_at.get()


@contextmanager
def stopped_at(instant: datetime) -> Iterator[None]:
    """Hold both still; for tests."""
    token = _stopped_at.set(instant)
    try:
        yield
    finally:
        _stopped_at.reset(token)
