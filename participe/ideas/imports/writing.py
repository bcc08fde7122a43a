"""Rows of a file written as ideas and comments: some hundreds at a time, each once.

The source and the source id decide, in PostgreSQL, whether a row is there already: two imports
of one file, at once or after a crash, end as one.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import html
from participe.core.db import Sessions, new_code, new_id, sql, working
from participe.core.slugs import free, slug_of
from participe.ideas.imports import languages, statements
from participe.ideas.imports.plan import Plan
from participe.ideas.imports.rows import Item
from participe.ideas.imports.words import folded
from participe.ideas.queries import Box

BATCH = 500  # rows in a transaction: the box is locked no longer than its visitors can wait
BATCH_SIZE = 2_000_000  # characters in a transaction


class Place(NamedTuple):
    """Where a contribution stands: an idea by itself, a comment in a thread on an idea."""

    id: UUID
    on_id: UUID | None = None
    root_id: UUID | None = None


@dataclass(frozen=True)
class Into:
    """Where a file goes: the box, under which source, in which batch, by whom."""

    box: Box
    source: str
    batch_id: UUID
    by_id: UUID | None
    now: datetime

    @property
    def key(self) -> dict[str, Any]:
        return {"component": self.box.component_id, "source": self.source}


async def places_of(
    db: AsyncSession, box: Box, source: str, ids: Sequence[str]
) -> dict[str, Place]:
    """Contributions of the box by their source ids: of this source, else of another one."""
    if not ids:
        return {}
    values: dict[str, Any] = {"component": box.component_id, "ids": list(ids)}
    found: dict[str, Place] = {}
    for row in (await sql(db, statements.PLACES_ELSEWHERE, values)).all():
        found[row.source_id] = Place(row.id, row.on_id, row.root_id)
    for row in (await sql(db, statements.PLACES, values | {"source": source})).all():
        found[row.source_id] = Place(row.id, row.on_id, row.root_id)
    return found


@dataclass
class Writer:
    """Takes the good rows of a file in their order and writes them, parents first."""

    sessions: Sessions
    into: Into
    plan: Plan
    known: dict[str, Place]  # what comments may hang on: at first, what the box held before
    _items: list[Item] = field(default_factory=list)
    _size: int = 0
    _held: dict[str, list[Item]] = field(default_factory=dict)  # until their parent is here
    _ready: set[str] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)
    _written: int = 0

    def __post_init__(self) -> None:
        self._asked = set(self.plan.parents.values())
        self._ready = set(self.known)

    async def add(self, item: Item) -> bool:
        """Take a row; whether a batch was written meanwhile."""
        before, waiting = self._written, [item]
        while waiting:
            one = waiting.pop()
            if one.parent and (parent := self.plan.parents[one.source_id]) not in self._ready:
                self._held.setdefault(parent, []).append(one)
                continue
            self._items.append(one)
            self._size += len(one.body)
            if one.source_id in self._asked:
                self._ready.add(one.source_id)
                waiting += self._held.pop(one.source_id, [])
            if len(self._items) >= BATCH or self._size >= BATCH_SIZE:
                await self.flush()
        return self._written > before

    @property
    def written(self) -> int:
        return self._written

    async def flush(self) -> None:
        items, self._items, self._size = self._items, [], 0
        if not items:
            return
        async with working(self.sessions) as db:
            await sql(db, statements.LOCKS, {"component": str(self.into.box.component_id)})
            self.known |= await self._write(db, items)
        self._written += len(items)

    async def _write(self, db: AsyncSession, items: Sequence[Item]) -> dict[str, Place]:
        into, ids = self.into, {}
        for n, item in enumerate(items, self._written):
            ids[item.source_id] = _id(item.created_at or into.now, n)
        rows = [self._subject(item, ids[item.source_id]) for item in items]
        values = into.key | {
            "administration": into.box.administration_id,
            "project": into.box.project_id,
            "by": into.by_id,
            "rows": json.dumps(rows),
        }
        new = set((await sql(db, statements.SUBJECTS, values)).scalars())
        places = await self._there_already(
            db, [i.source_id for i in items if i.source_id not in new]
        )
        added = [item for item in items if item.source_id in new]
        comments = []
        for item in added:  # parents come first
            own = ids[item.source_id]
            if not item.parent:
                places[item.source_id] = Place(own)
                continue
            parent_id = self.plan.parents[item.source_id]
            above = places.get(parent_id) or self.known[parent_id]
            place = Place(own, above.on_id or above.id, above.root_id or own)
            places[item.source_id] = place
            comments.append(_comment(item, place, above.id if above.on_id else None))
        themes = await self._themes(db, {i.theme for i in added if i.theme})
        await self._store(db, statements.IDEAS, [
            _idea(item, ids[item.source_id], themes.get(folded(item.theme)))
            for item in added if not item.parent
        ])  # fmt: skip
        await self._store(db, statements.COMMENTS, comments)
        await self._store(db, statements.TOTALS, [
            {"id": str(ids[i.source_id]), "supports": i.supports} for i in added if i.supports
        ])  # fmt: skip
        if added:
            own_ids = [ids[item.source_id] for item in added]
            await sql(db, statements.ITEMS, {"ids": own_ids, "batch": into.batch_id})
        return {key: place for key, place in places.items() if key in self._asked}

    async def _store(self, db: AsyncSession, statement: Any, rows: Sequence[Any]) -> None:
        if rows:
            values: dict[str, Any] = {"rows": json.dumps(rows)}
            if statement is statements.IDEAS:
                values["component"] = self.into.box.component_id
            await sql(db, statement, values)

    async def _there_already(self, db: AsyncSession, ids: Sequence[str]) -> dict[str, Place]:
        if not ids:
            return {}
        values = self.into.key | {"ids": list(ids)}
        await sql(db, statements.AGAIN, values | {"batch": self.into.batch_id})
        found = (await sql(db, statements.PLACES, values)).all()
        return {row.source_id: Place(row.id, row.on_id, row.root_id) for row in found}

    def _subject(self, item: Item, own: UUID) -> dict[str, Any]:
        said = f"{item.title}\n{item.body}" if not item.title_is_made else item.body
        return {
            "id": str(own),
            "created_at": (item.created_at or self.into.now).isoformat(),
            "code": new_code(),
            "kind": "comment" if item.parent else "idea",
            "author_kind": item.author_kind,
            "channel": item.channel,
            "lang": item.lang or languages.detect(said),
            "source_id": item.source_id,
            "status": item.status,
        }

    async def _themes(self, db: AsyncSession, wanted: set[str]) -> dict[str, str]:
        """The ids of themes by their folded names; those that the box lacks are made."""
        if not wanted:
            return {}
        into, box = self.into, self.into.box
        rows = (await sql(db, statements.THEMES, {"component": box.component_id})).all()
        found = {folded(name): str(row.id) for row in rows for name in row.name.values()}
        found |= {folded(row.key): str(row.id) for row in rows if folded(row.key) not in found}
        taken, last = {row.key for row in rows}, max((row.position for row in rows), default=0)
        made = []
        for name in sorted(wanted):
            if folded(name) in found:
                continue
            key, last, own = free(slug_of(name, "theme")[:50], taken), last + 1, new_id()
            said = json.dumps({box.project.languages[0]: name})
            values = {
                "id": own, "now": into.now, "component": box.component_id, "key": key,
                "name": said, "position": last,
            }  # fmt: skip
            await sql(db, statements.THEME, values)
            found[folded(name)] = str(own)
            taken.add(key)
            made.append(str(own))
        if made:
            await sql(db, statements.MADE, {"ids": json.dumps(made), "batch": into.batch_id})
        return found


def _id(at: datetime, number: int) -> UUID:
    """A UUID version 7 of the time at which it was written: lists and threads sort by it.

    Rows of one instant keep the order of the file.
    """
    milliseconds = max(0, int(at.timestamp() * 1000)) + number // 4096
    bits = milliseconds << 80 | 0x7 << 76 | (number % 4096) << 64 | secrets.randbits(64)
    return UUID(int=bits & ~(0b11 << 62) | 0b10 << 62)


def _idea(item: Item, own: UUID, theme_id: str | None) -> dict[str, Any]:
    return {
        "id": str(own),
        "title": item.title,
        "title_is_made": item.title_is_made,
        "body": item.body,
        "body_html": html.plain(item.body),
        "excerpt": html.first_words(item.body),
        "theme_id": theme_id,
        "place": item.place,
        "lat": item.lat,
        "lon": item.lon,
        "shuffle": secrets.randbits(63),
    }


def _comment(item: Item, place: Place, parent_id: UUID | None) -> dict[str, Any]:
    return {
        "id": str(place.id),
        "on_id": str(place.on_id),
        "parent_id": str(parent_id) if parent_id else None,
        "root_id": str(place.root_id),
        "body": item.body,
        "body_html": html.plain(item.body),
        "stance": item.stance,
    }
