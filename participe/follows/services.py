"""Following a subject or a project, and stopping."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import sql

_FOLLOW = text(
    """
    WITH added AS (
        INSERT INTO follow (subject_id, person_id, created_at) VALUES (:subject, :person, :now)
        ON CONFLICT DO NOTHING RETURNING subject_id)
    UPDATE subject SET follow_count = follow_count + 1 WHERE id IN (SELECT subject_id FROM added)
    """
)
_UNFOLLOW = text(
    """
    WITH removed AS (
        DELETE FROM follow WHERE subject_id = :subject AND person_id = :person RETURNING subject_id)
    UPDATE subject SET follow_count = follow_count - 1 WHERE id IN (SELECT subject_id FROM removed)
    """
)
_FOLLOW_PROJECT = text(
    "INSERT INTO project_follow (project_id, person_id, created_at) "
    "VALUES (:project, :person, :now) ON CONFLICT DO NOTHING"
)
_UNFOLLOW_PROJECT = text(
    "DELETE FROM project_follow WHERE project_id = :project AND person_id = :person"
)


async def follow(db: AsyncSession, subject_id: UUID, person_id: UUID) -> None:
    await sql(db, _FOLLOW, {"subject": subject_id, "person": person_id, "now": clock.now()})


async def unfollow(db: AsyncSession, subject_id: UUID, person_id: UUID) -> None:
    await sql(db, _UNFOLLOW, {"subject": subject_id, "person": person_id})


async def follow_project(db: AsyncSession, project_id: UUID, person_id: UUID) -> None:
    await sql(db, _FOLLOW_PROJECT, {"project": project_id, "person": person_id, "now": clock.now()})


async def unfollow_project(db: AsyncSession, project_id: UUID, person_id: UUID) -> None:
    await sql(db, _UNFOLLOW_PROJECT, {"project": project_id, "person": person_id})
