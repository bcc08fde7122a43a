"""Topics of a run and the contributions in them, as cards; only what is public now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component
from participe.core.component import Card
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.i18n import LazyText, Said
from participe.core.paging import Cursor, Page, cut
from participe.core.rules import Viewer
from participe.insights.queries.history import RunView, stability_words
from participe.projects.queries import ComponentView, ProjectView

TYPICAL = 3  # contributions shown of each topic
SIZE = 20
_PUBLIC = "s.state = 'submitted' AND s.visibility = 'visible'"


@dataclass(frozen=True)
class TopicView:
    id: UUID
    code: str
    number: int
    label_text: str
    terms: tuple[str, ...]
    lang: str
    size: int  # when it was made
    shown: int  # public now
    to_check: int
    stability: float | None
    typical: list[Card] = field(default_factory=list)

    @property
    def label(self) -> Said:
        """Words of the contributions: in their language, not in the reader's."""
        return Said(self.label_text.replace(" · ", "\u00a0· "), self.lang)

    @property
    def more_terms(self) -> Said:
        """Those that are not in the label."""
        said = set(self.label_text.split(" · "))
        return Said(", ".join(term for term in self.terms if term not in said), self.lang)

    @property
    def stability_words(self) -> LazyText:
        return stability_words(self.stability)


@dataclass(frozen=True)
class ItemView:
    """A contribution in its topic."""

    card: Card
    check: bool
    other: TopicView | None  # the topic that comes second
    rank: int


@dataclass(frozen=True)
class TopicPage:
    topic: TopicView | None  # None: the contributions without a topic
    page: Page[ItemView]


_COLUMNS = (
    "t.id, t.code, t.number, t.label AS label_text, t.terms, t.lang, t.size, t.shown, "
    "t.to_check, t.stability"
)
_OF_RUN = text(
    f"SELECT {_COLUMNS} FROM topic t WHERE t.run_id = :run AND t.parent_id IS NULL "  # noqa: S608
    "AND NOT t.is_gone ORDER BY t.position, t.number"
)
_TYPICAL = text(
    f"""
    SELECT t.id AS topic_id, i.subject_id
    FROM topic t CROSS JOIN LATERAL (
        SELECT i.subject_id, i.rank FROM topic_item i JOIN subject s ON s.id = i.subject_id
        WHERE i.topic_id = t.id AND {_PUBLIC} ORDER BY i.rank LIMIT {TYPICAL}) i
    WHERE t.run_id = :run AND t.parent_id IS NULL AND NOT t.is_gone
    ORDER BY t.number, i.rank
    """  # noqa: S608 - constants
)


def _view(row: Any, typical: Sequence[Card] = ()) -> TopicView:
    values: dict[str, Any] = dict(row._mapping) | {"terms": tuple(row.terms)}
    return TopicView(**values, typical=list(typical))


async def topics(
    db: AsyncSession, viewer: Viewer, one: ComponentView, run: RunView
) -> list[TopicView]:
    """All topics of a run, the largest when it was made first, each with typical contributions."""
    rows = (await sql(db, _OF_RUN, {"run": run.id})).all()
    chosen = (await sql(db, _TYPICAL, {"run": run.id})).all()
    ids = [row.subject_id for row in chosen]
    cards = await component.of(one.kind).cards(db, viewer, ids) if ids else {}
    typical: dict[UUID, list[Card]] = {}
    for row in chosen:
        if row.subject_id in cards:
            typical.setdefault(row.topic_id, []).append(cards[row.subject_id])
    return [_view(row, typical.get(row.id, ())) for row in rows]


_BY_CODE = text(
    """
    SELECT r.code AS run, r.component_id, r.published_at FROM topic t
        JOIN analysis_run r ON r.id = t.run_id
    WHERE t.code = :code AND r.project_id = :project
    """
)


async def topic(
    db: AsyncSession, project: ProjectView, code: str, *, public: bool
) -> tuple[str, ComponentView]:
    """The code of the run of a topic, and its component. Raises NotFound.

    public: only of a run that is published, whoever asks.
    """
    row = (await sql(db, _BY_CODE, {"code": code, "project": project.id})).one_or_none()
    if row is None or (public and row.published_at is None):
        raise NotFound
    return row.run, next(one for one in project.components if one.id == row.component_id)


async def topic_page(
    db: AsyncSession,
    viewer: Viewer,
    one: ComponentView,
    run: RunView,
    code: str | None,
    cursor_text: str = "",
) -> TopicPage:
    """A page of the contributions of a topic, the most typical first. Raises NotFound.

    code: None for those of the run that are in no topic.
    """
    by_number = {row.number: _view(row) for row in (await sql(db, _OF_RUN, {"run": run.id})).all()}
    found = next((topic for topic in by_number.values() if topic.code == code), None)
    if code is not None and found is None:
        raise NotFound
    cursor = Cursor.read(cursor_text, 1)
    if cursor and not (isinstance(cursor.keys[0], int) and 0 <= cursor.keys[0] < 2**31):
        cursor = None
    backwards = cursor is not None and cursor.backwards
    values: dict[str, Any] = {"run": run.id, "topic": found.id if found else None}
    which = "i.topic_id = :topic" if found else "i.run_id = :run AND i.topic_id IS NULL"
    if cursor:
        which += f" AND i.rank {'<' if backwards else '>'} :after"
        values["after"] = cursor.keys[0]
    listed = text(
        f'SELECT i.subject_id, i."check", i.other, i.rank '  # noqa: S608 - our words
        f"FROM topic_item i JOIN subject s ON s.id = i.subject_id WHERE {which} AND {_PUBLIC} "
        f"ORDER BY i.rank {'DESC' if backwards else 'ASC'} LIMIT {SIZE + 1}"
    )
    rows = (await sql(db, listed, values)).all()
    total = found.shown if found else run.shown - sum(t.shown for t in by_number.values())
    page = cut(rows, SIZE, cursor, lambda row: (row.rank,), total)
    ids = [row.subject_id for row in page.items]
    cards = await component.of(one.kind).cards(db, viewer, ids) if ids else {}
    items = [
        ItemView(cards[row.subject_id], row.check, by_number.get(row.other), row.rank)
        for row in page.items
        if row.subject_id in cards
    ]
    return TopicPage(found, Page(items, page.previous, page.next, total))
