"""Short statements: one at a time, agree, disagree or pass, and what becomes of the answers."""

import asyncio
import re

import pytest
from sqlalchemy import text
from sqlmodel import col, update

from participe.core import clock
from participe.core.db import sql
from participe.projects.models import Phase
from participe.subjects.models import Visibility
from tests.consultations.conftest import SAID, make_statement

PAGE = "/fr/projects/parks/statements"


def asked(answer) -> str:
    """The code of the statement that the page asks about."""
    found = re.search(r'action="/fr/statements/(\w+)/vote"', answer.text)
    return found.group(1) if found else ""


async def sums(db, code):
    found = text(
        "SELECT t.agreed, t.disagreed, t.passed, t.seen FROM statement t "
        "JOIN subject s ON s.id = t.id WHERE s.code = :code"
    )
    return tuple((await sql(db, found, {"code": code})).one())


async def answer(client, code, value, **more):
    return await client.post(f"/fr/statements/{code}/vote", data={"value": value} | more)


async def test_a_person_answers_one_statement_after_the_other_until_none_is_left(
    clients, db, citizen, statements
):
    browser = clients(citizen)
    page = await browser.get(PAGE)
    told = []

    for number, value in enumerate(("1", "-1", "0", "1"), start=1):
        code = asked(page)
        page = await answer(browser, code, value)
        told.append(code)
        assert f"{number} sur 4" in page.text

    assert sorted(told) == sorted(statements.codes) and asked(page) == ""
    assert [await sums(db, code) for code in told] == [
        (1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 1, 1), (1, 0, 0, 1),
    ]  # fmt: skip


async def test_the_least_seen_comes_first(clients, citizen, other_citizen, statements):
    first = clients(citizen)
    seen = asked(await first.get(PAGE))
    await answer(first, seen, "1")
    browser = clients(other_citizen)
    page = await browser.get(PAGE)
    order = []

    for _ in statements.codes:
        order.append(asked(page))
        page = await answer(browser, order[-1], "0")

    assert order[-1] == seen


async def test_an_answer_is_changed_and_counts_once(clients, db, citizen, statements):
    browser, code = clients(citizen), statements.codes[0]
    await answer(browser, code, "1")

    for value in ("-1", "-1", "0", "-1"):
        changed = await answer(browser, code, value, back="answers")
    listed = changed.text

    assert await sums(db, code) == (0, 1, 0, 1)
    assert SAID[0] in listed and SAID[1] not in listed


async def test_two_answers_at_once_count_once(clients, db, citizen, statements):
    browser, code = clients(citizen, follow=False), statements.codes[0]

    await asyncio.gather(*(answer(browser, code, value) for value in ("1", "-1", "1", "0")))

    agreed, disagreed, passed, seen = await sums(db, code)
    assert seen == 1 == agreed + disagreed + passed


async def test_a_stranger_reads_and_is_asked_to_sign_in(clients, db, statements):
    browser = clients()
    page = await browser.get(PAGE)

    refused = await clients(follow=False).post(
        f"/fr/statements/{statements.codes[0]}/vote", data={"value": "1"}
    )

    assert any(one in page.text for one in SAID) and asked(page) == ""
    assert "/fr/sign-in?next=%2Ffr%2Fprojects%2Fparks%2Fstatements" in page.text
    assert refused.status_code == 403 and "/sign-in" in refused.text
    assert await sums(db, statements.codes[0]) == (0, 0, 0, 0)


async def test_when_the_phase_is_over_nobody_answers_any_more(
    clients, db, citizen, place, statements
):
    browser, code = clients(citizen), statements.codes[0]
    await answer(browser, code, "1")
    await db.exec(
        update(Phase).where(col(Phase.id) == place.phase.id).values(closes_at=clock.now())
    )
    await db.commit()

    refused = await answer(browser, code, "-1")
    page = await browser.get(PAGE)

    assert refused.status_code == 403 and asked(page) == ""
    assert await sums(db, code) == (1, 0, 0, 1)


@pytest.mark.parametrize("value", ["2", "", "yes", "1.0"])
async def test_there_are_three_answers_and_no_other(clients, db, citizen, statements, value):
    await answer(clients(citizen), statements.codes[0], value)

    assert await sums(db, statements.codes[0]) == (0, 0, 0, 0)


async def test_a_statement_cannot_be_supported_beside_its_answers(clients, db, citizen, statements):
    refused = await clients(citizen).post(
        f"/fr/subjects/{statements.codes[0]}/support", data={"value": "1"}
    )

    assert refused.status_code == 403
    assert (await sql(db, text("SELECT count(*) FROM vote"))).scalar_one() == 0


async def test_nobody_is_asked_what_is_held_hidden_or_closed(
    clients, db, citizen, place, statements
):
    held = await make_statement(
        db, place, statements.component, "Une phrase en attente.", visibility=Visibility.HELD
    )
    await sql(
        db, text("UPDATE statement SET closed_at = now() WHERE id = :id"),
        {"id": statements.subjects[0].id},
    )  # fmt: skip
    await db.commit()
    browser = clients(citizen)
    page = await browser.get(PAGE)
    told = []

    while code := asked(page):
        told.append(code)
        page = await answer(browser, code, "1")

    assert sorted(told) == sorted(statements.codes[1:])
    assert (await answer(browser, held.code, "1")).status_code == 404
    assert (await answer(browser, statements.codes[0], "1")).status_code == 403


async def test_ones_own_statement_waits_for_a_moderator_and_is_asked_then(
    clients, db, citizen, other_citizen, moderator, place, statements
):
    said = "Il faut un marché couvert le samedi matin."
    author = clients(citizen)

    sent = await author.post(f"{PAGE}/new", data={"body": said, "lang": "fr"})

    found = text(
        "SELECT s.code FROM statement t JOIN subject s ON s.id = t.id WHERE t.body = :body"
    )
    code = (await sql(db, found, {"body": said})).scalar_one()
    assert sent.status_code == 200
    assert said not in (await clients(other_citizen).get(f"/fr/statements/{code}")).text
    assert said in (await author.get(f"/fr/statements/{code}")).text
    desk = clients(moderator)
    queue = await desk.get(f"/fr/manage/{place.administration.slug}/reports")
    assert said in queue.text

    decided = await desk.post(f"/fr/subjects/{code}/moderation", data={"action": "restore"})

    assert decided.status_code == 200
    assert said in (await clients(other_citizen).get(f"/fr/statements/{code}")).text


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("court", "10"),
        ("x" * 201, "200"),
        ("Appelez le 0470 12 34 56 pour en parler", "0470 12 34 56"),
    ],
)
async def test_a_statement_that_cannot_be_sent_is_kept_in_its_form(
    clients, db, citizen, statements, body, told
):
    again = await clients(citizen).post(f"{PAGE}/new", data={"body": body, "lang": "fr"})

    assert again.status_code == 422 and told in again.text and body in again.text
    count = await sql(db, text("SELECT count(*) FROM statement"))
    assert count.scalar_one() == len(SAID)


async def test_the_project_leads_to_its_statements(clients, citizen, statements):
    page = await clients(citizen).get("/fr/projects/parks")

    assert "Comment vivre le centre ?" in page.text and PAGE in page.text
