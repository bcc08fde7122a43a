"""Tables, sessions and the one transaction that each request runs in."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from sqlalchemy import CursorResult, Enum, Executable, MetaData, TypeDecorator, create_engine, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    async_sessionmaker,
    create_async_engine,
)
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from participe.core import clock
from participe.core.i18n import Localized, localized

Sessions = async_sessionmaker[AsyncSession]

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"  # base 32: no 0 and O, no 1 and l

# Constraints are named, so that a migration can say which one it changes.
SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562, section 5.7): sorts by time of creation. Never shown."""
    return id_of(clock.now())


def id_of(at: datetime) -> UUID:
    """The same for something that happened at another time: lists and threads sort by it."""
    milliseconds = max(0, int(at.timestamp() * 1000))
    bits = milliseconds << 80 | 0x7 << 76 | secrets.randbits(76)
    return UUID(int=bits & ~(0b11 << 62) | 0b10 << 62)


def new_code() -> str:
    """What stands for a row in addresses: tells nothing, and cannot be guessed (2^50)."""
    bits = secrets.randbits(50)
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(0, 50, 5))


def text_enum(choices: type[StrEnum]) -> Enum:
    """Store a StrEnum as its readable value, and read it back as the StrEnum."""
    return Enum(
        choices, native_enum=False, length=32, values_callable=lambda c: [m.value for m in c]
    )


class LocalizedType(TypeDecorator[Localized]):
    """JSONB in the database, `Localized` in Python."""

    impl = JSONB
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Any) -> Localized:
        return localized(value)


class Table(SQLModel):
    """Base of tables whose primary key is not an id of their own."""

    if TYPE_CHECKING:  # SQLModel declares a descriptor where each table writes its name
        __tablename__: ClassVar[Any]


class Row(Table):
    """What most tables have."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime = Field(default_factory=clock.now)


def make_engine(url: str, *, size: int = 20, statement_timeout_s: float = 5) -> AsyncEngine:
    """Connections of a web process or worker. A statement that takes longer is given up.

    Waiting for a lock ends after 2 s and an idle transaction after 10 s, so that one stuck
    request cannot hold the others.
    """
    options = (
        f"-c statement_timeout={int(statement_timeout_s * 1000)} -c lock_timeout=2000 "
        f"-c idle_in_transaction_session_timeout={max(10_000, int(statement_timeout_s * 1000))} "
        "-c jit=off"  # no page of ours is long enough to repay compiling
    )
    return create_async_engine(
        url,
        pool_size=size,
        # `apart()` takes a second one. One beyond `size` is closed after use, with all that it had
        # prepared: `size` is for what is usual, this for a peak.
        max_overflow=8,
        pool_timeout=5,
        hide_parameters=True,  # errors reach logs and screens: they must not quote what people wrote
        # A restarted PostgreSQL is noticed by the request that meets it, and by no other.
        pool_use_lifo=True,
        connect_args={"options": options, "connect_timeout": 5},
    )


def owner_engine(url: str) -> Engine:
    """A plain connection for migrations and checks, made by command lines only."""
    return create_engine(url, pool_size=1)


def make_sessions(bind: AsyncEngine | AsyncConnection) -> Sessions:
    sessions = async_sessionmaker(bind, class_=AsyncSession, expire_on_commit=False)
    sessions.configure(info={"sessions": sessions})
    return sessions


async def sql(
    db: AsyncSession, statement: Executable, values: Mapping[str, Any] | Sequence[Any] | None = None
) -> CursorResult[Any]:
    """Run a statement written as text, in the session's transaction. It flushes nothing."""
    return await (await db.connection()).execute(statement, values)  # type: ignore[arg-type]


EVERYTHING = "all"


async def enter_scope(
    db: AsyncSession, *, person: UUID | None = None, administrations: list[UUID] | str = ""
) -> None:
    """Say on whose behalf this transaction runs, for PostgreSQL's row-level security.

    Requests do this in the statement that reads who asks. Jobs and handlers call it with
    `EVERYTHING`, or with the one administration that they work for. It ends with the
    transaction: a pooled connection never keeps it.
    """
    value = (
        administrations
        if isinstance(administrations, str)
        else ",".join(str(one) for one in administrations)
    )
    await sql(
        db,
        text(
            "SELECT set_config('app.person', :person, true), "
            "set_config('app.administrations', :administrations, true)"
        ),
        {"person": str(person or ""), "administrations": value},
    )


@asynccontextmanager
async def working(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """A transaction of the worker or of a command line, which sees every administration."""
    async with sessions.begin() as db:
        await enter_scope(db, administrations=EVERYTHING)
        yield db


@asynccontextmanager
async def apart(db: AsyncSession) -> AsyncIterator[AsyncSession]:
    """A short transaction beside the request's own, for what must outlive a refusal.

    Closed list: attempt counts of a sign-in, the security log, drafts kept when a form has
    mistakes, `last_seen` of a session. It takes a second connection: not for work.
    """
    async with db.info["sessions"].begin() as own:
        await enter_scope(own, administrations=EVERYTHING)
        yield own


class TransactionMiddleware:
    """Give each request `request.state.db`: one session, one transaction.

    It commits just before the response starts, so that the browser never sees
    "done" for something that was not stored, and rolls back when the answer is
    an error. GET requests cannot write: PostgreSQL itself refuses.
    """

    def __init__(
        self, app: ASGIApp, sessions: Sessions, bell: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        self.app, self.sessions, self.bell = app, sessions, bell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async with self.sessions() as db:
            reading = scope["method"] in ("GET", "HEAD")
            if reading:
                # psycopg then begins with READ ONLY: no statement of its own.
                await db.connection(execution_options={"postgresql_readonly": True})
            state = scope.setdefault("state", {})
            state["db"] = db

            async def finish_then_send(message: Message) -> None:
                if message["type"] == "http.response.start":
                    if message["status"] < 400:
                        # A read is committed too: after a ROLLBACK psycopg forgets the statements
                        # that it had prepared, and PostgreSQL plans each of them anew.
                        await db.commit()
                        if not reading and db.info.pop("rings", False) and self.bell is not None:
                            await self.bell()  # a worker looks at once, not in ten seconds
                    else:
                        await db.rollback()
                await send(message)

            await self.app(scope, receive, finish_then_send)
