"""Between the platform and the pure library: answers in, a stored run out, no person in it.

Reached only from a process of its own (`jobs.py`) or from a command: it loads scikit-learn.
"""

import asyncio
import json
import secrets
import threading
from array import array
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.analysis.opinions import Opinions, Votes, find_groups, gather_votes
from participe.consultations.models import OpinionRun
from participe.core import clock
from participe.core.db import EVERYTHING, enter_scope, sql, working
from participe.core.i18n import LazyText, _l
from participe.core.jobs import Cancelled, JobState, Work

READING = _l("Reading the answers")
KEEPING = _l("Keeping the result")
STAGES: dict[str, LazyText] = {
    "groups": _l("Looking for groups"),
    "statements": _l("Reading what groups say"),
    "done": KEEPING,
}
LISTENING_S = 0.5  # between two looks at how far the library is
_BATCH = 1_000  # people whose answers are written at once
_SHOWN = 2_000  # people on the map; more are drawn by chance


@dataclass(frozen=True)
class Place:
    """Where a run belongs and who asked for it."""

    administration_id: UUID
    project_id: UUID
    component_id: UUID
    asked_by_id: UUID | None = None
    job_id: UUID | None = None


async def run(work: Work) -> dict[str, Any]:
    """Read, compute, store; the same job begun again after a crash still gives one run."""
    job = work.job
    done = {"next": _path(work)}
    async with working(work.sessions) as db:
        stored = text("SELECT 1 FROM opinion_run WHERE job_id = :id")
        if (await sql(db, stored, {"id": job.id})).first() is not None:
            return done
    await work.report(READING.message, 0.0)
    component_id = UUID(job.arguments["component"])
    async with work.sessions() as db:
        await db.connection(
            execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        await enter_scope(db, administrations=EVERYTHING)
        votes = await read(db, component_id)
        await db.rollback()
    found = await _beside(work, votes)
    await work.report(KEEPING.message, 0.95)
    assert job.administration_id and job.project_id
    place = Place(job.administration_id, job.project_id, component_id, job.asked_by_id, job.id)
    async with working(work.sessions) as db:
        await store(db, votes, found, place)
        # A job that was stopped meanwhile leaves nothing; from here to the commit none can be.
        state = text("SELECT state FROM job WHERE id = :id FOR UPDATE")
        if (await sql(db, state, {"id": job.id})).scalar_one_or_none() != JobState.RUNNING:
            raise Cancelled
    return done


async def at_once(db: AsyncSession, place: Place) -> OpinionRun:
    """The whole in the caller's transaction: for the demonstration, and a few hundred people."""
    votes = await read(db, place.component_id)
    return await store(db, votes, find_groups(votes), place)


_STATEMENTS = text(
    """
    SELECT s.id, s.code FROM statement t JOIN subject s ON s.id = t.id
    WHERE t.box_id = :box AND t.seen > 0 AND s.state = 'submitted' AND s.visibility = 'visible'
    ORDER BY s.code
    """
)
_VOTES = text("SELECT v.person_id, v.value FROM vote v WHERE v.subject_id = :id")


async def read(db: AsyncSession, component_id: UUID) -> Votes:
    """All answers to public statements, closed ones too; one statement after the other, because
    there may be millions of answers."""
    people: dict[UUID, int] = {}
    person, statement, value = array("i"), array("i"), array("b")
    statements = (await sql(db, _STATEMENTS, {"box": component_id})).all()
    for column, one in enumerate(statements):
        for vote in await sql(db, _VOTES, {"id": one.id}):
            person.append(people.setdefault(vote.person_id, len(people)))
            statement.append(column)
            value.append(vote.value)
    # Keys of this run alone, drawn anew each time: nothing leads from them to a person.
    names = [secrets.token_hex(8) for _ in people]
    return gather_votes(names, [one.code for one in statements], person, statement, value)


async def store(db: AsyncSession, votes: Votes, found: Opinions, place: Place) -> OpinionRun:
    """Sums, places on the map sorted by place, and the answers under keys that no person has."""
    places = sorted(
        [round(one.x, 2), round(one.y, 2), -1 if one.group is None else one.group]
        for one in found.people
        if one.x is not None and one.y is not None
    )
    result = found.to_dict()
    result.pop("people")
    made = OpinionRun(
        administration_id=place.administration_id,
        project_id=place.project_id,
        component_id=place.component_id,
        received=found.received,
        grouped=found.grouped,
        votes=found.votes,
        refusal=found.refusal or "",
        result=result,
        places=places[:: max(1, -(-len(places) // _SHOWN))],
        asked_by_id=place.asked_by_id,
        job_id=place.job_id,
        done_at=clock.now(),
    )
    db.add(made)
    await db.flush()
    for start in range(0, len(votes.people), _BATCH):
        keys = votes.people[start : start + _BATCH]
        answers = [json.dumps(_answers(votes, start + at)) for at in range(len(keys))]
        await sql(db, _KEEP, {"run": made.id, "keys": list(keys), "answers": answers})
    return made


_KEEP = text(
    """
    INSERT INTO opinion_ballot (run_id, key, answers)
    SELECT :run, key, answers::jsonb
    FROM unnest(CAST(:keys AS text[]), CAST(:answers AS text[])) AS said (key, answers)
    """
)


def _answers(votes: Votes, row: int) -> dict[str, int]:
    cells = slice(votes.matrix.indptr[row], votes.matrix.indptr[row + 1])
    return {
        votes.statements[column]: int(value)
        for column, value in zip(votes.matrix.indices[cells], votes.matrix.data[cells], strict=True)
    }


async def _beside(work: Work, votes: Votes) -> Opinions:
    """Run the library in a thread, and tell how far it is. Raises Cancelled.

    A daemon: whoever stops the job need not wait for a long calculation, the process ends.
    """
    reached = ("groups", 0.0)
    outcome: list[Opinions | BaseException] = []

    def tell(stage: str, share: float) -> None:
        nonlocal reached
        reached = (stage, share)

    def compute() -> None:
        try:
            outcome.append(find_groups(votes, progress=tell))
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=compute, name="opinions", daemon=True)
    thread.start()
    while thread.is_alive():
        stage, share = reached
        await work.report(STAGES[stage].message, share)
        await asyncio.to_thread(thread.join, LISTENING_S)
    (result,) = outcome
    if isinstance(result, BaseException):
        raise result
    return result


def _path(work: Work) -> str:
    templates = work.sessions.kw["info"]["templates"]
    return templates.globals["path_for"]("manage.opinions", **work.job.arguments["place"])
