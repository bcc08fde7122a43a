"""The words of an idea as they were, and what changed from one time to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.rules import Viewer, reads_as_staff
from participe.ideas.compare import compare
from participe.ideas.models import IdeaVersion
from participe.ideas.queries.idea import IdeaView
from participe.subjects.rules import is_author


@dataclass(frozen=True)
class Words:
    number: int
    title: str
    body: str
    written_at: datetime


@dataclass(frozen=True)
class Change:
    """One version beside the one before; the first has nothing to be compared with."""

    number: int
    written_at: datetime
    title: Markup
    body: Markup
    is_first: bool
    same_words: bool


async def changes(db: AsyncSession, viewer: Viewer, idea: IdeaView) -> list[Change]:
    """Every version, the newest first; what a moderator had hidden only for author and staff."""
    sees_all = is_author.allows(viewer, idea) or reads_as_staff.allows(viewer, idea)
    stored = (
        select(IdeaVersion)
        .where(IdeaVersion.idea_id == idea.id, true() if sees_all else ~col(IdeaVersion.withheld))
        .order_by(col(IdeaVersion.number))
        .limit(200)
    )
    versions = [
        Words(v.number, v.title, v.body, v.written_at) for v in (await db.exec(stored)).all()
    ]
    now = Words(idea.version, idea.title, idea.body, idea.edited_at or idea.created_at)
    return _compared([*versions, now])


def _compared(versions: Sequence[Words]) -> list[Change]:
    before: Words | None = None
    found = []
    for words in versions:
        old = before or words
        found.append(
            Change(
                words.number,
                words.written_at,
                compare(old.title, words.title),
                compare(old.body, words.body),
                before is None,
                (old.title, old.body) == (words.title, words.body),
            )
        )
        before = words
    return found[::-1]
