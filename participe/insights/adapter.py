"""Between the platform and the pure library: contributions in, a stored run out.

Reached only from a process of its own (`jobs.py`) or from a command: it loads scikit-learn.
"""

import asyncio
import threading
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.analysis import AnalysisError, Corpus, Options, Report, analyse
from participe.core.db import sql, working
from participe.core.errors import Unusable
from participe.core.i18n import LazyText, _l
from participe.core.jobs import Cancelled, Job, JobState, Work
from participe.insights.models import AnalysisRun
from participe.insights.reading import at_one_instant, read
from participe.insights.storing import Place, store

READING = _l("Reading the ideas")
KEEPING = _l("Keeping the result")
STAGES: dict[str, LazyText] = {
    "languages": _l("Finding the languages"),
    "words": _l("Reading the words"),
    "topics": _l("Finding topics"),
    "labels": _l("Naming topics"),
    "done": KEEPING,
}
DOES_NOT_FIT = _l(
    "This number of topics does not fit these ideas. Ask for another number, or leave the field "
    "empty: then a rule decides."
)
FIRST, LAST = 0.05, 0.9  # share of the work behind, when the library begins and ends
LISTENING_S = 0.5  # between two looks at how far the library is


async def run(work: Work) -> dict[str, Any]:
    """Read, compute, store; the same job begun again after a crash still gives one run."""
    asked, done = work.job.arguments, {"next": _path(work)}
    async with working(work.sessions) as db:
        if await _is_stored(db, work.job):
            return done
    await work.report(READING.message, 0.0)
    async with at_one_instant(work.sessions) as db:
        reading = await read(db, asked["kind"], UUID(asked["component"]))
    report = await _beside(work, reading.corpus, Options(topics=asked["options"].get("topics")))
    await work.report(KEEPING.message, LAST)
    async with working(work.sessions) as db:
        await store(db, reading, report, _place(work.job))
        await _hold(db, work.job)
    return done


async def at_once(db: AsyncSession, kind: str, place: Place) -> AnalysisRun:
    """The whole in the caller's transaction: for the demonstration, and a few hundred texts."""
    reading = await read(db, kind, place.component_id)
    return await store(db, reading, analyse(reading.corpus, Options()), place)


def _place(job: Job) -> Place:
    assert job.administration_id and job.project_id
    component_id = UUID(job.arguments["component"])
    return Place(job.administration_id, job.project_id, component_id, job.asked_by_id, job.id)


async def _beside(work: Work, corpus: Corpus, options: Options) -> Report:
    """Run the library in a thread, and tell how far it is. Raises Cancelled, Unusable.

    A daemon: whoever stops the job need not wait for a long calculation, the process ends.
    """
    reached = ("languages", 0.0)
    outcome: list[Report | BaseException] = []

    def tell(stage: str, share: float) -> None:
        nonlocal reached
        reached = (stage, share)

    def compute() -> None:
        try:
            outcome.append(analyse(corpus, options, tell))
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=compute, name="analysis", daemon=True)
    thread.start()
    while thread.is_alive():
        stage, share = reached
        await work.report(STAGES[stage].message, FIRST + (LAST - FIRST) * share)
        await asyncio.to_thread(thread.join, LISTENING_S)
    (result,) = outcome
    if isinstance(result, AnalysisError):
        raise Unusable(DOES_NOT_FIT) from result
    if isinstance(result, BaseException):
        raise result
    return result


async def _is_stored(db: AsyncSession, job: Job) -> bool:
    found = text("SELECT 1 FROM analysis_run WHERE job_id = :id")
    return (await sql(db, found, {"id": job.id})).first() is not None


async def _hold(db: AsyncSession, job: Job) -> None:
    """A job that was stopped meanwhile leaves nothing; from here to the commit none can be.

    Last, because the lock would keep its heart from beating.
    """
    state = text("SELECT state FROM job WHERE id = :id FOR UPDATE")
    if (await sql(db, state, {"id": job.id})).scalar_one_or_none() != JobState.RUNNING:
        raise Cancelled


def _path(work: Work) -> str:
    templates = work.sessions.kw["info"]["templates"]
    return templates.globals["path_for"]("insights.manage", **work.job.arguments["place"])
