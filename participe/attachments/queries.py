"""Files, for those who may see what they belong to."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.attachments.models import Attachment
from participe.core.errors import NotFound
from participe.core.rules import Viewer
from participe.subjects.models import Subject
from participe.subjects.queries import visible_to


async def attachment(db: AsyncSession, viewer: Viewer, code: str) -> tuple[Attachment, bool]:
    """A file, and whether everybody may see it. Raises NotFound.

    Asked again at each request: what a moderator hides is hidden with its pictures.
    """
    found = (
        select(Attachment, Subject).join(Subject).where(Attachment.code == code, visible_to(viewer))
    )
    row = (await db.exec(found)).one_or_none()
    if row is None:
        raise NotFound
    file, subject = row
    return file, subject.is_published
