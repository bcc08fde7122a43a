"""Two runs side by side: which topics hold the same contributions."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.insights.queries.contents import PUBLIC, TopicView, of_run, upper
from participe.insights.queries.history import RunView


@dataclass(frozen=True)
class Side:
    """A topic, the one of the other run that shares most with it, and how many both hold."""

    topic: TopicView
    other: TopicView | None
    shared: int

    @property
    def share(self) -> float:
        """Of the contributions that are in one of the two, those that are in both (Jaccard)."""
        either = self.topic.shown + (self.other.shown if self.other else 0) - self.shared
        return self.shared / either if either else 0.0


@dataclass(frozen=True)
class Comparison:
    """both: contributions of both runs. alike: of them, in topics that answer to each other."""

    sides: list[Side]
    alone: list[TopicView]  # topics of the second run that answer to none
    both: int
    alike: int


_SHARED = text(
    f"""
    SELECT a.topic_id AS one, b.topic_id AS other, count(*) AS number
    FROM topic_item a JOIN topic_item b ON b.run_id = :other AND b.subject_id = a.subject_id
        JOIN subject s ON s.id = a.subject_id
    WHERE a.run_id = :one AND {PUBLIC} GROUP BY a.topic_id, b.topic_id
    """  # noqa: S608 - constants
)


async def compare(db: AsyncSession, one: RunView, other: RunView) -> Comparison:
    """Topics of the upper level, the largest first; numbers are of what is public now."""
    first, second = await of_run(db, one), await of_run(db, other)
    rows = (await sql(db, _SHARED, {"one": one.id, "other": other.id})).all()
    shared: defaultdict[Any, dict[Any, int]] = defaultdict(dict)
    for row in rows:
        shared[row.one][row.other] = row.number
    sides, met, alike = [], set(), 0
    for topic in sorted(upper(first), key=lambda t: (-t.shown, t.number)):
        found = {id_: n for id_, n in shared[topic.id].items() if id_ in second}
        best = max(found, key=lambda id_: (found[id_], -second[id_].number), default=None)
        number = found[best] if best else 0
        met.add(best)
        alike += number
        sides.append(Side(topic, second.get(best) if best else None, number))
    alone = [topic for topic in upper(second) if topic.id not in met]
    return Comparison(sides, alone, sum(row.number for row in rows), alike)
