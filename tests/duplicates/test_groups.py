"""Groups: each person counts once, nothing is lost, and everything can be taken back."""

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlmodel import select

from participe.core import component
from participe.core.db import enter_scope, sql, working
from participe.core.errors import Conflict, Refused
from participe.duplicates import services
from participe.duplicates.models import DuplicateLink
from participe.ideas import rules
from participe.subjects.models import Subject, Visibility
from participe.votes import services as votes
from tests.factories import Actor, Place, make_actor, make_comment, make_idea
from tests.insights.material import set_visibility

BOARD = "/fr/projects/parks/ideas?order=newest"


async def subject_of(db, idea) -> Subject:
    found = select(Subject).where(Subject.id == idea.id)
    return (await db.exec(found.execution_options(populate_existing=True))).one()


@asynccontextmanager
async def at_work(db, actor: Actor):
    """A transaction of this official's own, as a request has one."""
    async with db.info["sessions"].begin() as own:
        await enter_scope(own, person=actor.id, administrations=[*actor.viewer.administrations])
        yield own


async def group(db, actor: Actor, head, *members, reason: str = "") -> int:
    async with at_work(db, actor) as own:
        things = [await subject_of(own, one) for one in (head, *members)]
        return await services.group(own, actor.viewer, rules.group, things[0], things[1:], reason)


async def take_out(db, actor: Actor, member) -> bool:
    async with at_work(db, actor) as own:
        subject = await subject_of(own, member)
        return await services.take_out(own, actor.viewer, rules.group, subject)


@pytest.fixture
async def ideas(db, place: Place):
    return [await make_idea(db, place, title=f"Un banc numéro {n}") for n in range(4)]


@pytest.fixture
async def people(db):
    return [await make_actor(db, f"P{n}") for n in range(4)]


async def test_a_person_who_supported_two_counts_once(db, manager, ideas, people):
    a, b, c, _ = ideas
    for person, supported in zip(people, ([a, b], [b], [a, b, c], []), strict=True):
        for idea in supported:
            await votes.support(db, idea.id, person.id)
    await db.commit()

    assert await group(db, manager, a, b, c) == 2

    assert [(await subject_of(db, one)).support_count for one in (a, b, c)] == [3, 3, 1]
    assert (await subject_of(db, a)).member_count == 2
    assert await take_out(db, manager, b) and await take_out(db, manager, c)
    assert [(await subject_of(db, one)).support_count for one in (a, b, c)] == [2, 3, 1]
    assert not await take_out(db, manager, c)


async def test_the_list_shows_the_head_and_members_keep_their_address(
    db, clients, place, manager, ideas, citizen
):
    a, b, *_ = ideas
    own = await make_idea(db, place, title="Le mien", author=citizen)
    await make_comment(db, place, b, body="Un commentaire qui reste")
    await group(db, manager, a, b, own, reason="Même demande")

    page = (await clients().get(BOARD)).text
    code_a, code_b, code_own = [(await subject_of(db, one)).code for one in (a, b, own)]
    assert code_a in page and code_b not in page and "3 idées" in page
    member = (await clients().get(f"/fr/ideas/{code_b}")).text
    assert f"/fr/ideas/{code_a}" in member and "Un commentaire qui reste" in member
    assert "Même demande" in member
    head = (await clients().get(f"/fr/ideas/{code_a}")).text
    assert f"/fr/ideas/{code_b}" in head and f"/fr/ideas/{code_own}" in head
    found = (await clients().get("/fr/search?q=banc")).text
    assert code_b in found, "by its words it is found as before"


async def test_support_and_comments_go_to_the_head(db, clients, manager, ideas, citizen):
    a, b, *_ = ideas
    await votes.support(db, b.id, citizen.id)
    await db.commit()
    await group(db, manager, a, b)
    code_a, code_b = [(await subject_of(db, one)).code for one in (a, b)]
    me = clients(citizen, follow=False)

    assert (await me.post(f"/fr/subjects/{code_b}/support", data={"value": "1"})).status_code == 403
    answer = await me.post(
        f"/fr/subjects/{code_b}/comments", data={"body": "Ici ?", "stance": "neutral", "lang": "fr"}
    )
    assert answer.status_code == 403
    await me.post(f"/fr/subjects/{code_a}/support", data={"value": "1"})
    assert (await subject_of(db, a)).support_count == 1, "counted before, by the member"
    await me.post(f"/fr/subjects/{code_a}/support", data={"value": "0"})
    assert (await subject_of(db, a)).support_count == 0
    assert (await subject_of(db, b)).support_count == 0


async def test_a_head_that_joins_another_group_brings_its_own_and_takes_it_back(db, manager, ideas):
    a, b, c, d = ideas
    await group(db, manager, a, b)
    await group(db, manager, c, d)
    await group(db, manager, c, a)

    assert {(await subject_of(db, one)).merged_into_id for one in (a, b, d)} == {c.id}
    assert (await subject_of(db, c)).member_count == 3

    await take_out(db, manager, a)

    assert (await subject_of(db, b)).merged_into_id == a.id
    assert (await subject_of(db, d)).merged_into_id == c.id


async def test_a_hidden_head_leaves_its_group_to_the_others(db, clients, manager, moderator, ideas):
    a, b, c, _ = ideas
    await group(db, manager, a, b, c)
    await set_visibility(db, [a.id], Visibility.HIDDEN, moderator)

    assert (await subject_of(db, b)).merged_into_id is None
    assert "3 idées" in (await clients(manager).get(BOARD)).text
    await set_visibility(db, [a.id], Visibility.VISIBLE, moderator)
    assert (await subject_of(db, b)).merged_into_id == a.id
    assert "2 idées" in (await clients(manager).get(BOARD)).text


async def test_others_and_the_wrong_place_are_refused(
    db, place, elsewhere, manager, moderator, citizen, ideas
):
    foreign = await make_idea(db, elsewhere, title="D’ailleurs")
    hidden = await make_idea(db, place, visibility=Visibility.HIDDEN)
    for actor, member in (
        (moderator, ideas[1]), (citizen, ideas[1]), (manager, foreign), (manager, hidden),
    ):  # fmt: skip
        with pytest.raises((Refused, NoResultFound)):
            await group(db, actor, ideas[0], member)


async def test_two_officials_at_once_make_no_circle(db, manager, ideas):
    a, b, *_ = ideas

    async def one(head, member) -> str:
        try:
            await group(db, manager, head, member)
            return "done"
        except (Conflict, DBAPIError) as error:  # refused, or one of two that waited for each other
            return type(error).__name__

    done = await asyncio.gather(one(a, b), one(b, a), one(a, b), one(b, a))

    assert done.count("done") == 1, done
    heads = [(await subject_of(db, x)).merged_into_id for x in (a, b)]
    assert heads.count(None) == 1


STEPS = st.lists(
    st.tuples(st.sampled_from(["support", "withdraw", "group", "out", "hide", "show"]),
              st.integers(0, 3), st.integers(0, 3)),
    max_size=14,
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
async def test_counts_are_those_of_a_simple_model(db, place, manager, moderator, people, steps):
    """Whatever happens in whatever order: of a head, the distinct people of its public group."""
    ideas = [await make_idea(db, place, title=f"Modèle {n}") for n in range(4)]
    given_by: dict[int, set[Any]] = {n: set() for n in range(4)}
    for what, x, y in steps:
        subject = await subject_of(db, ideas[x])
        match what:
            case "support" if subject.merged_into_id is None and subject.is_published:
                await votes.support(db, subject.id, people[y].id)
                given_by[x].add(y)
            case "withdraw":
                await votes.withdraw(db, subject.id, people[y].id)
                given_by[x].discard(y)
            case "group":
                with suppress(Refused, Conflict):
                    await group(db, manager, ideas[x], ideas[y])
            case "out":
                await take_out(db, manager, ideas[x])
            case "hide" if subject.is_published:
                await set_visibility(db, [subject.id], Visibility.HIDDEN, moderator)
            case "show" if not subject.is_published:
                await set_visibility(db, [subject.id], Visibility.VISIBLE, moderator)
        await db.commit()

    found = [await subject_of(db, one) for one in ideas]
    for n, subject in enumerate(found):
        members = [
            m for m, other in enumerate(found)
            if other.merged_into_id == subject.id and other.is_published
        ]  # fmt: skip
        people_of_group = given_by[n].union(*(given_by[m] for m in members))
        assert subject.support_count == len(people_of_group), (steps, n)
        assert subject.member_count == len(members), (steps, n)
        if subject.merged_into_id:
            head = next(one for one in found if one.id == subject.merged_into_id)
            assert head.is_published and head.merged_into_id is None
    grouped = sum(one.is_published and one.merged_into_id is not None for one in found)
    async with working(db.info["sessions"]) as looking:
        counted = text("SELECT grouped_count FROM idea_box WHERE id = :id")
        before = (await sql(looking, counted, {"id": place.box.id})).scalar_one()
    assert before - _left_by_earlier_examples.get(place.box.id, 0) == grouped
    _left_by_earlier_examples[place.box.id] = before


_left_by_earlier_examples: dict[Any, int] = {}


async def test_many_votes_and_groupings_at_once_leave_the_sums_right(
    db, sessions, place, manager, ideas
):
    people = [await make_actor(db, f"Q{n}") for n in range(12)]
    a, b, *_ = ideas

    async def support(person, idea) -> None:
        async with sessions.begin() as own:
            await enter_scope(own, person=person.id)
            await votes.support(own, idea.id, person.id)

    async def regroup() -> None:
        for _ in range(3):
            await group(db, manager, a, b)
            await take_out(db, manager, b)

    await asyncio.gather(*(support(p, i) for p in people for i in (a, b)), regroup())
    await group(db, manager, a, b)

    assert [(await subject_of(db, x)).support_count for x in (a, b)] == [12, 12]


async def test_the_author_says_that_it_is_not_the_same(db, clients, place, manager, citizen, ideas):
    own = await make_idea(db, place, title="Mon idée à moi", author=citizen)
    await group(db, manager, ideas[0], own)
    code = (await subject_of(db, own)).code
    path = f"/fr/subjects/{code}/not-the-same"

    assert (await clients(manager, follow=False).post(path, data={"words": "x"})).status_code == 403
    answer = await clients(citizen, follow=False).post(path, data={"words": "Le mien est au parc."})

    assert answer.status_code == 303
    listed = f"/fr/manage/{place.administration.slug}/projects/parks/duplicates"
    code_head = (await subject_of(db, ideas[0])).code
    assert "Le mien est au parc." in (await clients(manager).get(f"{listed}/{code_head}")).text
    link = (await db.exec(select(DuplicateLink))).one()
    assert link.objected_at is not None


def test_ideas_offer_words_and_a_rule_for_groups():
    assert component.of("idea").words and component.of("idea").rules.group
