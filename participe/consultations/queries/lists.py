"""All statements of a box, for its officials."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.consultations.queries.box import Box
from participe.core.db import sql
from participe.core.paging import Cursor, Page, cut
from participe.subjects.models import AuthorKind, Visibility

SIZE = 25


@dataclass(frozen=True)
class Listed:
    id: UUID
    code: str
    body: str
    lang: str
    author_kind: AuthorKind
    visibility: Visibility
    closed_at: datetime | None
    agreed: int
    disagreed: int
    passed: int
    seen: int


_LIST = """
    SELECT s.id, s.code, t.body, s.lang, s.author_kind, s.visibility, t.closed_at, t.agreed,
        t.disagreed, t.passed, t.seen
    FROM statement t JOIN subject s ON s.id = t.id
    WHERE t.box_id = :box AND s.state = 'submitted' AND {beyond}
    ORDER BY t.id {direction} LIMIT :limit
"""
_TOTAL = text(
    "SELECT count(*) FROM statement t JOIN subject s ON s.id = t.id "
    "WHERE t.box_id = :box AND s.state = 'submitted'"
)


async def listed(db: AsyncSession, box: Box, cursor_text: str) -> Page[Listed]:
    """The newest first, held and hidden ones too."""
    cursor = _read(cursor_text)
    backwards = cursor is not None and cursor.backwards
    values: dict[str, Any] = {"box": box.component_id, "limit": SIZE + 1}
    beyond = "true"
    if cursor:
        beyond = f"t.id {'>' if backwards else '<'} CAST(:key AS uuid)"
        values["key"] = cursor.keys[0]
    query = _LIST.format(beyond=beyond, direction="ASC" if backwards else "DESC")
    rows = (await sql(db, text(query), values)).all()
    total = (await sql(db, _TOTAL, {"box": box.component_id})).scalar_one()
    found = [
        Listed(
            r.id, r.code, r.body, r.lang, AuthorKind(r.author_kind), Visibility(r.visibility),
            r.closed_at, r.agreed, r.disagreed, r.passed, r.seen,
        )
        for r in rows
    ]  # fmt: skip
    return cut(found, SIZE, cursor, lambda one: (str(one.id),), total)


def _read(cursor_text: str) -> Cursor | None:
    cursor = Cursor.read(cursor_text, 1)
    try:
        return cursor and Cursor((str(UUID(str(cursor.keys[0]))),), cursor.backwards)
    except ValueError:
        return None
