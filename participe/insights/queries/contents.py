"""Topics of a run as people see them now, with typical contributions; only what is public."""

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
from participe.core.rules import Viewer
from participe.insights.queries.history import RunView, stability_words
from participe.projects.queries import ComponentView, ProjectView

TYPICAL = 3  # contributions shown of each topic
PUBLIC = "s.state = 'submitted' AND s.visibility = 'visible'"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a summary, as it stands in a contribution."""

    words: str
    card: Card


@dataclass(frozen=True)
class TopicView:
    id: UUID
    code: str
    number: int
    parent_id: UUID | None
    label_text: str
    name: str | None  # that a person gave
    terms: tuple[str, ...]
    lang: str
    size: int  # public or not
    shown: int  # public now
    to_check: int
    seen: int  # read by a person
    stability: float | None
    definition: str
    version: int
    typical: list[Card] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    parts: list["TopicView"] = field(default_factory=list)

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

    @property
    def unread(self) -> int:
        return max(0, self.shown - self.seen)


COLUMNS = (
    "t.id, t.code, t.number, t.parent_id, t.label AS label_text, t.name, t.terms, t.lang, t.size, "
    "t.shown, t.to_check, t.seen, t.stability, t.definition, t.version"
)
# The largest when it was made first, then those that people made.
_OF_RUN = text(
    f"SELECT {COLUMNS} FROM topic t WHERE t.run_id = :run AND NOT t.is_gone "  # noqa: S608
    "ORDER BY t.position NULLS LAST, t.number"
)
_TYPICAL = text(
    f"""
    SELECT t.id AS topic_id, i.subject_id
    FROM topic t CROSS JOIN LATERAL (
        SELECT i.subject_id, i.rank FROM topic_item i JOIN subject s ON s.id = i.subject_id
        WHERE i.topic_id = t.id AND {PUBLIC} ORDER BY i.rank, i.subject_id LIMIT {TYPICAL}) i
    WHERE t.run_id = :run AND t.parent_id IS NULL AND NOT t.is_gone ORDER BY t.number, i.rank
    """  # noqa: S608 - constants
)
_SENTENCES = text(
    f"""
    SELECT q.topic_id, q.subject_id, q.words
    FROM topic t JOIN topic_quote q ON q.topic_id = t.id JOIN subject s ON s.id = q.subject_id
    WHERE t.run_id = :run AND t.parent_id IS NULL AND NOT t.is_gone AND q.kind = 'summary'
        AND {PUBLIC}
    ORDER BY q.topic_id, q.position
    """  # noqa: S608 - constants
)


def _view(row: Any) -> TopicView:
    values: dict[str, Any] = dict(row._mapping) | {"terms": tuple(row.terms)}
    return TopicView(**values)


async def of_run(db: AsyncSession, run: RunView) -> dict[UUID, TopicView]:
    """All topics of both levels by id, each with the finer ones inside it."""
    found = {row.id: _view(row) for row in (await sql(db, _OF_RUN, {"run": run.id})).all()}
    for topic in found.values():
        if topic.parent_id in found:
            found[topic.parent_id].parts.append(topic)
    return found


def upper(topics: dict[UUID, TopicView]) -> list[TopicView]:
    return [topic for topic in topics.values() if topic.parent_id is None]


def above(topics: dict[UUID, TopicView], topic: TopicView | None) -> TopicView | None:
    """The topic that a finer one stands in."""
    return topics.get(topic.parent_id) if topic and topic.parent_id else None


async def topics(
    db: AsyncSession, viewer: Viewer, one: ComponentView, run: RunView
) -> list[TopicView]:
    """Those of the upper level, each with its finer ones, typical contributions and a summary."""
    found = await of_run(db, run)
    chosen = (await sql(db, _TYPICAL, {"run": run.id})).all()
    said = (await sql(db, _SENTENCES, {"run": run.id})).all()
    cards = await cards_of(db, viewer, one, [row.subject_id for row in (*chosen, *said)])
    for row in chosen:
        if row.subject_id in cards:
            found[row.topic_id].typical.append(cards[row.subject_id])
    for row in said:
        if row.subject_id in cards:
            found[row.topic_id].sentences.append(Sentence(row.words, cards[row.subject_id]))
    return upper(found)


async def cards_of(
    db: AsyncSession, viewer: Viewer, one: ComponentView, ids: Sequence[UUID]
) -> dict[UUID, Card]:
    unique = list(dict.fromkeys(ids))
    return await component.of(one.kind).cards(db, viewer, unique) if unique else {}


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
