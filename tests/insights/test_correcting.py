"""What officials put right in topics: at once, for every later run, and back again."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from participe.analysis import Options, analyse, read_corrections
from participe.core.errors import Conflict, Refused
from participe.insights import adapter, correcting, going_on, queries, reviewing
from participe.insights.models import AnalysisRun, Topic, TopicCorrection, TopicItem
from participe.insights.reading import read
from participe.projects import queries as projects
from participe.subjects.models import Subject
from tests.factories import make_actor
from tests.insights.material import analysed


async def project_of(db, actor, place):
    return await projects.project(db, actor.viewer, place.project.slug)


async def board_of(db, actor, place, run) -> correcting.Board:
    return await correcting.open_board(
        db, actor.viewer, await project_of(db, actor, place), run.code
    )


async def topics_of(db, run, *, parts: bool = False) -> list[Topic]:
    found = select(Topic).where(Topic.run_id == run.id, ~Topic.is_gone).order_by(Topic.number)
    return [t for t in (await db.exec(found)).all() if (t.parent_id is not None) == parts]


async def codes_in(db, topic) -> set[str]:
    level = TopicItem.topic_id if topic.parent_id is None else TopicItem.subtopic_id
    found = select(Subject.code).join(TopicItem, TopicItem.subject_id == Subject.id)
    return set((await db.exec(found.where(level == topic.id))).all())


async def again(db, place) -> AnalysisRun:
    """The next run, which goes on."""
    at = adapter.Place(place.administration.id, place.project.id, place.component.id)
    run = await adapter.at_once(db, "idea", at, goes_on=True)
    await db.commit()
    return run


async def numbers(db, run) -> list[tuple]:
    found = await topics_of(db, run) + await topics_of(db, run, parts=True)
    return sorted((t.number, t.label, t.size, t.shown) for t in found)


async def test_a_name_given_by_a_person_stays_in_the_next_run(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    topic = (await topics_of(db, run))[0]

    board = await board_of(db, manager, place, run)
    await correcting.rename(board, topic.code, topic.version, "Rouler sans peur")
    await db.commit()
    later = await again(db, place)

    await db.refresh(topic)
    assert (topic.label, topic.version) == ("Rouler sans peur", 2)
    (goes_on,) = [t for t in await topics_of(db, later) if t.number == topic.number]
    assert (goes_on.label, goes_on.name) == ("Rouler sans peur", "Rouler sans peur")
    assert goes_on.machine_label and goes_on.machine_label != goes_on.label
    assert later.previous_id == run.id


async def test_topics_that_are_merged_hold_what_both_held_now_and_later(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    first, second, *_ = await topics_of(db, run)
    both = await codes_in(db, first) | await codes_in(db, second)

    board = await board_of(db, manager, place, run)
    await correcting.merge(board, second.code, second.version, first.code)
    await db.commit()

    await db.refresh(second)
    assert second.is_gone and second.into_id == first.id
    assert await codes_in(db, first) == both
    await db.refresh(first)
    assert first.size == first.shown == len(both)
    later = await again(db, place)
    assert second.number not in [t.number for t in await topics_of(db, later)]
    assert later.merged == {str(second.number): first.number}


async def test_a_contribution_stays_where_a_person_put_it_run_after_run(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    first, second, *_ = await topics_of(db, run)
    moved = sorted(await codes_in(db, second))[:2]

    board = await board_of(db, manager, place, run)
    assert await correcting.pin(board, second.code, moved, first.code) == (2, 0)
    assert await correcting.pin(board, first.code, moved[:1], None) == (1, 0)
    await db.commit()

    assert moved[1] in await codes_in(db, first)
    for later in (await again(db, place), await again(db, place)):
        report = json.loads("".join([
            line async for line in queries.report_lines(
                _within(db), await queries.run(db, await project_of(db, manager, place), later.code)
            )
        ]))  # fmt: skip
        found = {item["id"]: item for item in report["items"]}
        assert found[moved[0]]["topic"] is None and found[moved[0]]["pinned"]
        assert found[moved[1]]["topic"] == first.number and found[moved[1]]["pinned"]


def _within(db):
    from participe.core import batches

    return batches.within(db)


async def test_a_topic_made_by_a_person_goes_on_with_its_contributions(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    topic = (await topics_of(db, run))[0]
    chosen = sorted(await codes_in(db, topic))[:4]

    board = await board_of(db, manager, place, run)
    new = await correcting.split(board, topic.code, chosen, "Les arceaux")
    await db.commit()

    assert await codes_in(db, new) == set(chosen)
    later = await again(db, place)
    (goes_on,) = [t for t in await topics_of(db, later) if t.number == new.number]
    assert goes_on.label == "Les arceaux"
    assert set(chosen) <= await codes_in(db, goes_on)


async def test_a_topic_goes_under_another_with_all_that_is_in_it(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    first, second, *_ = await topics_of(db, run)
    inside, above = await codes_in(db, second), await codes_in(db, first)

    board = await board_of(db, manager, place, run)
    await correcting.move(board, second.code, second.version, first.code)
    await db.commit()
    await db.refresh(second)
    assert second.parent_id == first.id
    assert await codes_in(db, second) == inside
    assert await codes_in(db, first) == above | inside
    later = await again(db, place)
    (part,) = [t for t in await topics_of(db, later, parts=True) if t.number == second.number]
    assert part.made_parent == first.number

    board = await board_of(db, manager, place, later)
    await correcting.move(board, part.code, part.version, None)
    await db.commit()
    assert part.number in [t.number for t in await topics_of(db, later)]


async def test_taking_back_restores_exactly_what_there_was(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    first, second, *_ = await topics_of(db, run)
    before = await numbers(db, run)
    chosen = sorted(await codes_in(db, first))[:3]

    board = await board_of(db, manager, place, run)
    await correcting.split(board, first.code, chosen, "Nouveau")
    await correcting.rename(board, second.code, second.version, "Second")
    await correcting.merge(board, second.code, second.version, first.code)
    await db.commit()
    for number in (3, 2, 1):
        board = await board_of(db, manager, place, run)
        await correcting.take_back(board, number)
        await db.commit()

    assert await numbers(db, run) == before
    assert await going_on.corrections(db, run.id) == []
    rows = (await db.exec(select(TopicCorrection))).all()
    assert len(rows) == 3 and all(row.undone_by_id == manager.id for row in rows)


async def test_what_others_build_on_is_not_taken_back_before_them(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    topic = (await topics_of(db, run))[0]
    chosen = sorted(await codes_in(db, topic))[:3]
    board = await board_of(db, manager, place, run)
    new = await correcting.split(board, topic.code, chosen, "Nouveau")
    await correcting.rename(board, new.code, new.version, "Autrement")
    await db.commit()

    board = await board_of(db, manager, place, run)
    with pytest.raises(Conflict, match="build on this one"):
        await correcting.take_back(board, 1)
    await db.rollback()


async def test_nothing_is_taken_back_after_thirty_days(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    topic = (await topics_of(db, run))[0]
    board = await board_of(db, manager, place, run)
    await correcting.rename(board, topic.code, topic.version, "Autrement")
    (row,) = (await db.exec(select(TopicCorrection))).all()
    row.at -= timedelta(days=30, seconds=1)
    await db.commit()

    board = await board_of(db, manager, place, run)
    with pytest.raises(Conflict, match="30 days"):
        await correcting.take_back(board, 1)
    await db.rollback()


async def test_who_comes_second_is_told_and_overwrites_nothing(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    first, second, *_ = await topics_of(db, run)
    thomas = await make_actor(db, "Thomas W.", manager=place.administration.id)
    moved = sorted(await codes_in(db, first))[:2]

    board = await board_of(db, manager, place, run)
    await correcting.rename(board, first.code, 1, "Par Claire")
    await correcting.pin(board, first.code, moved[:1], second.code)
    await db.commit()
    board = await board_of(db, thomas, place, run)
    with pytest.raises(correcting.Overtaken):
        await correcting.rename(board, first.code, 1, "Par Thomas")
    # Of two contributions the other has moved one: that one stays where it is.
    assert await correcting.pin(board, first.code, moved, None) == (1, 1)
    await db.commit()

    await db.refresh(first)
    assert first.label == "Par Claire"
    assert moved[0] in await codes_in(db, second)


async def test_only_managers_put_right_and_only_in_the_newest_run(
    db, place, elsewhere, ideas, manager, moderator, citizen
):
    run = await analysed(db, place, manager)
    theirs = await make_actor(db, "Bert B.", manager=elsewhere.administration.id)
    for actor in (moderator, citizen, theirs):
        with pytest.raises(Refused):
            await board_of(db, actor, place, run)
    await analysed(db, place, manager)
    with pytest.raises(Conflict, match="newer"):
        await board_of(db, manager, place, run)


async def test_the_next_run_is_what_the_library_makes_of_report_and_corrections(
    db, place, ideas, manager
):
    run = await analysed(db, place, manager)
    first, second, third = await topics_of(db, run)
    board = await board_of(db, manager, place, run)
    await correcting.rename(board, third.code, third.version, "Les arbres")
    await correcting.merge(board, second.code, second.version, first.code)
    await correcting.pin(board, third.code, sorted(await codes_in(db, third))[:1], first.code)
    await db.commit()
    ground = await going_on.ground(db, place.component.id)
    assert ground

    later = await again(db, place)

    corpus = (await read(db, "idea", place.component.id)).corpus
    corrections = read_corrections(ground.corrections)
    report = analyse(corpus, Options(), previous=ground.report, corrections=corrections)
    view = await queries.run(db, await project_of(db, manager, place), later.code)
    lines = [line async for line in queries.report_lines(_within(db), view)]
    assert "".join(lines) == report.to_json()


async def test_reading_is_counted_once_and_stays_read(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    topic = (await topics_of(db, run))[0]
    codes = sorted(await codes_in(db, topic))[:3]
    project = await project_of(db, manager, place)
    view = await queries.run(db, project, run.code)

    for some in (codes[:2], codes):
        await reviewing.mark_read(db, manager.viewer, project, view, some)
    await db.commit()

    await db.refresh(run)
    await db.refresh(topic)
    assert (run.seen, topic.seen) == (3, 3)
    later = await again(db, place)
    assert later.seen == 3
