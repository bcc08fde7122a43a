"""What a person is asked next, how far they are, and what they answered."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.consultations.queries.box import Box
from participe.core.db import sql
from participe.core.paging import Cursor, Page, cut
from participe.core.rules import Viewer

SIZE = 20
PUBLISHED = "s.state = 'submitted' AND s.visibility = 'visible'"


@dataclass(frozen=True)
class Progress:
    """answered counts statements that are closed by now, as long as they are public."""

    answered: int
    total: int  # answered, and those that can still be

    @property
    def left(self) -> int:
        return self.total - self.answered


_PROGRESS = text(
    f"""
    SELECT count(*) FILTER (WHERE v.value IS NOT NULL) AS answered,
        count(*) FILTER (WHERE v.value IS NOT NULL OR t.closed_at IS NULL) AS total
    FROM statement t JOIN subject s ON s.id = t.id
        LEFT JOIN vote v ON v.subject_id = t.id AND v.person_id = :me
    WHERE t.box_id = :box AND {PUBLISHED}
    """  # noqa: S608 - our words
)


async def progress(db: AsyncSession, viewer: Viewer, box: Box) -> Progress:
    row = (await sql(db, _PROGRESS, {"box": box.component_id, "me": viewer.id})).one()
    return Progress(row.answered, row.total)


# The least seen first, so that each is answered by many. Of those seen as often, another one for
# each person: whoever comes at the same time does not answer the same one.
_NEXT = text(
    f"""
    SELECT s.code FROM statement t JOIN subject s ON s.id = t.id
    WHERE t.box_id = :box AND t.closed_at IS NULL AND {PUBLISHED}
        AND NOT EXISTS (SELECT 1 FROM vote v WHERE v.subject_id = t.id AND v.person_id = :me)
    ORDER BY t.seen, hashtext(t.id::text || :salt), t.id LIMIT 1
    """  # noqa: S608 - our words
)


async def next_statement(db: AsyncSession, viewer: Viewer, box: Box) -> str | None:
    """The code of what this person is asked next; None when they have answered all."""
    values = {"box": box.component_id, "me": viewer.id, "salt": str(viewer.id or "")}
    return (await sql(db, _NEXT, values)).scalar_one_or_none()


@dataclass(frozen=True)
class Answered:
    code: str
    body: str
    lang: str
    answer: int
    is_closed: bool


_ANSWERS = """
    SELECT s.code, t.body, s.lang, v.value AS answer, t.closed_at IS NOT NULL AS is_closed
    FROM vote v JOIN statement t ON t.id = v.subject_id JOIN subject s ON s.id = t.id
    WHERE v.person_id = :me AND t.box_id = :box AND {published} AND {beyond}
    ORDER BY s.code {direction} LIMIT :limit
"""


async def answers(
    db: AsyncSession, viewer: Viewer, box: Box, cursor_text: str, total: int
) -> Page[Answered]:
    """What this person answered, a page of it, to change it."""
    cursor = Cursor.read(cursor_text, 1)
    backwards = cursor is not None and cursor.backwards
    values: dict[str, Any] = {"me": viewer.id, "box": box.component_id, "limit": SIZE + 1}
    beyond = "true"
    if cursor:
        beyond = f"s.code {'<' if backwards else '>'} :key"
        values["key"] = str(cursor.keys[0])
    listed = _ANSWERS.format(
        published=PUBLISHED, beyond=beyond, direction="DESC" if backwards else "ASC"
    )
    rows = (await sql(db, text(listed), values)).all()
    found = [Answered(r.code, r.body, r.lang, r.answer, r.is_closed) for r in rows]
    return cut(found, SIZE, cursor, lambda one: (one.code,), total)
