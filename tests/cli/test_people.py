"""participe people: accounts closed from the command line, as after restoring a backup."""

import pytest
from sqlmodel import select

from participe.core.jobs import Job
from participe.people.models import Mailbox, Person
from tests.exports.test_commands import env, participe

__all__ = ["env"]


@pytest.mark.parametrize("by", ["address", "id"])
async def test_an_account_is_closed_from_the_command_line(db, env, citizen, other_citizen, by):
    found = select(Mailbox.address).where(Mailbox.person_id == citizen.id)
    who = (await db.exec(found)).one() if by == "address" else str(citizen.id)

    code, said, _ = await participe("people", "leave", who, "--remove-texts", **env)

    assert code == 0 and "is closed" in said
    names = (await db.exec(select(Person.name).order_by(Person.name))).all()
    assert list(names) == ["", other_citizen.person.name]
    job = (await db.exec(select(Job))).one()
    assert job.name == "me.leave" and job.arguments["removes"] is True
    again = await participe("people", "leave", who, **env)
    assert again[0] == 1 and "There is no account" in again[2]


async def test_the_last_administrator_is_not_closed(db, env, place):
    from tests import factories

    only = await factories.make_actor(db, "Anne", administrator=place.administration.id)

    code, _, told = await participe("people", "leave", str(only.id), **env)

    assert code == 1 and "last administrator" in told
    assert (await participe("people", "leave", "nobody", **env))[0] == 2
