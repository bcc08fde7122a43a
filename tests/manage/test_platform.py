"""What the operator sees: the log with its check, settings without secrets, how it runs."""

import pytest
from sqlalchemy import text

from participe.core import audit, jobs
from participe.core.db import working
from participe.core.jobs import Work
from participe.manage.jobs import verify_audit


@pytest.fixture
async def noted(db, sessions, stranger, place, elsewhere):
    for where, action in ((place, "moderation.hide"), (elsewhere, "answer.publish")):
        audit.note(
            db, stranger, action, f"idea:{where.project.slug}",
            administration_id=where.administration.id, why="spam",
        )  # fmt: skip
    await db.commit()
    await audit.chain(sessions)


async def test_the_log_is_read_by_those_who_answer_for_it(
    clients, place, elsewhere, noted, admin, administrator
):
    own = f"/en/manage/{place.administration.slug}/log"
    whole = (await clients(admin).get("/en/platform/log")).text
    mine = (await clients(administrator).get(own)).text

    assert "idea:parks" in whole and f"idea:{elsewhere.project.slug}" in whole
    assert "idea:parks" in mine and f"idea:{elsewhere.project.slug}" not in mine
    only = (await clients(admin).get("/en/platform/log?matter=answer")).text
    assert "idea:parks" not in only and f"idea:{elsewhere.project.slug}" in only
    odd = await clients(admin).get("/en/platform/log?cursor=xyz&matter=%25")
    assert odd.status_code == 200


async def test_the_check_of_the_log_says_what_was_changed(
    clients, db, owner, sessions, settings, noted, admin
):
    async def check() -> str:
        await clients(admin, follow=False).post("/en/platform/log/verify")
        job_id = await jobs.take_next(sessions)
        async with working(sessions) as looking:
            job = await looking.get(jobs.Job, job_id)
            result = await verify_audit(Work(sessions, settings, job))
        async with working(sessions) as looking:
            done = await looking.get(jobs.Job, job_id)
            done.state, done.result, done.ended_at = jobs.JobState.DONE, result, done.created_at
        return (await clients(admin).get("/en/platform/log")).text

    assert "the whole log was in order" in await check()
    async with owner.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text("UPDATE audit SET action = 'people.other'"))
    assert "does not follow from the row before it" in await check()


async def test_settings_are_shown_without_secrets(clients, settings, admin):
    page = (await clients(admin).get("/en/platform/settings")).text

    assert "PUBLIC_URL" in page and settings.public_url in page
    for secret in (settings.secret_key, settings.smtp_url):
        assert not secret.get_secret_value() or secret.get_secret_value() not in page
    assert "SECRET_KEY" in page and "Set, and secret" in page
    assert "PostgreSQL 1" in page


async def test_the_last_administrator_of_the_platform_stays(
    clients, db, admin, manager, citizen, official_b
):
    me = clients(admin, follow=False)
    path = "/en/platform/people"

    alone = await me.post(f"{path}/{admin.person.code}/admin/take")
    assert alone.status_code == 403 and "last administrator" in alone.text
    stranger = await me.post(f"{path}/{citizen.person.code}/admin")
    assert stranger.status_code == 404, "citizens are not met here"
    assert (await me.post(f"{path}/{manager.person.code}/admin")).status_code == 303
    page = (await me.get(path)).text
    assert manager.person.name in page and citizen.person.name not in page
    assert (await me.post(f"{path}/{manager.person.code}/admin/take")).status_code == 303
    assert "Nobody has this name" in (await me.get(f"{path}?q=zzz%25")).text
    assert (await clients(manager).get(path)).status_code == 403
