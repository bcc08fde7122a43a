"""How many topics there are, by a rule that uses no label."""

import numpy as np

from participe.analysis.arrays import Sparse, draw, members
from participe.analysis.grouping import group, neighbourhood, smooth

FEWEST_TEXTS = 16  # below, groups would be chance
TEXTS_PER_TOPIC = 8  # on average, at least
TRIED = (2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 30)
NEARLY = 0.98
SEEN = 3_000  # texts looked at


def distinct(vectors: np.ndarray) -> int:
    """How many different texts there are to group; texts of zeros are none."""
    told = vectors[np.any(vectors, axis=1)]
    return len({row.tobytes() for row in np.round(told, 4) + 0.0})


def choose_number(vectors: np.ndarray, seed: int, seen: int = SEEN) -> int:
    """How many topics there are: the fewest that explain the neighbourhoods nearly as well as any.

    Each number of TRIED, up to one topic for TEXTS_PER_TOPIC texts, is tried on at most `seen`
    texts. Modularity tells how much more often a text and its nearest neighbours share a topic
    than they would by chance; unlike the silhouette it has its maximum between the extremes. The
    smallest number that reaches 98 % of the best modularity is taken.
    One topic below FEWEST_TEXTS different texts.
    Source: Newman and Girvan, Physical Review E 69 (2004), 026113.
    """
    told = np.flatnonzero(np.any(vectors, axis=1))
    told = vectors[told[draw(len(told), seen, seed)]]
    different = distinct(told)
    if different < FEWEST_TEXTS:
        return 1
    graph = neighbourhood(told)
    moved = smooth(told, graph)
    found = [
        (number, modularity(graph, group(moved, number, seed, starts=3)))
        for number in TRIED
        if number <= different // TEXTS_PER_TOPIC
    ]
    best = max((quality for _, quality in found), default=0.0)
    return next(number for number, quality in found if quality >= NEARLY * best) if best > 0 else 1


def modularity(graph: Sparse, topic: np.ndarray) -> float:
    """Share of links inside topics, less what chance would give; from -0.5 to 1."""
    member = members(topic, int(topic.max()) + 1)
    links = (member.T @ graph @ member).toarray() / graph.sum()
    return float(np.trace(links) - (links.sum(axis=1) ** 2).sum())


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
