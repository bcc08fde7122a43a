"""Where each contribution went, once all that people decided is done; ids for what is new."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from participe.analysis.before import Before
from participe.analysis.corpus import Contribution
from participe.analysis.corrections import Corrections
from participe.analysis.families import ALONE
from participe.analysis.layout import Layout
from participe.analysis.part import Part
from participe.analysis.report import Changes, Item, Topic
from participe.analysis.topics import NONE, doubtful


@dataclass(frozen=True, eq=False)
class Placed:
    """Items by id, the contributions behind them, and the first free id of a topic."""

    items: tuple[Item, ...]
    said: tuple[Contribution, ...]
    next_id: int


def place(
    said: Sequence[Contribution],
    languages: Sequence[str],
    parts: Sequence[Part],
    layouts: Sequence[Layout],
    before: Before,
    corrections: Corrections,
) -> Placed:
    """Give ids to new topics, the largest first, and put each contribution where it belongs."""
    next_id = _name(parts, layouts, before.next_id)
    family_ids = _family_ids(parts)
    found: dict[str, Item] = {}
    for part, layout in zip(parts, layouts, strict=True):
        check = doubtful(layout.topics.confidence[part.voice])
        for at, one in enumerate(part.contributions):
            voice = int(part.voice[at])
            topic = int(layout.topics.topic[voice])
            inner = int(layout.parts.part[voice])
            other = int(layout.topics.other[voice])
            confidence = float(layout.topics.confidence[voice])
            found[one.id] = Item(
                id=one.id,
                topic=None if topic == NONE else layout.ids[topic],
                subtopic=None if topic == NONE or inner == NONE else layout.part_ids[inner],
                confidence=None if np.isnan(confidence) else rounded(confidence),
                language=part.language,
                family=family_ids.get((part.language, int(part.family[at]))),
                check=bool(check[at]),
                nearest_other=None if other == NONE else layout.ids[other],
                pinned=False,
            )
    items = [
        found.get(one.id) or Item(one.id, None, None, None, language, None, False, None, False)
        for one, language in zip(said, languages, strict=True)
    ]
    return Placed(_decided(items, before, corrections), tuple(said), next_id)


def _name(parts: Sequence[Part], layouts: Sequence[Layout], next_id: int) -> int:
    """Ids for topics and parts that have none, in place; returns the next free one."""
    new = []
    for number, (part, layout) in enumerate(zip(parts, layouts, strict=True)):
        sizes = Counter(layout.topics.topic[part.voice].tolist())
        first = _firsts(layout.topics.topic[part.voice])
        new += [
            (-sizes[at], part.contributions[first[at]].id if at in first else "", number, at)
            for at, id in enumerate(layout.ids)
            if id is None
        ]
    for _, _, number, at in sorted(new):
        layouts[number].ids[at] = next_id
        next_id += 1
    inner = []
    for number, (part, layout) in enumerate(zip(parts, layouts, strict=True)):
        sizes = Counter(layout.parts.part[part.voice].tolist())
        inner += [
            (layout.ids[int(above)] or 0, -sizes[at], at, number)
            for at, (id, above) in enumerate(zip(layout.part_ids, layout.parts.above, strict=True))
            if id is None
        ]
    for _, _, at, number in sorted(inner):
        layouts[number].part_ids[at] = next_id
        next_id += 1
    return next_id


def _firsts(topic: np.ndarray) -> dict[int, int]:
    found, first = np.unique(topic, return_index=True)
    return dict(zip(found.tolist(), first.tolist(), strict=True))


def _family_ids(parts: Sequence[Part]) -> dict[tuple[str, int], int]:
    """Families of all languages, the largest first, numbered from 1."""
    sized = []
    for part in parts:
        sizes = Counter(part.family[part.family != ALONE].tolist())
        first = _firsts(part.family)
        sized += [
            (-size, part.contributions[first[one]].id, (part.language, one))
            for one, size in sizes.items()
        ]
    return {key: at for at, (_, _, key) in enumerate(sorted(sized), start=1)}


def _decided(items: list[Item], before: Before, corrections: Corrections) -> tuple[Item, ...]:
    """What people decided about single contributions comes last, and wins."""
    at = {item.id: place for place, item in enumerate(items)}
    for one, there in before.pins.items():
        if one not in at:
            continue
        item = items[at[one]]
        above = None if there is None else before.parent[there]
        inner = item.subtopic if above is None and item.topic == there else None
        items[at[one]] = replace(
            item,
            topic=there if above is None else above,
            subtopic=inner if above is None else there,
            confidence=None if there is None else 1.0,
            check=False,
            pinned=True,
        )
    for first, second in sorted(corrections.apart):
        if first not in at or second not in at:
            continue
        pair = [items[at[first]], items[at[second]]]
        if pair[0].topic is None or pair[0].topic != pair[1].topic:
            continue
        leaves = min(pair, key=lambda item: (item.pinned, item.confidence or 0.0, item.id))
        items[at[leaves.id]] = replace(
            leaves,
            topic=leaves.nearest_other,
            subtopic=None,
            confidence=0.0,
            nearest_other=leaves.topic,
        )
    return tuple(items)


def changes(
    previous: Mapping[str, Any] | None,
    placed: Placed,
    topics: Sequence[Topic],
    before: Before,
) -> Changes | None:
    """What is different from the report before; None without one.

    A contribution of a topic that people merged is kept when it is where the topic went.
    """
    if previous is None:
        return None
    was = {item["id"]: item["topic"] for item in previous["items"]}
    now = {item.id: item.topic for item in placed.items}
    both = [one for one in now if one in was]
    kept = sum(before.merged.get(was[one], was[one]) == now[one] for one in both)
    old = {topic["id"] for topic in previous["topics"]}
    new = {topic.id for topic in topics}
    return Changes(
        kept=kept,
        moved=len(both) - kept,
        new=len(now) - len(both),
        gone=len(was) - len(both),
        topics_new=tuple(sorted(new - old)),
        topics_gone=tuple(sorted(old - new)),
    )


def rounded(value: float) -> float:
    """Four decimals, and no negative zero."""
    return round(float(value), 4) + 0.0
