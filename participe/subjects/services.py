"""Opening a subject; forgetting how its counters moved."""

from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import Sessions, sql, working
from participe.subjects.models import Subject


async def open_subject(db: AsyncSession, **columns: Any) -> Subject:
    """Store a subject at once, so that the component's row may point to it."""
    subject = Subject(**columns)
    db.add(subject)
    await db.flush()
    return subject


_FORGET = text("DELETE FROM counter_change WHERE at < statement_timestamp() - interval '1 day'")


async def forget_counter_changes(sessions: Sessions) -> None:
    """Nobody pages through one list for longer than a day."""
    async with working(sessions) as db:
        await sql(db, _FORGET)
