"""One chooses how often one hears of what; what waits already goes by it."""

from datetime import UTC, datetime, timedelta

import pytest

from participe.core import clock, events
from participe.core.observe import STATEMENTS
from participe.follows import services as follows
from participe.notifications import gathering, queries, services
from participe.notifications.kinds import KINDS
from participe.notifications.models import Frequency
from tests import factories
from tests.notifications.conftest import monday, to
from tests.notifications.test_telling import answer, comment

DAY = timedelta(days=1)


@pytest.fixture
async def idea(db, place, citizen, other_citizen):
    idea = await factories.make_idea(db, place, author=citizen)
    await follows.follow(db, idea.id, other_citizen.id)
    await db.commit()
    return idea


async def choose(clients, actor, **frequencies):
    chosen = await clients(actor, follow=False).post("/fr/me/notifications", data=frequencies)
    assert chosen.status_code == 303


@pytest.mark.parametrize(
    ("frequency", "now", "next_morning", "next_monday"),
    [
        ("at_once", ["answer"], ["answer"], ["answer"]),
        ("daily", [], ["summary"], ["summary"]),
        ("weekly", [], [], ["summary"]),
        ("never", [], [], []),
    ],
)
async def test_a_mail_comes_as_often_as_one_chose(
    db, post, clients, idea, citizen, frequency, now, next_morning, next_monday
):
    await choose(clients, citizen, answer=frequency)
    tuesday = services.next_monday(clock.now()) + DAY
    with clock.stopped_at(tuesday):
        await answer(db, idea)

    for at, expected in (
        (tuesday + timedelta(minutes=1), now),
        (tuesday + DAY + timedelta(minutes=1), next_morning),
        (tuesday + 6 * DAY + timedelta(minutes=1), next_monday),
    ):
        assert to(await post(at), citizen) == [expected]


async def test_choosing_changes_what_waits_already(
    db, post, clients, place, idea, citizen, other_citizen
):
    await comment(db, place, idea, author=other_citizen)
    await post()
    await choose(clients, citizen, comment="never")
    await choose(clients, other_citizen, followed_comment="daily")

    assert to(await post(monday()), citizen) == [[]]


async def test_never_comes_true_even_for_a_mail_that_is_on_its_way(
    db, sessions, settings, post, clients, idea, citizen
):
    await answer(db, idea)
    await events.deliver(sessions)
    assert await gathering.gather(sessions) == 1
    await choose(clients, citizen, answer="never")

    assert await post() == []


async def test_the_page_shows_what_holds_and_keeps_what_one_chooses(
    clients, citizen, other_citizen
):
    before = (await clients(citizen).get("/fr/me/notifications")).text
    assert before.count("<select") == len(queries.offered(citizen.viewer))
    assert 'name="reports"' not in before  # that is for moderators

    await choose(clients, citizen, answer="weekly", phase="daily")

    after = (await clients(citizen).get("/fr/me/notifications")).text
    assert after.count('value="weekly" selected') == before.count('value="weekly" selected') + 1
    assert (await clients(other_citizen).get("/fr/me/notifications")).text.count(
        'value="weekly" selected'
    ) == before.count('value="weekly" selected')


async def test_one_button_stops_all_that_can_be_stopped(db, clients, citizen):
    sent = {kind.key: kind.usual.value for kind in queries.offered(citizen.viewer)}
    await choose(clients, citizen, **sent, action="none")

    now = await queries.frequencies(db, citizen.id)
    assert {now[kind] for kind in sent} == {Frequency.NEVER}


@pytest.mark.parametrize(
    "wrong", [{"hidden": "never"}, {"answer": "hourly"}, {"phase": "weekly"}, {"nothing": "daily"}]
)
async def test_what_is_not_offered_cannot_be_chosen(db, clients, citizen, wrong):
    refused = await clients(citizen).post("/fr/me/notifications", data=wrong)

    assert refused.status_code == 422
    usual = {kind.key: kind.usual for kind in KINDS.values() if not kind.always}
    assert await queries.frequencies(db, citizen.id) == usual


async def test_what_one_was_told_is_listed_page_by_page(
    db, post, clients, place, citizen, other_citizen
):
    for n in range(queries.A_PAGE + 2):
        idea = await factories.make_idea(db, place, author=citizen)
        await comment(db, place, idea, author=other_citizen, body=f"Remarque numéro {n}.")
    await post()

    first = (await clients(citizen).get("/fr/me/notifications")).text
    next_ = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = (await clients(citizen).get(next_)).text

    assert first.count("Remarque numéro") == queries.A_PAGE
    assert second.count("Remarque numéro") == 2
    assert 'rel="prev"' in second
    assert "Remarque" not in (await clients(other_citizen).get("/fr/me/notifications")).text
    for forged in ("x", "WzAsMSwyXQ", "WzAsIngiLCJ5Il0"):
        answered = await clients(citizen).get(f"/fr/me/notifications?after={forged}")
        assert answered.status_code == 200


async def test_a_page_of_news_takes_the_same_number_of_questions_for_one_and_for_twenty(
    db, post, clients, place, citizen, other_citizen
):
    client = clients(citizen)

    async def count() -> float:
        before = STATEMENTS._value.get()
        assert (await client.get("/fr/me/notifications")).status_code == 200
        return STATEMENTS._value.get() - before

    one = await factories.make_idea(db, place, author=citizen)
    await comment(db, place, one, author=other_citizen)
    await answer(db, one)
    news = {"project_id": place.project.id, "ids": {"day": str(clock.now().date())}}
    await services.tell(db, "followed_project", [citizen.id], once="one", **news)
    await post()
    await count()  # the first one of a session says when it was seen
    few = await count()
    for n in range(8):
        idea = await factories.make_idea(db, place, title=f"Idée {n}", author=citizen)
        await comment(db, place, idea, author=other_citizen)
        await answer(db, idea)
    other = await factories.make_place(db, slug="other")
    await factories.make_idea(db, other, author=other_citizen)
    news["project_id"] = other.project.id
    await services.tell(db, "followed_project", [citizen.id], once="two", **news)
    await post()

    assert await count() == few


async def test_what_one_was_told_of_one_thing_is_one_line(
    db, post, clients, place, idea, citizen, other_citizen
):
    for n in range(3):
        await comment(db, place, idea, author=other_citizen, body=f"Remarque numéro {n}.")
    await post()

    page = (await clients(citizen).get("/en/me/notifications")).text

    assert "3 new comments on what you wrote" in page
    assert page.count("Remarque numéro") == page.count("Remarque numéro 2") == 1


def test_the_summary_comes_at_seven_in_brussels_in_summer_and_winter():
    for now, expected in (
        (datetime(2026, 11, 25, 5, 59, tzinfo=UTC), datetime(2026, 11, 25, 6, tzinfo=UTC)),
        (datetime(2026, 11, 25, 6, 0, tzinfo=UTC), datetime(2026, 11, 26, 6, tzinfo=UTC)),
        (datetime(2026, 7, 1, 4, 59, tzinfo=UTC), datetime(2026, 7, 1, 5, tzinfo=UTC)),
        (datetime(2027, 3, 27, 12, 0, tzinfo=UTC), datetime(2027, 3, 28, 5, tzinfo=UTC)),
    ):
        assert services.next_morning(now) == expected
    sunday = datetime(2026, 11, 29, 12, tzinfo=UTC)
    assert services.next_monday(sunday) == datetime(2026, 11, 30, 6, tzinfo=UTC)
    assert services.next_monday(sunday + timedelta(hours=18)) == datetime(
        2026, 12, 7, 6, tzinfo=UTC
    )
