"""One's drafts in a box: to go on with, and to be counted."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import i18n
from participe.core.db import sql
from participe.core.rules import Viewer
from participe.ideas.queries.box import Box


@dataclass(frozen=True)
class DraftView:
    code: str
    title: str
    body: str
    lang: str

    @property
    def url(self) -> str:
        return f"/{i18n.locale()}/ideas/{self.code}/draft"


_DRAFTS = text(
    """
    WITH mine AS MATERIALIZED (SELECT s.id, s.code, s.lang FROM subject s
        WHERE s.author_id = :viewer AND s.component_id = :box AND s.state = 'draft' LIMIT 50)
    SELECT m.code, i.title, i.body, m.lang FROM mine m JOIN idea i ON i.id = m.id
    ORDER BY m.id DESC
    """
)


async def drafts(db: AsyncSession, viewer: Viewer, box: Box) -> list[DraftView]:
    """The newest first."""
    rows = (await sql(db, _DRAFTS, {"viewer": viewer.id, "box": box.component_id})).all()
    return [DraftView(*row) for row in rows]
