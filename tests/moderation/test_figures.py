"""The public register: figures for everybody, and nothing of whom or what they are about."""

import csv
from io import StringIO

import pytest
from sqlalchemy import text

from participe.core import clock
from participe.core.db import enter_scope, sql
from tests import factories
from tests.moderation.test_appeals import DAY, contest, judge
from tests.moderation.test_holding import decide

ADDRESS = "/en/transparency/moderation"


@pytest.fixture
async def year(db, clients, place, elsewhere, citizen, other_citizen, moderator):
    """The year before this one. Reported on one day, hidden two days later, contested, and judged four days after that."""
    second = await factories.make_actor(db, "Sonia S.", moderator=place.administration.id)
    idea = await factories.make_idea(db, place, author=citizen, title="Un kiosque secret")
    code = await factories.code_of(db, idea)
    await db.commit()
    start = clock.now().replace(year=clock.now().year - 1, month=6, day=10)
    with clock.stopped_at(start):
        await clients(other_citizen).post(f"/fr/subjects/{code}/report", data={"why": "insult"})
    with clock.stopped_at(start + 2 * DAY):
        await decide(clients, moderator, code, action="hide", why="insult", text="Un nom secret.")
        await contest(clients, citizen, code)
    with clock.stopped_at(start + 6 * DAY):
        await judge(clients, second, code)
    return start.year


async def lines(clients, address) -> list[dict[str, str]]:
    answer = await clients().get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.text)))


async def test_everybody_reads_the_figures_and_no_name(
    clients, year, place, citizen, moderator, other_citizen
):
    page = (await clients().get(f"{ADDRESS}?year={year}")).text

    assert f"June {year}" in page
    assert "within 2 days" in page and "within 4 days" in page
    for secret in ("secret", citizen.person.name, moderator.person.name, other_citizen.person.name):
        assert secret not in page
    for address in (f"{ADDRESS}.csv", f"{ADDRESS}?year={year}"):
        assert "Sonia" not in (await clients().get(address)).text


async def test_the_file_holds_the_same_figures(clients, year, place):
    found = await lines(clients, f"{ADDRESS}.csv")

    assert {(one["action"], one["reason"], one["number"]) for one in found} == {
        ("report", "insult", "1"), ("hide", "insult", "1"), ("restore", "", "1"),
        ("appeal", "", "1"), ("overturned", "", "1"),
    }  # fmt: skip
    assert {one["administration"] for one in found} == {place.administration.slug}
    assert {one["month"] for one in found} == {f"{year}-06"}


async def test_each_administration_has_its_own(clients, year, place, elsewhere):
    own = f"/en/administrations/{place.administration.slug}/transparency/moderation"
    other = f"/en/administrations/{elsewhere.administration.slug}/transparency/moderation"

    assert len(await lines(clients, f"{own}.csv")) == 5
    assert await lines(clients, f"{other}.csv") == []
    assert "June" in (await clients().get(f"{own}?year={year}")).text
    assert "Nothing was decided" in (await clients().get(f"{other}?year={year}")).text


async def test_years_are_pages_and_what_is_no_year_is_this_one(db, clients, year, place):
    place.project.published_at = clock.now().replace(year=year - 2)
    db.add(place.project)
    await db.commit()

    page = (await clients().get(ADDRESS)).text
    assert "Nothing was decided" in page
    assert f"year={year}" in page and f"year={year + 2}" not in page
    before = (await clients().get(f"{ADDRESS}?year={year}")).text
    assert "June" in before and f"year={year + 1}" in before and f"year={year - 1}" in before
    for wrong in ("x", "99999999999999999999", "-1", "1"):
        assert f"In the year {year + 1}" in (await clients().get(f"{ADDRESS}?year={wrong}")).text


async def test_counting_opens_no_row_to_anybody(db, year, other_citizen):
    """The functions look at everything and give the scope back."""
    for function in ("moderation_figures", "moderation_delays"):
        await enter_scope(db, person=other_citizen.id)
        await sql(db, text(f"SELECT * FROM {function}(NULL, '2000-01-01', '2100-01-01')"))
        for table in ("moderation_decision", "appeal"):
            assert (await sql(db, text(f"SELECT * FROM {table}"))).all() == []
