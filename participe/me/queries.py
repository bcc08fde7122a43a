"""What is a person's own, of every kind: the newest of each, and each as a list of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import html
from participe.core.component import Card
from participe.core.db import sql
from participe.core.i18n import Localized, Said, localized
from participe.core.paging import Cursor, Page, cut
from participe.core.rules import Viewer
from participe.people.models import Session
from participe.subjects import queries as subjects
from participe.subjects.models import Subject

NEWEST = 3  # of each on the first page
SIZE = 20
PUBLIC = "s.state = 'submitted' AND s.visibility = 'visible'"
# Of each list: where it is read from, and the instant by which it is ordered, the newest first.
LISTS = {
    "answers": (
        "subject s JOIN LATERAL (SELECT max(a.published_at) AS at FROM answer a "
        "WHERE a.subject_id = s.id) n ON n.at IS NOT NULL",
        "s.author_id = :me AND s.is_answered", "n.at",
    ),
    "drafts": ("subject s", "s.author_id = :me AND s.state = 'draft'", "s.created_at"),
    "ideas": (
        "subject s", "s.author_id = :me AND s.kind <> 'comment' AND s.state <> 'draft'",
        "s.created_at",
    ),
    "comments": (
        "subject s", "s.author_id = :me AND s.kind = 'comment' AND s.state <> 'draft'",
        "s.created_at",
    ),
    "supports": (
        "vote v JOIN subject s ON s.id = v.subject_id",
        f"v.person_id = :me AND v.value = 1 AND s.kind <> 'statement' AND ({PUBLIC} OR s.author_id = :me)", "v.created_at",
    ),
    "follows": (
        "follow f JOIN subject s ON s.id = f.subject_id",
        f"f.person_id = :me AND ({PUBLIC} OR s.author_id = :me) AND s.state <> 'draft'",
        "f.created_at",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Own:
    """One thing of a list: its subject, its card, when, and for an answer its first words."""

    subject: Subject
    card: Card
    at: datetime
    answer: Said | None = None


@dataclass(frozen=True)
class Group:
    key: str
    items: Sequence[Own]
    total: int


_HOME = text(
    " UNION ALL ".join(
        f"(SELECT '{key}' AS list, s.id, {at} AS at, count(*) OVER () AS total "  # noqa: S608
        f"FROM {tables} WHERE {where} ORDER BY {at} DESC, s.id DESC LIMIT {NEWEST})"
        for key, (tables, where, at) in LISTS.items()
    )
)


async def newest(db: AsyncSession, viewer: Viewer) -> list[Group]:
    """The newest few of each list with its number; empty lists too."""
    rows = (await sql(db, _HOME, {"me": viewer.id})).all()
    found = await _complete(db, viewer, [(row.id, row.at) for row in rows])
    groups = []
    for key in LISTS:
        mine = [row for row in rows if row.list == key]
        items = [found[row.id, row.at] for row in mine if (row.id, row.at) in found]
        groups.append(Group(key, items, mine[0].total if mine else 0))
    return groups


async def one_list(db: AsyncSession, viewer: Viewer, key: str, cursor_text: str) -> Page[Own]:
    tables, where, at = LISTS[key]
    cursor = Cursor.read(cursor_text, 2)
    values: dict[str, Any] = {"me": viewer.id, "limit": SIZE + 1}
    beyond, order = "", "DESC"
    if cursor:
        try:
            values |= {"at": datetime.fromisoformat(cursor.keys[0]), "id": UUID(cursor.keys[1])}
        except (ValueError, TypeError, AttributeError):
            cursor = None
    if cursor:
        sign, order = (">", "ASC") if cursor.backwards else ("<", "DESC")
        beyond = f"AND ({at}, s.id) {sign} (:at, :id)"
    rows = await sql(
        db,
        text(
            f"SELECT s.id, {at} AS at FROM {tables} WHERE {where} {beyond} "  # noqa: S608
            f"ORDER BY {at} {order}, s.id {order} LIMIT :limit"
        ),
        values,
    )
    counted = text(f"SELECT count(*) FROM {tables} WHERE {where}")  # noqa: S608
    total = (await sql(db, counted, {"me": viewer.id})).scalar_one()
    ids = [(row.id, row.at) for row in rows]
    page = cut(ids, SIZE, cursor, lambda one: (one[1].isoformat(), str(one[0])), total)
    found = await _complete(db, viewer, page.items)
    shown = [found[one] for one in page.items if one in found]
    return Page(shown, page.previous, page.next, page.total)


_ANSWERS = text(
    """
    SELECT DISTINCT ON (a.subject_id) a.subject_id, a.text, p.languages
    FROM answer a JOIN subject s ON s.id = a.subject_id JOIN project p ON p.id = s.project_id
    WHERE a.subject_id = ANY (:ids) AND s.author_id = :me
    ORDER BY a.subject_id, a.published_at DESC, a.id DESC
    """
)


async def _complete(
    db: AsyncSession, viewer: Viewer, ids: Sequence[tuple[UUID, datetime]]
) -> dict[tuple[UUID, datetime], Own]:
    """Subjects, cards and answers of these: a fixed number of queries."""
    wanted = list({one for one, _ in ids})
    found = (await db.exec(select(Subject).where(col(Subject.id).in_(wanted)))).all()
    by_id = {one.id: one for one in found}
    cards = await subjects.cards(db, viewer, found)
    asked = {"ids": [one.id for one in found if one.is_answered], "me": viewer.id}
    answers = {
        row.subject_id: _first_words(localized(row.text, row.languages))
        for row in (await sql(db, _ANSWERS, asked)).all()
    }
    return {
        (one, at): Own(by_id[one], cards[one], at, answers.get(one))
        for one, at in ids
        if one in by_id and one in cards
    }


def _first_words(answer: Localized) -> Said:
    said = answer.said()
    return Said(html.excerpt(said.text, 200), said.lang)


@dataclass(frozen=True)
class Followed:
    slug: str
    title: Localized


_PROJECTS = text(
    """
    SELECT j.slug, j.title, j.languages FROM project_follow f JOIN project j ON j.id = f.project_id
    WHERE f.person_id = :me AND j.published_at IS NOT NULL
    ORDER BY f.created_at DESC, j.id DESC LIMIT 100
    """
)


async def projects_followed(db: AsyncSession, viewer: Viewer) -> list[Followed]:
    rows = (await sql(db, _PROJECTS, {"me": viewer.id})).all()
    return [Followed(row.slug, localized(row.title, row.languages)) for row in rows]


@dataclass(frozen=True)
class Sum:
    """What leaving is about, in numbers."""

    texts: int
    comments: int
    supports: int
    drafts: int
    follows: int


_SUM = text(
    """
    SELECT count(*) FILTER (WHERE s.kind <> 'comment' AND s.state <> 'draft') AS texts,
        count(*) FILTER (WHERE s.kind = 'comment' AND s.state <> 'draft') AS comments,
        (SELECT count(*) FROM vote v JOIN subject o ON o.id = v.subject_id
            WHERE v.person_id = :me AND v.value <> 0 AND o.kind <> 'statement') AS supports,
        count(*) FILTER (WHERE s.state = 'draft') AS drafts,
        (SELECT count(*) FROM follow f WHERE f.person_id = :me)
            + (SELECT count(*) FROM project_follow f WHERE f.person_id = :me) AS follows
    FROM subject s WHERE s.author_id = :me
    """
)


async def sums(db: AsyncSession, viewer: Viewer) -> Sum:
    row = (await sql(db, _SUM, {"me": viewer.id})).one()
    return Sum(row.texts, row.comments, row.supports, row.drafts, row.follows)


async def sessions(db: AsyncSession, viewer: Viewer) -> Sequence[Session]:
    """Where this person is signed in, the most recent first."""
    own = (
        select(Session)
        .where(Session.person_id == viewer.id, Session.ends_at > viewer.now)
        .order_by(col(Session.last_seen_at).desc(), col(Session.id))
        .limit(100)
    )
    return (await db.exec(own)).all()
