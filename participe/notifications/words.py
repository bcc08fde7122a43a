"""What a notice says, read when it is shown: each kind has one function, registered here."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.administrations.models import Administration
from participe.core import clock
from participe.core.component import Card
from participe.core.rules import Viewer
from participe.notifications.models import Notice
from participe.subjects import queries as subjects
from participe.subjects.models import Subject

EXCERPT = 160  # characters of what people wrote


@dataclass(frozen=True)
class Group:
    """The notices of one person and kind about the same thing, the oldest first."""

    notices: tuple[Notice, ...]

    @property
    def newest(self) -> Notice:
        return self.notices[-1]

    @property
    def subject_id(self) -> UUID | None:
        return self.newest.subject_id

    @property
    def project_id(self) -> UUID | None:
        return self.newest.project_id

    def ids(self, name: str) -> list[UUID]:
        """What `tell` was given under this name, the oldest first: ids sort by time."""
        return sorted(UUID(notice.ids[name]) for notice in self.notices if name in notice.ids)


@dataclass(frozen=True)
class Item:
    """Three lines: what happened, the words it is about, what one can do."""

    happened: str  # a sentence; also the subject of the mail
    action: str  # what the button says
    path: str
    quote: str = ""  # one line of what somebody wrote
    quote_lang: str = ""
    text: str = ""  # a sentence more, in the mail of its own
    template: str = "notice"  # of the mail of its own, with `more` for context
    more: dict[str, Any] = field(default_factory=dict)


# In the language that is set; one for each group, None for what is not so any more.
Words = Callable[[AsyncSession, Sequence[Group]], Awaitable[Sequence[Item | None]]]
_words: dict[str, Words] = {}


def words(kind: str) -> Callable[[Words], Words]:
    def register(function: Words) -> Words:
        _words[kind] = function
        return function

    return register


def spoken() -> frozenset[str]:
    """The kinds that have words."""
    return frozenset(_words)


async def items(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    """The item of each group, of any kinds: one look-up for each kind."""
    found: list[Item | None] = [None] * len(groups)
    by_kind: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        by_kind.setdefault(group.newest.kind, []).append(place)
    for kind, places in by_kind.items():
        if kind not in _words:  # of a package that is no longer installed
            continue
        said = await _words[kind](db, [groups[place] for place in places])
        for place, item in zip(places, said, strict=True):
            found[place] = item
    return found


def grouped(notices: Sequence[Notice]) -> list[Group]:
    """By person, kind and thing; groups in the order of their first notice."""
    by: dict[tuple[Any, ...], list[Notice]] = {}
    for one in notices:
        key = (one.person_id, one.kind, one.subject_id, one.project_id)
        by.setdefault(key, []).append(one)
    return [Group(tuple(same)) for same in by.values()]


# --- What the words of several kinds need ---


async def subjects_of(db: AsyncSession, groups: Sequence[Group]) -> dict[UUID, Subject]:
    ids = {group.subject_id for group in groups if group.subject_id}
    return await rows(db, Subject, ids)


async def cards_of(db: AsyncSession, found: Sequence[Subject]) -> dict[UUID, Card]:
    """Cards of those that everybody may see."""
    public = [one for one in found if one.is_published]
    return await subjects.cards(db, Viewer(clock.now()), public) if public else {}


async def authorities(db: AsyncSession, found: Sequence[Subject]) -> dict[UUID, Administration]:
    return await rows(db, Administration, {one.administration_id for one in found})


async def rows(db: AsyncSession, model: Any, ids: Any) -> dict[UUID, Any]:
    """Rows of one table by their id."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = await db.exec(select(model).where(col(model.id).in_(wanted)))
    return {row.id: row for row in found.all()}
