"""The topics of one language on two levels, found anew or gone on with, and their ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from participe.analysis.arrays import unit
from participe.analysis.before import Before
from participe.analysis.continuing import Known, go_on, split
from participe.analysis.number import choose_number
from participe.analysis.part import Part
from participe.analysis.topics import NONE, Parts, Topics, centres_of, find_parts, find_topics


@dataclass(eq=False)
class Layout:
    """Topics and parts of the texts in `Part.spoken`, and the id of each; None while it is new."""

    topics: Topics
    parts: Parts
    ids: list[int | None] = field(default_factory=list)
    part_ids: list[int | None] = field(default_factory=list)


def begin(part: Part, number: int | None, seed: int) -> Layout:
    """Topics found anew: `number` of them exactly, or as many as the rule says."""
    chosen = choose_number(part.vectors, seed) if number is None else number
    if chosen > 1:
        topics = find_topics(part.vectors, chosen, seed, exactly=number is not None)
    else:
        topics = _one_topic(part)
    parts = find_parts(part.vectors, topics.topic, len(topics.centres), seed)
    return Layout(topics, parts, [None] * len(topics.centres), [None] * len(parts.above))


def resume(part: Part, before: Before, seed: int) -> Layout | None:
    """The topics that this language had, gone on with; None when it had none."""
    topic_of, part_of, pinned = _places(part, before)
    ids = sorted({one for one in topic_of if one is not None})
    if not ids:
        return None
    place = {one: at for at, one in enumerate(ids)}
    topic = _indices(topic_of, place)
    for one in before.splits:
        if before.parent.get(one["into"]) is None and {one["topic"], one["into"]} <= set(place):
            first = np.flatnonzero(topic == place[one["into"]])
            topic = split(part.vectors, topic, place[one["topic"]], place[one["into"]], first)
    topics = go_on(part.vectors, Known(topic, pinned, len(ids)), seed)
    new = len(topics.centres) - len(ids)
    parts, part_ids = _resume_parts(part, before, topics, ids, part_of, pinned, seed)
    return Layout(topics, parts, [*ids, *[None] * new], part_ids)


def _one_topic(part: Part) -> Topics:
    """One topic for all needs no likeness: whoever said a word is in it."""
    n_texts = len(part.vectors)
    told = np.diff(part.words.counts().indptr) > 0
    centre = unit(part.vectors[told].mean(axis=0, keepdims=True))
    nowhere, unsure = np.full(n_texts, NONE), np.full(n_texts, np.nan)
    return Topics(np.where(told, 0, NONE), nowhere, unsure, centre)


def _places(part: Part, before: Before) -> tuple[list[int | None], list[int | None], np.ndarray]:
    """Where each text that is compared was: topic ids, part ids, and whether it is pinned.

    A family was where one of its members was.
    """
    topic_of: list[int | None] = [None] * len(part.spoken)
    part_of: list[int | None] = [None] * len(part.spoken)
    for voice, one in zip(part.voice.tolist(), part.contributions, strict=True):
        if topic_of[voice] is None and one.id in before.topic:
            topic_of[voice], part_of[voice] = before.topic[one.id], before.part.get(one.id)
    pinned = np.zeros(len(part.spoken), dtype=bool)
    for at, one in enumerate(part.said):
        if one.id not in before.pins:
            continue
        there = before.pins[one.id]
        if there is None:
            topic_of[at] = part_of[at] = None
            continue
        above = before.parent[there]
        if above is not None:
            topic_of[at], part_of[at] = above, there
        else:
            if topic_of[at] != there:
                part_of[at] = None
            topic_of[at] = there
        pinned[at] = True
    return topic_of, part_of, pinned


def _indices(ids: list[int | None], place: Mapping[int, int]) -> np.ndarray:
    return np.array([NONE if one is None else place[one] for one in ids], dtype=np.int64)


def _resume_parts(
    part: Part,
    before: Before,
    topics: Topics,
    ids: list[int],
    part_of: list[int | None],
    pinned: np.ndarray,
    seed: int,
) -> tuple[Parts, list[int | None]]:
    """The parts that topics had; new topics are divided anew, others keep what people made."""
    found = np.full(len(part_of), NONE)
    above: list[int] = []
    part_ids: list[int | None] = []
    centres: list[np.ndarray] = []
    for at in range(len(topics.centres)):
        inside = np.flatnonzero(topics.topic == at)
        if at >= len(ids):
            anew = find_parts(part.vectors[inside], np.zeros(len(inside), np.int64), 1, seed)
            local, mine, placed = anew.part, [None] * len(anew.above), anew.centres
        else:
            mine = sorted(
                {
                    one
                    for one, inner in zip(part_of, topics.topic, strict=True)
                    if one is not None and inner == at and before.parent[one] == ids[at]
                }
            )
            if not mine:
                continue
            local, placed = _parts_of(part, before, inside, part_of, mine, pinned, seed)
        found[inside] = np.where(local == NONE, NONE, local + len(above))
        above += [at] * len(mine)
        part_ids += mine
        centres.append(placed)
    stacked = np.vstack(centres) if centres else np.zeros((0, part.vectors.shape[1]))
    return Parts(found, np.array(above, dtype=np.int64), stacked), part_ids


def _parts_of(
    part: Part,
    before: Before,
    inside: np.ndarray,
    part_of: list[int | None],
    mine: list[int],
    pinned: np.ndarray,
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Part of each text inside one topic, and the centres; who had none may go on having none."""
    place = {one: index for index, one in enumerate(mine)}
    vectors = part.vectors[inside]
    was = np.array([place.get(part_of[at] or 0, NONE) for at in inside], dtype=np.int64)
    for one in before.splits:
        if {one["topic"], one["into"]} <= set(place):
            first = np.flatnonzero(was == place[one["into"]])
            was = split(vectors, was, place[one["topic"]], place[one["into"]], first)
    rest = len(mine)
    earlier = np.array([part.said[at].id in before.topic for at in inside])
    known = np.where((was == NONE) & earlier, rest, was)
    number = rest + int(np.any(known == rest))
    gone_on = go_on(
        vectors, Known(known, pinned[inside] & (was != NONE), number), seed, may_grow=False
    )
    local = np.where(gone_on.topic == rest, NONE, gone_on.topic)
    return local, centres_of(vectors, local, rest)
