"""Vectors -> topics: how many, which contribution in which, how sure, how stable.

Centres are all that is kept of a topic, so a new contribution finds its topic by `nearest`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.neighbors import kneighbors_graph

from participe.analysis.arrays import Sparse, draw, unit

NONE = -1
FEWEST_TEXTS = 16  # below, groups would be chance
TEXTS_PER_TOPIC = 8  # on average, at least, when the number is chosen
FEWEST_IN_TOPIC = 3  # smaller groups join their neighbours when the number is chosen
TRIED = (2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 30)
NEARLY = 0.98
NEIGHBOURS = 15
SEEN = 3_000  # texts looked at to choose the number of topics
FIT = 20_000  # texts that place the centres
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


def distinct(vectors: np.ndarray) -> int:
    """How many different texts there are to group; texts of zeros are none."""
    told = vectors[np.any(vectors, axis=1)]
    return len({row.tobytes() for row in np.round(told, 4) + 0.0})


def choose_number(vectors: np.ndarray, seed: int) -> int:
    """How many topics there are: the fewest that explain the neighbourhoods nearly as well as any.

    Each number of TRIED, up to one topic for TEXTS_PER_TOPIC texts, is tried with k-means on at
    most SEEN texts. Modularity tells how much more often a text and its 15 nearest neighbours
    share a topic than they would by chance; unlike the silhouette it has its maximum between
    the extremes. The smallest number that reaches 98 % of the best modularity is taken.
    No label is used. One topic below FEWEST_TEXTS different texts.
    Source: Newman and Girvan, Physical Review E 69 (2004), 026113.
    """
    told = vectors[np.any(vectors, axis=1)]
    if len(told) > SEEN:
        told = told[draw(len(told), SEEN, seed)]
    different = distinct(told)
    if different < FEWEST_TEXTS:
        return 1
    graph = kneighbors_graph(told, min(NEIGHBOURS, len(told) // 4), metric="cosine")
    graph = graph.maximum(graph.T)
    found = [
        (number, modularity(graph, _k_means(told, number, seed, starts=2)))
        for number in TRIED
        if number <= different // TEXTS_PER_TOPIC
    ]
    best = max(quality for _, quality in found)
    return next(number for number, quality in found if quality >= NEARLY * best) if best > 0 else 1


def modularity(graph: Sparse, topic: np.ndarray) -> float:
    """Share of links inside topics, less what chance would give; from -0.5 to 1."""
    member = _members(topic, int(topic.max()) + 1)
    links = (member.T @ graph @ member).toarray() / graph.sum()
    return float(np.trace(links) - (links.sum(axis=1) ** 2).sum())


def find_topics(vectors: np.ndarray, number: int, seed: int, *, exactly: bool) -> Topics:
    """Group texts with k-means on vectors of norm 1 (spherical k-means, but for the centres' norm).

    vectors: shape (n_texts, n_dimensions), rows of norm 1 or 0; a row of zeros gets no topic.
    exactly: give `number` topics, at most `distinct(vectors)`; otherwise groups of fewer than
        FEWEST_IN_TOPIC texts are dissolved.
    Above FIT texts the centres are placed on a draw of them, and all texts join the nearest.
    Source: Dhillon and Modha, Machine Learning 42 (2001), 143-175.
    """
    told = np.flatnonzero(np.any(vectors, axis=1))
    fit = told[draw(len(told), FIT, seed)]
    groups = min(number, distinct(vectors[fit]))
    placed = _k_means(vectors[fit], groups, seed, _starts(len(fit)))
    centres = _centres(vectors[fit], placed, number)
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
            to_second = near[rows, second]
            other[part] = second
            a, b = (np.sqrt(np.maximum(2 - 2 * to, 1e-12)) for to in (to_first, to_second))
            confidence[part] = 1 - a / b
    untold = ~np.any(vectors, axis=1)
    topic[untold], other[untold], confidence[untold] = NONE, NONE, np.nan
    return topic, other, confidence


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
    Above FIT texts, on draws of a seeded sample. None where there is a single topic.
    Source: Hennig, Computational Statistics and Data Analysis 52 (2007), 258-271.
    """
    number = len(topics.centres)
    told = np.flatnonzero(topics.topic != NONE)
    told = told[draw(len(told), FIT, seed)]
    size = int(RESAMPLED * len(told))
    if number < 2 or size < number:
        return [None] * number
    found = np.zeros(number)
    for again in (1, 2):
        drawn = told[draw(len(told), size, seed + again)]
        # Of many equal texts, a draw may hold fewer different ones than there are topics.
        groups = min(number, distinct(vectors[drawn]))
        anew = _k_means(vectors[drawn], groups, seed + again, _starts(len(told)))
        both = _members(topics.topic[drawn], number).T @ _members(anew, number)
        both = both.toarray()
        union = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
        found += (both / np.maximum(union, 1)).max(axis=1)
    return [float(value) for value in found / 2]


def share(total: int, sizes: list[int], most: list[int]) -> list[int]:
    """Divide `total` topics among languages by their size: at least one each, at most `most`.

    One after the other goes to the language farthest below its part; the caller sees to
    len(sizes) <= total <= sum(most).
    """
    given = [1] * len(sizes)
    while sum(given) < total:
        missing = [
            size * total / sum(sizes) - has if has < limit else -np.inf
            for size, has, limit in zip(sizes, given, most, strict=True)
        ]
        given[int(np.argmax(missing))] += 1
    return given


def _k_means(vectors: np.ndarray, number: int, seed: int, starts: int) -> np.ndarray:
    if number <= 1:
        return np.zeros(len(vectors), dtype=np.int64)
    settings: Any = {"n_init": starts, "random_state": seed % 2**32}
    return KMeans(number, **settings).fit_predict(vectors)


def _starts(n_texts: int) -> int:
    """Large groupings differ less from start to start, and each start costs more."""
    return 10 if n_texts <= 2_000 else 4


def _centres(vectors: np.ndarray, topic: np.ndarray, number: int) -> np.ndarray:
    return unit(_members(topic, number).T @ vectors)


def _members(topic: np.ndarray, number: int) -> Sparse:
    """Shape (n_texts, number), one where a text is in a topic."""
    n_texts = len(topic)
    return sparse.csr_matrix(
        (np.ones(n_texts, dtype=np.float32), topic, np.arange(n_texts + 1)), shape=(n_texts, number)
    )


def fill_empty(topic: np.ndarray, other: np.ndarray, confidence: np.ndarray, number: int) -> None:
    """Give a topic that lost all its texts the least sure text of a topic with several."""
    for empty in range(number):
        if np.any(topic == empty):
            continue
        sizes = np.bincount(topic[topic != NONE], minlength=number)
        spare = np.flatnonzero((topic != NONE) & (sizes[topic] > 1))
        moved = spare[np.argmin(np.nan_to_num(confidence[spare], nan=1.0))]
        topic[moved], other[moved], confidence[moved] = empty, topic[moved], 0.0
