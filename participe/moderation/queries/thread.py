"""Messages between the author of something and the moderators, the last one first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.paging import Cursor, Page, cut

SIZE = 10


@dataclass(frozen=True)
class MessageView:
    id: UUID
    is_by_author: bool
    name: str  # of who wrote it; shown to staff only
    text: str
    at: datetime


_THREAD = """
    SELECT m.id, m.is_by_author, coalesce(p.name, '') AS name, m.text, m.created_at,
        (SELECT count(*) FROM moderation_message c WHERE c.subject_id = :id) AS total
    FROM moderation_message m LEFT JOIN person p ON p.id = m.person_id
    WHERE m.subject_id = :id AND {beyond}
    ORDER BY m.created_at {direction}, m.id {direction} LIMIT :limit
"""


async def thread(db: AsyncSession, subject_id: UUID, cursor_text: str = "") -> Page[MessageView]:
    """Row-level security shows them to the author and to staff of the administration."""
    values: dict[str, object] = {"id": subject_id, "limit": SIZE + 1}
    beyond, direction = "true", "DESC"
    cursor = Cursor.read(cursor_text, 2)
    if cursor:
        try:
            values |= {
                "at": datetime.fromisoformat(str(cursor.keys[0])),
                "last": UUID(str(cursor.keys[1])),
            }
            sign, direction = (">", "ASC") if cursor.backwards else ("<", "DESC")
            beyond = f"(m.created_at, m.id) {sign} (:at, :last)"
        except ValueError:
            cursor = None
    found = text(_THREAD.format(beyond=beyond, direction=direction))
    rows = (await sql(db, found, values)).all()
    items = [MessageView(r.id, r.is_by_author, r.name, r.text, r.created_at) for r in rows]
    total = rows[0].total if rows else 0
    return cut(items, SIZE, cursor, lambda m: (m.at.isoformat(), str(m.id)), total)


_PARTNERS = text(
    """
    SELECT m.person_id FROM moderation_message m
    WHERE m.subject_id = :id AND NOT m.is_by_author
    UNION
    SELECT d.by_id FROM moderation_decision d WHERE d.subject_id = :id
    """
)


async def partners(db: AsyncSession, subject_id: UUID) -> frozenset[UUID]:
    """Staff who wrote here or decided on it."""
    rows = (await sql(db, _PARTNERS, {"id": subject_id})).all()
    return frozenset(row.person_id for row in rows)
