"""Corrections on the rows of a run, by the library's own rules: what people see follows at once.

`reset` puts the rows back as the report has them: taking one correction back is a reset, and all
that still hold applied again in their order.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.errors import Conflict
from participe.core.i18n import _l
from participe.insights import counting
from participe.insights.models import AnalysisRun, Topic

GONE = _l("This topic is not there any more: somebody merged it or took it back.")
LEVELS = _l("These topics are on different levels. Move one of them first, then merge them.")
NO_TOPIC_ABOVE = _l("A topic can only go under a topic of the upper level, and not under itself.")


class Sheet:
    """The topics of a run while corrections are applied to it."""

    def __init__(self, db: AsyncSession, run: AnalysisRun, topics: Sequence[Topic]) -> None:
        self.db, self.run = db, run
        self.topics = {topic.number: topic for topic in topics}
        self.by_id = {topic.id: topic for topic in topics}
        self.touched: set[UUID] = set()  # topics whose contributions are others now

    @classmethod
    async def of(cls, db: AsyncSession, run: AnalysisRun) -> "Sheet":
        found = select(Topic).where(Topic.run_id == run.id).order_by(col(Topic.number))
        return cls(db, run, (await db.exec(found)).all())

    def topic(self, number: int) -> Topic:
        """Raises Conflict for one that is not there any more."""
        found = self.topics.get(number)
        if found is None or found.is_gone:
            raise Conflict(GONE)
        return found

    def inside(self, topic: Topic) -> list[Topic]:
        return [
            one for one in self.topics.values() if one.parent_id == topic.id and not one.is_gone
        ]

    async def apply(self, kind: str, data: dict[str, Any]) -> None:
        """Raises Conflict for what does not fit the topics as they are now."""
        await _APPLY[kind](self, data)
        await self.db.flush()

    async def count(self, *, everything: bool = False) -> None:
        """Count again what was touched: a run may hold a hundred thousand contributions."""
        await self.db.flush()
        if everything:
            await counting.count(self.db, self.run.id)
        elif self.touched:
            await counting.count_some(self.db, self.run.id, sorted(self.touched))
        self.touched.clear()
        again = select(Topic).where(Topic.run_id == self.run.id)
        await self.db.exec(again.execution_options(populate_existing=True))

    async def touch(self, codes: Sequence[str]) -> None:
        """The topics in which these contributions are."""
        values = {"run": self.run.id, "codes": list(codes)}
        for row in (await sql(self.db, _WHERE, values)).all():
            self.touched |= {id_ for id_ in (row.topic_id, row.subtopic_id) if id_}

    async def put(self, which: str, topic: UUID | None, part: UUID | None, **values: Any) -> None:
        """Move contributions; `which` is a condition on `i`, and `part` their finer topic."""
        given = {"run": self.run.id, "topic_id": topic, "part_id": part} | values
        await sql(self.db, text(_PUT + which), given)


_WHERE = text(
    """
    SELECT DISTINCT i.topic_id, i.subtopic_id FROM topic_item i JOIN subject s ON s.id = i.subject_id
    WHERE i.run_id = :run AND s.code = ANY (:codes)
    """
)
_PUT = """
    UPDATE topic_item i SET topic_id = CAST(:topic_id AS uuid), subtopic_id = CAST(:part_id AS uuid)
    WHERE i.run_id = :run AND
"""


async def _rename(sheet: Sheet, data: dict[str, Any]) -> None:
    topic = sheet.topic(data["topic"])
    topic.name = topic.label = data["label"]
    topic.version += 1


async def _merge(sheet: Sheet, data: dict[str, Any]) -> None:
    into = sheet.topic(data["into"])
    for number in data["topics"]:
        topic = sheet.topic(number)
        if topic is into:
            continue
        if (topic.parent_id is None) != (into.parent_id is None):
            raise Conflict(LEVELS)
        if into.parent_id is None:
            await sql(sheet.db, _MERGE_UPPER, {"old": topic.id, "into": into.id})
            for part in sheet.inside(topic):
                part.parent_id = into.id
        else:
            await sheet.put("i.subtopic_id = :old", into.parent_id, into.id, old=topic.id)
        sheet.touched |= {id_ for id_ in (topic.parent_id, topic.id) if id_}
        _forget(topic, into)
    sheet.touched |= {id_ for id_ in (into.parent_id, into.id) if id_}
    into.version += 1


_MERGE_UPPER = text("UPDATE topic_item SET topic_id = :into WHERE topic_id = :old")


async def _split(sheet: Sheet, data: dict[str, Any]) -> None:
    topic, into = sheet.topic(data["topic"]), data["into"]
    new = sheet.topics.get(into)
    if new is None:
        new = Topic(
            run_id=sheet.run.id, number=into, label=data["label"], lang=topic.lang,
            languages=topic.languages, machine_label=data["label"],
        )  # fmt: skip
        sheet.topics[into] = sheet.by_id[new.id] = new
        sheet.db.add(new)
    new.parent_id, new.is_gone, new.into_id = topic.parent_id, False, None
    new.name = new.label = data["label"]
    topic.version += 1
    await sheet.db.flush()
    await sheet.touch(data["items"])
    sheet.touched |= {new.id}
    above, part = (new.id, None) if topic.parent_id is None else (topic.parent_id, new.id)
    await sheet.put(_CHOSEN, above, part, codes=data["items"])
    await sql(sheet.db, _PIN, {"run": sheet.run.id, "codes": data["items"]})
    sheet.run.next_number = max(sheet.run.next_number, into + 1)


async def _move(sheet: Sheet, data: dict[str, Any]) -> None:
    topic = sheet.topic(data["topic"])
    under = None if data["under"] is None else sheet.topic(data["under"])
    if under is not None and (under.parent_id is not None or under is topic):
        raise Conflict(NO_TOPIC_ABOVE)
    sheet.touched |= {
        id_ for id_ in (topic.id, topic.parent_id, under.id if under else None) if id_
    }
    if topic.parent_id is None and under is not None:
        for part in sheet.inside(topic):  # two levels, no more: its parts go with it
            sheet.touched.add(part.id)
            _forget(part, topic)
        await sheet.put("i.topic_id = :old", under.id, topic.id, old=topic.id)
    elif topic.parent_id is not None:
        above, part = (topic.id, None) if under is None else (under.id, topic.id)
        await sheet.put("i.subtopic_id = :old", above, part, old=topic.id)
    topic.parent_id = under.id if under else None
    topic.version += 1


async def _pin(sheet: Sheet, data: dict[str, Any]) -> None:
    values = {"run": sheet.run.id, "codes": data["items"]}
    await sheet.touch(data["items"])
    if data["topic"] is None:
        await sheet.put(_CHOSEN, None, None, codes=data["items"])
    else:
        topic = sheet.topic(data["topic"])
        if topic.parent_id is None:
            # Within its topic a contribution keeps its finer one.
            other = f"{_CHOSEN} AND i.topic_id IS DISTINCT FROM :there"
            await sheet.put(other, topic.id, None, codes=data["items"], there=topic.id)
        else:
            await sheet.put(_CHOSEN, topic.parent_id, topic.id, codes=data["items"])
    await sql(sheet.db, _PIN, values)
    await sheet.touch(data["items"])


async def _pair(sheet: Sheet, data: dict[str, Any]) -> None:
    """Two contributions apart, or not the same: for the next run to respect."""


_CHOSEN = "i.subject_id IN (SELECT id FROM subject WHERE code = ANY (:codes))"
_PIN = text(
    f"UPDATE topic_item i SET pinned = true WHERE i.run_id = :run AND {_CHOSEN}"  # noqa: S608
)


def _forget(topic: Topic, into: Topic) -> None:
    topic.is_gone, topic.into_id = True, into.id
    topic.version += 1


_APPLY: dict[str, Callable[[Sheet, dict[str, Any]], Awaitable[None]]] = {
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "pin": _pin,
    "apart": _pair,
    "not_same": _pair,
}


async def reset(db: AsyncSession, run: AnalysisRun) -> Sheet:
    """The rows as the report has them, which no correction has touched."""
    await db.flush()
    for statement in (_TOPICS_AS_MADE, _ITEMS_AS_MADE):
        await sql(db, statement, {"run": run.id})
    again = select(Topic).where(Topic.run_id == run.id).order_by(col(Topic.number))
    found = (await db.exec(again.execution_options(populate_existing=True))).all()
    return Sheet(db, run, found)


_TOPICS_AS_MADE = text(
    """
    UPDATE topic t SET name = t.made_name, label = coalesce(t.made_name, t.machine_label),
        is_gone = t.position IS NULL, into_id = NULL,
        parent_id = (SELECT a.id FROM topic a WHERE a.run_id = t.run_id AND a.number = t.made_parent)
    WHERE t.run_id = :run
    """
)
_ITEMS_AS_MADE = text(
    """
    UPDATE topic_item i SET topic_id = t.id, subtopic_id = p.id, pinned = o.made_pinned
    FROM topic_item o
        LEFT JOIN topic t ON t.run_id = o.run_id AND t.number = o.made_topic
        LEFT JOIN topic p ON p.run_id = o.run_id AND p.number = o.made_subtopic
    WHERE o.run_id = :run AND i.run_id = o.run_id AND i.subject_id = o.subject_id
        AND (i.topic_id, i.subtopic_id, i.pinned) IS DISTINCT FROM (t.id, p.id, o.made_pinned)
    """
)
