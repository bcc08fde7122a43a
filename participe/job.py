"""The process of one long job: `python -m participe.job ID`. Started by the worker."""

import asyncio
import resource
import sys
import traceback
from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel import col, select, update

from participe import slices
from participe.core import clock, jobs, logs
from participe.core.db import Sessions, make_engine, make_sessions, working
from participe.core.errors import ParticipeError
from participe.core.jobs import Job, JobState, Work
from participe.core.settings import Settings

MEMORY = 6 * 1024**3  # bytes of address space: more is a mistake, not a large consultation
log = structlog.get_logger()


async def run(job_id: UUID) -> None:
    settings = Settings()
    engine = make_engine(settings.database_url, size=3, statement_timeout_s=600)
    sessions = make_sessions(engine)
    sessions.configure(
        info={"sessions": sessions, "settings": settings, "templates": slices.templates(settings)}
    )
    async with working(sessions) as db:
        job = (await db.exec(select(Job).where(Job.id == job_id))).one()
    beat = asyncio.create_task(_beat(sessions, job_id))
    try:
        result = await jobs.function_of(job.name)(Work(sessions, settings, job))
        await _end(sessions, job_id, state=JobState.DONE, result=result, share=1.0)
    except jobs.Cancelled:
        pass
    except ParticipeError as error:
        await _end(sessions, job_id, state=JobState.FAILED, error=str(error))
    except MemoryError:
        await _end(sessions, job_id, state=JobState.FAILED, error="It needed too much memory.")
    except Exception as error:
        log.error("A job failed.", job=job.name, trace=traceback.format_exc(limit=12))
        # The first line says what; the others may quote what people wrote.
        said = (str(error).splitlines() or [""])[0]
        await _end(
            sessions, job_id, state=JobState.FAILED, error=f"{type(error).__name__}: {said}"[:500]
        )
    finally:
        beat.cancel()
        await engine.dispose()


async def _beat(sessions: Sessions, job_id: UUID) -> None:
    """Tell every few seconds that the process lives, whatever the job reports."""
    while True:
        await asyncio.sleep(jobs.HEARTBEAT.total_seconds())
        await _set(sessions, job_id, beat_at=await _now(sessions))


async def _now(sessions: Sessions) -> datetime:
    async with working(sessions) as db:
        return (await db.exec(select(clock.in_sql()))).one()


async def _end(sessions: Sessions, job_id: UUID, **values: object) -> None:
    await _set(sessions, job_id, ended_at=await _now(sessions), **values)


async def _set(sessions: Sessions, job_id: UUID, **values: object) -> None:
    async with working(sessions) as db:
        running = (col(Job.id) == job_id) & (col(Job.state) == JobState.RUNNING)
        await db.exec(update(Job).where(running).values(**values))


if __name__ == "__main__":
    logs.configure(readable=Settings().demo)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
    slices.load()
    asyncio.run(run(UUID(sys.argv[1])))
