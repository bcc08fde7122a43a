"""People leave, take copies and vote at the same time: the sums are those of the votes."""

import asyncio

from sqlalchemy import text
from sqlmodel import select

from participe.core.db import sql
from participe.me import leaving
from participe.people.models import Person
from tests import factories
from tests.me.conftest import places_with

PEOPLE = 10
WRONG = text(
    "SELECT s.code, s.support_count, count(v.*) FROM subject s LEFT JOIN vote v "
    "ON v.subject_id = s.id AND v.value = 1 GROUP BY s.id HAVING s.support_count <> count(v.*)"
)


async def test_forty_leavings_copies_and_votes_of_the_same_people_leave_sums_equal(
    db, owner, settings, clients, place, work_off
):
    people = [await factories.make_actor(db, f"Votantzzz {n}") for n in range(PEOPLE)]
    ideas = [await factories.make_idea(db, place, author=people[n]) for n in range(3)]
    codes = [await factories.code_of(db, idea) for idea in ideas]
    stays = await factories.make_actor(db, "Reste")
    await db.commit()
    browsers = [clients(person, follow=False) for person in [*people, stays]]
    for browser in browsers:
        await browser.post(f"/fr/subjects/{codes[0]}/support", data={"value": "1"})

    answers = await asyncio.gather(
        *(
            one
            for browser in browsers[:PEOPLE]
            for one in (
                browser.post(f"/fr/subjects/{codes[1]}/support", data={"value": "1"}),
                browser.post("/fr/me/data"),
                browser.post("/fr/me/leave", data={"texts": "remove", "sure": "yes"}),
                browser.post("/fr/me/leave", data={"texts": "remove", "sure": "yes"}),
            )
        ),
        browsers[PEOPLE].post(f"/fr/subjects/{codes[1]}/support", data={"value": "1"}),
        work_off(),
    )
    await work_off()
    await work_off()

    assert max(one.status_code for one in answers[:-1]) < 500
    assert (await sql(db, WRONG)).all() == []
    first = text("SELECT support_count FROM subject WHERE code = :code")
    assert (await sql(db, first, {"code": codes[0]})).scalar_one() == PEOPLE + 1
    left = [str(person.id) for person in people]
    assert await places_with(owner, settings.home, "votantzzz", *left) == []
    kept = (await db.exec(select(Person).where(Person.id == stays.id))).one()
    assert kept.name == "Reste"


async def test_leaving_twice_at_the_same_time_is_leaving_once(db, citizen, work_off):
    async def leave() -> bool:
        try:
            async with db.info["sessions"].begin() as own:
                await leaving.close(own, citizen.viewer, removes=True)
        except leaving.NotFound:
            return False
        return True

    done = await asyncio.gather(*(leave() for _ in range(5)))
    await work_off()

    assert sorted(done) == [False] * 4 + [True]
