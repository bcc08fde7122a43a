"""Supporting a subject. Whether one may is the component's rule, checked before."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import sql

# The vote and the counter in one statement: they cannot differ. Not so in a group, whose head
# counts each person once whatever they supported: there the head is locked first.
_SUPPORT = text(
    """
    WITH added AS (
        INSERT INTO vote (subject_id, person_id, value, created_at)
        VALUES (:subject, :person, 1, :now) ON CONFLICT DO NOTHING RETURNING subject_id),
    counted AS (
        UPDATE subject SET support_count = support_count + 1
        WHERE id IN (SELECT subject_id FROM added) AND member_count = 0 AND merged_into_id IS NULL
        RETURNING id)
    SELECT EXISTS (SELECT 1 FROM added) AS added, EXISTS (SELECT 1 FROM counted) AS counted
    """
)
_WITHDRAW = text(
    """
    WITH removed AS (
        DELETE FROM vote WHERE subject_id = :subject AND person_id = :person AND value = 1
        RETURNING subject_id),
    counted AS (
        UPDATE subject SET support_count = support_count - 1
        WHERE id IN (SELECT subject_id FROM removed) AND member_count = 0
            AND merged_into_id IS NULL
        RETURNING id)
    SELECT EXISTS (SELECT 1 FROM removed) AS removed, EXISTS (SELECT 1 FROM counted) AS counted
    """
)
_HOLD_HEAD = text(
    """
    SELECT id FROM subject
    WHERE id = (SELECT coalesce(merged_into_id, id) FROM subject WHERE id = :subject) FOR UPDATE
    """
)
# By how much one person's vote on one subject moved the two counters, once the head is held.
_COUNT = text(
    """
    UPDATE subject s SET support_count = s.support_count + CASE
        WHEN s.id = :subject AND s.merged_into_id IS NOT NULL THEN :step
        WHEN EXISTS (SELECT 1 FROM vote v JOIN subject o ON o.id = v.subject_id
            WHERE v.person_id = :person AND v.value = 1 AND v.subject_id <> :subject
                AND (o.id = s.id OR o.merged_into_id = s.id)
                AND is_published(o.state, o.visibility) = 1) THEN 0
        ELSE :step END
    WHERE s.id IN (:subject, :head)
    """
)


async def support(db: AsyncSession, subject_id: UUID, person_id: UUID) -> bool:
    """Count this person's support once; return False if it was counted before.

    Two clicks may arrive together, so PostgreSQL's primary key decides, not a
    look-up beforehand.
    """
    values = {"subject": subject_id, "person": person_id, "now": clock.now()}
    done = (await sql(db, _SUPPORT, values)).one()
    if done.added and not done.counted:
        await _count_in_group(db, subject_id, person_id, 1)
    return done.added


async def withdraw(db: AsyncSession, subject_id: UUID, person_id: UUID) -> bool:
    """Take a support back; return False if there was none."""
    values = {"subject": subject_id, "person": person_id}
    done = (await sql(db, _WITHDRAW, values)).one()
    if done.removed and not done.counted:
        await _count_in_group(db, subject_id, person_id, -1)
    return done.removed


async def _count_in_group(db: AsyncSession, subject_id: UUID, person_id: UUID, step: int) -> None:
    """Whoever holds the head sees all votes of the group that were counted before."""
    head = (await sql(db, _HOLD_HEAD, {"subject": subject_id})).scalar_one()
    values = {"subject": subject_id, "head": head, "person": person_id, "step": step}
    await sql(db, _COUNT, values)


_OWN_IN_GROUP = text(
    """
    SELECT v.subject_id FROM vote v JOIN subject s ON s.id = v.subject_id
    WHERE v.person_id = :person AND v.value = 1 AND (s.id = :head OR s.merged_into_id = :head)
    ORDER BY v.subject_id
    """
)


async def withdraw_all(db: AsyncSession, head_id: UUID, person_id: UUID) -> None:
    """From the head of a group and from all its members: then this person counts no more."""
    found = (await sql(db, _OWN_IN_GROUP, {"head": head_id, "person": person_id})).scalars().all()
    for subject_id in found:
        await withdraw(db, subject_id, person_id)


_GIVEN = text(
    """
    SELECT count(DISTINCT coalesce(s.merged_into_id, s.id))
    FROM vote v JOIN subject s ON s.id = v.subject_id
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
