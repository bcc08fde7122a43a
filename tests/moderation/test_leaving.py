"""Whoever leaves takes their words along; that there was an appeal stays counted."""

from sqlalchemy import text

from participe.core.db import sql
from participe.me import leaving
from tests.me.conftest import work_off  # noqa: F401 - a fixture
from tests.moderation.test_appeals import code, contest, judge, second  # noqa: F401 - fixtures
from tests.moderation.test_correcting import correct
from tests.moderation.test_messages import ask, reply


async def leave(db, actor, work_off):  # noqa: F811
    async with db.info["sessions"].begin() as own:
        await leaving.close(own, actor.viewer, removes=False)
    await work_off()


async def test_an_author_who_leaves_takes_their_words_along(
    db, clients, code, citizen, moderator, second, work_off  # noqa: F811
):  # fmt: skip
    await ask(clients, moderator, code)
    await reply(clients, citizen, code)
    await contest(clients, citizen, code)
    await correct(clients, citizen, code)
    await judge(clients, second, code, "upheld")

    await leave(db, citizen, work_off)

    said = await sql(db, text("SELECT is_by_author, text <> '' FROM moderation_message"))
    assert sorted(said.all()) == [(False, True), (True, False)]
    appeals = await sql(db, text("SELECT text, reason, outcome FROM appeal"))
    assert appeals.all() == [("", "", "upheld")]
    assert (await sql(db, text("SELECT 1 FROM correction"))).all() == []


async def test_a_moderator_who_leaves_stays_somebody_else_than_who_judged(
    db, clients, code, citizen, moderator, second, work_off  # noqa: F811
):  # fmt: skip
    """Decision and judgement keep two different nobodies, so the database stays content."""
    await contest(clients, citizen, code)
    await judge(clients, second, code)
    await sql(db, text("DELETE FROM role"))
    await db.commit()
    for one in (moderator, second):
        await leave(db, one, work_off)

    found = await sql(
        db,
        text(
            "SELECT a.decided_by_id <> d.by_id, :m = ANY (ARRAY[a.decided_by_id, d.by_id]) "
            "FROM appeal a JOIN moderation_decision d ON d.id = a.decision_id"
        ),
        {"m": moderator.id},
    )
    assert found.all() == [(True, False)]
