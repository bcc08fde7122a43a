"""Filters that officials keep under a name."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.casework.models import SavedFilter
from participe.core.db import new_code, new_id
from participe.core.rules import Viewer


async def keep(
    db: AsyncSession, viewer: Viewer, project: Any, component_id: UUID, name: str,
    query: dict[str, str], *, is_shared: bool,
) -> None:  # fmt: skip
    """One of a name for each person: keeping it again replaces it."""
    kept = insert(SavedFilter).values(
        id=new_id(), created_at=viewer.now, code=new_code(),
        administration_id=project.administration_id, component_id=component_id,
        person_id=viewer.id, name=name, query=query, is_shared=is_shared,
    )  # fmt: skip
    await db.exec(
        kept.on_conflict_do_update(
            index_elements=["component_id", "person_id", "name"],
            set_={"query": kept.excluded.query, "is_shared": kept.excluded.is_shared},
        )
    )


async def forget(db: AsyncSession, viewer: Viewer, code: str) -> None:
    """Only one's own: a colleague's stays."""
    own = delete(SavedFilter).where(
        col(SavedFilter.code) == code, col(SavedFilter.person_id) == viewer.id
    )
    await db.exec(own)
