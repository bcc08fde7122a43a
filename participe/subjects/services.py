"""Opening a subject."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.subjects.models import Subject


async def open_subject(db: AsyncSession, **columns: Any) -> Subject:
    """Store a subject at once, so that the component's row may point to it."""
    subject = Subject(**columns)
    db.add(subject)
    await db.flush()
    return subject
