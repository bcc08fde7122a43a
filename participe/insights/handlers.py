"""A contribution that comes after an analysis finds its topic at once."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.events import on
from participe.ideas.events import IdeaSubmitted
from participe.insights import arriving
from participe.moderation.events import SubjectRestored


@on(IdeaSubmitted)
async def assign_new(db: AsyncSession, event: IdeaSubmitted) -> None:
    await arriving.assign(db, UUID(event.box_id))


@on(SubjectRestored)
async def assign_restored(db: AsyncSession, event: SubjectRestored) -> None:
    """It may have been hidden while the analysis ran."""
    if component_id := await arriving.component_of(db, UUID(event.subject_id)):
        await arriving.assign(db, component_id)
