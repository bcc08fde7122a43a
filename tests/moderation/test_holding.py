"""What a moderator holds back is public nowhere, waits in the queue, and comes back whole."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from participe.core.db import sql
from tests import factories

BOARD = "/fr/projects/parks/ideas?order=newest"
TITLE = "Un kiosque à musique"
BODY = "La fanfare jouerait sous un toit."


@pytest.fixture
async def code(db, place, citizen) -> str:
    idea = await factories.make_idea(db, place, author=citizen, title=TITLE, body=BODY)
    code = await factories.code_of(db, idea)
    await db.commit()
    return code


@pytest.fixture
def queue(place) -> str:
    return f"/fr/manage/{place.administration.slug}/reports"


async def decide(clients, actor, code, status=303, **data):
    answered = await clients(actor, follow=False).post(f"/fr/subjects/{code}/moderation", data=data)
    assert answered.status_code == status, answered.text
    return answered


async def test_what_is_held_leaves_the_board_and_its_page_until_it_is_released(
    clients, code, moderator, other_citizen
):
    reading = clients(other_citizen)
    assert TITLE in (await reading.get(BOARD)).text

    await decide(clients, moderator, code, action="hold", why="personal_data", text="Un numéro.")
    assert TITLE not in (await reading.get(BOARD)).text
    assert (await reading.get(f"/fr/ideas/{code}")).status_code in (404, 410)

    await decide(clients, moderator, code, action="restore")
    assert TITLE in (await reading.get(BOARD)).text
    assert (await reading.get(f"/fr/ideas/{code}")).status_code == 200


async def test_what_is_held_waits_in_the_queue_without_any_report(clients, code, moderator, queue):
    assert BODY not in (await clients(moderator).get(queue)).text
    await decide(clients, moderator, code, action="hold", why="insult", text="")
    assert BODY in (await clients(moderator).get(queue)).text

    await decide(clients, moderator, code, action="hide", why="insult", text="Un nom.")
    assert BODY not in (await clients(moderator).get(queue)).text


async def test_what_is_reported_and_held_waits_once_and_counts_its_reports(
    db, clients, code, moderator, other_citizen, queue
):
    await decide(clients, moderator, code, action="hold", why="insult")
    await sql(
        db,
        text(
            "INSERT INTO report (id, created_at, subject_id, person_id, why, text) SELECT "
            "gen_random_uuid(), now(), id, :person, 'spam', '' FROM subject WHERE code = :code"
        ),
        {"person": other_citizen.id, "code": code},
    )
    await db.commit()

    assert (await clients(moderator).get(queue)).text.count(f"/subjects/{code}/moderation") == 1


async def test_nobody_elsewhere_finds_it_in_a_queue(db, clients, code, moderator, elsewhere):
    other = await factories.make_actor(db, "Otto", moderator=elsewhere.administration.id)
    await db.commit()
    await decide(clients, moderator, code, action="hold", why="insult")

    queue = f"/fr/manage/{elsewhere.administration.slug}/reports"
    seen = await clients(other).get(queue)
    assert seen.status_code == 200
    assert BODY not in seen.text
    await decide(clients, other, code, status=404, action="restore")


async def test_its_author_reads_why_it_is_held(clients, code, moderator, citizen):
    await decide(clients, moderator, code, action="hold", why="insult", text="Le nom du voisin.")

    assert "Le nom du voisin." in (await clients(citizen).get(f"/fr/ideas/{code}")).text


async def test_holding_needs_a_reason_and_what_is_hidden_is_not_held_again(
    clients, code, moderator, citizen
):
    await decide(clients, moderator, code, status=422, action="hold")
    await decide(clients, moderator, code, status=422, action="hold", why="other", text="")
    await decide(clients, citizen, code, status=403, action="hold", why="spam")
    await decide(clients, moderator, code, action="hide", why="spam")
    await decide(clients, moderator, code, status=409, action="hold", why="spam")


async def test_the_database_refuses_to_hold_without_a_decision(db, code):
    await sql(db, text("UPDATE subject SET visibility = 'held' WHERE code = :c"), {"c": code})
    with pytest.raises(DBAPIError, match="without a decision"):
        await db.commit()
    await db.rollback()
