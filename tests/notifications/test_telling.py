"""Each thing that happens is told to whom it concerns, to nobody else, and once."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from participe.answers.events import AnswerPublished
from participe.answers.models import Answer
from participe.casework.models import Assignment
from participe.comments.events import CommentPosted
from participe.core import clock, events, mail
from participe.core.db import enter_scope
from participe.core.i18n import Localized, in_brussels
from participe.core.mail import Mail
from participe.duplicates import services as duplicates
from participe.follows import services as follows
from participe.ideas import rules as ideas
from participe.moderation.models import Report, Why
from participe.notifications import gathering, rounds, services
from participe.notifications.models import Notice
from participe.projects.models import PhaseAbility
from participe.subjects.models import State, Status, Subject, Visibility
from tests import factories
from tests.notifications.conftest import monday, morning, to

DAY = timedelta(days=1)


@pytest.fixture
async def follower(db):
    return await factories.make_actor(db, "Fanny F.")


@pytest.fixture
async def idea(db, place, citizen, follower):
    idea = await factories.make_idea(db, place, author=citizen)
    for actor in (citizen, follower):
        await follows.follow(db, idea.id, actor.id)
    await db.commit()
    return idea


async def answer(db, idea, said="Oui, en mars.", status=Status.ACCEPTED) -> Answer:
    row = Answer(subject_id=idea.id, status=status, text=Localized({"fr": said}))
    db.add(row)
    events.publish(db, AnswerPublished(str(row.id), str(idea.id)))
    await db.commit()
    return row


async def comment(db, place, idea, **values):
    row = await factories.make_comment(db, place, idea, **values)
    parent = str(row.parent_id) if row.parent_id else ""
    events.publish(db, CommentPosted(str(row.id), str(idea.id), parent))
    await db.commit()
    return row


async def test_an_answer_is_told_to_its_author_at_once_and_to_followers_on_monday(
    db, post, idea, citizen, follower, other_citizen, moderator
):
    await answer(db, idea)

    assert to(await post(), citizen, follower) == [["answer"], []]
    assert to(await post(monday()), citizen, follower) == [["answer"], ["summary"]]
    assert to(await post(monday()), other_citizen, moderator) == [[], []]


async def test_a_comment_is_told_in_the_morning_to_whom_it_answers(
    db, post, place, idea, citizen, other_citizen, follower
):
    first = await comment(db, place, idea, author=other_citizen)
    await comment(db, place, idea, author=follower, parent=first)

    assert to(await post(), citizen, other_citizen, follower) == [[], [], []]
    mails = await post(morning())

    assert to(mails, citizen, other_citizen, follower) == [["summary"], ["summary"], []]
    texts = {one.person_id: one.text for one in mails}
    assert "* 2 " in texts[citizen.id]  # one item for the two
    assert first.body in texts[other_citizen.id]
    assert to(await post(monday()), follower) == [["summary"]]


async def test_nobody_is_told_of_their_own_comment(db, post, place, idea, citizen, follower):
    first = await comment(db, place, idea, author=citizen)
    await comment(db, place, idea, author=citizen, parent=first)

    assert to(await post(), citizen, follower) == [[], []]
    assert to(await post(monday()), citizen, follower) == [[], ["summary"]]


async def test_a_phase_is_told_to_followers_of_its_project_once(
    db, sessions, post, place, elsewhere, citizen, other_citizen
):
    place.phase.closes_at = clock.now() + 40 * DAY
    db.add(place.phase)
    await follows.follow_project(db, place.project.id, citizen.id)
    await follows.follow_project(db, elsewhere.project.id, other_citizen.id)
    await db.commit()

    for _ in range(2):
        await rounds.tell_what_is_due(sessions)
        opened = await post()
    with clock.stopped_at(clock.now() + 37.5 * DAY):
        for _ in range(2):
            await rounds.tell_what_is_due(sessions)
        closing = await post(clock.now())

    assert to(opened, citizen, other_citizen) == [["phase"], ["phase"]]
    # Elsewhere is closed by then.
    assert to(closing, citizen, other_citizen) == [["phase", "phase"], ["phase"]]


async def test_a_phase_in_which_nobody_can_do_anything_is_not_told(
    db, sessions, post, place, citizen
):
    found = await db.exec(select(PhaseAbility).where(PhaseAbility.phase_id == place.phase.id))
    for ability in found.all():
        await db.delete(ability)
    await follows.follow_project(db, place.project.id, citizen.id)
    await db.commit()

    await rounds.tell_what_is_due(sessions)

    assert to(await post(), citizen) == [[]]


async def test_news_of_a_project_are_one_thing_a_week_with_what_is_still_public(
    db, sessions, post, place, citizen, other_citizen
):
    await follows.follow_project(db, place.project.id, citizen.id)
    await db.commit()
    begin = services.next_monday(clock.now()) - timedelta(hours=1)
    place.phase.opens_at = begin - 10 * DAY
    db.add(place.phase)
    for day in (0, 1, 1):
        at = begin + day * DAY
        last = await factories.make_idea(db, place, author=other_citizen, created_at=at)
    hidden = await factories.make_idea(db, place, created_at=begin, visibility="hidden")
    for day in range(1, 8):
        with clock.stopped_at(begin + day * DAY):
            await rounds.tell_what_is_due(sessions)
            await rounds.tell_what_is_due(sessions)

    mails = await post(begin + 7 * DAY + timedelta(hours=2))

    assert to(mails, citizen, other_citizen) == [["summary"], []]
    assert "3 contributions" in mails[0].text
    assert last.id != hidden.id


async def test_moderators_hear_of_waiting_reports_of_their_place_only(
    db, sessions, post, idea, elsewhere, moderator, other_citizen
):
    there = await factories.make_actor(db, "Mia M.", moderator=elsewhere.administration.id)
    report = Report(subject_id=idea.id, person_id=other_citizen.id, why=Why.SPAM)
    db.add(report)
    await db.commit()

    await rounds.tell_what_is_due(sessions)

    assert to(await post(morning()), moderator, there) == [["summary"], []]


async def test_reports_that_were_handled_are_not_told(
    db, sessions, post, idea, moderator, other_citizen
):
    report = Report(subject_id=idea.id, person_id=other_citizen.id, why=Why.SPAM)
    db.add(report)
    await db.commit()
    await rounds.tell_what_is_due(sessions)
    report.handled_by_id = moderator.id
    await db.commit()

    assert to(await post(morning()), moderator) == [[]]


async def decide(clients, actor, code, **data):
    answered = await clients(actor, follow=False).post(f"/fr/subjects/{code}/moderation", data=data)
    assert answered.status_code == 303, answered.text


async def test_a_decision_on_one_s_words_is_told_to_their_author_only(
    db, post, clients, idea, citizen, follower, moderator
):
    code = await factories.code_of(db, idea)
    await decide(clients, moderator, code, action="hide", why="spam", text="Une publicité.")
    assert to(await post(), citizen, follower) == [["hidden"], []]
    await decide(clients, moderator, code, action="restore", text="Une erreur.")

    assert to(await post(), citizen, follower) == [["hidden", "restored"], []]


async def test_what_is_hidden_before_a_summary_leaves_is_not_in_it(
    db, post, clients, place, idea, citizen, other_citizen, moderator
):
    await comment(db, place, idea, author=other_citizen, body="Très bien, ces bancs.")
    bad = await comment(db, place, idea, author=other_citizen, body="Du mal de mon voisin.")
    await post()
    code = await factories.code_of(db, bad)
    await decide(clients, moderator, code, action="hide", why="insult", text="Non.")

    mails = [one for one in await post(morning()) if one.person_id == citizen.id]

    assert len(mails) == 1
    assert "Très bien" in mails[0].text
    for words in (mails[0].text, mails[0].html, mails[0].subject):
        assert "voisin" not in words


@pytest.mark.parametrize("change", [{"state": State.WITHDRAWN}, {"visibility": Visibility.HIDDEN}])
async def test_a_mail_that_could_not_leave_holds_no_words_and_tells_nothing_that_is_gone(
    db, sessions, settings, post, owner, idea, citizen, change
):
    await answer(db, idea)
    await events.deliver(sessions)
    await gathering.gather(sessions)
    away = settings.model_copy(update={"smtp_url": type(settings.smtp_url)("smtp://127.0.0.1:9")})
    assert await mail.send_due(sessions, away) == 0
    waiting = (await db.exec(select(Mail))).one()
    assert (waiting.attempts, waiting.subject, waiting.text, waiting.html) == (1, "", "", "")
    async with owner.begin() as c:  # behind the rules of moderation
        await c.execute(text("SET LOCAL session_replication_role = replica"))
        for column, value in change.items():
            await c.execute(
                text(f"UPDATE subject SET {column} = :v WHERE id = :id"),
                {"v": value.value, "id": idea.id},
            )

    assert await post(clock.now() + DAY) == []
    assert (await db.exec(select(Mail))).first() is None


async def test_telling_twice_for_one_reason_tells_once(db, citizen, other_citizen):
    people = [citizen.id, citizen.id, None, other_citizen.id]

    first = await services.tell(db, "phase", people, once="a reason")
    again = await services.tell(db, "phase", people, once="a reason")

    assert (first, again) == (2, 0)


async def test_only_the_worker_tells_and_each_reads_their_own(db, sessions, citizen, other_citizen):
    await services.tell(db, "phase", [citizen.id], once="a reason")
    await db.commit()

    for actor, seen in ((citizen, 1), (other_citizen, 0)):
        async with sessions.begin() as own:
            await enter_scope(own, person=actor.id)
            assert len((await own.exec(select(Notice))).all()) == seen
    async with sessions() as own:
        await enter_scope(own, person=citizen.id)
        with pytest.raises(Exception, match="row-level security"):
            await services.tell(own, "phase", [other_citizen.id], once="another")


async def test_who_has_had_many_mails_today_gets_the_rest_as_a_summary(db, post, citizen, place):
    ideas = [
        await factories.make_idea(db, place, title=f"Idée {n}", author=citizen)
        for n in range(services.A_DAY + 3)
    ]
    for idea in ideas:
        await answer(db, idea)

    mails = await post()
    assert to(mails, citizen) == [["answer"] * services.A_DAY]
    assert to(await post(morning()), citizen) == [["answer"] * services.A_DAY + ["summary"]]


async def test_the_author_of_a_grouped_idea_is_told_and_so_of_the_answer_to_its_head(
    db, post, place, idea, citizen, follower, other_citizen, manager
):
    head = await factories.make_idea(db, place, title="La tête", author=other_citizen)
    things = [await db.get(Subject, one.id) for one in (head, idea)]
    await duplicates.group(db, manager.viewer, ideas.group, things[0], things[1:], "Pareil.")
    assert to(await post(), citizen, other_citizen, follower) == [["grouped"], [], []]

    await answer(db, head)
    await post()

    mails = await post(monday())
    assert to(mails, citizen, follower)[0] == ["grouped", "summary"]
    assert "answer" in to(mails, other_citizen)[0] and "summary" in to(mails, follower)[0]


async def test_who_is_in_charge_is_told_before_and_after_the_date_once_each(
    db, sessions, post, place, idea, manager
):
    today = in_brussels(clock.now()).date()
    charge = Assignment(
        subject_id=idea.id, administration_id=place.administration.id, person_id=manager.id,
        due_on=today + DAY,
    )  # fmt: skip
    db.add(charge)
    await db.commit()
    for later in (0, 0, 3, 3):
        with clock.stopped_at(clock.now() + later * DAY):
            await rounds.tell_what_is_due(sessions)

    told = (await db.exec(select(Notice).where(Notice.kind == "due"))).all()
    assert len(told) == 2 and {one.person_id for one in told} == {manager.id}
