"""What was on its way while an account was closed."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from participe.core.db import sql
from participe.me import leaving
from participe.people.models import Kind, Person
from participe.votes import services as votes
from tests import factories

COUNTED = text(
    "SELECT s.support_count, count(v.*) AS votes FROM subject s "
    "JOIN vote v ON v.subject_id = s.id WHERE s.id = :id GROUP BY s.id"
)


@pytest.mark.parametrize("again", [True, False], ids=["supported twice", "supported once"])
async def test_a_support_that_came_after_the_votes_were_moved_counts_once(
    db, settings, place, citizen, other_citizen, again
):
    idea = await factories.make_idea(db, place)
    other = await factories.make_idea(db, place)
    gone = uuid4()
    db.add(Person(id=gone, kind=Kind.GONE))
    await db.flush()
    for subject in (idea, other):
        await votes.support(db, subject.id, other_citizen.id)
        await votes.support(db, subject.id, citizen.id)
    if again:  # the first was moved already, then came the second
        await votes.support(db, idea.id, gone)
    await db.commit()

    async def told(stage: str, share: float) -> None:
        pass

    going = leaving.Going(citizen.id, gone, True, "Nadia", "nadia@example.org")
    await leaving.finish(db.info["sessions"], settings, going, told)

    for subject in (idea, other):
        counted = (await sql(db, COUNTED, {"id": subject.id})).one()
        assert (counted.support_count, counted.votes) == (2, 2)
