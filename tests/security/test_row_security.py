"""Row-level security: what PostgreSQL itself hides, when the code forgets a WHERE (ACC-3)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from participe.core.db import enter_scope, sql
from participe.subjects.models import State, Visibility
from tests.factories import make_comment, make_idea, make_place

TABLES = (
    "subject", "idea", "comment", "vote", "follow", "mailbox", "session", "mail", "job",
    "import_batch", "participation", "report", "sign_in_request", "invitation",
)  # fmt: skip


@pytest.fixture
async def rows(db, place, citizen, other_citizen):
    """A published idea, a draft of a citizen and a hidden comment of another."""
    published = await make_idea(db, place, title="Publique")
    draft = await make_idea(db, place, title="Brouillon", author=citizen, state=State.DRAFT)
    hidden = await make_comment(
        db, place, published, author=other_citizen, visibility=Visibility.HIDDEN
    )
    return {"published": published.id, "draft": draft.id, "hidden": hidden.id}


async def seen(sessions, table: str, **scope) -> set:
    async with sessions() as own:
        if scope:
            await enter_scope(own, **scope)
        key = {"mailbox": "person_id", "vote": "person_id", "follow": "person_id"}.get(table, "id")
        if table == "participation":
            key = "person_id"
        found = {row[0] for row in await sql(own, text(f"SELECT {key} FROM {table}"))}
        await own.rollback()
        return found


async def test_without_a_scope_only_what_is_published_is_there(sessions, rows):
    assert await seen(sessions, "subject") == {rows["published"]}
    assert await seen(sessions, "idea") == {rows["published"]}
    assert await seen(sessions, "comment") == set()
    for table in ("mailbox", "session", "vote", "follow", "mail", "job", "sign_in_request"):
        assert await seen(sessions, table) == set(), table


async def test_a_person_sees_their_own_besides(sessions, rows, citizen, other_citizen):
    assert await seen(sessions, "subject", person=citizen.id) == {rows["published"], rows["draft"]}
    assert await seen(sessions, "comment", person=other_citizen.id) == {rows["hidden"]}
    assert await seen(sessions, "mailbox", person=citizen.id) == {citizen.id}


async def test_staff_see_their_own_administration_only(sessions, rows, place, elsewhere):
    own, other = place.administration.id, elsewhere.administration.id

    assert await seen(sessions, "subject", administrations=[own]) == set(rows.values())
    assert await seen(sessions, "subject", administrations=[other]) == {rows["published"]}
    assert await seen(sessions, "mailbox", administrations=[own]) == set()


async def test_a_draft_project_is_its_administration_s(sessions, db):
    place = await make_place(db, slug="secret", published_at=None)

    assert place.project.id not in await seen(sessions, "project")
    assert place.project.id in await seen(
        sessions, "project", administrations=[place.administration.id]
    )


async def test_nobody_writes_in_another_administration(sessions, rows, citizen, elsewhere, place):
    async with sessions() as own:
        await enter_scope(own, person=citizen.id, administrations=[elsewhere.administration.id])
        with pytest.raises(ProgrammingError, match="row-level security"):
            await sql(
                own,
                text(
                    "INSERT INTO subject SELECT gen_random_uuid(), created_at, 'aaaaaaaaaa', kind, "
                    "administration_id, project_id, component_id, NULL, acting_for_id, author_kind, "
                    "channel, entered_by_id, lang, source, source_id, state, visibility, "
                    "hidden_because, status, is_answered, merged_into_id, 0, 0, 0 "
                    "FROM subject WHERE id = :id"
                ),
                {"id": rows["published"]},
            )


async def test_the_scope_ends_with_its_transaction(sessions, rows, place):
    async with sessions() as own:
        await enter_scope(own, administrations=[place.administration.id])
        await own.commit()
        left = await sql(own, text("SELECT current_setting('app.administrations', true)"))
        assert not left.scalar_one()


async def test_the_application_is_neither_owner_nor_superuser(sessions):
    async with sessions() as own:
        row = (
            await sql(
                own,
                text(
                    "SELECT rolsuper, rolbypassrls, (SELECT count(*) FROM pg_tables WHERE "
                    "tableowner = current_user) AS owned FROM pg_roles WHERE rolname = current_user"
                ),
            )
        ).one()
    assert tuple(row) == (False, False, 0)


async def test_every_table_with_private_rows_is_forced(sessions):
    async with sessions() as own:
        forced = {
            row[0]
            for row in await sql(
                own,
                text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"),
            )
        }
    assert set(TABLES) <= forced


async def test_nothing_is_hidden_without_a_decision(db, place, rows):
    from sqlalchemy.exc import IntegrityError

    await sql(
        db,
        text("UPDATE subject SET visibility = 'hidden' WHERE id = :id"),
        {"id": rows["published"]},
    )
    with pytest.raises(IntegrityError, match="without a decision"):
        await db.commit()
    await db.rollback()


async def test_the_audit_log_cannot_be_changed(db, citizen):
    from participe.core import audit

    audit.note(db, citizen.viewer, "test.done", "thing:x")
    await db.commit()

    for statement in ("UPDATE audit SET action = 'other'", "DELETE FROM audit", "TRUNCATE audit"):
        with pytest.raises(ProgrammingError):
            await sql(db, text(statement))
        await db.rollback()
