"""The archive of the night: complete, with its checksum, and gone when something in it goes."""

import hashlib
import io
import zipfile

import pytest
from sqlalchemy import text

from participe.core import events, jobs
from participe.core.db import sql, working
from participe.core.files import ObjectStorage, make_storage
from participe.core.jobs import Work
from participe.exports import packing
from participe.subjects.models import Visibility
from tests.exports.conftest import SECRET
from tests.factories import code_of
from tests.insights.material import set_visibility

ADDRESS = "/open-data/parks.zip"


@pytest.fixture
async def pack(sessions, settings):
    async def run(slug: str = "parks") -> bool:
        return await packing.pack(sessions, settings, make_storage(settings), slug)

    return run


async def test_the_archive_is_told_with_its_checksum_and_served_as_packed(
    clients, everything, pack
):
    assert await pack()

    page = (await clients().get("/en/projects/parks/open-data")).text
    answer = await clients().get(ADDRESS)
    digest = hashlib.sha256(answer.content).hexdigest()
    assert digest in page and answer.headers["etag"] == f'"{digest}"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        sums = dict(
            reversed(line.split("  "))
            for line in found.read("parks/SHA256SUMS").decode().splitlines()
        )
        inside = {name.removeprefix("parks/") for name in found.namelist()}
        assert inside == sums.keys() | {"SHA256SUMS"}
        for name, expected in sums.items():
            assert hashlib.sha256(found.read(f"parks/{name}")).hexdigest() == expected
        rows = found.read("parks/contributions.jsonl").splitlines()
    assert len(rows) == 37 and SECRET.encode() not in answer.content


async def test_what_is_hidden_takes_the_archive_with_it(
    clients, db, sessions, settings, everything, pack, moderator
):
    await pack()
    async with working(sessions) as looking:
        key = (await sql(looking, text("SELECT file_key FROM open_data_file"))).scalar_one()
    gone = everything.ideas[3]

    await set_visibility(db, [gone.id], Visibility.HIDDEN, moderator)
    await events.deliver(sessions)

    led = await clients(follow=False).get(ADDRESS)
    assert led.headers["location"] == "/fr/projects/parks/open-data.zip"
    now = await clients().get(ADDRESS)
    with zipfile.ZipFile(io.BytesIO(now.content)) as found:
        assert (await code_of(db, gone)).encode() not in found.read("parks/contributions.csv")
    with pytest.raises(FileNotFoundError):
        await make_storage(settings).get(key)


async def test_what_is_hidden_while_the_archive_is_packed_is_in_none(
    db, sessions, settings, everything, moderator
):
    class Slow(ObjectStorage):
        """A storage so slow that a moderator decides meanwhile."""

        async def put_file(self, key, path):
            await super().put_file(key, path)
            await set_visibility(db, [everything.ideas[3].id], Visibility.HIDDEN, moderator)

    storage = Slow(make_storage(settings)._store)

    assert await packing.pack(sessions, settings, storage, "parks") is False

    async with working(sessions) as looking:
        left = (await sql(looking, text("SELECT count(*) FROM open_data_file"))).scalar_one()
    assert left == 0


@pytest.mark.parametrize("change", ["UPDATE idea SET body = body || '!'", "UPDATE comment SET body = body || '!'"])  # fmt: skip
async def test_words_said_otherwise_take_the_archive_with_them(sessions, everything, pack, change):
    await pack()
    async with working(sessions) as db:
        await sql(db, text(change))

    async with working(sessions) as db:
        assert (await sql(db, text("SELECT count(*) FROM open_data_file"))).scalar_one() == 0


async def test_the_night_packs_every_public_project_once(
    db, sessions, settings, everything, elsewhere
):
    for _ in range(2):
        await packing.ask(sessions)  # two workers wake up
    job_id = await jobs.take_next(sessions)
    assert job_id and await jobs.take_next(sessions) is None
    async with working(sessions) as looking:
        job = await looking.get(jobs.Job, job_id)
    assert await packing.pack_all(Work(sessions, settings, job)) == {"projects": 2}
    assert await packing.pack_all(Work(sessions, settings, job)) == {"projects": 0}


async def test_the_catalogue_lists_what_each_administration_publishes(
    clients, place, elsewhere, pack
):
    await pack()
    own = f"/en/administrations/{place.administration.slug}/open-data"

    whole, one = await clients().get("/en/open-data"), await clients().get(own)

    assert "parks/open-data" in whole.text and elsewhere.project.slug in whole.text
    assert "parks/open-data" in one.text and f"/{elsewhere.project.slug}/" not in one.text
    assert ADDRESS in one.text
    assert (await clients().get("/en/administrations/nobody/open-data")).status_code == 404
