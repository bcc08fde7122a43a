"""What attachments do when something has happened."""

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.attachments.events import AttachmentRemoved
from participe.core.events import on
from participe.core.files import make_storage


# The trigger `drop_bytes` of the database names this function: keep both names together.
@on(AttachmentRemoved)
async def drop_bytes(db: AsyncSession, event: AttachmentRemoved) -> None:
    """Delete the bytes after the row: never before, for the deletion might be rolled back."""
    storage = make_storage(db.info["settings"])
    for key in (event.key, event.thumbnail_key):
        if key:
            await storage.delete(key)
