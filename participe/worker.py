"""Background work: events, mails, audit chain, and long jobs in processes of their own."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from typing import Any

import structlog
from arq import cron
from arq.worker import Worker
from redis.exceptions import RedisError

from participe import slices
from participe.core import audit, events, jobs, mail
from participe.core.db import make_engine, make_sessions, working
from participe.core.settings import Settings
from participe.exports import packing
from participe.me import retention
from participe.notifications import gathering, rounds
from participe.subjects import services as subjects

log = structlog.get_logger()
SIDE_BY_SIDE = 1  # long jobs at a time: they use the processor, and pages must not wait


async def look(ctx: dict[str, Any]) -> None:
    """Do what waits. Safe to run at any time, twice, or on several machines at once."""
    sessions, settings = ctx["sessions"], ctx["settings"]
    await events.deliver(sessions)
    await gathering.gather(sessions)
    await mail.send_due(sessions, settings)
    running: set[asyncio.Task[None]] = ctx["running"]
    if len(running) < SIDE_BY_SIDE:
        task = asyncio.create_task(_run_long_jobs(ctx))
        running.add(task)
        task.add_done_callback(running.discard)


async def chain_audit(ctx: dict[str, Any]) -> None:
    await audit.chain(ctx["sessions"])


async def write_down_head(ctx: dict[str, Any]) -> None:
    """Into the log, which is kept elsewhere: against it, a cut or a new chain shows."""
    async with working(ctx["sessions"]) as db:
        log.info("Head of the audit chain.", head=str(await audit.head(db)))


async def forget_counter_changes(ctx: dict[str, Any]) -> None:
    await subjects.forget_counter_changes(ctx["sessions"])


async def tell_what_is_due(ctx: dict[str, Any]) -> None:
    await rounds.tell_what_is_due(ctx["sessions"])


async def retain(ctx: dict[str, Any]) -> None:
    await retention.ask(ctx["sessions"])


async def pack_open_data(ctx: dict[str, Any]) -> None:
    await packing.ask(ctx["sessions"])


async def _run_long_jobs(ctx: dict[str, Any]) -> None:
    while job_id := await jobs.take_next(ctx["sessions"]):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "participe.job", str(job_id), env=ctx["env"]
        )
        try:
            await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            raise


def make_worker(
    settings: Settings, *, database_url: str, redis_url: str, burst: bool = False
) -> Worker:
    """A worker; `worker.async_run()` runs it until it is cancelled."""
    slices.load()
    env = os.environ | {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PARTICIPE_HOME": str(settings.home),
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "PUBLIC_URL": settings.public_url,
        "DEMO": str(settings.demo),
    }

    async def startup(ctx: dict[str, Any]) -> None:
        ctx["engine"] = make_engine(database_url, size=4, statement_timeout_s=60)
        ctx["sessions"] = make_sessions(ctx["engine"])
        ctx["sessions"].configure(
            info={
                "sessions": ctx["sessions"],
                "settings": settings,
                "templates": slices.templates(settings),
            }
        )
        ctx["settings"], ctx["env"], ctx["running"] = settings, env, set()

    async def shutdown(ctx: dict[str, Any]) -> None:
        for task in ctx.get("running", ()):
            task.cancel()
        await ctx["engine"].dispose()

    return Worker(
        functions=[look],
        cron_jobs=[
            cron(look, second=set(range(0, 60, 5)), unique=False, keep_result=0),
            cron(chain_audit, second={30}, keep_result=0),
            cron(write_down_head, minute={0}, second={0}, keep_result=0),
            # Every quarter of an hour: a phase opens at any minute, and a missed round is made up.
            cron(tell_what_is_due, minute={4, 19, 34, 49}, second={10}, keep_result=0),
            cron(forget_counter_changes, minute={20}, second={0}, keep_result=0),
            cron(retain, hour={0}, minute={40}, second={0}, keep_result=0),
            cron(pack_open_data, hour={1}, minute={10}, second={0}, keep_result=0),
        ],
        redis_settings=jobs.redis_settings(redis_url),
        job_serializer=jobs.dumps,
        job_deserializer=jobs.loads,
        keep_result=0,
        job_timeout=60,
        poll_delay=0.2,
        max_jobs=4,
        burst=burst,
        handle_signals=False,
        on_startup=startup,
        on_shutdown=shutdown,
    )


async def run(settings: Settings, *, database_url: str, redis_url: str) -> None:
    """Work until SIGTERM or SIGINT; begin again when Redis comes back."""
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    while not stop.is_set():
        worker = make_worker(settings, database_url=database_url, redis_url=redis_url)
        working = asyncio.create_task(worker.async_run())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not working.done():
            working.cancel()
        result = await asyncio.gather(working, return_exceptions=True)
        with suppress(RedisError, OSError):  # nobody is there to say goodbye to
            await worker.close()
        if not stop.is_set():
            log.warning("The worker lost Redis and begins again.", error=type(result[0]).__name__)
            await _work_without_redis(settings, database_url, stop)


async def _work_without_redis(settings: Settings, database_url: str, stop: asyncio.Event) -> None:
    """While Redis is away, look once by the clock: nobody's mail waits for a cache."""
    engine = make_engine(database_url, size=2, statement_timeout_s=60)
    sessions = make_sessions(engine)
    sessions.configure(
        info={"sessions": sessions, "settings": settings, "templates": slices.templates(settings)}
    )
    try:
        await events.deliver(sessions)
        await gathering.gather(sessions)
        await mail.send_due(sessions, settings)
    except Exception as error:  # the database may be away as well: try again in a moment
        log.warning("Nothing could be done.", error=type(error).__name__)
    finally:
        await engine.dispose()
    try:
        await asyncio.wait_for(stop.wait(), 3)
    except TimeoutError:
        return
