"""Work on many ideas at once: previewed, compared, done, taken back."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from participe.answers.models import Answer
from participe.casework.bulk import GRACE
from participe.casework.models import Assignment, BulkAction, BulkItem, BulkState, Outcome
from participe.core import clock, events, jobs
from participe.core.db import working
from participe.core.jobs import Work
from participe.ideas.models import Idea
from participe.subjects.models import Status, Subject, Visibility
from tests.factories import code_of, make_actor, make_idea
from tests.insights.material import set_visibility


@pytest.fixture
def base(place) -> str:
    return f"/fr/manage/{place.administration.slug}/projects/parks"


@pytest.fixture
async def ideas(db, place, citizen):
    return [await make_idea(db, place, title=f"Idée {n}", author=citizen) for n in range(5)]


class Desk:
    """What an official does, screen by screen."""

    def __init__(self, client, base: str) -> None:
        self.client, self.base, self.path = client, base, ""

    async def choose(self, **data) -> str:
        answer = await self.client.post(f"{self.base}/bulk", data=data)
        self.path = answer.headers.get("location", "").partition("?")[0]
        return self.path

    async def post(self, step: str = "", **data):
        return await self.client.post(f"{self.path}{step}", data=data)

    async def page(self, query: str = "") -> str:
        return (await self.client.get(self.path + query)).text


@pytest.fixture
async def desk(clients, manager, base) -> Desk:
    return Desk(clients(manager, follow=False), base)


async def codes(db, ideas) -> list[str]:
    return [await code_of(db, one) for one in ideas]


async def subject(db, idea) -> Subject:
    found = select(Subject).where(Subject.id == idea.id)
    return (await db.exec(found.execution_options(populate_existing=True))).one()


async def action(db) -> BulkAction:
    return (await db.exec(select(BulkAction).execution_options(populate_existing=True))).one()


async def outcomes(db) -> list[Outcome | None]:
    found = select(BulkItem.outcome).order_by(BulkItem.position)
    return list((await db.exec(found)).all())


async def test_theme_person_and_date_are_set_and_taken_back(db, desk, ideas, manager, place):
    await desk.choose(idea=await codes(db, ideas))
    await desk.post(theme="", person=manager.person.code, due_on="2030-01-15")
    preview = await desk.page()
    assert (await db.exec(select(Assignment))).all() == []
    assert preview.count('name="take"') == 5 and "15 janvier 2030" in preview

    await desk.post("/do", shown=[1, 2, 3, 4, 5], take=[1, 2, 3, 4], go="do")

    assigned = (await db.exec(select(Assignment))).all()
    assert {one.person_id for one in assigned} == {manager.id} and len(assigned) == 4
    themes = (await db.exec(select(Idea.theme_id).execution_options(populate_existing=True))).all()
    assert sorted(themes, key=str).count(None) == 4
    assert (await action(db)).state is BulkState.DONE

    await desk.post("/undo")

    left = (await db.exec(select(Assignment).execution_options(populate_existing=True))).all()
    assert {(one.person_id, one.due_on) for one in left} == {(None, None)}
    assert None not in (await db.exec(select(Idea.theme_id))).all()


async def test_answers_go_out_after_ten_minutes_with_their_words_filled_in(
    db, desk, sessions, ideas, citizen
):
    await desk.choose(idea=await codes(db, ideas))
    await desk.post(status="accepted", **{"text-fr": "Bonjour {name}, « {title} » : oui. {x}"})
    assert "Idée 3" in await desk.page()
    await desk.post("/do", shown=[1], take=[1], go="do")
    assert (await db.exec(select(Answer))).all() == []
    await events.deliver(sessions)
    assert (await action(db)).state is BulkState.WAITING, "it is not yet time"

    await desk.post("/ticks", shown=[1], take=[], page=1)
    with clock.stopped_at(clock.now() + GRACE + timedelta(seconds=1)):
        await events.deliver(sessions)
        assert (await action(db)).state is BulkState.WORKING
        await _work(sessions)

    answers = (await db.exec(select(Answer))).all()
    assert len(answers) == 4
    assert any(
        one.text["fr"] == f"Bonjour {citizen.person.name}, « Idée 2 » : oui. {{x}}"
        for one in answers
    )
    assert (await action(db)).state is BulkState.DONE
    refused = await desk.post("/undo")
    assert refused.status_code == 409
    assert len((await db.exec(select(Answer))).all()) == 4


async def _work(sessions) -> None:
    from participe.casework.jobs import apply

    job_id = await jobs.take_next(sessions)
    async with working(sessions) as looking:
        job = await looking.get(jobs.Job, job_id)
    await apply(Work(sessions, None, job))  # pyright: ignore


async def test_taken_back_in_time_nobody_reads_anything(db, desk, sessions, ideas):
    await desk.choose(idea=await codes(db, ideas))
    await desk.post(status="declined", **{"text-fr": "Non."})
    await desk.post("/do", go="do")

    await desk.post("/undo")
    with clock.stopped_at(clock.now() + GRACE * 2):
        await events.deliver(sessions)

    assert await jobs.take_next(sessions) is None
    assert (await db.exec(select(Answer))).all() == []
    assert (await action(db)).state is BulkState.UNDONE


async def test_what_a_colleague_changed_meanwhile_is_left_as_it_is(
    db, clients, desk, ideas, moderator, place
):
    colleague = await make_actor(db, "Denis D.", manager=place.administration.id)
    listed = await codes(db, ideas)
    await desk.choose(idea=listed)
    await desk.post(status="declined", **{"text-fr": "Non."})
    answered = await clients(colleague, follow=False).post(
        f"/fr/subjects/{listed[0]}/answer", data={"status": "accepted", "text-fr": "Oui !"}
    )
    assert answered.status_code == 303
    await set_visibility(db, [ideas[1].id], Visibility.HIDDEN, moderator)

    assert "entre-temps par un" in await desk.page()
    await desk.post("/do", go="do")
    await desk.post("/now")

    assert sorted(filter(None, await outcomes(db))) == [
        Outcome.CHANGED, Outcome.CHANGED, Outcome.CHANGED, Outcome.GONE, Outcome.MEANWHILE,
    ]  # fmt: skip
    assert (await subject(db, ideas[0])).status is Status.ACCEPTED


async def test_all_that_a_filter_shows_is_more_than_a_page(db, desk, place, sessions):
    for n in range(60):
        await make_idea(db, place, title=f"Arbre {n}", lang="nl" if n % 2 else "fr")
    answer = await desk.client.post(f"{desk.base}/bulk?lang=nl", data={"every": "yes"})
    desk.path = answer.headers["location"].partition("?")[0]
    assert (await action(db)).total == 30
    await desk.client.post(f"{desk.base}/bulk?lang=fr", data={"every": "yes"})

    await desk.post(due_on="2030-01-15")
    await desk.post("/do", go="do")

    assert len((await db.exec(select(Assignment))).all()) == 30


async def test_many_are_done_by_the_worker_and_once(db, desk, place, sessions):
    for n in range(120):
        await make_idea(db, place, title=f"Arbre {n}")
    await desk.choose(every="yes")
    await desk.post(due_on="2030-01-15")
    await desk.post("/do", go="do")
    assert (await action(db)).state is BulkState.WORKING
    again = await desk.post("/do", go="do")
    assert again.status_code == 409

    await _work(sessions)

    assert (await action(db)).state is BulkState.DONE
    assert len((await db.exec(select(Assignment))).all()) == 120
    assert "120" in await desk.page()


async def test_mistakes_keep_what_was_typed(db, desk, ideas):
    await desk.choose(idea=await codes(db, ideas))

    nothing = await desk.post()
    no_words = await desk.post(status="accepted", due_on="2030-01-15")

    assert nothing.status_code == 422 and "au moins une chose" in nothing.text
    assert no_words.status_code == 422 and 'value="2030-01-15"' in no_words.text
    assert (await action(db)).state is BulkState.CHOSEN
    none = await desk.client.post(f"{desk.base}/bulk", data={})
    assert "none_chosen" in none.headers["location"]


async def test_others_can_do_none_of_it(db, clients, desk, ideas, citizen, moderator, place):
    official_b = await make_actor(db, "Bert B.")
    path = await desk.choose(idea=await codes(db, ideas))
    for actor, expected in ((citizen, 403), (moderator, 403), (official_b, 403), (None, 403)):
        client = clients(actor, follow=False)
        for step in ("", "/do", "/now", "/undo", "/ticks"):
            answer = await client.post(
                path + step, data={"due_on": "2030-01-15"} if not step else {}
            )
            assert answer.status_code in (expected, 404), (step, answer.status_code)
    assert (await action(db)).state is BulkState.CHOSEN


async def test_two_answers_at_once_lose_neither(db, clients, manager, place, ideas):
    colleague = await make_actor(db, "Denis D.", manager=place.administration.id)
    code = await code_of(db, ideas[0])
    path = f"/fr/subjects/{code}/answer"
    first = await clients(manager).get(path)
    seen = re.search(r'name="seen" value="([^"]*)"', first.text)[1]
    await clients(colleague).post(path, data={"status": "accepted", "text-fr": "Oui.", "seen": ""})

    late = await clients(manager).post(
        path, data={"status": "declined", "text-fr": "Non, parce que.", "seen": seen}
    )

    assert late.status_code == 409
    assert "Non, parce que." in late.text and "Oui." in late.text
    seen = re.search(r'name="seen" value="([^"]*)"', late.text)[1]
    again = await clients(manager, follow=False).post(
        path, data={"status": "declined", "text-fr": "Non, parce que.", "seen": seen}
    )
    assert again.status_code == 303
    assert len((await db.exec(select(Answer))).all()) == 2
