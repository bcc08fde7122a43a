"""Contributions of a topic, or of another choice, page by page; only what is public now."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component
from participe.core.component import Card
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.paging import Cursor, Page, cut
from participe.core.rules import Viewer
from participe.insights.queries.contents import PUBLIC, TopicView, cards_of, of_run
from participe.insights.queries.history import RunView
from participe.projects.queries import ComponentView

SIZE = 20
SIMILAR = 3


class Choice(StrEnum):
    """What the board can list beside a topic."""

    UNTOLD = "untold"  # without a topic
    CHECK = "check"
    RARE = "rare"
    SAMPLE = "sample"
    LATE = "late"  # came after the analysis
    UNREAD = "unread"


WHICH: dict[Choice, str] = {
    Choice.UNTOLD: "i.topic_id IS NULL",
    Choice.CHECK: 'i."check" AND NOT i.pinned',
    Choice.RARE: "i.is_rare",
    Choice.SAMPLE: "i.sample IS NOT NULL",
    Choice.LATE: "i.position IS NULL",
    Choice.UNREAD: "i.seen_at IS NULL",
}


@dataclass(frozen=True)
class ItemView:
    """A contribution in its topic, and what the program and people made of it."""

    id: UUID
    card: Card
    words: str  # the whole text
    check: bool
    pinned: bool
    is_rare: bool
    is_late: bool
    alike: int  # others that say nearly the same
    topic: TopicView | None
    part: TopicView | None
    other: TopicView | None  # the topic that comes second
    seen_at: datetime | None
    seen_by: str
    rank: int

    @property
    def here(self) -> list[str]:
        """Terms of its topic that it holds: why it is here."""
        if self.topic is None:
            return []
        spoken = _folded(f"{self.card.title} {self.words or self.card.excerpt}")
        terms = dict.fromkeys((*(self.part.terms if self.part else ()), *self.topic.terms))
        return [term for term in terms if all(word[:5] in spoken for word in _folded(term).split())]


def _folded(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@dataclass(frozen=True)
class TopicPage:
    topic: TopicView | None  # None: a choice that is not a topic
    page: Page[ItemView]


async def topic_page(
    db: AsyncSession,
    viewer: Viewer,
    one: ComponentView,
    run: RunView,
    code: str | None,
    cursor_text: str = "",
    choice: Choice = Choice.UNTOLD,
    topics: dict[UUID, TopicView] | None = None,
) -> TopicPage:
    """A page of the contributions of a topic, the most typical first. Raises NotFound.

    code: of the topic; None for those of `choice`. topics: all of the run, where they are known.
    """
    topics = await of_run(db, run) if topics is None else topics
    found = next((topic for topic in topics.values() if topic.code == code), None)
    if code is not None and found is None:
        raise NotFound
    values: dict[str, Any] = {"run": run.id}
    if found:
        level = "i.topic_id" if found.parent_id is None else "i.subtopic_id"
        which, total = f"{level} = :topic", found.shown
        values["topic"] = found.id
    else:
        which = f"i.run_id = :run AND {WHICH[choice]}"
        total = (await sql(db, text(_COUNT.format(which=which)), values)).scalar_one()
    order = "i.sample" if code is None and choice is Choice.SAMPLE else "i.rank"
    cursor = _cursor(cursor_text)
    backwards = cursor is not None and cursor.backwards
    if cursor:
        which += (
            f" AND ({order}, i.subject_id) {'<' if backwards else '>'} "
            "(:after, CAST(:after_id AS uuid))"
        )
        values |= {"after": cursor.keys[0], "after_id": cursor.keys[1]}
    way = "DESC" if backwards else "ASC"
    listed = text(_LISTED.format(order=order, which=which, way=way))
    rows = (await sql(db, listed, values)).all()
    page = cut(rows, SIZE, cursor, lambda row: (row.place, str(row.id)), total)
    ids = [row.id for row in page.items]
    cards = await cards_of(db, viewer, one, ids)
    words = component.of(one.kind).words
    whole = await words(db, ids) if words and ids else {}
    by_number = {topic.number: topic for topic in topics.values()}
    items = [
        ItemView(
            row.id, cards[row.id], whole.get(row.id, ""), row.check and not row.pinned, row.pinned,
            row.is_rare, row.is_late, row.alike, topics.get(row.topic_id), topics.get(row.part_id),
            by_number.get(row.other), row.seen_at, row.seen_by, row.rank,
        )
        for row in page.items
        if row.id in cards
    ]  # fmt: skip
    return TopicPage(found, Page(items, page.previous, page.next, total))


_COUNT = (
    "SELECT count(*) FROM topic_item i JOIN subject s ON s.id = i.subject_id "  # noqa: S608
    f"WHERE {{which}} AND {PUBLIC}"
)
_LISTED = f"""
    SELECT i.subject_id AS id, {{order}} AS place, i.rank, i."check", i.pinned, i.is_rare,
        i.position IS NULL AS is_late, i.topic_id, i.subtopic_id AS part_id, i.other, i.seen_at,
        coalesce(p.name, '') AS seen_by,
        CASE WHEN i.family IS NULL THEN 0 ELSE (SELECT count(*) - 1 FROM topic_item f
            WHERE f.run_id = i.run_id AND f.family = i.family) END AS alike
    FROM topic_item i JOIN subject s ON s.id = i.subject_id LEFT JOIN person p ON p.id = i.seen_by_id
    WHERE {{which}} AND {PUBLIC}
    ORDER BY {{order}} {{way}}, i.subject_id {{way}} LIMIT {SIZE + 1}
"""  # noqa: S608 - constants


def _cursor(cursor_text: str) -> Cursor | None:
    cursor = Cursor.read(cursor_text, 2)
    if cursor is None:
        return None
    place, id_ = cursor.keys
    try:
        UUID(str(id_))
    except ValueError:
        return None
    return cursor if isinstance(place, int) and 0 <= place < 2**31 else None


# Those of the same topic that share the most words with it, counted by PostgreSQL's index.
_SIMILAR = text(
    f"""
    SELECT i.subject_id FROM topic_item m JOIN search_entry e ON e.subject_id = m.subject_id
        JOIN subject n ON n.id = m.subject_id
        CROSS JOIN LATERAL (
            SELECT string_agg(quote_literal(w), ' | ')::tsquery AS words FROM (
                SELECT DISTINCT w FROM unnest(tsvector_to_array(e.words)) w
                WHERE length(w) > 4 ORDER BY w LIMIT 60) x) q
        JOIN topic_item i ON i.run_id = m.run_id AND i.topic_id IS NOT DISTINCT FROM m.topic_id
            AND i.subject_id <> m.subject_id
        JOIN subject s ON s.id = i.subject_id JOIN search_entry o ON o.subject_id = i.subject_id
    WHERE m.run_id = :run AND n.code = :code AND o.words @@ q.words AND {PUBLIC}
    ORDER BY ts_rank(o.words, q.words, 1) DESC, i.subject_id LIMIT {SIMILAR}
    """  # noqa: S608 - constants
)


async def similar(
    db: AsyncSession, viewer: Viewer, one: ComponentView, run: RunView, code: str
) -> Sequence[Card]:
    """A few contributions of the same topic that say something like this one."""
    rows = (await sql(db, _SIMILAR, {"run": run.id, "code": code})).all()
    ids = [row.subject_id for row in rows]
    cards = await cards_of(db, viewer, one, ids)
    return [cards[id_] for id_ in ids if id_ in cards]


async def code_of(db: AsyncSession, subject_id: UUID) -> str:
    found = text("SELECT code FROM subject WHERE id = :id")
    return (await sql(db, found, {"id": subject_id})).scalar_one()


async def cards_by_code(
    db: AsyncSession, viewer: Viewer, one: ComponentView, codes: Sequence[str]
) -> dict[str, Card]:
    found = text("SELECT id FROM subject WHERE code = ANY (:codes)")
    ids = [row.id for row in (await sql(db, found, {"codes": list(codes)})).all()]
    return {card.code: card for card in (await cards_of(db, viewer, one, ids)).values()}
