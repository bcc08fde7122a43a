"""A box with enough ideas to find topics in, and a run over them."""

import random
from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import jobs
from participe.core.jobs import Job, JobState, Work
from participe.insights import adapter, queries, services
from participe.insights.forms import AnalysisForm
from participe.insights.models import AnalysisRun, TopicItem
from participe.insights.rules import Material
from participe.moderation.models import Action, Decision
from participe.projects import queries as projects
from participe.subjects.models import Subject, Visibility
from tests.analysis.consultation import contribution
from tests.factories import Actor, Place, make_idea

ABOUT = ("vélo", "déchets", "arbres")


async def make_ideas(db: AsyncSession, place: Place, number: int = 36, lang: str = "fr") -> list:
    """About bicycles, waste and trees in turn."""
    chance = random.Random(7)
    found = []
    for at in range(number):
        words = contribution("fr", ABOUT[at % len(ABOUT)], chance)
        found.append(
            await make_idea(db, place, title=f"Idée {at:02} : {words[:40]}", body=words, lang=lang)
        )
    return found


async def material_of(db: AsyncSession, actor: Actor, place: Place) -> Material:
    project = await projects.project(db, actor.viewer, place.project.slug)
    found = await queries.material(db, project)
    assert found
    return found


async def ask(
    db: AsyncSession,
    actor: Actor,
    place: Place,
    topics: int | None = None,
    *,
    fresh: bool = False,
) -> Job:
    material = await material_of(db, actor, place)
    form = AnalysisForm(topics=topics, fresh="yes" if fresh else None)
    job = await services.start(db, actor.viewer, material, form)
    assert job
    await db.commit()
    return job


async def run_now(sessions, settings, db: AsyncSession, job: Job) -> None:
    """What the process of a job does, here; the worker's own marks included."""
    assert await jobs.take_next(sessions) == job.id
    await db.refresh(job)
    await adapter.run(Work(sessions, settings, job))
    await db.refresh(job)
    job.state = JobState.DONE
    db.add(job)
    await db.commit()


async def analysed(db: AsyncSession, place: Place, by: Actor | None = None) -> AnalysisRun:
    """A finished run over the box, stored at once."""
    at = adapter.Place(
        place.administration.id, place.project.id, place.component.id, by.id if by else None
    )
    run = await adapter.at_once(db, "idea", at)
    await db.commit()
    return run


async def read_sample(db: AsyncSession, run: AnalysisRun, by: Actor) -> None:
    """A person reads what was drawn by chance."""
    drawn = select(TopicItem).where(TopicItem.run_id == run.id, col(TopicItem.sample).is_not(None))
    for item in (await db.exec(drawn)).all():
        item.seen_at, item.seen_by_id = by.viewer.now, by.id
    await db.commit()


async def published(db: AsyncSession, place: Place, manager: Actor) -> AnalysisRun:
    run = await analysed(db, place, manager)
    await read_sample(db, run, manager)
    project = await projects.project(db, manager.viewer, place.project.slug)
    await services.publish(db, manager.viewer, project, run.code)
    await db.commit()
    return run


async def set_visibility(
    db: AsyncSession, ids: Sequence, visibility: Visibility, by: Actor
) -> None:
    """As a moderator does, decision beside."""
    action = {
        Visibility.HIDDEN: Action.HIDE, Visibility.HELD: Action.HOLD,
        Visibility.VISIBLE: Action.RESTORE,
    }[visibility]  # fmt: skip
    for id_ in ids:
        subject = (await db.exec(select(Subject).where(Subject.id == id_))).one()
        subject.visibility = visibility
        db.add(Decision(subject_id=id_, action=action, by_id=by.id))
    await db.commit()
