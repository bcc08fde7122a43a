"""One person, one vote; and a closing time that is exact (VOT-1, VOT-2, VOT-3)."""

import asyncio
from datetime import timedelta

from sqlalchemy import text

from participe.core import clock
from participe.core.db import sql
from tests.factories import code_of, make_actor, make_idea


async def counted(db, code: str) -> tuple[int, int]:
    row = (
        await sql(
            db,
            text(
                "SELECT s.support_count, (SELECT count(*) FROM vote v WHERE v.subject_id = s.id) AS n "
                "FROM subject s WHERE s.code = :code"
            ),
            {"code": code},
        )
    ).one()
    return row.support_count, row.n


async def test_sixty_posts_at_once_are_one_vote(clients, db, place, citizen, other_citizen):
    code = await code_of(db, await make_idea(db, place))
    address = f"/fr/subjects/{code}/support"
    client = clients(citizen, follow=False)

    answers = await asyncio.gather(*(client.post(address, data={"value": "1"}) for _ in range(60)))
    await clients(other_citizen).post(address, data={"value": "1"})

    assert {answer.status_code for answer in answers} == {303}
    assert await counted(db, code) == (2, 2)


async def test_many_people_supporting_and_taking_back_at_once_leave_the_sums_equal(
    clients, db, place
):
    code = await code_of(db, await make_idea(db, place))
    people = [await make_actor(db, f"P{n}") for n in range(12)]
    address = f"/fr/subjects/{code}/support"

    async def change_my_mind(actor, times: int) -> None:
        client = clients(actor, follow=False)
        for n in range(times):
            await client.post(address, data={"value": str((n + 1) % 2)})

    await asyncio.gather(*(change_my_mind(actor, 3 + n % 4) for n, actor in enumerate(people)))

    supports, rows = await counted(db, code)
    assert supports == rows == sum((3 + n % 4) % 2 for n in range(12))


async def test_what_is_counted_at_closing_is_counted_for_ever(clients, db, place, sessions):
    code = await code_of(db, await make_idea(db, place))
    people = [await make_actor(db, f"P{n}") for n in range(30)]
    address = f"/fr/subjects/{code}/support"
    at_closing: list[int] = []

    async def close() -> None:
        await asyncio.sleep(0.05)
        async with sessions.begin() as own:
            await sql(own, text("SELECT set_config('app.administrations', 'all', true)"))
            await sql(
                own,
                text("UPDATE phase SET closes_at = clock_timestamp() WHERE id = :id"),
                {"id": place.phase.id},
            )
            count = text("SELECT count(*) FROM vote")
            at_closing.append((await sql(own, count)).scalar_one())

    posts = [clients(actor, follow=False).post(address, data={"value": "1"}) for actor in people]
    answers, _ = await asyncio.gather(asyncio.gather(*posts), close())

    _, rows = await counted(db, code)
    assert rows == at_closing[0]
    assert rows == sum(answer.status_code == 303 for answer in answers)


async def test_the_closing_instant_itself_is_too_late(clients, db, place, citizen):
    code = await code_of(db, await make_idea(db, place))
    closes = place.phase.closes_at

    with clock.stopped_at(closes):
        late = await clients(citizen).post(f"/fr/subjects/{code}/support", data={"value": "1"})
    with clock.stopped_at(closes - timedelta(seconds=1)):
        in_time = await clients(citizen).post(f"/fr/subjects/{code}/support", data={"value": "1"})

    assert late.status_code == 403
    assert in_time.status_code == 200
    assert (await counted(db, code))[1] == 1


async def test_a_stranger_s_support_counts_nothing(clients, db, place):
    code = await code_of(db, await make_idea(db, place))

    answer = await clients().post(f"/fr/subjects/{code}/support", data={"value": "1"})

    assert answer.status_code == 403
    assert await counted(db, code) == (0, 0)


async def test_supports_can_be_limited_per_person(clients, db, place, citizen, elsewhere):
    place.box.supports_limit = 2
    db.add(place.box)
    await db.commit()
    codes = [await code_of(db, await make_idea(db, place, title=f"Idée {n}")) for n in range(4)]
    neighbour = await code_of(db, await make_idea(db, elsewhere))
    client = clients(citizen, follow=False)

    answers = await asyncio.gather(
        *(client.post(f"/fr/subjects/{code}/support", data={"value": "1"}) for code in codes)
    )
    other = await client.post(f"/fr/subjects/{neighbour}/support", data={"value": "1"})

    assert sorted(answer.status_code for answer in answers) == [303, 303, 403, 403]
    assert other.status_code == 303
