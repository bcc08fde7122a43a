"""What is new in a project, for feed readers: Atom (RFC 4287), contributions or answers.

As a stranger sees it. The day is told, as in the open data, not the time: `updated` is noon.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component, html
from participe.core.component import Card
from participe.core.db import sql
from participe.core.i18n import _, in_brussels, locale, localized
from participe.core.rules import Viewer
from participe.exports.tables.walk import PUBLIC
from participe.projects.queries import ProjectView
from participe.subjects.models import STATUS_NAMES, Status

SHOWN = 50
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
CONTRIBUTIONS, ANSWERS = "contributions", "answers"


@dataclass(frozen=True)
class Entry:
    id: str  # for ever the same
    title: str
    lang: str
    text: str
    url: str
    at: datetime


_NEWEST = text(
    f"""
    SELECT n.id, n.kind, n.created_at
    FROM component c, LATERAL (
        SELECT s.id, s.kind, s.created_at FROM subject s
        WHERE s.component_id = c.id AND s.kind = c.kind AND {PUBLIC}
        ORDER BY s.created_at DESC, s.id DESC LIMIT {SHOWN}) n
    WHERE c.project_id = :project ORDER BY n.created_at DESC, n.id DESC LIMIT {SHOWN}
    """  # noqa: S608 - constants
)
_ANSWERED = text(
    f"""
    SELECT s.id, s.kind, s.code, a.id AS answer, a.status, a.text, a.published_at AS created_at
    FROM answer a JOIN subject s ON s.id = a.subject_id
    WHERE s.project_id = :project AND {PUBLIC}
    ORDER BY a.published_at DESC, a.id DESC LIMIT {SHOWN}
    """  # noqa: S608 - constants
)


async def contributions(db: AsyncSession, viewer: Viewer, project: ProjectView) -> list[Entry]:
    """The newest first; comments are not among them."""
    rows = (await sql(db, _NEWEST, {"project": project.id})).all()
    cards = await _cards(db, viewer, rows)
    return [
        Entry(f"contribution:{card.code}", card.title, card.lang, card.excerpt, card.url, row.created_at)
        for row in rows
        if (card := cards.get(row.id))
    ]  # fmt: skip


async def answers(db: AsyncSession, viewer: Viewer, project: ProjectView) -> list[Entry]:
    """What the authority answered, the last answer first."""
    rows = (await sql(db, _ANSWERED, {"project": project.id})).all()
    cards = await _cards(db, viewer, rows)
    found: list[Entry] = []
    for row in rows:
        if card := cards.get(row.id):
            said = localized(row.text, project.languages).said()
            title = f"{STATUS_NAMES[Status(row.status)]}: {card.title}"
            text_ = html.excerpt(said.text, 500)
            # The id of an answer tells the millisecond; its hash tells nothing.
            id_ = f"answer:{card.code}:{_digest(row.answer)}"
            found.append(Entry(id_, title, said.lang, text_, card.url, row.created_at))
    return found


def _digest(id_: UUID) -> str:
    return sha256(id_.bytes).hexdigest()[:16]


async def _cards(db: AsyncSession, viewer: Viewer, rows: Sequence[Any]) -> dict[UUID, Card]:
    by_kind: dict[str, list[UUID]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.id)
    found: dict[UUID, Card] = {}
    for kind, ids in by_kind.items():
        found |= await component.of(kind).cards(db, viewer, ids)
    return found


def atom(
    project: ProjectView, what: str, entries: list[Entry], *, public_url: str, path: str, page: str
) -> bytes:
    """path: of the feed itself; page: of what it tells of."""
    from feedgen.feed import FeedGenerator  # with lxml, for those who ask for a feed

    feed = FeedGenerator()
    host = public_url.partition("://")[2]
    feed.id(f"tag:{host.partition(':')[0]},2026:{project.slug}:{what}")
    feed.title(f"{project.title} – {_('Answers') if what == ANSWERS else _('Contributions')}")
    feed.subtitle(str(project.summary))
    feed.author(name=str(project.administration.name))
    feed.link(href=public_url + path, rel="self", type="application/atom+xml")
    feed.link(href=public_url + page, rel="alternate", type="text/html", hreflang=locale())
    feed.language(locale())
    newest = max((entry.at for entry in entries), default=project.published_at)
    feed.updated(_noon(newest) if newest else datetime(2026, 1, 1, tzinfo=UTC))
    for entry in entries:
        one = feed.add_entry(order="append")
        one.id(f"tag:{host.partition(':')[0]},2026:{entry.id}")
        one.title(_printable(entry.title))
        one.link(href=public_url + entry.url, rel="alternate", hreflang=entry.lang)
        one.summary(_printable(entry.text))
        one.published(_noon(entry.at))
        one.updated(_noon(entry.at))
    return feed.atom_str(pretty=True)


def _printable(words: str) -> str:
    """XML 1.0 has no way at all to write most control characters."""
    return "".join(c for c in words if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def _noon(at: datetime) -> datetime:
    return datetime.combine(in_brussels(at).date(), time(12), UTC)
