"""Vectors -> groups: texts drawn towards their neighbours, then the most typical of many groupings.

K-means alone depends on where it starts, and on short texts two starts may agree in half of what
they say. Two things mend it, and neither needs a label. Each text is first moved towards the texts
that it is near to, and they towards theirs: what a graph partition gains on many topics, k-means
then has too, and with few topics it keeps what it was better at. Then the grouping is taken that
agrees best with all the others, rather than the one whose groups are the tightest.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn import config_context
from sklearn.cluster import KMeans
from sklearn.neighbors import kneighbors_graph
from sklearn.preprocessing import normalize

from participe.analysis.arrays import Sparse, members, unit

FEWEST_NEIGHBOURS, NEIGHBOURS = 5, 15
KEPT = 0.4  # of a text's own words; the rest is its neighbours'
ROUNDS = 10
WORKING_MB = 64  # of distances held at once
STARTS, FEW = 12, 4_000  # more starts up to so many texts, where each costs little
MOST_GROUPS = 3_000  # of all starts together, so that their comparison stays small


def neighbourhood(vectors: np.ndarray, number: int = 1) -> Sparse:
    """How near each text is to its nearest ones, in either direction; shape (n_texts, n_texts).

    vectors: rows of norm 1. The cosine to each of the nearest texts, or nothing where texts have
    nothing in common. There are NEIGHBOURS of them, fewer where half of the texts of one of
    `number` groups are fewer: what is beyond one's own group blurs it.
    """
    n_texts = len(vectors)
    near = min(NEIGHBOURS, max(FEWEST_NEIGHBOURS, n_texts // (2 * number)))
    near = max(1, min(near, n_texts // 4))
    with config_context(working_memory=WORKING_MB):
        graph: Any = kneighbors_graph(vectors, near, metric="cosine", mode="distance")
    graph.data = np.maximum(1 - graph.data, 0).astype(np.float32)
    return graph.maximum(graph.T)


def smooth(vectors: np.ndarray, graph: Sparse) -> np.ndarray:
    """Each text moved towards its neighbours, and theirs, shape as given, rows of norm 1.

    Personalised propagation: x <- KEPT * own + (1 - KEPT) * mean of the neighbours, ROUNDS times.
    Source: Gasteiger, Bojchevski and Guennemann, Predict then Propagate, ICLR 2019.
    """
    mean = normalize(graph, norm="l1")
    moved = vectors
    for _ in range(ROUNDS):
        moved = (KEPT * vectors + (1 - KEPT) * (mean @ moved)).astype(np.float32)
    return unit(moved)


def group(vectors: np.ndarray, number: int, seed: int, starts: int | None = None) -> np.ndarray:
    """Index of the group of each text, shape (n_texts,): what `starts` groupings agree on.

    vectors: shape (n_texts, d), rows of norm 1, at least `number` different ones. It begins with
    the most typical grouping, which has the highest mean normalised mutual information with the
    others, and moves each text to where those are that most groupings put it together with.
    Source: cluster ensembles, Strehl and Ghosh, JMLR 3 (2002), 583-617.
    """
    if number <= 1:
        return np.zeros(len(vectors), dtype=np.int64)
    if starts is None:
        starts = STARTS if len(vectors) > FEW else 3 * STARTS
    starts = max(2, min(starts, MOST_GROUPS // number))
    found = [k_means(vectors, number, seed + start) for start in range(starts)]
    typical = found[int(agreement(found, number).sum(axis=1).argmax())]
    return consensus(found, typical, number)


def agreement(found: Sequence[np.ndarray], number: int) -> np.ndarray:
    """Normalised mutual information of each grouping with each, shape (n_found, n_found).

    By the arithmetic mean of the entropies, as scikit-learn has it; all tables at once, for its
    function checks its arguments longer than it computes.
    """
    member = sparse.hstack([members(one, number) for one in found]).tocsr()
    joint = np.asarray((member.T @ member).todense()) / len(found[0])
    share = joint.diagonal()
    chance = np.outer(share, share)
    with np.errstate(divide="ignore", invalid="ignore"):
        told = np.where(joint > 0, joint * np.log(joint / chance), 0.0)
        own = -np.where(share > 0, share * np.log(share), 0.0)
    shape = (len(found), number)
    both = told.reshape(*shape, *shape).sum(axis=(1, 3))
    entropy = own.reshape(shape).sum(axis=1)
    mean = (entropy[:, None] + entropy[None, :]) / 2
    return np.divide(both, mean, out=np.ones_like(both), where=mean > 0)


def consensus(found: Sequence[np.ndarray], typical: np.ndarray, number: int) -> np.ndarray:
    """K-means on where each text is in all groupings, from the most typical one; shape (n_texts,).

    A group weighs the less the more texts are in it, so that large ones do not decide alone.
    """
    member = sparse.hstack([members(one, number) for one in found]).tocsr()
    sizes = np.asarray(member.sum(axis=0)).ravel()
    rows: Sparse = (member @ sparse.diags(1 / np.sqrt(np.maximum(sizes, 1)))).astype(np.float32)
    begin = np.asarray((members(typical, number).T @ rows).todense())
    begin /= np.maximum(np.bincount(typical, minlength=number), 1)[:, None]
    settings: Any = {"init": begin, "n_init": 1}
    return KMeans(number, **settings).fit_predict(rows.toarray())


def k_means(vectors: np.ndarray, number: int, seed: int) -> np.ndarray:
    """One grouping from one start; on rows of norm 1, nearly that by cosine.

    Source: Dhillon and Modha, Machine Learning 42 (2001), 143-175.
    """
    settings: Any = {"n_init": 1, "random_state": seed % 2**32}
    return KMeans(number, **settings).fit_predict(vectors)
