"""Looking everywhere: in each column of each table, and in each file of the home folder."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from participe.core import audit, events
from participe.core.jobs import Job, JobState, Work, function_of, take_next

WHOLE = "SELECT count(*) FROM {} x WHERE position(lower(:word) IN lower(to_jsonb(x)::text)) > 0"


async def places_with(owner: AsyncEngine, home: Path, *words: str) -> list[str]:
    """Where any of these stands: `table: word` or `file: word`. Arrays, JSON, stems and bytes too."""
    found = []
    async with owner.connect() as c:
        tables = [
            name
            for (name,) in await c.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            )
        ]
        for table in tables:
            for word in words:
                if (await c.execute(text(WHOLE.format(table)), {"word": word})).scalar_one():
                    found.append(f"{table}: {word}")
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes().lower()
            found += [f"{file.name}: {word}" for word in words if word.lower().encode() in content]
    return found


@pytest.fixture
def work_off(sessions, settings):
    """Do what a worker would: the events, the long work, the chain of the audit log."""

    async def run() -> list[Job]:
        done = []
        await events.deliver(sessions)
        while job_id := await take_next(sessions):
            async with sessions.begin() as db:
                from participe.core.db import EVERYTHING, enter_scope

                await enter_scope(db, administrations=EVERYTHING)
                job = (await db.exec(select(Job).where(Job.id == job_id))).one()
            result = await function_of(job.name)(Work(sessions, settings, job))
            async with sessions.begin() as db:
                await enter_scope(db, administrations=EVERYTHING)
                job = (await db.exec(select(Job).where(Job.id == job_id))).one()
                job.state, job.result, job.share = JobState.DONE, result, 1.0
            done.append(job)
        await events.deliver(sessions)
        await audit.chain(sessions)
        return done

    return run
