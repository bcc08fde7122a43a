"""In its first hour an account publishes little; afterwards as much as others."""

from datetime import timedelta

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import text

from participe.app import create_app
from participe.core.db import sql
from participe.subjects.models import State
from tests.conftest import BASE
from tests.factories import code_of, make_idea
from tests.ideas.test_propose import TYPED, begun, subjects_of


@pytest.fixture
def newcomer(settings, database, redis_url, engine, citizen):
    """A citizen's browser, on the application as it runs, with its limits."""
    app = create_app(
        settings.model_copy(update={"rate_limits": True}),
        database_url=database.url, redis_url=redis_url, engine=engine,
    )  # fmt: skip
    return AsyncClient(
        transport=ASGITransport(app, client=("203.0.113.8", 1)), base_url=BASE,
        cookies={"session": citizen.key}, follow_redirects=True,
    )  # fmt: skip


async def ages(db, person, hours):
    """The first sign-in was some hours ago."""
    since = text("UPDATE person SET welcomed_at = now() - :age WHERE id = :id")
    await sql(db, since, {"age": timedelta(hours=hours), "id": person.id})
    await db.commit()


async def send(browser, title):
    draft = await begun(browser, title=title)
    return await browser.post(f"{draft}/check", data={})


async def test_a_new_account_sends_one_idea_and_keeps_the_second_as_a_draft(
    newcomer, db, place, citizen
):
    async with newcomer:
        first = await send(newcomer, "Des bancs à l’ombre")
        second = await send(newcomer, "Des fontaines partout")
        await ages(db, citizen, 2)
        later = await send(newcomer, "Des fontaines partout")

    assert (first.status_code, second.status_code, later.status_code) == (200, 422, 200)
    assert 'href="#send"' in second.text
    states = [subject.state for subject, _ in await subjects_of(db, citizen)]
    assert sorted(states) == [State.SUBMITTED, State.SUBMITTED]


async def test_a_new_account_writes_five_comments(newcomer, db, place, citizen):
    idea = await make_idea(db, place)
    await db.commit()
    path = f"/fr/subjects/{await code_of(db, idea)}/comments"

    async with newcomer:
        answers = [await newcomer.post(path, data={"body": f"Oui {n}"}) for n in range(6)]

    assert [one.status_code for one in answers] == [200] * 5 + [422]
    assert "Oui 5" in answers[5].text  # what was typed is kept


async def test_an_older_account_is_not_limited(newcomer, db, place, citizen):
    await ages(db, citizen, 2)

    async with newcomer:
        answers = [await send(newcomer, f"{TYPED['title']} {n}") for n in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
