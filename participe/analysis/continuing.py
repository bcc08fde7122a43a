"""Topics that go on: a run after another keeps them, and what people corrected in them.

A contribution stays where it was unless another topic is clearly nearer; a new one joins the
nearest; new ones that are near to none, and near to each other, become a topic of their own.
"""

from dataclasses import dataclass

import numpy as np

from participe.analysis.arrays import members, unit
from participe.analysis.number import choose_number
from participe.analysis.topics import NONE, Topics, find_topics, nearest, surer

PIN_WEIGHT = 20  # texts that a pinned one counts for in the middle of its topic
STAYS = 0.05  # how much nearer another centre must be before a text leaves its topic
FAR = 0.1  # share of the earlier texts that are as far from their topic as what begins another
FEWEST_NEW = 8  # texts of a new topic


@dataclass(frozen=True, eq=False)
class Known:
    """Where the texts of one language were, shape (n_texts,) each.

    topic: index of the topic before, or NONE. pinned: whether a person put it there.
    number: how many topics there were.
    """

    topic: np.ndarray
    pinned: np.ndarray
    number: int


def go_on(vectors: np.ndarray, known: Known, seed: int, *, may_grow: bool = True) -> Topics:
    """Topics `0 … known.number - 1` as they were, then new ones.

    vectors: shape (n_texts, n_dimensions), rows of norm 1 or 0.
    may_grow: whether new topics may be made of new texts.
    """
    centres = anchored(vectors, known.topic, known.pinned, known.number)
    topic = _stay(vectors, known, centres)
    if may_grow and len(fresh := _beginnings(vectors, known, centres, seed)):
        centres = np.vstack([centres, fresh])
        topic = _stay(vectors, known, centres)
    topic[known.pinned] = known.topic[known.pinned]
    other, confidence = beside(vectors, topic, centres)
    return Topics(topic, other, confidence, centres)


def anchored(vectors: np.ndarray, topic: np.ndarray, pinned: np.ndarray, number: int) -> np.ndarray:
    """Centres, drawn towards what people pinned; shape (number, n_dimensions)."""
    weights = np.where(pinned, PIN_WEIGHT, 1).astype(np.float32)
    return unit(np.asarray(members(topic, number).T @ (vectors * weights[:, None])))


def beside(
    vectors: np.ndarray, topic: np.ndarray, centres: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The nearest topic but one's own, and how sure one's own is; both shape (n_texts,).

    Confidence is 0 where the other is the nearer one, NaN without a topic or another.
    """
    first, second, _ = nearest(vectors, centres)
    other = np.where(first == topic, second, first)
    confidence = np.full(len(topic), np.nan)
    asked = np.flatnonzero((topic != NONE) & (other != NONE))
    near = (_cosine(vectors[asked], centres[level[asked]]) for level in (topic, other))
    confidence[asked] = np.maximum(surer(*near), 0.0)
    return np.where(topic == NONE, NONE, other), confidence


def split(
    vectors: np.ndarray, topic: np.ndarray, of: int, into: int, first: np.ndarray
) -> np.ndarray:
    """The topics after a split: `first` begin `into`, and who is nearer to them follows.

    first: positions of texts, shape (n_first,). Returns an array of shape (n_texts,).
    """
    after = topic.copy()
    after[first] = into
    rest = np.flatnonzero(after == of)
    if not len(rest) or not len(first):
        return after
    pair = unit(np.stack([vectors[rest].mean(axis=0), vectors[first].mean(axis=0)]))
    after[rest[vectors[rest] @ pair[1] > vectors[rest] @ pair[0]]] = into
    return after


def _stay(vectors: np.ndarray, known: Known, centres: np.ndarray) -> np.ndarray:
    topic = nearest(vectors, centres)[0]
    moved = np.flatnonzero((known.topic != NONE) & (topic != NONE) & (topic != known.topic))
    there, here = (_cosine(vectors[moved], centres[level[moved]]) for level in (topic, known.topic))
    back = moved[surer(there, here) < STAYS]
    topic[back] = known.topic[back]
    return topic


def _beginnings(vectors: np.ndarray, known: Known, centres: np.ndarray, seed: int) -> np.ndarray:
    """Centres of new topics, shape (n_new, n_dimensions).

    Of the new texts that are farther from every topic than all but a tenth of the earlier ones
    are from theirs, groups of at least FEWEST_NEW that hold together as well as half of the
    earlier texts do.
    """
    earlier = np.flatnonzero((known.topic != NONE) & np.any(vectors, axis=1))
    new = np.flatnonzero((known.topic == NONE) & np.any(vectors, axis=1))
    if not len(earlier) or len(new) < FEWEST_NEW:
        return centres[:0]
    held = _cosine(vectors[earlier], centres[known.topic[earlier]])
    near = (vectors[new] @ centres.T).max(axis=1)
    backlog = new[near < np.quantile(held, FAR)]
    if len(backlog) < FEWEST_NEW:
        return centres[:0]
    number = choose_number(vectors[backlog], seed)
    found = find_topics(vectors[backlog], number, seed, exactly=False)
    together = _cosine(vectors[backlog], found.centres[found.topic])
    kept = [
        at
        for at in range(len(found.centres))
        if np.sum(found.topic == at) >= FEWEST_NEW
        and together[found.topic == at].mean() >= np.median(held)
    ]
    return found.centres[kept]


def _cosine(rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", rows, others)
