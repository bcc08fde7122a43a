"""Ideas of the demonstration that an official found to say the same."""

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.duplicates.models import DuplicateLink
from participe.people.models import Person
from participe.subjects.models import Subject


async def make(
    db: AsyncSession, box: dict[str, Any], made: dict[str, Subject], by: Person, at: datetime
) -> None:
    """Each idea with `same_as` is grouped under the one with that key."""
    for one in box.get("idea", []):
        if head := one.get("same_as"):
            db.add(
                DuplicateLink(
                    member_id=made[one["key"]].id, head_id=made[head].id, by_id=by.id, created_at=at
                )
            )
            await db.flush()
            await sql(db, text("SELECT regroup(:id)"), {"id": made[head].id})
