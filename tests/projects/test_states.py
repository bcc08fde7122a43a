"""A project is open when people can do something now; the list and the page must agree."""

from datetime import timedelta

import pytest
from sqlmodel import col, delete

from participe.core.rules import Viewer
from participe.projects import queries
from participe.projects.models import Phase, PhaseAbility
from participe.projects.queries import ProjectFilter, State
from tests.factories import DAY, words

# Phases as (opens, closes, opens something), in days from now.
CASES = {
    "collecting": ([(-1, 1, True)], State.OPEN),
    "collecting, then a study": ([(-1, 1, True), (1, 9, False)], State.OPEN),
    "announced": ([(-1, 1, False), (1, 9, True)], State.COMING),
    "not begun": ([(1, 9, True)], State.COMING),
    "collected, studied now": ([(-9, -1, True), (-1, 9, False)], State.STUDY),
    "a gap before the vote": ([(-9, -5, True), (5, 9, True)], State.STUDY),
    "over": ([(-9, -5, True), (-5, -1, False)], State.CLOSED),
    "only talk, now": ([(-1, 1, False)], State.STUDY),
    "no phase": ([], State.CLOSED),
}


@pytest.mark.parametrize("case", CASES)
async def test_the_list_and_the_page_say_the_same(db, place, elsewhere, stranger, case):
    phases, expected = CASES[case]
    await db.exec(delete(Phase).where(col(Phase.project_id) == place.project.id))
    for opens, closes, able in phases:
        phase = Phase(
            project_id=place.project.id,
            title=words("Une étape"),
            opens_at=stranger.now + opens * DAY,
            closes_at=stranger.now + closes * DAY,
        )
        db.add(phase)
        await db.flush()
        if able:
            db.add(
                PhaseAbility(phase_id=phase.id, component_id=place.component.id, ability="comment")
            )
    await db.commit()

    assert (await queries.project(db, stranger, place.project.slug)).state is expected
    for state in State:
        listed, total = await queries.published(db, stranger, ProjectFilter(state))
        slugs = {project.slug for project in listed}
        assert (place.project.slug in slugs) == (state is expected)
        assert (elsewhere.project.slug in slugs) == (state is State.OPEN)
        assert total == len(listed)


async def test_at_its_last_instant_a_phase_is_over(db, place):
    at = place.phase.closes_at
    before, then = Viewer(at - timedelta(microseconds=1)), Viewer(at)

    assert (await queries.project(db, before, place.project.slug)).state is State.OPEN
    assert (await queries.project(db, then, place.project.slug)).state is State.CLOSED
    assert (await queries.published(db, then, ProjectFilter(State.CLOSED)))[1] == 1
    assert (await queries.published(db, before, ProjectFilter(State.CLOSED)))[1] == 0
