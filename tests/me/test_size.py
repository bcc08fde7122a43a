"""One's own pages cost the same for little and for much; a long life is deleted in pieces."""

import time

import pytest
from sqlalchemy import event, text

from participe.core.db import sql
from participe.me import leaving
from participe.votes import services as votes
from tests import factories
from tests.me.conftest import places_with

# As many ideas of one person as asked for, with a word to search, and their own support on each.
MANY = (
    """
    INSERT INTO subject (id, created_at, code, kind, administration_id, project_id, component_id,
        author_id, author_kind, channel, lang, state, visibility, hidden_because, status,
        is_answered, support_count, comment_count, follow_count)
    SELECT gen_random_uuid(), now(), substr(md5(n::text || random()::text), 1, 10), 'idea', :a, :p,
        :c, :me, 'citizen', 'web', 'fr', 'submitted', 'visible', '', 'under_review', false, 1, 0, 0
    FROM generate_series(1, :number) n
    """,
    """
    INSERT INTO idea (id, box_id, title, title_is_made, body, body_html, excerpt, place, fields,
        version, shuffle)
    SELECT id, :c, 'Titrexqz', false, 'Textexqz', '<p>Textexqz</p>', '', '', '{}', 1, 1
    FROM subject WHERE author_id = :me
    """,
    "INSERT INTO vote (subject_id, person_id, value, created_at) "
    "SELECT id, :me, 1, now() FROM subject WHERE author_id = :me",
)


async def write_many(db, place, person, number: int) -> None:
    values = {
        "a": place.administration.id, "p": place.project.id, "c": place.component.id,
        "me": person.id, "number": number,
    }  # fmt: skip
    for statement in MANY:
        await sql(db, text(statement), values)
    await db.commit()


@pytest.mark.parametrize("path", ["/en/me", "/en/me/ideas", "/en/me/supports", "/en/me/answers"])
async def test_a_page_takes_the_same_number_of_statements_for_one_thing_and_for_fifty(
    db, clients, place, citizen, engine, path
):
    counted: list[str] = []

    def count(*arguments: object) -> None:
        counted.append(str(arguments[2]))

    event.listen(engine.sync_engine, "before_cursor_execute", count)
    numbers = []
    for more in (1, 49):
        for n in range(more):
            idea = await factories.make_idea(db, place, author=citizen, title=f"Idée {n}")
            await votes.support(db, idea.id, citizen.id)
        await db.commit()
        await clients(citizen).get(path)
        counted.clear()
        await clients(citizen).get(path)
        numbers.append(len(counted))
    event.remove(engine.sync_engine, "before_cursor_execute", count)

    assert numbers[0] == numbers[1] < 20


async def test_a_long_life_is_deleted_in_short_transactions(
    db, owner, settings, place, citizen, work_off
):
    await write_many(db, place, citizen, 3 * leaving.PIECE + 7)
    async with db.info["sessions"].begin() as own:
        await leaving.close(own, citizen.viewer, removes=True)

    began = time.monotonic()
    await work_off()
    print(f"{3 * leaving.PIECE + 7} ideas and supports: {time.monotonic() - began:.1f} s")

    assert await places_with(owner, settings.home, "xqz", str(citizen.id)) == []
    kept = text("SELECT count(*) AS votes, count(DISTINCT person_id) AS people FROM vote")
    assert tuple((await sql(db, kept)).one()) == (3 * leaving.PIECE + 7, 1)
