"""Who asks, in which roles, at what time."""

from datetime import timedelta

from sqlalchemy import delete

from participe.core import clock
from participe.core.rules import PLATFORM
from participe.people import queries
from participe.people.models import Role
from tests.factories import make_actor


async def test_a_role_taken_away_is_gone_at_the_next_request(db, place):
    commune = place.administration.id
    person, other = await make_actor(db, moderator=commune), await make_actor(db, moderator=commune)

    before = await queries.viewer(db, person.key)
    await db.exec(delete(Role).where(Role.person_id == person.id))
    after = await queries.viewer(db, person.key)

    assert (before.id, before.roles) == (person.id, {("moderator", commune)})
    assert (after.id, after.roles) == (person.id, frozenset())
    assert (await queries.viewer(db, other.key)).roles == {("moderator", commune)}


async def test_a_session_ends(db, citizen):
    with clock.stopped_at(citizen.viewer.now + timedelta(days=31)):
        viewer = await queries.viewer(db, citizen.key)

    assert viewer.id is None
    assert viewer.now == citizen.viewer.now + timedelta(days=31)


async def test_an_official_s_session_is_shorter(db, manager):
    with clock.stopped_at(manager.viewer.now + timedelta(hours=13)):
        assert (await queries.viewer(db, manager.key)).id is None


async def test_an_unknown_key_is_a_stranger_s(db, citizen):
    assert (await queries.viewer(db, "unknown")).id is None


async def test_the_platform_s_administrator_has_a_role_everywhere_and_data_nowhere(db):
    admin = await make_actor(db, admin=PLATFORM)

    viewer = await queries.viewer(db, admin.key)

    assert viewer.is_platform_admin
    assert viewer.administrations == frozenset()
