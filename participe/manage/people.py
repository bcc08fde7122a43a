"""Who works on the platform, with which roles. Citizens are not listed: ACC-10."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.i18n import Localized, localized
from participe.core.rules import ROLE_NAMES

SIZE = 50


@dataclass(frozen=True)
class Work:
    role: Any  # its name
    administration: Localized  # empty: of the platform
    project: Localized


@dataclass(frozen=True)
class Colleague:
    code: str
    name: str
    signed_in_at: datetime
    is_admin: bool
    roles: tuple[Work, ...]


_STAFF = text(
    """
    SELECT p.code, p.name, p.signed_in_at,
        bool_or(r.name = 'admin') AS is_admin, count(*) OVER () AS total,
        jsonb_agg(jsonb_build_array(r.name, a.name, j.title) ORDER BY r.name, a.slug) AS roles
    FROM role r JOIN person p ON p.id = r.person_id LEFT JOIN project j ON j.id = r.project_id
        LEFT JOIN administration a ON a.id = coalesce(r.administration_id, j.administration_id)
    WHERE r.name <> 'juror' AND (:q = '' OR folded(p.name) LIKE '%' || folded(:q) || '%')
    GROUP BY p.id ORDER BY bool_or(r.name = 'admin') DESC, folded(p.name), p.id
    LIMIT :limit OFFSET :offset
    """
)


async def staff(db: AsyncSession, q: str, number: int) -> tuple[list[Colleague], int]:
    """A page of them, the administrators of the platform first."""
    words = q.replace("%", "").replace("_", " ").replace("\\", "")
    values = {"q": words, "limit": SIZE, "offset": (number - 1) * SIZE}
    rows: Sequence[Any] = (await sql(db, _STAFF, values)).all()
    found = [
        Colleague(
            row.code, row.name, row.signed_in_at, row.is_admin,
            tuple(Work(ROLE_NAMES.get(r, r), localized(a), localized(j)) for r, a, j in row.roles),
        )
        for row in rows
    ]  # fmt: skip
    return found, rows[0].total if rows else 0
