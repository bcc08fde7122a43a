"""An idea as a card: in lists, in searches, in mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import i18n
from participe.core.component import Card
from participe.core.db import sql
from participe.core.i18n import localized
from participe.core.rules import Viewer
from participe.subjects.models import STATUS_NAMES, Status


@dataclass(slots=True)
class IdeaCard:
    """All that a template shows of an idea in a list, so that templates never query."""

    id: UUID
    code: str
    url: str
    title: str
    excerpt: str
    lang: str
    lang_differs: bool
    theme: Any
    place: str
    author: str
    author_kind: str
    status: str
    status_label: Any
    supports: int
    comments: int
    image_url: str | None
    supported: bool
    inherited: int  # supports counted elsewhere before an import, never added to ours
    lat: float | None
    lon: float | None
    members: int  # other ideas that say the same, for which it stands
    is_member: bool
    keys: tuple[Any, ...]  # of the order it was read in, for cursors


# Has the viewer supported it or, of the head of a group, one of its members?
SUPPORTED = """(EXISTS (SELECT 1 FROM vote v
        WHERE v.subject_id = s.id AND v.person_id = :viewer AND v.value = 1)
    OR (s.member_count > 0 AND EXISTS (SELECT 1 FROM vote v JOIN subject m ON m.id = v.subject_id
        WHERE m.merged_into_id = s.id AND v.person_id = :viewer AND v.value = 1)))"""
# Words, counters and the viewer's own support, of ideas named `i` with their subjects `s`.
COLUMNS = f"""
    s.id, s.code, i.title, i.excerpt, s.lang, t.name AS theme, i.place,
    coalesce(p.name, '') AS author, s.author_kind, s.status, s.is_answered, s.support_count, s.comment_count, i.lat, i.lon,
    (SELECT x.code FROM attachment x WHERE x.subject_id = s.id AND x.thumbnail_key IS NOT NULL
     ORDER BY x.position LIMIT 1) AS image,
    {SUPPORTED} AS supported, s.member_count, s.merged_into_id,
    coalesce((SELECT n.supports FROM inherited_total n WHERE n.subject_id = s.id), 0) AS inherited
"""  # noqa: S608 - our words
JOINS = """
    LEFT JOIN theme t ON t.id = i.theme_id LEFT JOIN person p ON p.id = s.author_id
"""
PUBLISHED = "s.state = 'submitted' AND s.visibility = 'visible'"
# A list shows the head of a group, which leads to its members.
LISTED = f"{PUBLISHED} AND s.merged_into_id IS NULL"


def card(row: Any, keys: tuple[Any, ...] = ()) -> IdeaCard:
    locale = i18n.locale()
    answered = row.is_answered or row.status != "under_review"
    return IdeaCard(
        row.id,
        row.code,
        f"/{locale}/ideas/{row.code}",
        row.title,
        row.excerpt,
        row.lang,
        row.lang != locale,
        localized(row.theme) if row.theme else None,
        row.place,
        row.author,
        row.author_kind,
        row.status if answered else "",
        STATUS_NAMES[Status(row.status)] if answered else None,
        row.support_count,
        row.comment_count,
        f"/attachments/{row.image}/small" if row.image else None,
        row.supported,
        row.inherited,
        row.lat,
        row.lon,
        row.member_count,
        row.merged_into_id is not None,
        keys,
    )


_BY_ID = text(
    f"SELECT {COLUMNS} FROM idea i JOIN subject s ON s.id = i.id {JOINS} "  # noqa: S608 - constants
    f"WHERE i.id = ANY (:ids) AND ({PUBLISHED} OR s.author_id = :viewer)"
)


async def idea_cards(db: AsyncSession, viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, IdeaCard]:
    rows = (await sql(db, _BY_ID, {"ids": list(ids), "viewer": viewer.id})).all()
    return {row.id: card(row) for row in rows}


_BRIEFLY = text(
    "SELECT s.id, s.code, i.title, i.excerpt, s.lang FROM idea i JOIN subject s ON s.id = i.id "  # noqa: S608 - constants
    f"WHERE i.id = ANY (:ids) AND ({PUBLISHED} OR s.author_id = :viewer)"
)


async def cards(db: AsyncSession, viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, Card]:
    """For whoever meets ideas among subjects of other kinds."""
    rows = (await sql(db, _BRIEFLY, {"ids": list(ids), "viewer": viewer.id})).all()
    ideas = f"/{i18n.locale()}/ideas/"
    return {r.id: Card(r.code, r.title, r.excerpt, ideas + r.code, r.lang) for r in rows}
