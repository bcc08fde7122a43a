"""Author and moderators write to one another; the author never learns with whom."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from participe.core import events
from participe.core.db import enter_scope, sql
from participe.moderation.models import ModerationMessage
from participe.notifications.models import Notice
from tests import factories
from tests.moderation.test_holding import decide

ASKS = "De quel voisin parlez-vous ?"
SAYS = "D’aucun en particulier."


@pytest.fixture
async def code(db, place, citizen, moderator, clients) -> str:
    idea = await factories.make_idea(db, place, author=citizen)
    code = await factories.code_of(db, idea)
    await db.commit()
    await decide(clients, moderator, code, action="hold", why="insult")
    return code


async def ask(clients, actor, code, said=ASKS, status=303):
    answer = await clients(actor, follow=False).post(
        f"/fr/subjects/{code}/moderation/messages", data={"message": said}
    )
    assert answer.status_code == status, answer.text


async def reply(clients, actor, code, said=SAYS, status=303):
    answer = await clients(actor, follow=False).post(
        f"/fr/subjects/{code}/messages", data={"message": said}
    )
    assert answer.status_code == status, answer.text
    return answer


async def test_both_sides_read_both_messages(clients, code, citizen, moderator):
    await ask(clients, moderator, code)
    await reply(clients, citizen, code)

    author = (await clients(citizen).get(f"/en/subjects/{code}/decision")).text
    staff = (await clients(moderator).get(f"/en/subjects/{code}/moderation")).text
    for page in (author, staff):
        assert ASKS in page and SAYS in page
    assert "The moderation team" in author and moderator.person.name not in author
    assert moderator.person.name in staff


async def test_nobody_else_reads_or_writes(
    db, clients, code, moderator, other_citizen, elsewhere, citizen
):
    await ask(clients, moderator, code)
    away = await factories.make_actor(db, "Otto", moderator=elsewhere.administration.id)
    for one in (other_citizen, away):
        await ask(clients, one, code, status=404)
        await reply(clients, one, code, status=404)
    await decide(clients, moderator, code, action="restore")
    await reply(clients, other_citizen, code, status=403)

    await enter_scope(db, person=other_citizen.id)
    assert (await sql(db, text("SELECT * FROM moderation_message"))).all() == []
    await enter_scope(db, person=citizen.id)
    assert len((await sql(db, text("SELECT * FROM moderation_message"))).all()) == 1


async def test_the_first_word_is_the_moderators(db, clients, place, citizen, moderator):
    idea = await factories.make_idea(db, place, author=citizen)
    code = await factories.code_of(db, idea)
    await db.commit()
    await reply(clients, citizen, code, status=403)
    await ask(clients, moderator, code)
    await reply(clients, citizen, code)


async def test_each_side_is_told_of_the_other(
    db, clients, sessions, code, citizen, moderator, manager
):
    await ask(clients, moderator, code)
    await reply(clients, citizen, code)
    await events.deliver(sessions)

    found = (await db.exec(select(Notice).where(Notice.kind.startswith("moderation_")))).all()
    assert {(one.kind, one.person_id) for one in found} == {
        ("moderation_message", citizen.id), ("moderation_reply", moderator.id),
    }  # fmt: skip


async def test_nobody_writes_to_a_letter_on_paper(db, clients, place, moderator):
    idea = await factories.make_idea(db, place)
    code = await factories.code_of(db, idea)
    await db.commit()
    await ask(clients, moderator, code, status=403)


async def test_what_was_typed_is_kept_and_long_threads_are_paged(
    db, clients, code, citizen, moderator
):
    await ask(clients, moderator, code)
    assert ">\nx</textarea>" in (await reply(clients, citizen, code, "x", status=422)).text
    for n in range(12):
        await ask(clients, moderator, code, f"Question numéro {n} ?")

    page = await clients(citizen).get(f"/fr/subjects/{code}/decision")
    assert "Question numéro 11 ?" in page.text and "Question numéro 0 ?" not in page.text
    assert "messages=" in page.text
    following = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    older = await clients(citizen).get(following)
    assert "Question numéro 0 ?" in older.text and "Question numéro 11 ?" not in older.text
    assert len((await db.exec(select(ModerationMessage))).all()) == 13
