"""What a moderator sees of what waits: filters, numbers, context, and no name of who reports."""

from datetime import timedelta

import pytest

from participe.core import clock
from participe.moderation.models import Report, Why
from tests import factories
from tests.moderation.test_appeals import contest, judge
from tests.moderation.test_holding import decide


@pytest.fixture
def queue(place) -> str:
    return f"/en/manage/{place.administration.slug}/reports"


async def report(db, thing, *, many=1, apart=timedelta(hours=2), why=Why.SPAM) -> list[str]:
    names = []
    for n in range(many):
        actor = await factories.make_actor(db, f"Personne {n}")
        names.append(actor.person.name)
        at = clock.now() - apart * n
        db.add(Report(subject_id=thing.id, person_id=actor.id, why=why, created_at=at))
    await db.commit()
    return names


async def test_each_filter_shows_what_waits_for_this_reason(
    db, clients, place, citizen, moderator, queue
):
    codes = {}
    for only in ("reported", "held", "appeals"):
        idea = await factories.make_idea(db, place, author=citizen, title=f"Idée {only}")
        codes[only] = await factories.code_of(db, idea)
        if only == "reported":
            await report(db, idea)
    await db.commit()
    await decide(clients, moderator, codes["held"], action="hold", why="insult")
    await decide(clients, moderator, codes["appeals"], action="hide", why="insult")
    await contest(clients, citizen, codes["appeals"])

    reading = clients(moderator)
    for only in codes:
        page = (await reading.get(f"{queue}?only={only}")).text
        assert [one for one in codes if codes[one] in page] == [only]
    everything = (await reading.get(f"{queue}?only=nonsense")).text
    assert all(code in everything for code in codes.values())
    today = (await reading.get(f"/en/manage/{place.administration.slug}")).text
    assert "3 contributions wait for a moderator" in today


async def test_reports_are_grouped_by_reason_with_their_number_and_no_name(
    db, clients, place, moderator, queue
):
    idea = await factories.make_idea(db, place)
    code = await factories.code_of(db, idea)
    names = await report(db, idea, many=3)
    names += await report(db, idea, why=Why.INSULT)

    for address in (queue, f"/en/subjects/{code}/moderation"):
        page = (await clients(moderator).get(address)).text
        assert "3 reports" in page and "1 report" in page
        assert not any(name in page for name in names)


@pytest.mark.parametrize(("apart", "told"), [(1, True), (61, False)])
async def test_many_reports_within_an_hour_are_told(db, clients, place, moderator, apart, told):
    idea = await factories.make_idea(db, place)
    await report(db, idea, many=5, apart=timedelta(minutes=apart))
    code = await factories.code_of(db, idea)

    page = (await clients(moderator).get(f"/en/subjects/{code}/moderation")).text
    assert ("5 reports came within an hour" in page) == told
    assert (await clients().get(f"/en/ideas/{code}")).status_code == 200  # reports hide nothing


async def test_a_comment_is_shown_with_what_it_answers(db, clients, place, moderator, queue):
    idea = await factories.make_idea(db, place, title="Un kiosque")
    first = await factories.make_comment(db, place, idea, body="Qui va payer ?")
    reply = await factories.make_comment(db, place, idea, body="Pas toi, radin.", parent=first)
    await report(db, reply, why=Why.INSULT)
    code = await factories.code_of(db, reply)

    assert "Comment on “Un kiosque”" in (await clients(moderator).get(queue)).text
    page = (await clients(moderator).get(f"/en/subjects/{code}/moderation")).text
    for said in ("Un kiosque", "Qui va payer ?", "Pas toi, radin."):
        assert said in page


async def test_only_the_number_of_other_hidden_texts_is_told(
    db, clients, place, elsewhere, citizen, moderator, manager
):
    away = await factories.make_actor(db, "Otto", moderator=elsewhere.administration.id)
    ideas = [
        await factories.make_idea(db, where, author=citizen, title=f"Texte {n}")
        for n, where in enumerate((place, place, place, elsewhere))
    ]
    codes = [await factories.code_of(db, idea) for idea in ideas]
    await db.commit()
    for code in codes[:2]:
        await decide(clients, moderator, code, action="hide", why="insult")
    await decide(clients, away, codes[3], action="hide", why="insult")

    page = (await clients(moderator).get(f"/en/subjects/{codes[2]}/moderation")).text
    assert "2 other texts of the same author were hidden here before" in page
    assert "Texte 0" not in page and codes[0] not in page

    await contest(clients, citizen, codes[0])
    await judge(clients, manager, codes[0])  # it was hidden wrongly: it does not count
    page = (await clients(moderator).get(f"/en/subjects/{codes[2]}/moderation")).text
    assert "1 other text of the same author was hidden here before" in page


async def test_the_queue_costs_the_same_number_of_statements_with_more_in_it(
    db, engine, clients, place, moderator, queue
):
    from sqlalchemy import event

    async def cost() -> int:
        seen = []

        def note(*args):
            seen.append(args[2])

        event.listen(engine.sync_engine, "before_cursor_execute", note)
        assert (await clients(moderator).get(queue)).status_code == 200
        event.remove(engine.sync_engine, "before_cursor_execute", note)
        return len(seen)

    for n in range(2):
        await report(db, await factories.make_idea(db, place, title=f"Idée {n}"))
    few = await cost()
    for n in range(30):
        await report(db, await factories.make_idea(db, place, title=f"Autre {n}"))
    assert await cost() == few
    assert "cursor=" in (await clients(moderator).get(queue)).text
