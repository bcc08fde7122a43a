"""Groups as everybody sees them, and what officials decide about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component
from participe.core.component import Card
from participe.core.db import sql
from participe.core.paging import Cursor, Page, cut
from participe.core.rules import Viewer
from participe.subjects import queries as subjects
from participe.subjects.models import Subject

MEMBERS = 20  # of a group, on a page
SIZE = 20


@dataclass(frozen=True)
class Member:
    """One contribution of a group, with what is its own."""

    id: UUID
    card: Card
    at: datetime
    supports: int
    comments: int
    author: str
    reason: str
    objection: str | None
    objected_at: datetime | None


_MEMBERS = text(
    """
    SELECT s.id, s.kind, s.created_at, s.support_count, s.comment_count,
        coalesce(p.name, '') AS author, l.text, l.objection, l.objected_at
    FROM subject s LEFT JOIN person p ON p.id = s.author_id
        LEFT JOIN duplicate_link l ON l.member_id = s.id AND l.undone_at IS NULL
    WHERE s.merged_into_id = :head AND s.state = 'submitted' AND s.visibility = 'visible'
        AND s.id > :after
    ORDER BY s.id LIMIT :limit
    """
)


async def members(
    db: AsyncSession, viewer: Viewer, head_id: UUID, total: int, cursor: str = ""
) -> Page[Member]:
    """The public members of a group, the oldest first."""
    at = Cursor.read(cursor, 1)
    values = {"head": head_id, "after": _uuid(at), "limit": MEMBERS + 1}
    rows = (await sql(db, _MEMBERS, values)).all()
    cards = await _cards(db, viewer, [(row.id, row.kind) for row in rows])
    found = [
        Member(
            row.id, cards[row.id], row.created_at, row.support_count, row.comment_count,
            row.author, row.text or "", row.objection, row.objected_at,
        )
        for row in rows
        if row.id in cards
    ]  # fmt: skip
    page = cut(found, MEMBERS, at, lambda one: (str(one.id),), total)
    return Page(page.items, None, page.next, total)  # read forwards only


@dataclass(frozen=True)
class Whereto:
    """Where a member went, and what its author may say of it."""

    head: Card
    supports: int
    reason: str
    objected_at: datetime | None


_WHERETO = text(
    """
    SELECT h.id, h.kind, h.support_count, l.text, l.objected_at
    FROM subject s JOIN subject h ON h.id = s.merged_into_id
        LEFT JOIN duplicate_link l ON l.member_id = s.id AND l.undone_at IS NULL
    WHERE s.id = :member
    """
)


async def whereto(db: AsyncSession, viewer: Viewer, member_id: UUID) -> Whereto | None:
    row = (await sql(db, _WHERETO, {"member": member_id})).one_or_none()
    if row is None:
        return None
    card = (await _cards(db, viewer, [(row.id, row.kind)])).get(row.id)
    return Whereto(card, row.support_count, row.text or "", row.objected_at) if card else None


@dataclass(frozen=True)
class Hint:
    """Two contributions that may say the same, side by side."""

    first: Card
    second: Card
    first_words: str
    second_words: str
    first_supports: int
    second_supports: int
    score: float
    words: tuple[str, ...]


_OPEN = """
    FROM duplicate_hint h JOIN subject a ON a.id = h.first_id JOIN subject b ON b.id = h.second_id
    WHERE h.component_id = :component AND h.not_same_at IS NULL
        AND a.state = 'submitted' AND a.visibility = 'visible'
        AND b.state = 'submitted' AND b.visibility = 'visible'
        AND coalesce(a.merged_into_id, a.id) <> coalesce(b.merged_into_id, b.id)
"""
_HINTS = text(
    f"""
    SELECT h.score, h.words, a.id AS first_id, a.kind, b.id AS second_id,
        a.support_count AS first_supports, b.support_count AS second_supports,
        count(*) OVER () AS total
    {_OPEN} ORDER BY h.score DESC, h.id LIMIT {SIZE} OFFSET :offset
    """
)


async def hints(
    db: AsyncSession, viewer: Viewer, component_id: UUID, number: int
) -> tuple[list[Hint], int]:
    """A page of suggestions, the likeliest first, and how many wait. There are 1,000 at most."""
    values = {"component": component_id, "offset": (number - 1) * SIZE}
    rows = (await sql(db, _HINTS, values)).all()
    ids = [(id_, row.kind) for row in rows for id_ in (row.first_id, row.second_id)]
    cards = await _cards(db, viewer, ids)
    words = await _words(db, ids)
    found = [
        Hint(
            cards[row.first_id], cards[row.second_id],
            words.get(row.first_id, ""), words.get(row.second_id, ""),
            row.first_supports, row.second_supports, row.score, tuple(row.words),
        )
        for row in rows
        if row.first_id in cards and row.second_id in cards
    ]  # fmt: skip
    return found, rows[0].total if rows else 0


@dataclass(frozen=True)
class Group:
    """The head of a group, as the list of officials shows it."""

    id: UUID
    card: Card
    members: int
    supports: int
    objections: int


_GROUPS = text(
    f"""
    SELECT s.id, s.kind, s.member_count, s.support_count, count(*) OVER () AS total,
        (SELECT count(*) FROM subject m JOIN duplicate_link l ON l.member_id = m.id
         WHERE m.merged_into_id = s.id AND l.undone_at IS NULL AND l.objected_at IS NOT NULL)
            AS objections
    FROM subject s
    WHERE s.component_id = :component AND s.member_count > 0
    ORDER BY objections DESC, s.member_count DESC, s.id LIMIT {SIZE} OFFSET :offset
    """  # noqa: S608 - constants
)


async def groups(
    db: AsyncSession, viewer: Viewer, component_id: UUID, number: int
) -> tuple[list[Group], int]:
    """A page of groups: those with an objection first, then the largest."""
    values = {"component": component_id, "offset": (number - 1) * SIZE}
    rows = (await sql(db, _GROUPS, values)).all()
    cards = await _cards(db, viewer, [(row.id, row.kind) for row in rows])
    found = [
        Group(row.id, cards[row.id], row.member_count, row.support_count, row.objections)
        for row in rows
        if row.id in cards
    ]
    return found, rows[0].total if rows else 0


async def members_of(db: AsyncSession, head_id: UUID) -> Sequence[Subject]:
    """The public members of a group, for those who tell their authors."""
    found = select(Subject).where(Subject.merged_into_id == head_id, subjects.published())
    return (await db.exec(found.limit(1000))).all()


async def _cards(
    db: AsyncSession, viewer: Viewer, ids: Sequence[tuple[UUID, str]]
) -> dict[UUID, Card]:
    found: dict[UUID, Card] = {}
    for kind in {kind for _, kind in ids}:
        wanted = [id_ for id_, other in ids if other == kind]
        found |= await component.of(kind).cards(db, viewer, wanted)
    return found


async def _words(db: AsyncSession, ids: Sequence[tuple[UUID, str]]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for kind in {kind for _, kind in ids}:
        if words := component.of(kind).words:
            found |= await words(db, [id_ for id_, other in ids if other == kind])
    return found


def _uuid(cursor: Cursor | None) -> UUID:
    try:
        return UUID(str(cursor.keys[0])) if cursor else UUID(int=0)
    except ValueError:
        return UUID(int=0)
