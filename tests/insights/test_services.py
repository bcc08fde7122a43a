"""Starting, publishing and taking back; and what stays right when ideas come and go."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from participe.core import jobs
from participe.core.audit import AuditEntry
from participe.core.db import EVERYTHING, enter_scope
from participe.core.errors import Conflict, NotFound, Refused
from participe.core.jobs import Job
from participe.insights import queries, services
from participe.insights.forms import AnalysisForm
from participe.insights.models import AnalysisRun, Topic
from participe.projects import queries as projects
from participe.subjects.models import Visibility
from tests.factories import code_of, make_actor, make_idea
from tests.insights.material import (
    analysed,
    ask,
    make_ideas,
    material_of,
    published,
    read_sample,
    set_visibility,
)


async def view_of(db, actor, place):
    return await projects.project(db, actor.viewer, place.project.slug)


async def test_two_officials_at_once_get_one_analysis(db, sessions, place, ideas, manager):
    second = await make_actor(db, "Thomas W.", manager=place.administration.id)
    material = await material_of(db, manager, place)

    async def press(actor) -> Job | None:
        async with sessions.begin() as own:
            await enter_scope(own, administrations=EVERYTHING)
            return await services.start(own, actor.viewer, material, AnalysisForm())

    started = await asyncio.gather(press(manager), press(second))

    assert sum(job is not None for job in started) == 1
    assert len((await db.exec(select(Job))).all()) == 1


async def test_another_box_may_be_analysed_meanwhile(db, place, elsewhere, ideas, manager):
    await make_ideas(db, elsewhere, number=16)
    theirs = await make_actor(db, "Bert B.", manager=elsewhere.administration.id)

    await ask(db, manager, place)
    await ask(db, theirs, elsewhere)

    assert len((await db.exec(select(Job))).all()) == 2


async def test_a_failed_job_is_not_tried_again_while_another_runs(db, place, ideas, manager):
    failed = await ask(db, manager, place)
    failed.state = jobs.JobState.FAILED
    db.add(failed)
    await db.commit()
    await ask(db, manager, place)

    with pytest.raises(jobs.Running):
        await jobs.retry(db, failed)


async def test_too_few_ideas_say_how_many_are_needed(db, place, manager):
    await make_ideas(db, place, number=15)
    material = await material_of(db, manager, place)

    with pytest.raises(Refused) as refused:
        await services.start(db, manager.viewer, material, AnalysisForm())

    assert "At least 16" in str(refused.value.message)
    assert "there are 15" in str(refused.value.message)


async def test_only_managers_start_and_publish(db, place, elsewhere, ideas, moderator, citizen):
    run = await analysed(db, place)
    theirs = await make_actor(db, "Bert B.", manager=elsewhere.administration.id)
    for actor in (moderator, citizen, theirs):
        material = await material_of(db, actor, place)
        with pytest.raises(Refused):
            await services.start(db, actor.viewer, material, AnalysisForm())
        for change in (services.publish, services.take_back):
            with pytest.raises(Refused):
                await change(db, actor.viewer, await view_of(db, actor, place), run.code)


async def test_a_run_of_another_project_is_not_found(db, place, elsewhere, ideas):
    run = await analysed(db, place)
    theirs = await make_actor(db, "Bert B.", manager=elsewhere.administration.id)

    with pytest.raises(NotFound):
        await services.publish(db, theirs.viewer, await view_of(db, theirs, elsewhere), run.code)


async def test_one_run_at_a_time_is_public_and_every_change_is_noted(db, place, ideas, manager):
    first, second = await analysed(db, place, manager), await analysed(db, place, manager)
    for run in (first, second):
        await read_sample(db, run, manager)
    project = await view_of(db, manager, place)

    await services.publish(db, manager.viewer, project, first.code)
    await services.publish(db, manager.viewer, project, second.code)
    await services.publish(db, manager.viewer, project, second.code)  # pressed twice
    await db.commit()

    runs = await queries.published_runs(db, project)
    assert [run.code for _, run in runs] == [second.code]
    noted = (await db.exec(select(AuditEntry).order_by(AuditEntry.number))).all()
    assert [(one.action, one.object_ref) for one in noted] == [
        ("analysis.publish", f"analysis:{first.code}"),
        ("analysis.take_back", f"analysis:{first.code}"),
        ("analysis.publish", f"analysis:{second.code}"),
    ]
    await services.take_back(db, manager.viewer, project, second.code)
    await db.commit()
    assert await queries.published_runs(db, project) == []


async def test_nothing_is_published_before_a_person_read_the_sample(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    project = await view_of(db, manager, place)

    with pytest.raises(Conflict, match="Still to be read: 30"):
        await services.publish(db, manager.viewer, project, run.code)

    await read_sample(db, run, manager)
    await services.publish(db, manager.viewer, project, run.code)
    assert run.published_at is not None


async def test_the_database_itself_holds_one_public_run(db, place, ideas, manager):
    runs = [await analysed(db, place), await analysed(db, place)]
    for run in runs:
        run.published_at = manager.viewer.now
        db.add(run)
    with pytest.raises(IntegrityError):
        await db.commit()
    await db.rollback()


async def test_numbers_follow_what_is_hidden_shown_and_erased(db, place, ideas, moderator):
    run = await analysed(db, place)
    topic = (await db.exec(select(Topic).where(Topic.number == 1))).one()
    items = await queries.topic_page(
        db, moderator.viewer, (await view_of(db, moderator, place)).components[0],
        await queries.run(db, await view_of(db, moderator, place), run.code), topic.code,
    )  # fmt: skip
    assert items.page.total == topic.size
    inside = [idea for idea in ideas if await code_of(db, idea) in
              {item.card.code for item in items.page.items}]  # fmt: skip

    async def now() -> tuple[int, int]:
        await db.refresh(run)
        await db.refresh(topic)
        return run.shown, topic.shown

    before = await now()
    await set_visibility(db, [inside[0].id, inside[1].id], Visibility.HIDDEN, moderator)
    assert await now() == (before[0] - 2, before[1] - 2)
    await set_visibility(db, [inside[0].id], Visibility.VISIBLE, moderator)
    assert await now() == (before[0] - 1, before[1] - 1)
    from participe.subjects.models import Subject

    subject = (await db.exec(select(Subject).where(Subject.id == inside[2].id))).one()
    await db.delete(subject)
    await db.commit()
    assert await now() == (before[0] - 2, before[1] - 2)
    assert run.read == len(ideas)  # what was read stays what was read


async def test_a_citizen_who_withdraws_moves_the_numbers_of_a_run_they_may_not_see(
    app, clients, db, place, ideas, citizen, manager
):
    mine = await make_idea(db, place, author=citizen)
    run = await analysed(db, place, manager)
    path = app.state.addresses.path("ideas.withdraw", locale="fr", code=await code_of(db, mine))

    answer = await clients(citizen).post(path, data={})

    assert answer.is_success
    await db.refresh(run)
    assert (run.read, run.shown) == (len(ideas) + 1, len(ideas))


async def test_row_security_hides_an_unpublished_run_with_all_that_is_in_it(
    db, sessions, place, elsewhere, ideas, manager
):
    from sqlalchemy import text

    from participe.core.db import sql

    run = await analysed(db, place)

    async def seen(**scope) -> list[int]:
        async with sessions() as own:
            await enter_scope(own, **scope)
            return [
                (await sql(own, text(f"SELECT count(*) FROM {table}"))).scalar_one()
                for table in ("analysis_run", "topic", "topic_item")
            ]

    assert await seen() == [0, 0, 0]
    assert await seen(administrations=[elsewhere.administration.id]) == [0, 0, 0]
    assert (await seen(administrations=[place.administration.id]))[::2] == [1, len(ideas)]
    await published(db, place, manager)
    assert (await seen())[::2] == [1, len(ideas)]
    assert isinstance(run, AnalysisRun)
