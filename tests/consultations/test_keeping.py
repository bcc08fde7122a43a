"""Officials write statements, paste lists, close and correct."""

from sqlalchemy import text

from participe.core.db import sql
from tests.consultations.conftest import SAID


def base(place):
    return f"/fr/manage/{place.administration.slug}/projects/{place.project.slug}/statements"


async def bodies(db):
    return set((await sql(db, text("SELECT body FROM statement"))).scalars())


async def test_an_official_asks_with_statements_from_nothing(clients, db, place, manager):
    desk = clients(manager)

    added = await desk.post(base(place), data={"title-fr": "Votre avis"})
    await desk.post(
        f"{base(place)}/votre-avis",
        data={"title-fr": "Votre avis", "question-fr": "Que penser du centre ?"},
    )
    pasted = await desk.post(
        f"{base(place)}/votre-avis/add",
        data={"lines": f"{SAID[0]}\r\n\r\n  {SAID[1]}  \r\n{SAID[0]}", "lang": "fr"},
    )

    assert added.status_code == 200 and pasted.status_code == 200
    assert await bodies(db) == {SAID[0], SAID[1]}
    page = await clients().get(f"/fr/projects/{place.project.slug}/statements")
    assert "Que penser du centre ?" in page.text


async def test_a_line_that_is_too_long_is_named_and_nothing_is_added(
    clients, db, place, manager, statements
):
    again = await clients(manager).post(
        f"{base(place)}/views/add",
        data={"lines": f"Une phrase en plus.\n{'x' * 201}", "lang": "fr"},
    )

    assert again.status_code == 422 and "201" in again.text
    assert await bodies(db) == set(SAID)


async def test_a_closed_statement_is_asked_again_when_opened(
    clients, db, place, manager, statements
):
    desk, code = clients(manager), statements.codes[0]
    closed = text("SELECT closed_at IS NOT NULL FROM statement WHERE id = :id")
    values = {"id": statements.subjects[0].id}

    await desk.post(f"{base(place)}/views/{code}/act", data={"action": "close"})
    assert (await sql(db, closed, values)).scalar_one()
    await db.commit()
    await desk.post(f"{base(place)}/views/{code}/act", data={"action": "open"})

    assert not (await sql(db, closed, values)).scalar_one()


async def test_words_change_only_while_nobody_has_answered(
    clients, db, place, manager, citizen, statements
):
    desk, code = clients(manager), statements.codes[0]
    new = {"body": "Le centre doit être fermé aux voitures.", "lang": "fr"}
    await clients(citizen).post(f"/fr/statements/{statements.codes[1]}/vote", data={"value": "1"})

    saved = await desk.post(f"{base(place)}/views/{code}", data=new)
    refused = await desk.post(f"{base(place)}/views/{statements.codes[1]}", data=new)

    assert saved.status_code == 200 and refused.status_code == 403
    assert await bodies(db) == {new["body"], *SAID[1:]}


async def test_a_statement_of_another_project_is_not_there(
    clients, place, elsewhere, manager, statements
):
    desk = clients(manager)
    other = base(place).replace("/parks/", "/elsewhere/")

    assert (await desk.get(f"{other}/views")).status_code in (403, 404)
    wrong = await desk.post(
        f"{base(place)}/ideas/{statements.codes[0]}/act", data={"action": "close"}
    )
    assert wrong.status_code == 404


async def test_a_place_with_statements_stays_and_an_empty_one_goes(
    clients, db, place, manager, statements
):
    desk = clients(manager)
    await desk.post(base(place), data={"title-fr": "Vide"})

    stays = await desk.post(f"{base(place)}/views/remove")
    goes = await desk.post(f"{base(place)}/vide/remove")

    assert stays.status_code == 403 and goes.status_code == 200
    left = await sql(db, text("SELECT slug FROM component WHERE kind = 'statement'"))
    assert list(left.scalars()) == ["views"]
