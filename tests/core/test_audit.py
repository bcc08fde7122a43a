"""The log of what officials did: whatever is done to it afterwards is found out."""

import pytest
from sqlalchemy import text

from participe.core import audit

TAMPERING = {
    "a row changed": "UPDATE audit SET action = 'people.other' WHERE number = {third}",
    "a row removed": "DELETE FROM audit WHERE number = {third}",
    "two rows swapped": (
        "UPDATE audit a SET action = b.action FROM audit b WHERE (a.number, b.number) IN "
        "(({second}, {third}), ({third}, {second}))"
    ),
    "a hash taken away": "UPDATE audit SET hash = NULL WHERE number = {third}",
    "a row slipped in": (
        "INSERT INTO audit (number, at, action, object_ref, details, hash) OVERRIDING SYSTEM VALUE "
        "SELECT {third} - 1000000, at, action, object_ref, details, hash FROM audit "
        "WHERE number = {third}"
    ),
}
CUTTING = {
    "the end cut": "DELETE FROM audit WHERE number >= {third}",
    "everything removed": "DELETE FROM audit",
}


@pytest.fixture
async def numbers(db, sessions, stranger) -> dict[str, int]:
    """Five entries, chained."""
    for name in ("one", "two", "three", "four", "five"):
        audit.note(db, stranger, f"people.{name}", "person:abc", count=1)
        await db.flush()
    await db.commit()
    assert await audit.chain(sessions) == 5
    found = (await db.exec(text("SELECT number FROM audit ORDER BY number"))).scalars().all()
    return dict(zip(("first", "second", "third"), found, strict=False))


async def tamper(owner, statement: str, numbers: dict[str, int]) -> None:
    async with owner.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text(statement.format(**numbers)))


async def test_a_chain_left_alone_is_whole(db, sessions, numbers, stranger):
    head = await audit.head(db)
    audit.note(db, stranger, "people.later")
    await db.commit()
    assert await audit.verify(db, head) == []  # a row that waits for its hash is no fault

    await audit.chain(sessions)

    assert await audit.verify(db, head) == []
    assert audit.Head.read(str(head)) == head


@pytest.mark.parametrize("way", TAMPERING)
async def test_tampering_shows_by_itself(db, owner, numbers, way):
    await tamper(owner, TAMPERING[way], numbers)

    assert await audit.verify(db) != []


@pytest.mark.parametrize("way", CUTTING)
async def test_a_cut_end_shows_against_a_head_kept_elsewhere(db, owner, numbers, way):
    head = await audit.head(db)
    await tamper(owner, CUTTING[way], numbers)

    assert any(str(head) in sentence for sentence in await audit.verify(db, head))


async def test_a_chain_made_anew_shows_against_a_head_kept_elsewhere(db, owner, sessions, numbers):
    head = await audit.head(db)
    await tamper(owner, "UPDATE audit SET hash = NULL, action = 'people.other'", numbers)
    await audit.chain(sessions)

    assert await audit.verify(db) == []
    assert any(str(head) in sentence for sentence in await audit.verify(db, head))


async def test_nothing_is_chained_while_somebody_writes(db, sessions, stranger, numbers):
    """A smaller number that is committed later would break the chain for ever."""
    audit.note(db, stranger, "people.slow")
    await db.flush()
    async with sessions.begin() as other:
        audit.note(other, stranger, "people.quick")

    assert await audit.chain(sessions) == 0
    await db.commit()
    assert await audit.chain(sessions) == 2
    assert await audit.verify(db) == []
