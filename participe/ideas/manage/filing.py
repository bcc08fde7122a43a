"""Filing ideas under themes, as work on many contributions does it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql

_FILE_UNDER = text("UPDATE idea SET theme_id = :theme WHERE id = ANY (:ids)")


async def file_under(db: AsyncSession, ids: Sequence[UUID], theme_id: UUID | None) -> None:
    """The words stay; whoever calls has asked the rule and notes it."""
    await sql(db, _FILE_UNDER, {"ids": list(ids), "theme": theme_id})
