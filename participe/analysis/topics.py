"""Vectors -> topics: which contribution is in which, how sure, and how stable each is.

Centres are all that is kept of a topic: every contribution is in the topic whose centre is the
nearest, and a new one finds its topic by `nearest` in the same way.
"""

from dataclasses import dataclass

import numpy as np

from participe.analysis.arrays import draw, members, unit
from participe.analysis.grouping import group, neighbourhood, smooth
from participe.analysis.number import choose_number, distinct

NONE = -1
FEWEST_IN_TOPIC = 3  # smaller groups join their neighbours when the number is chosen
FIT = 8_000  # texts that place the centres
SEEN_INSIDE = 1_000  # texts of a topic looked at to choose the number of its parts
STABILITY_TEXTS = 20_000
FEWER_STARTS = 6  # where a grouping is one of many
BLOCK = 50_000
RESAMPLED = 0.9
CHECK_BELOW, CHECK_AT_MOST = 0.02, 0.15


@dataclass(frozen=True, eq=False)
class Topics:
    """Topics of one language.

    topic: index of the topic of each text or NONE, shape (n_texts,).
    other: the nearest topic beside it or NONE, shape (n_texts,).
    confidence: from 0, as near to the other topic, to 1; NaN without another, shape (n_texts,).
    centres: rows of norm 1, shape (n_topics, n_dimensions).
    """

    topic: np.ndarray
    other: np.ndarray
    confidence: np.ndarray
    centres: np.ndarray


@dataclass(frozen=True, eq=False)
class Parts:
    """The finer level.

    part: index of the part of each text, or NONE where its topic has no parts; shape (n_texts,).
    above: the topic of each part, shape (n_parts,). centres: shape (n_parts, n_dimensions).
    """

    part: np.ndarray
    above: np.ndarray
    centres: np.ndarray


def find_topics(
    vectors: np.ndarray, number: int, seed: int, *, exactly: bool, starts: int | None = None
) -> Topics:
    """Group texts, and give each the topic whose centre is the nearest.

    vectors: shape (n_texts, n_dimensions), rows of norm 1 or 0; a row of zeros gets no topic.
    exactly: give `number` topics, at most `distinct(vectors)`; otherwise groups of fewer than
        FEWEST_IN_TOPIC texts are dissolved.
    Above FIT texts the centres are placed on a draw of them, and all texts join the nearest.
    """
    told = np.flatnonzero(np.any(vectors, axis=1))
    centres = place(vectors[told[draw(len(told), FIT, seed)]], number, seed, starts)
    topic, other, confidence = nearest(vectors, centres)
    if not exactly:
        sizes = np.bincount(topic[told], minlength=number)
        large = np.flatnonzero(sizes >= FEWEST_IN_TOPIC)
        if 0 < len(large) < number:
            centres = centres[large]
            topic, other, confidence = nearest(vectors, centres)
    else:
        fill_empty(topic, other, confidence, number)
    return Topics(topic, other, confidence, centres)


def place(vectors: np.ndarray, number: int, seed: int, starts: int | None = None) -> np.ndarray:
    """Centres of `number` topics, shape (number, n_dimensions); zeros beyond the different texts.

    vectors: rows of norm 1.
    """
    groups = min(number, distinct(vectors))
    if groups < 2:
        return centres_of(vectors, np.zeros(len(vectors), dtype=np.int64), number)
    moved = smooth(vectors, neighbourhood(vectors, groups))
    return centres_of(vectors, group(moved, groups, seed, starts), number)


def centres_of(vectors: np.ndarray, topic: np.ndarray, number: int) -> np.ndarray:
    """The mean direction of each topic's texts, shape (number, n_dimensions), norm 1 or 0."""
    return unit(np.asarray(members(topic, number).T @ vectors))


def find_parts(vectors: np.ndarray, topic: np.ndarray, number: int, seed: int) -> Parts:
    """Divide each topic by the same rule; a topic in which there is one matter has no parts.

    topic: index of each text's topic or NONE, shape (n_texts,).
    """
    part = np.full(len(topic), NONE)
    above: list[int] = []
    centres: list[np.ndarray] = []
    for one in range(number):
        inside = np.flatnonzero(topic == one)
        parts = choose_number(vectors[inside], seed, SEEN_INSIDE)
        if parts < 2:
            continue
        found = find_topics(vectors[inside], parts, seed, exactly=False, starts=FEWER_STARTS)
        part[inside] = np.where(found.topic == NONE, NONE, found.topic + len(above))
        centres.append(found.centres)
        above += [one] * len(found.centres)
    stacked = np.vstack(centres) if centres else np.zeros((0, vectors.shape[1]))
    return Parts(part, np.array(above, dtype=np.int64), stacked)


def nearest(vectors: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The nearest centre of each text, the second nearest, and how much nearer the first is.

    Confidence is 1 - a / b with a, b the Euclidean distances to the two centres.
    Source: simplified silhouette, Hruschka, de Castro and Campello, ICDM 2004, 403-406.
    """
    n_texts = len(vectors)
    topic, other = np.full(n_texts, NONE), np.full(n_texts, NONE)
    confidence = np.full(n_texts, np.nan)
    for start in range(0, n_texts, BLOCK):
        part = slice(start, start + BLOCK)
        near = vectors[part] @ centres.T
        first = near.argmax(axis=1)
        rows = np.arange(len(near))
        topic[part] = first
        if len(centres) > 1:
            to_first = near[rows, first].copy()
            near[rows, first] = -np.inf
            second = near.argmax(axis=1)
            other[part] = second
            confidence[part] = surer(to_first, near[rows, second])
    untold = ~np.any(vectors, axis=1)
    topic[untold], other[untold], confidence[untold] = NONE, NONE, np.nan
    return topic, other, confidence


def surer(to_first: np.ndarray, to_second: np.ndarray) -> np.ndarray:
    """1 - a / b, with a and b the distances that belong to two cosines."""
    a, b = (np.sqrt(np.maximum(2 - 2 * to, 1e-12)) for to in (to_first, to_second))
    return 1 - a / b


def doubtful(confidence: np.ndarray) -> np.ndarray:
    """Which texts a person should look at: the other topic is less than 2 % farther away.

    confidence: as in `Topics`, shape (n_texts,); returns as many true or false. At most 15 % of
    the texts that have one, the least sure first, then in their order: no one reads more.
    """
    least = np.argsort(confidence, kind="stable")[: int(CHECK_AT_MOST * np.sum(confidence >= 0))]
    check = np.zeros(len(confidence), dtype=bool)
    check[least] = confidence[least] < CHECK_BELOW
    return check


def stability(vectors: np.ndarray, topics: Topics, seed: int) -> list[float | None]:
    """How far each topic comes back when a tenth of the texts is left out, from 0 to 1.

    The texts are grouped anew in two draws of 90 %; for each topic, the mean over both of the
    largest Jaccard index with a new group on the texts of the draw. The vectors are kept.
    Above STABILITY_TEXTS texts, on draws of a seeded sample. None where there is a single topic.
    Source: Hennig, Computational Statistics and Data Analysis 52 (2007), 258-271.
    """
    number = len(topics.centres)
    told = np.flatnonzero(topics.topic != NONE)
    told = told[draw(len(told), STABILITY_TEXTS, seed)]
    size = int(RESAMPLED * len(told))
    if number < 2 or size < number:
        return [None] * number
    found = np.zeros(number)
    for again in (1, 2):
        drawn = told[draw(len(told), size, seed + again)]
        fit = drawn[draw(len(drawn), FIT, seed + again)]
        centres = place(vectors[fit], number, seed + again, FEWER_STARTS)
        anew = nearest(vectors[drawn], centres)[0]
        both = members(topics.topic[drawn], number).T @ members(anew, number)
        both = both.toarray()
        union = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
        found += (both / np.maximum(union, 1)).max(axis=1)
    return [float(value) for value in found / 2]


def fill_empty(topic: np.ndarray, other: np.ndarray, confidence: np.ndarray, number: int) -> None:
    """Give a topic that lost all its texts the least sure text of a topic with several."""
    for empty in range(number):
        if np.any(topic == empty):
            continue
        sizes = np.bincount(topic[topic != NONE], minlength=number)
        spare = np.flatnonzero((topic != NONE) & (sizes[topic] > 1))
        moved = spare[np.argmin(np.nan_to_num(confidence[spare], nan=1.0))]
        topic[moved], other[moved], confidence[moved] = empty, topic[moved], 0.0
