"""Between the platform and the pure library: contributions in, a stored run out.

Reached only from a process of its own (`jobs.py`) or from a command: it loads scikit-learn.
"""

import asyncio
import threading
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.analysis import Analysis, AnalysisError, Corpus, Options, read_corrections
from participe.analysis import run as run_analysis
from participe.analysis.pipeline import Progress
from participe.core.db import sql, working
from participe.core.errors import Unusable
from participe.core.i18n import LazyText, _l
from participe.core.jobs import Cancelled, Job, JobState, Work
from participe.insights.going_on import Ground, ground
from participe.insights.models import AnalysisRun
from participe.insights.reading import at_one_instant, read
from participe.insights.storing import Place, store

READING = _l("Reading the ideas")
KEEPING = _l("Keeping the result")
STAGES: dict[str, LazyText] = {
    "languages": _l("Finding the languages"),
    "families": _l("Finding texts that are nearly equal"),
    "words": _l("Reading the words"),
    "vectors": _l("Comparing what is said"),
    "topics": _l("Finding topics"),
    "stability": _l("Trying how steady the topics are"),
    "labels": _l("Naming topics"),
    "report": _l("Writing the report"),
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
        before = await _before(db, asked)
    analysis = await _beside(
        work, reading.corpus, Options(topics=asked["options"].get("topics")), before
    )
    await work.report(KEEPING.message, LAST)
    async with working(work.sessions) as db:
        await store(db, reading, analysis, _place(work.job), before and before.run_id)
        await _hold(db, work.job)
    return done


async def at_once(
    db: AsyncSession, kind: str, place: Place, *, goes_on: bool = False
) -> AnalysisRun:
    """The whole in the caller's transaction: for the demonstration, and a few hundred texts."""
    reading = await read(db, kind, place.component_id)
    before = await ground(db, place.component_id) if goes_on else None
    analysis = _analyse(reading.corpus, Options(), None, before)
    return await store(db, reading, analysis, place, before and before.run_id)


async def _before(db: AsyncSession, asked: dict[str, Any]) -> Ground | None:
    """What to go on from, unless the official wants to begin anew or says how many topics."""
    if asked["options"].get("fresh") or asked["options"].get("topics"):
        return None
    return await ground(db, UUID(asked["component"]))


def _analyse(
    corpus: Corpus, options: Options, tell: Progress | None, before: Ground | None
) -> Analysis:
    if before is None:
        return run_analysis(corpus, options, tell)
    corrections = read_corrections(before.corrections)
    return run_analysis(corpus, options, tell, previous=before.report, corrections=corrections)


def _place(job: Job) -> Place:
    assert job.administration_id and job.project_id
    component_id = UUID(job.arguments["component"])
    return Place(job.administration_id, job.project_id, component_id, job.asked_by_id, job.id)


async def _beside(work: Work, corpus: Corpus, options: Options, before: Ground | None) -> Analysis:
    """Run the library in a thread, and tell how far it is. Raises Cancelled, Unusable.

    A daemon: whoever stops the job need not wait for a long calculation, the process ends.
    """
    reached = ("languages", 0.0)
    outcome: list[Analysis | BaseException] = []

    def tell(stage: str, share: float) -> None:
        nonlocal reached
        reached = (stage, share)

    def compute() -> None:
        try:
            outcome.append(_analyse(corpus, options, tell, before))
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
