"""Work that a request does not wait for. The only file that knows arq.

PostgreSQL keeps the truth: a `job` row for long work, the outbox for events, the mail table
for mails. Redis only rings the bell, so that a worker looks at once; flushed or away, the
worker's own clock finds everything a few seconds later.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from arq import create_pool
from arq.connections import ArqRedis, RedisSettings
from redis.exceptions import RedisError
from sqlalchemy import Index, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import Row, Sessions, new_code, text_enum, working
from participe.core.errors import Conflict
from participe.core.i18n import LazyText, _l
from participe.core.settings import Settings

log = structlog.get_logger()
HEARTBEAT = timedelta(seconds=5)
LOST_AFTER = timedelta(seconds=45)  # no heartbeat for so long: its process is gone
MAX_STARTS = 3


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Row, table=True):
    """Long work with a progress that pages show. Runs in a process of its own."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_open", "created_at", postgresql_where=text("state IN ('waiting', 'running')")
        ),
        Index(
            "uq_job_once", "once", unique=True,
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
    )  # fmt: skip

    code: str = Field(default_factory=new_code, unique=True)
    name: str  # the registered function
    once: str | None = None  # of the jobs with this key, one at a time waits or runs
    administration_id: UUID | None = Field(default=None, index=True)
    project_id: UUID | None = Field(default=None, index=True)
    asked_by_id: UUID | None = None
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    state: JobState = Field(default=JobState.WAITING, sa_type=text_enum(JobState))
    stage: str = ""  # what it does now, an English source string that pages translate
    share: float = 0.0  # done so far, from 0 to 1
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    error: str = ""
    starts: int = 0
    beat_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.state not in (JobState.WAITING, JobState.RUNNING)


class Cancelled(Exception):
    """Somebody cancelled the job: raised inside it at its next report of progress."""


class Running(Conflict):
    """The same work, by its `once`, already waits or runs."""

    def __init__(self) -> None:
        super().__init__(_l("The same work is already running. Wait until it has finished."))


@dataclass
class Work:
    """What a job's function is given: sessions, settings, its row, and a way to tell how far it is."""

    sessions: Sessions
    settings: Settings
    job: Job

    async def report(self, stage: str, share: float) -> None:
        """Note the stage and the share done (0 to 1). Raises Cancelled when asked to stop."""
        async with working(self.sessions) as db:
            now = (await db.exec(select(clock.in_sql()))).one()
            told = (
                update(Job)
                .where(col(Job.id) == self.job.id, col(Job.state) == JobState.RUNNING)
                .values(stage=stage, share=min(1.0, share), beat_at=now)
                .returning(col(Job.id))
            )
            if (await db.exec(told)).first() is None:
                raise Cancelled


LongWork = Callable[[Work], Awaitable[dict[str, Any]]]
_long_work: dict[str, LongWork] = {}
_titles: dict[str, LazyText] = {}


def long_work(name: str, title: LazyText) -> Callable[[LongWork], LongWork]:
    """Register a job: `@long_work("ideas.import", _l("Import of ideas"))`; returns its result."""

    def register(function: LongWork) -> LongWork:
        _long_work[name], _titles[name] = function, title
        return function

    return register


def title(name: str) -> str | LazyText:
    return _titles.get(name, name)


def function_of(name: str) -> LongWork:
    return _long_work[name]


async def start(
    db: AsyncSession,
    name: str,
    *,
    administration_id: UUID | None = None,
    project_id: UUID | None = None,
    asked_by_id: UUID | None = None,
    once: str | None = None,
    **arguments: Any,
) -> Job:
    """Ask for long work; it begins after the caller's commit.

    once: a key of which one job at a time may wait or run; when there is one, Running.
    """
    if name not in _long_work:
        raise LookupError(f"No job is registered as {name!r}.")
    job = Job(
        name=name,
        administration_id=administration_id,
        project_id=project_id,
        asked_by_id=asked_by_id,
        once=once,
        arguments=arguments,
    )
    try:
        # Two clicks may arrive together, so the constraint decides.
        async with db.begin_nested():
            db.add(job)
    except IntegrityError:
        raise Running from None
    db.info["rings"] = True
    return job


async def last(db: AsyncSession, once: str) -> Job | None:
    """The last job with this key: one that waits or runs, or the last that ended."""
    found = select(Job).where(Job.once == once).order_by(col(Job.created_at).desc()).limit(1)
    return (await db.exec(found)).one_or_none()


async def cancel(db: AsyncSession, job: Job) -> None:
    """Stop it at its next report of progress; what it has not committed is undone."""
    if not job.is_over:
        job.state, job.ended_at = JobState.CANCELLED, clock.now()


async def retry(db: AsyncSession, job: Job) -> None:
    if job.state in (JobState.FAILED, JobState.CANCELLED):
        job.state, job.error, job.starts, job.ended_at = JobState.WAITING, "", 0, None
        job.share, job.stage = 0.0, ""
        try:
            await db.flush()
        except IntegrityError:
            raise Running from None
        db.info["rings"] = True


async def take_next(sessions: Sessions) -> UUID | None:
    """Claim the oldest job that waits, or whose process was lost; None when there is none."""
    async with working(sessions) as db:
        now = (await db.exec(select(clock.in_sql()))).one()
        lost = (col(Job.state) == JobState.RUNNING) & (col(Job.beat_at) < now - LOST_AFTER)
        free = (
            select(Job)
            .where((col(Job.state) == JobState.WAITING) | lost)
            .order_by(col(Job.created_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        job = (await db.exec(free)).first()
        if job is None:
            return None
        if job.starts >= MAX_STARTS:
            job.state, job.ended_at = JobState.FAILED, now
            job.error = "Its process was lost three times: it may need more memory."
            return await take_next(sessions)
        job.state, job.starts, job.beat_at = JobState.RUNNING, job.starts + 1, now
        return job.id


# --- The bell ---


def redis_settings(url: str) -> RedisSettings:
    settings = RedisSettings.from_dsn(url)
    settings.conn_timeout, settings.conn_retries, settings.conn_retry_delay = 1, 0, 0
    return settings


def dumps(value: Any) -> bytes:
    """Never pickle: who can write to Redis must not be able to run code."""
    return json.dumps(value, default=str).encode()


def loads(value: bytes) -> Any:
    return json.loads(value)


class Bell:
    """Tells a worker that something waits. Silence is no harm: workers look by themselves."""

    def __init__(self, redis_url: str) -> None:
        self.url = redis_url
        self._pool: ArqRedis | None = None
        self._deaf_until = 0.0

    async def ring(self) -> None:
        if not self.url:
            return
        from time import monotonic

        if monotonic() < self._deaf_until:
            return
        try:
            if self._pool is None:
                self._pool = await create_pool(
                    redis_settings(self.url), job_serializer=dumps, job_deserializer=loads
                )
            # One bell at a time: the same id is refused while it still rings.
            await self._pool.enqueue_job("look", _job_id="look", _expires=10_000)
        except (RedisError, OSError, TimeoutError):
            self._deaf_until = monotonic() + 5
            log.warning("Redis is away; the worker will find the work by itself.")

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.aclose()
            self._pool = None
