"""Who may decide on a thing besides those who have decided or written it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql

_DECIDERS = text(
    """
    SELECT r.person_id, bool_or(r.name = 'moderator') AS is_moderator
    FROM role r JOIN person p ON p.id = r.person_id
    WHERE p.kind <> 'gone' AND r.name IN ('moderator', 'manager', 'administrator')
        AND (r.administration_id = :administration OR r.project_id = :project)
        AND NOT r.person_id = ANY (:besides)
    GROUP BY r.person_id ORDER BY r.person_id LIMIT 500
    """
)


async def deciders(
    db: AsyncSession, subject: Any, besides: Collection[UUID | None], *,
    only_moderators: bool = True,
) -> list[UUID]:  # fmt: skip
    """Moderators of the place of this thing; where there are none, its managers and administrators.

    Without `only_moderators`, all of them.
    """
    values = {
        "administration": subject.administration_id, "project": subject.project_id,
        "besides": [one for one in besides if one],
    }  # fmt: skip
    rows = (await sql(db, _DECIDERS, values)).all()
    moderators = [row.person_id for row in rows if row.is_moderator and only_moderators]
    return moderators or [row.person_id for row in rows]
