"""Lists of projects, in pages: of the public, and of an administration's staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.rules import Viewer
from participe.projects.queries.views import COLUMNS, ProjectView, State, view


@dataclass(frozen=True)
class ProjectFilter:
    """What a visitor narrows the list of projects to."""

    state: str = ""  # a State, or nothing
    administration: str = ""  # slug
    q: str = ""


# A phase that opens something, and one that has, is or will be running.
_PHASE = """EXISTS (SELECT 1 FROM phase ph WHERE ph.project_id = p.id AND {when}{able})"""
_ABLE = " AND EXISTS (SELECT 1 FROM phase_ability pa WHERE pa.phase_id = ph.id)"
_NOW = "ph.opens_at <= :now AND ph.closes_at > :now"
_OPEN = _PHASE.format(when=_NOW, able=_ABLE)
_LEFT = _PHASE.format(when="ph.closes_at > :now", able="")
_BEGUN = _PHASE.format(when="ph.closes_at <= :now", able=_ABLE)
_COMES = _PHASE.format(when="ph.opens_at > :now", able=_ABLE)
_STATE = f"""
    CASE WHEN {_OPEN} THEN 'open' WHEN NOT {_LEFT} THEN 'closed'
        WHEN {_COMES} AND NOT {_BEGUN} THEN 'coming' ELSE 'study' END
"""
_LIST = """
    SELECT {columns} WHERE p.published_at IS NOT NULL {where}
    ORDER BY array_position(ARRAY['open', 'coming', 'study', 'closed'], {state}),
        (SELECT min(ph.closes_at) FROM phase ph
         WHERE ph.project_id = p.id AND ph.closes_at > :now),
        p.published_at DESC, p.id
    LIMIT :limit OFFSET :offset
"""


async def published(
    db: AsyncSession,
    viewer: Viewer,
    chosen: ProjectFilter = ProjectFilter(),
    *,
    limit: int = 24,
    offset: int = 0,
) -> tuple[list[ProjectView], int]:
    """Open projects first (those that close soonest), then coming, studied, closed; and how many.

    There are some thousands of projects at most, so an offset is cheap.
    """
    where = ""
    values: dict[str, Any] = {"now": viewer.now}
    if chosen.state in State.__members__.values():
        where += f" AND {_STATE} = :state"
        values["state"] = chosen.state
    if chosen.administration:
        where += " AND a.slug = :administration"
        values["administration"] = chosen.administration
    if chosen.q:
        where += " AND folded(p.title::text || p.summary::text) LIKE '%' || folded(:q) || '%'"
        values["q"] = chosen.q.replace("%", "").replace("_", " ")
    counted = text(
        "SELECT count(*) FROM project p JOIN administration a ON a.id = p.administration_id "  # noqa: S608
        f"WHERE p.published_at IS NOT NULL {where}"
    )
    total = (await sql(db, counted, values)).scalar_one()
    listed = text(_LIST.format(columns=COLUMNS, where=where, state=_STATE))
    rows = (await sql(db, listed, values | {"limit": limit, "offset": offset})).all()
    return [view(viewer.now, row) for row in rows], total


async def of_administration(
    db: AsyncSession, viewer: Viewer, administration_id: UUID
) -> Sequence[ProjectView]:
    """All projects of an administration, drafts too, for its staff; the newest first."""
    listed = text(f"SELECT {COLUMNS} WHERE a.id = :id ORDER BY p.created_at DESC, p.id LIMIT 500")
    rows = (await sql(db, listed, {"id": administration_id})).all()
    return [view(viewer.now, row) for row in rows]
