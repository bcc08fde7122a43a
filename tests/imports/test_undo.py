"""An import taken back as one: nothing of people is lost, and the file can come again."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from participe.core.db import sql
from participe.core.rules import Viewer
from participe.ideas.imports import undo
from participe.ideas.models import ImportBatch
from participe.votes.models import Vote
from tests.factories import make_comment, make_idea
from tests.imports.test_import import counters_are_right, rows

FILE = (
    "id,text,parent,theme\n1,Première idée,,Eau\n2,Deuxième idée,,Eau\n3,Troisième idée,,Feu\n"
    "a,Remarque,1,\nb,Réponse,a,\nc,Autre remarque,1,\nd,Remarque,2,\n"
)


@pytest.fixture
async def batch(db, bring_in, file) -> ImportBatch:
    await bring_in(file(FILE))
    return (await db.exec(select(ImportBatch))).one()


async def subject(db, source_id: str):
    return (
        await sql(db, text("SELECT * FROM subject WHERE source_id = :i"), {"i": source_id})
    ).one()


async def take_back(sessions, batch, now):
    return await undo.take_back(sessions, batch.id, Viewer(now))


async def test_what_nobody_touched_is_gone_with_its_themes(
    db, sessions, batch, place, elsewhere, bring_in, file, stranger
):
    own = await make_idea(db, place)
    await bring_in(file(FILE), to=elsewhere)

    undone = await take_back(sessions, batch, stranger.now)

    assert (undone.deleted, undone.withdrawn) == (7, 0)
    left = await rows(db, "SELECT id FROM subject WHERE component_id = :b", b=place.box.id)
    assert left == [(own.id,)]
    assert await rows(db, "SELECT key FROM theme WHERE component_id = :b", b=place.box.id) == [
        ("nature",)
    ]
    assert await rows(
        db, "SELECT count(*) FROM subject WHERE component_id = :b", b=elsewhere.box.id
    ) == [(7,)]
    assert await counters_are_right(db)
    assert (await bring_in(file(FILE))).imported == 7


async def test_what_people_answered_to_is_hidden_and_kept(
    db, sessions, batch, place, citizen, clients, stranger, bring_in, file
):
    first, remark = await subject(db, "1"), await subject(db, "a")
    theirs = await make_comment(db, place, first, author=citizen, body="Mon avis")
    db.add(Vote(subject_id=(await subject(db, "b")).id, person_id=citizen.id, value=1))
    await db.commit()

    before = await undo.traces(db, batch.id)
    undone = await take_back(sessions, batch, stranger.now)

    # The idea, and the thread up to the answer that somebody supports.
    assert (before.total, before.kept, before.why) == (7, 3, {"comments": 1, "supports": 1})
    assert (undone.deleted, undone.withdrawn) == (4, 3)
    assert (await subject(db, "1")).state == "withdrawn"
    assert await rows(db, "SELECT body FROM comment WHERE id = :i", i=theirs.id) == [("Mon avis",)]
    assert await rows(db, "SELECT count(*) FROM vote") == [(1,)]
    assert (await clients().get(f"/fr/ideas/{first.code}")).status_code == 404
    assert await counters_are_right(db)

    again = await bring_in(file(FILE))

    assert (again.imported, again.already) == (7, 0)
    assert (await subject(db, "1")).id == first.id
    assert (await subject(db, "a")).id == remark.id
    assert (await clients().get(f"/fr/ideas/{first.code}")).status_code == 200
    assert await counters_are_right(db)


async def test_taking_back_twice_changes_nothing_more(sessions, batch, stranger, db):
    await take_back(sessions, batch, stranger.now)

    assert (await take_back(sessions, batch, stranger.now)).deleted == 0


async def test_it_is_written_down_who_imported_and_who_took_back(sessions, batch, stranger, db):
    await take_back(sessions, batch, stranger.now)

    actions = await rows(db, "SELECT action, object_ref FROM audit ORDER BY number")
    assert actions == [
        (action, f"import:{batch.code}")
        for action in ("import.begin", "import.done", "import.undo")
    ]
