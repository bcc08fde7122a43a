"""One statement with everything about it; statements as cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.consultations.queries.box import Box, box_of_component
from participe.core import i18n
from participe.core.component import Card
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.rules import Viewer
from participe.projects.queries import ProjectView
from participe.subjects import queries as subjects
from participe.subjects.models import State, Visibility


@dataclass(frozen=True)
class StatementView:
    """A statement, as rules and pages see it."""

    box: Box
    id: UUID
    code: str
    body: str
    lang: str
    created_at: datetime
    author_id: UUID | None
    state: State
    visibility: Visibility
    is_erased: bool
    closed_at: datetime | None
    seen: int
    answer: int | None  # the viewer's own

    @property
    def administration_id(self) -> UUID:
        return self.box.administration_id

    @property
    def project_id(self) -> UUID:
        return self.box.project_id

    @property
    def component_id(self) -> UUID:
        return self.box.component_id

    @property
    def project(self) -> ProjectView:
        return self.box.project

    @property
    def title(self) -> str:
        return self.body

    @property
    def merged_into_id(self) -> None:
        return None

    @property
    def url(self) -> str:
        return url_of(self.code)

    @property
    def is_published(self) -> bool:
        return self.state is State.SUBMITTED and self.visibility is Visibility.VISIBLE


def url_of(code: str) -> str:
    return f"/{i18n.locale()}/statements/{code}"


_ONE = text(
    """
    SELECT t.body, t.closed_at, t.seen, (SELECT v.value FROM vote v
        WHERE v.subject_id = t.id AND v.person_id = :viewer) AS answer
    FROM statement t WHERE t.id = :id
    """
)


async def statement(db: AsyncSession, viewer: Viewer, code: str) -> StatementView:
    """Raises NotFound for what does not exist or this viewer may not see."""
    subject = await subjects.by_code(db, viewer, code)
    row = (await sql(db, _ONE, {"id": subject.id, "viewer": viewer.id})).one_or_none()
    if row is None:
        raise NotFound
    box = await box_of_component(db, viewer, subject.project_id, subject.component_id)
    return StatementView(
        box, subject.id, subject.code, row.body, subject.lang, subject.created_at, subject.author_id, subject.state,
        subject.visibility, subject.is_erased, row.closed_at, row.seen, row.answer,
    )  # fmt: skip


_CARDS = text(
    """
    SELECT s.id, s.code, s.lang, t.body FROM statement t JOIN subject s ON s.id = t.id
    WHERE t.id = ANY (:ids)
        AND ((s.state = 'submitted' AND s.visibility = 'visible') OR s.author_id = :viewer)
    """
)


async def cards(db: AsyncSession, viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, Card]:
    rows = (await sql(db, _CARDS, {"ids": list(ids), "viewer": viewer.id})).all()
    return {row.id: Card(row.code, row.body, "", url_of(row.code), row.lang) for row in rows}


_WORDS = text("SELECT t.id, t.body FROM statement t WHERE t.id = ANY (:ids)")


async def words(db: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The text of each of these statements, which the reader may see."""
    rows: Sequence[Any] = (await sql(db, _WORDS, {"ids": list(ids)})).all()
    return {row.id: row.body for row in rows}
