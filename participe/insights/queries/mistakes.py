"""The queue of mistakes that the public reported, for the board."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.component import Card
from participe.core.db import sql
from participe.core.paging import Cursor, Page, cut
from participe.core.rules import Viewer
from participe.insights.queries.contents import PUBLIC, TopicView, cards_of, of_run
from participe.insights.queries.history import RunView
from participe.projects.queries import ComponentView

SIZE = 20


@dataclass(frozen=True)
class MistakeView:
    code: str
    card: Card
    now_in: TopicView | None
    to: TopicView | None  # where they say it belongs
    words: str
    at: datetime


_OPEN = f"""
    FROM topic_mistake m JOIN subject s ON s.id = m.subject_id
        JOIN topic_item i ON i.run_id = m.run_id AND i.subject_id = m.subject_id
    WHERE m.run_id = :run AND m.decided_at IS NULL AND {PUBLIC}
"""
_COLUMNS = "SELECT m.id, m.code, m.subject_id, m.topic_id AS to_id, m.words, m.created_at, i.topic_id, i.subtopic_id"


async def mistakes(
    db: AsyncSession, viewer: Viewer, one: ComponentView, run: RunView, cursor_text: str = ""
) -> Page[MistakeView]:
    """The oldest first."""
    cursor = Cursor.read(cursor_text, 1)
    values: dict[str, Any] = {"run": run.id}
    where, backwards = "", cursor is not None and cursor.backwards
    if cursor and (after := _uuid(cursor.keys[0])):
        where, values["after"] = f" AND m.id {'<' if backwards else '>'} :after", after
    order = f" ORDER BY m.id {'DESC' if backwards else 'ASC'} LIMIT {SIZE + 1}"
    rows = (await sql(db, text(_COLUMNS + _OPEN + where + order), values)).all()
    total = (await sql(db, text(f"SELECT count(*) {_OPEN}"), {"run": run.id})).scalar_one()
    page = cut(rows, SIZE, cursor, lambda row: (str(row.id),), total)
    topics = await of_run(db, run)
    cards = await cards_of(db, viewer, one, [row.subject_id for row in page.items])
    items = [
        MistakeView(
            row.code, cards[row.subject_id], topics.get(row.subtopic_id) or topics.get(row.topic_id),
            topics.get(row.to_id), row.words, row.created_at,
        )
        for row in page.items
        if row.subject_id in cards
    ]  # fmt: skip
    return Page(items, page.previous, page.next, total)


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
