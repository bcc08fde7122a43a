"""The administrations of the platform, for its operator: numbers, never what people wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.i18n import Localized, localized
from participe.core.rules import Viewer

SIZE = 50


@dataclass(frozen=True)
class Authority:
    slug: str
    name: Localized
    kind: str
    is_listed: bool
    closed_at: datetime | None
    projects: int  # public ones
    staff: int


_PAGE = text(
    """
    SELECT a.slug, a.name, a.kind, a.is_listed, a.closed_at, count(*) OVER () AS total,
        (SELECT count(*) FROM project p
         WHERE p.administration_id = a.id AND p.published_at IS NOT NULL) AS projects,
        (SELECT count(DISTINCT r.person_id) FROM role r LEFT JOIN project j ON j.id = r.project_id
         WHERE coalesce(r.administration_id, j.administration_id) = a.id AND r.name <> 'juror')
            AS staff
    FROM administration a
    WHERE :q = '' OR folded(a.name::text || ' ' || a.slug) LIKE '%' || folded(:q) || '%'
    ORDER BY a.closed_at IS NOT NULL, a.slug LIMIT :limit OFFSET :offset
    """
)


async def authorities(db: AsyncSession, q: str, number: int) -> tuple[list[Authority], int]:
    """A page of them, the closed ones last."""
    words = q.replace("%", "").replace("_", " ").replace("\\", "")
    values = {"q": words, "limit": SIZE, "offset": (number - 1) * SIZE}
    rows: Sequence[Any] = (await sql(db, _PAGE, values)).all()
    found = [
        Authority(r.slug, localized(r.name), r.kind, r.is_listed, r.closed_at, r.projects, r.staff)
        for r in rows
    ]
    return found, rows[0].total if rows else 0


_RUNNING = text(
    """
    SELECT count(DISTINCT p.id) FROM project p JOIN phase f ON f.project_id = p.id
    WHERE p.administration_id = :id AND p.published_at IS NOT NULL AND f.closes_at > :now
        AND EXISTS (SELECT 1 FROM phase_ability b WHERE b.phase_id = f.id)
    """
)


async def running(db: AsyncSession, viewer: Viewer, administration_id: Any) -> int:
    """Public projects in which people can do something, today or later."""
    return (await sql(db, _RUNNING, {"id": administration_id, "now": viewer.now})).scalar_one()
