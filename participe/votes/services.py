"""Supporting a subject. Whether one may is the component's rule, checked before."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import sql

# The vote and the counter in one statement: they cannot differ.
_SUPPORT = text(
    """
    WITH added AS (
        INSERT INTO vote (subject_id, person_id, value, created_at)
        VALUES (:subject, :person, 1, :now) ON CONFLICT DO NOTHING RETURNING subject_id)
    UPDATE subject SET support_count = support_count + 1
    WHERE id IN (SELECT subject_id FROM added) RETURNING support_count
    """
)
_WITHDRAW = text(
    """
    WITH removed AS (
        DELETE FROM vote WHERE subject_id = :subject AND person_id = :person AND value = 1
        RETURNING subject_id)
    UPDATE subject SET support_count = support_count - 1
    WHERE id IN (SELECT subject_id FROM removed) RETURNING support_count
    """
)


async def support(db: AsyncSession, subject_id: UUID, person_id: UUID) -> bool:
    """Count this person's support once; return False if it was counted before.

    Two clicks may arrive together, so PostgreSQL's primary key decides, not a
    look-up beforehand.
    """
    values = {"subject": subject_id, "person": person_id, "now": clock.now()}
    return (await sql(db, _SUPPORT, values)).first() is not None


async def withdraw(db: AsyncSession, subject_id: UUID, person_id: UUID) -> bool:
    """Take a support back; return False if there was none."""
    values = {"subject": subject_id, "person": person_id}
    return (await sql(db, _WITHDRAW, values)).first() is not None


_GIVEN = text(
    """
    SELECT count(*) FROM vote v JOIN subject s ON s.id = v.subject_id
    WHERE v.person_id = :person AND v.value = 1 AND s.component_id = :component AND s.kind = :kind
    """
)


async def given(db: AsyncSession, component_id: UUID, kind: str, person_id: UUID) -> int:
    """How many supports this person has given in a component."""
    values = {"person": person_id, "component": component_id, "kind": kind}
    return (await sql(db, _GIVEN, values)).scalar_one()


async def hold_person(db: AsyncSession, component_id: UUID, person_id: UUID) -> None:
    """Let one person's votes in one component follow each other, where they are limited."""
    await sql(
        db,
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
        {"key": f"{component_id}{person_id}"},
    )
