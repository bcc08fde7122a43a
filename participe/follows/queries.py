"""Who follows what."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.rules import Viewer
from participe.follows.models import Follow, ProjectFollow


async def is_following(db: AsyncSession, viewer: Viewer, subject_id: UUID) -> bool:
    if viewer.id is None:
        return False
    found = select(Follow.subject_id).where(
        Follow.subject_id == subject_id, Follow.person_id == viewer.id
    )
    return (await db.exec(found)).first() is not None


async def is_following_project(db: AsyncSession, viewer: Viewer, project_id: UUID) -> bool:
    if viewer.id is None:
        return False
    found = select(ProjectFollow.project_id).where(
        ProjectFollow.project_id == project_id, ProjectFollow.person_id == viewer.id
    )
    return (await db.exec(found)).first() is not None


async def followers(db: AsyncSession, subject_id: UUID) -> Sequence[UUID]:
    """For the worker's scope: others' follows are not the public's business."""
    return (await db.exec(select(Follow.person_id).where(Follow.subject_id == subject_id))).all()


async def project_followers(db: AsyncSession, project_id: UUID) -> Sequence[UUID]:
    """For the worker's scope, as well."""
    found = select(ProjectFollow.person_id).where(ProjectFollow.project_id == project_id)
    return (await db.exec(found)).all()
