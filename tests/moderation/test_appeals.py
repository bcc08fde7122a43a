"""An author contests a decision; another person judges it, and the author is told."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from participe.core import clock, events
from participe.core.db import EVERYTHING, enter_scope, sql
from participe.moderation.models import Appeal, Decision, Outcome
from participe.notifications.models import Notice
from participe.subjects.models import Subject, Visibility
from tests import factories
from tests.moderation.test_holding import decide

DAY = timedelta(days=1)
WHY_PUBLIC = "Je parle de la fanfare, pas du voisin."
REASON = "Le texte ne nomme personne."


@pytest.fixture
async def code(db, place, citizen, moderator, clients) -> str:
    """An idea that the moderator has hidden."""
    idea = await factories.make_idea(db, place, author=citizen, title="Un kiosque", body="Un toit.")
    code = await factories.code_of(db, idea)
    await db.commit()
    await decide(clients, moderator, code, action="hide", why="insult", text="Le nom du voisin.")
    return code


@pytest.fixture
async def second(db, place):
    return await factories.make_actor(db, "Sonia S.", moderator=place.administration.id)


async def contest(clients, actor, code, said=WHY_PUBLIC, status=303):
    answer = await clients(actor, follow=False).post(
        f"/fr/subjects/{code}/appeal", data={"text": said}
    )
    assert answer.status_code == status, answer.text
    return answer


async def judge(clients, actor, code, outcome="overturned", status=303, reason=REASON):
    answer = await clients(actor, follow=False).post(
        f"/fr/subjects/{code}/moderation/appeal", data={"outcome": outcome, "reason": reason}
    )
    assert answer.status_code == status, answer.text
    return answer


async def subject_of(db, code) -> Subject:
    found = select(Subject).where(Subject.code == code)
    return (await db.exec(found.execution_options(populate_existing=True))).one()


async def own_page(clients, actor, code) -> str:
    answer = await clients(actor).get(f"/en/subjects/{code}/decision")
    assert answer.status_code == 200
    return answer.text


async def test_the_author_reads_text_reason_and_date_and_no_name(clients, code, citizen, moderator):
    page = await own_page(clients, citizen, code)

    for said in ("Le nom du voisin.", "Un toit.", "It insults", "You can contest it until"):
        assert said in page
    assert moderator.person.name not in page


async def test_nobody_else_reads_it(clients, code, other_citizen, moderator):
    address = f"/fr/subjects/{code}/decision"
    assert (await clients(other_citizen).get(address)).status_code == 404
    assert (await clients(moderator).get(address)).status_code == 403
    assert "/sign-in" in str((await clients().get(address)).url)


async def test_an_appeal_that_another_finds_right_shows_the_text_again(
    db, clients, code, citizen, moderator, second
):
    await contest(clients, citizen, code)
    assert WHY_PUBLIC in await own_page(clients, citizen, code)
    assert WHY_PUBLIC in (await clients(second).get(f"/fr/subjects/{code}/moderation")).text

    await judge(clients, second, code)
    assert (await subject_of(db, code)).visibility is Visibility.VISIBLE
    assert (await clients().get(f"/fr/ideas/{code}")).status_code == 200
    history = (await clients(moderator).get(f"/fr/subjects/{code}/moderation")).text
    assert REASON in history and second.person.name in history
    page = await own_page(clients, citizen, code)
    assert "It is public." in page and second.person.name not in page


async def test_an_appeal_that_another_finds_wrong_leaves_it_hidden_with_reasons(
    db, clients, code, citizen, second
):
    await contest(clients, citizen, code)
    await judge(clients, second, code, "upheld", reason="Le voisin est reconnaissable.")

    assert (await subject_of(db, code)).visibility is Visibility.HIDDEN
    page = await own_page(clients, citizen, code)
    assert "the decision stands" in page and "Le voisin est reconnaissable." in page
    await contest(clients, citizen, code, status=403)  # once


async def test_who_decided_does_not_judge(db, clients, code, citizen, moderator, manager):
    await contest(clients, citizen, code)
    await judge(clients, moderator, code, status=403)
    page = await clients(moderator).get(f"/en/subjects/{code}/moderation")
    assert "You took this decision" in page.text
    assert (
        "1 other person of your team can decide" in page.text
    )  # the manager: no moderator is left
    await judge(clients, manager, code)


async def test_an_author_who_is_a_moderator_does_not_judge_their_own_appeal(
    db, clients, place, moderator, second
):
    idea = await factories.make_idea(db, place, author=second)
    code = await factories.code_of(db, idea)
    await db.commit()
    await decide(clients, moderator, code, action="hide", why="spam", text="Pub.")
    await contest(clients, second, code)

    await judge(clients, second, code, status=403)


async def test_postgresql_itself_refuses_who_decided_and_who_wrote(
    db, clients, code, citizen, moderator
):
    await contest(clients, citizen, code)
    ids = moderator.id, citizen.id
    for id_ in ids:
        with pytest.raises(DBAPIError, match="not judged by another"):
            await sql(
                db,
                text(
                    "UPDATE appeal SET outcome = 'upheld', decided_at = now(), decided_by_id = :id"
                ),
                {"id": id_},
            )
        await db.rollback()
        await enter_scope(db, administrations=EVERYTHING)


async def test_both_are_told_clearly_that_nobody_else_can_judge(clients, code, citizen, moderator):
    assert "Nobody else in this team can decide" in await own_page(clients, citizen, code)
    await contest(clients, citizen, code)

    page = await clients(moderator).get(f"/en/subjects/{code}/moderation")
    assert "Nobody else in this administration can decide it" in page.text


async def test_after_fourteen_days_it_is_too_late_and_the_page_says_whom_to_write_to(
    db, clients, code, citizen
):
    with clock.stopped_at(clock.now() + 14 * DAY):
        await own_page(clients, citizen, code)
        assert "You can contest it until" in await own_page(clients, citizen, code)
    with clock.stopped_at(clock.now() + 15 * DAY):
        page = await own_page(clients, citizen, code)
        assert "over" in page and "/en/contact?administration=" in page
        await contest(clients, citizen, code, status=403)
    assert (await db.exec(select(Appeal))).all() == []


async def test_what_was_typed_is_kept_when_it_is_too_short(clients, code, citizen):
    answer = await contest(clients, citizen, code, "Non.", status=422)
    assert ">\nNon.</textarea>" in answer.text


async def test_a_new_decision_does_not_set_an_appeal_aside(clients, code, db, citizen, moderator):
    await decide(clients, moderator, code, action="restore")
    await decide(clients, moderator, code, action="hold", why="insult")
    await contest(clients, citizen, code)
    await decide(clients, moderator, code, status=409, action="hide", why="insult")

    await decide(clients, moderator, code, action="restore")
    (appeal,) = (await db.exec(select(Appeal))).all()
    assert appeal.outcome is Outcome.MOOT


async def test_an_old_decision_does_not_excuse_a_new_change(db, clients, code, moderator):
    await decide(clients, moderator, code, action="restore")
    # It was hidden by a decision once; hiding it again needs another.
    await sql(db, text("UPDATE subject SET visibility = 'hidden' WHERE code = :c"), {"c": code})
    with pytest.raises(DBAPIError, match="without a decision"):
        await db.commit()
    await db.rollback()


async def test_decisions_of_one_instant_keep_their_order(db, clients, code, moderator):
    with clock.stopped_at(clock.now() - DAY):  # before the one that is there
        await decide(clients, moderator, code, action="restore")
        await decide(clients, moderator, code, action="hold", why="spam")
    found = (await db.exec(select(Decision).order_by(Decision.created_at))).all()
    assert [one.action.value for one in found] == ["hide", "restore", "hold"]


async def test_a_hidden_comment_below_a_hidden_idea_is_contested_too(
    db, clients, place, citizen, other_citizen, moderator, second
):
    idea = await factories.make_idea(db, place, author=other_citizen)
    comment = await factories.make_comment(db, place, idea, author=citizen, body="Une insulte.")
    idea_code, code = await factories.code_of(db, idea), await factories.code_of(db, comment)
    await db.commit()
    for one in (code, idea_code):
        await decide(clients, moderator, one, action="hide", why="insult", text="Non.")

    led = await clients(citizen).get(f"/fr/comments/{code}")
    assert led.url.path == f"/fr/subjects/{code}/decision"
    assert "Une insulte." in led.text
    await contest(clients, citizen, code)
    await judge(clients, second, code)
    assert (await subject_of(db, code)).visibility is Visibility.VISIBLE


async def test_those_who_may_judge_are_told_and_then_the_author(
    db, clients, sessions, code, citizen, moderator, second, manager, elsewhere
):
    away = await factories.make_actor(db, "Otto", moderator=elsewhere.administration.id)
    await contest(clients, citizen, code)
    await events.deliver(sessions)
    told = (await db.exec(select(Notice.person_id).where(Notice.kind == "appeal"))).all()
    assert told == [second.id]

    await judge(clients, second, code)
    await events.deliver(sessions)
    found = (await db.exec(select(Notice).where(Notice.person_id == citizen.id))).all()
    assert {one.kind for one in found} == {"hidden", "appeal_decided"}  # and not "restored" as well
    assert not (await db.exec(select(Notice).where(Notice.person_id == away.id))).all()


async def test_a_neighbour_neither_reads_nor_judges(db, clients, code, citizen, elsewhere):
    other = await factories.make_actor(db, "Otto", moderator=elsewhere.administration.id)
    await contest(clients, citizen, code)

    await judge(clients, other, code, status=404)


async def test_ones_page_leads_there(clients, code, citizen):
    for page in ("/fr/me", f"/fr/ideas/{code}"):
        assert f"/fr/subjects/{code}/decision" in (await clients(citizen).get(page)).text
