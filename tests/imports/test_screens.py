"""The screens: file, columns, trial, import, taking back; without script as with it."""

import re

import pytest
from sqlalchemy import text

from participe.core import jobs
from participe.core.db import sql
from participe.core.jobs import Job, JobState, Work
from participe.ideas.imports import asking
from tests.factories import make_comment

FILE = (
    "id;Titre;Texte;Thème;Date;Notes\n1;Des bancs;À l’ombre;Nature;2025-01-01;x\n"
    "2;;Un kiosque près de l’eau;Culture;hier;y\n3;;Un kiosque;Culture;;z\n"
).encode()


@pytest.fixture
def root(place) -> str:
    return f"/fr/manage/{place.administration.slug}/projects/{place.project.slug}/imports"


@pytest.fixture
def work(sessions, app, db):
    """Do the job that waits, as the worker's process would."""

    async def run() -> Job:
        job_id = await jobs.take_next(sessions)
        assert job_id is not None
        job = await db.get_one(Job, job_id, populate_existing=True)
        result = await jobs.function_of(job.name)(Work(sessions, app.state.settings, job))
        values = {"state": JobState.DONE, "id": job_id}
        await sql(db, text("UPDATE job SET state = :state WHERE id = :id"), values)
        await db.commit()
        assert result
        return job

    return run


async def send(client, root: str, content: bytes = FILE, name: str = "enquête.csv", **fields):
    files = {"file": (name, content, "text/csv")}
    return await client.post(root, files=files, data=fields)


def columns(page) -> dict[str, str]:
    """What each column is taken to hold, as the form of step 2 shows it."""
    found = {}
    for key, options in re.findall(
        r'<select[^>]* name="(c\d+)".*?>(.*?)</select>', page.text, re.S
    ):
        found[key] = re.findall(r'value="(\w+)" selected', options)[0]
    return found


async def test_from_the_file_to_the_ideas_and_back(clients, manager, root, work, db, app):
    client = clients(manager)
    step2 = await send(client, root, source="Enquête 2024")
    assert columns(step2) == {
        "c0": "source_id", "c1": "title", "c2": "body", "c3": "theme", "c4": "created_at",
        "c5": "ignore",
    }  # fmt: skip
    assert "Un kiosque près de l’eau" in step2.text

    page = str(step2.url)
    waiting = await client.post(page, data=columns(step2))
    batch = str(waiting.url)
    assert "<progress" in waiting.text
    await work()
    report = await client.get(batch)
    assert "hier" in report.text and "Culture" in report.text and "Des bancs" in report.text
    assert (await sql(db, text("SELECT count(*) FROM subject"))).scalar() == 0

    refused = await client.get(f"{batch}/refused.csv")
    assert refused.content.startswith(b"\xef\xbb\xbf") and "3;" in refused.text

    kept = (await sql(db, text("SELECT file_key FROM import_batch"))).scalar_one()
    await db.commit()
    await client.post(f"{batch}/import")
    await work()
    done = await client.get(batch)
    assert f"{batch.removeprefix('http://test')}/undo" in done.text
    assert (await sql(db, text("SELECT count(*), min(source) FROM subject"))).one() == (
        2, "Enquête 2024",
    )  # fmt: skip
    with pytest.raises(FileNotFoundError):
        await app.state.storage.get(kept)

    await client.post(f"{batch}/undo")
    await work()
    assert (await sql(db, text("SELECT count(*) FROM subject"))).scalar() == 0
    assert "enquête.csv" in (await client.get(root)).text


async def test_the_check_page_says_what_people_did(
    clients, manager, root, work, db, place, citizen
):
    client = clients(manager)
    step2 = await send(client, root)
    batch = str((await client.post(str(step2.url), data=columns(step2))).url)
    await work()
    await client.post(f"{batch}/import")
    await work()
    found = (await sql(db, text("SELECT id FROM subject WHERE source_id = '1'"))).one()
    await make_comment(db, place, found, author=citizen)

    page = (await client.get(f"{batch}/undo")).text

    assert page.count("<li>") >= 3


async def test_no_file_and_no_table_are_said_beside_the_field(clients, manager, root):
    client = clients(manager)

    nothing = await client.post(root, files={"file": ("", b"", "text/csv")})
    no_table = await send(client, root, b"%PDF-1.7", "a.pdf")

    assert nothing.status_code == no_table.status_code == 422
    assert 'id="file_error"' in nothing.text and 'id="file_error"' in no_table.text


@pytest.mark.parametrize(
    "changes",
    [{"c1": "ignore", "c2": "ignore"}, {"c5": "title"}, {"c5": "lat"}, {"c5": "colour"}],
)
async def test_unclear_columns_are_said_beside_them(clients, manager, root, changes):
    client = clients(manager)
    step2 = await send(client, root)

    answer = await client.post(str(step2.url), data=columns(step2) | changes)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


async def test_a_second_click_starts_nothing_twice(clients, manager, root, work, db):
    client = clients(manager)
    step2 = await send(client, root)
    batch = str((await client.post(str(step2.url), data=columns(step2))).url)

    assert (await client.post(f"{batch}/import")).status_code == 409
    await work()
    await client.post(f"{batch}/import")
    assert (await client.post(f"{batch}/import")).status_code == 409
    await work()

    assert (await client.post(f"{batch}/import")).status_code == 409
    assert (await sql(db, text("SELECT count(*) FROM job"))).scalar() == 2


async def test_a_stopped_import_goes_on(clients, manager, root, work, db):
    client = clients(manager)
    step2 = await send(client, root)
    batch = str((await client.post(str(step2.url), data=columns(step2))).url)
    await work()
    await client.post(f"{batch}/import")

    await client.post(f"{batch}/stop")
    await client.post(f"{batch}/import")
    await work()

    assert (await sql(db, text("SELECT count(*) FROM subject"))).scalar() == 2


async def test_a_forgotten_file_leaves_nothing(clients, manager, root, db, app):
    client = clients(manager)
    step2 = await send(client, root)
    key = (await sql(db, text("SELECT file_key FROM import_batch"))).scalar_one()

    await client.post(str(step2.url).replace("/columns", "/discard"))

    assert (await sql(db, text("SELECT count(*) FROM import_batch"))).scalar() == 0
    with pytest.raises(FileNotFoundError):
        await app.state.storage.get(key)


async def test_only_managers_of_the_place_may_do_it(
    clients, root, manager, moderator, citizen, elsewhere, db, place
):
    from tests import factories

    other = await factories.make_actor(db, "Bert", manager=elsewhere.administration.id)
    page = str((await send(clients(manager), root)).url)

    for actor in (moderator, citizen, other):
        assert (await send(clients(actor), root)).status_code == 403
        for path in ("columns", "import", "undo", "discard", "stop", "check"):
            answer = await clients(actor).post(page.replace("columns", path), data={"c0": "body"})
            assert answer.status_code == 403, path
    assert (await sql(db, text("SELECT count(*) FROM import_batch"))).scalar() == 1


async def test_the_import_of_another_project_is_not_found(clients, manager, root, db, place):
    client = clients(manager)
    page = str((await send(client, root)).url)
    code = page.split("/")[-2]
    await sql(db, text("INSERT INTO project SELECT (jsonb_populate_record(p, jsonb_build_object("
                       "'id', gen_random_uuid(), 'slug', 'second'))).* FROM project p "
                       "WHERE slug = :slug"), {"slug": place.project.slug})  # fmt: skip
    await db.commit()

    assert (await client.get(f"{root}/{code}/columns")).status_code == 200
    other = root.replace(f"/{place.project.slug}/", "/second/")
    assert (await client.get(f"{other}/{code}/columns")).status_code == 404


async def test_refused_rows_come_in_pages(clients, manager, root, work):
    client = clients(manager)
    lines = "".join(f"{n},\n" for n in range(120))
    step2 = await send(client, root, f"id,text\n{lines}".encode(), "many.csv")
    batch = str((await client.post(str(step2.url), data=columns(step2))).url)
    await work()

    first, last = await client.get(batch), await client.get(f"{batch}?start=100")

    assert "?start=50" in first.text and ">121<" not in first.text
    assert ">121<" in last.text


async def test_every_job_of_imports_is_registered():
    for name in (asking.CHECK, asking.IMPORT, asking.UNDO):
        assert jobs.function_of(name)


async def test_no_text_of_a_file_becomes_markup(clients, manager, root, work):
    evil = "<img src=x onerror=a()>%(x)s{{7*7}}"
    client = clients(manager)
    content = f"id;text;theme;created_at;parent\n1;{evil};{evil};;\n2;b;;{evil};\n3;c;;;{evil}\n"
    step2 = await send(client, root, content.encode(), f"{evil}.csv", source=evil)
    taken = columns(step2)
    batch = str((await client.post(str(step2.url), data=taken)).url)
    await work()
    report = await client.get(batch)
    await client.post(f"{batch}/import")
    await work()

    pages = [step2, report, await client.get(batch), await client.get(root)]
    pages.append(await client.get(f"{batch}/undo"))
    for page in pages:
        assert page.status_code == 200
        assert "<img src=x" not in page.text
        assert "&lt;img src=x onerror=a()&gt;%(x)s{{7*7}}" in page.text
