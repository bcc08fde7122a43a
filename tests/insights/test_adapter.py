"""From contributions to a stored run: nothing lost, nothing half, nothing of others."""

import asyncio
import os
import sys
from dataclasses import replace

import pytest
from sqlmodel import select

from participe.analysis import AnalysisError
from participe.analysis import number as library
from participe.analysis.options import MOST_TOPICS
from participe.core import component, jobs
from participe.core.component import Texts
from participe.core.db import working
from participe.core.errors import Unusable
from participe.core.i18n import speaking
from participe.core.jobs import Cancelled, JobState, Work
from participe.ideas.queries import texts
from participe.insights import adapter, rules
from participe.insights.models import AnalysisRun, Topic, TopicItem, TopicQuote
from participe.insights.reading import read
from participe.subjects.models import State, Visibility
from tests.factories import make_idea
from tests.insights.material import analysed, ask, make_ideas, run_now


async def count(db, model) -> int:
    return len((await db.exec(select(model))).all())


async def test_what_is_received_is_read_or_left_out_with_its_reason(db, place, elsewhere, ideas):
    await make_idea(db, place, state=State.DRAFT)
    await make_idea(db, place, state=State.WITHDRAWN)
    await make_idea(db, place, visibility=Visibility.HELD)
    for _ in range(2):
        await make_idea(db, place, visibility=Visibility.HIDDEN)
    await make_idea(db, place, title="", body=" ")
    await make_idea(db, elsewhere)

    run = await analysed(db, place)

    assert run.excluded == {"empty": 1, "held": 1, "hidden": 2, "withdrawn": 1}
    assert (run.received, run.read, run.left_out) == (len(ideas) + 5, len(ideas), 5)
    items = (await db.exec(select(TopicItem))).all()
    assert {item.subject_id for item in items} == {idea.id for idea in ideas}
    assert run.shown == len(ideas)


async def test_topics_and_their_items_agree(db, place, ideas):
    run = await analysed(db, place)

    topics = (await db.exec(select(Topic))).all()
    items = (await db.exec(select(TopicItem))).all()
    quotes = (await db.exec(select(TopicQuote))).all()
    for topic in topics:
        level = "topic_id" if topic.parent_id is None else "subtopic_id"
        inside = [item for item in items if getattr(item, level) == topic.id]
        assert topic.size == topic.shown == topic.made_size == len(inside)
        assert topic.to_check == sum(item.check for item in inside)
        told = {quote.subject_id for quote in quotes if quote.topic_id == topic.id}
        assert told and told <= {item.subject_id for item in inside}
        if topic.parent_id is not None:
            continue
        assert sorted(item.rank for item in inside) == list(range(len(inside)))
        typical = {
            quote.subject_id
            for quote in quotes
            if quote.topic_id == topic.id and quote.kind == "typical"
        }
        first = sorted(item.rank for item in inside if item.subject_id in typical)
        assert first == list(range(len(typical)))
        others = [item for item in inside if item.subject_id not in typical]
        sure = [item.confidence for item in sorted(others, key=lambda item: item.rank)]
        assert sure == sorted(sure, reverse=True)
    upper = [topic for topic in topics if topic.parent_id is None]
    assert sum(topic.size for topic in upper) + run.untold == run.read
    assert sorted(item.position for item in items) == list(range(run.read))


async def test_a_source_that_loses_something_is_found_out(db, place, ideas):
    async def leaking(db, component_id):
        async for batch in texts.read(db, component_id):
            yield batch[1:]

    honest = component.of("idea")
    component.register(
        replace(honest, kind="leaky", texts=Texts(leaking, texts.sent, texts.published))
    )
    try:
        with pytest.raises(AnalysisError, match="36 contributions were received, but 35 are read"):
            await read(db, "leaky", place.component.id)
    finally:
        del component._components["leaky"]


async def test_texts_come_whole_whatever_the_size_of_a_batch(db, place, ideas, monkeypatch):
    at_once = await read(db, "idea", place.component.id)
    monkeypatch.setattr(texts, "BATCH", 7)
    in_batches = await read(db, "idea", place.component.id)

    assert in_batches.corpus.read == len(ideas)
    assert in_batches.corpus.sha256() == at_once.corpus.sha256()


async def test_the_title_is_read_unless_it_is_made_of_the_text(db, place):
    typed = await make_idea(db, place, title="Un titre", body="Un texte.")
    made = await make_idea(db, place, title="Un texte sans", body="Un texte sans titre.")
    made.title_is_made = True
    db.add(made)
    await db.commit()

    found = (await read(db, "idea", place.component.id)).corpus.contributions

    assert typed.id != made.id
    assert sorted(one.text for one in found) == ["Un texte sans titre.", "Un titre\n\nUn texte."]
    assert {one.author for one in found} == {None}


async def test_a_job_keeps_one_run_however_often_it_is_begun(
    db, sessions, settings, place, ideas, manager
):
    job = await ask(db, manager, place, topics=3)
    await jobs.take_next(sessions)
    await db.refresh(job)

    for _ in range(2):  # its process was lost just before the end
        result = await adapter.run(Work(sessions, settings, job))

    (run,) = (await db.exec(select(AnalysisRun))).all()
    assert (run.job_id, run.asked_by_id, run.options["topics"]) == (job.id, manager.id, 3)
    assert await count(db, Topic) == 3
    assert result["next"][3:] == "/manage/commune-parks/projects/parks/topics?box=ideas"


async def test_a_job_that_is_stopped_leaves_nothing(db, sessions, settings, place, ideas, manager):
    job = await ask(db, manager, place)
    await jobs.take_next(sessions)
    await db.refresh(job)
    stored = adapter.store

    async def stop_then_store(*arguments):
        run = await stored(*arguments)
        async with working(sessions) as other:
            await jobs.cancel(other, await other.merge(job))
        return run

    adapter.store = stop_then_store  # somebody presses the button at the last moment
    try:
        with pytest.raises(Cancelled):
            await adapter.run(Work(sessions, settings, job))
    finally:
        adapter.store = stored

    assert [await count(db, model) for model in (AnalysisRun, Topic, TopicItem)] == [0, 0, 0]


async def test_a_number_that_does_not_fit_is_told_in_plain_words(
    db, sessions, settings, place, ideas, manager
):
    job = await ask(db, manager, place, topics=200)
    await jobs.take_next(sessions)
    await db.refresh(job)

    with speaking("en"), pytest.raises(Unusable) as refused:
        await adapter.run(Work(sessions, settings, job))
    with speaking("en"):
        assert "number of topics does not fit" in str(refused.value)
    assert await count(db, AnalysisRun) == 0


async def test_the_process_of_a_job_does_it_all(
    db, sessions, settings, place, ideas, manager, database
):
    job = await ask(db, manager, place)
    await jobs.take_next(sessions)
    env = os.environ | {
        "DATABASE_URL": database.url,
        "PARTICIPE_HOME": str(settings.home),
        "SECRET_KEY": settings.secret_key.get_secret_value(),
    }

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "participe.job", str(job.id), env=env
    )
    assert await process.wait() == 0

    await db.refresh(job)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert await count(db, AnalysisRun) == 1


async def test_two_runs_over_the_same_ideas_are_the_same(
    db, sessions, settings, place, ideas, manager
):
    first = await analysed(db, place)
    job = await ask(db, manager, place, fresh=True)
    await run_now(sessions, settings, db, job)

    again = (await db.exec(select(AnalysisRun).where(AnalysisRun.job_id == job.id))).one()
    assert again.method == first.method
    described = []
    for run in (first, again):
        found = await db.exec(
            select(TopicItem.position, TopicItem.confidence, TopicItem.rank, Topic.label)
            .join(Topic, Topic.id == TopicItem.topic_id, isouter=True)
            .where(TopicItem.run_id == run.id)
            .order_by(TopicItem.position)
        )
        described.append(found.all())
    assert described[0] == described[1]


async def test_an_analysis_of_several_languages_is_kept_language_by_language(db, place):
    await make_ideas(db, place, number=20)
    await make_ideas(db, place, number=20, lang="und")

    run = await analysed(db, place)

    items = (await db.exec(select(TopicItem).where(TopicItem.run_id == run.id))).all()
    assert {item.lang for item in items} == {"fr"}


def test_the_platform_repeats_the_limits_of_the_library():
    assert rules.FEWEST == library.FEWEST_TEXTS
    assert rules.MOST_TOPICS == MOST_TOPICS
