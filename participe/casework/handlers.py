"""When the time to take bulk work back is over, it is done."""

from contextlib import suppress
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.casework import bulk
from participe.casework.events import BulkDue
from participe.casework.models import BulkAction, BulkState
from participe.core.events import on
from participe.core.jobs import Running


@on(BulkDue)
async def begin(db: AsyncSession, event: BulkDue) -> None:
    """Unless it was taken back, or done at once, meanwhile."""
    found = select(BulkAction).where(BulkAction.id == UUID(event.action_id)).with_for_update()
    action = (await db.exec(found)).one_or_none()
    if action is not None and action.state is BulkState.WAITING:
        with suppress(Running):
            await bulk.start(db, action)
