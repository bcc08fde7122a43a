"""Whether groups come back: with other people, and with other statements.

Both are the adjusted Rand index, 1 where the same people are together again, 0 by chance.

* `among_people`: as many people are drawn with replacement, and all is done again from the
  average of each statement on. Groups that hang on a few people do not come back.
* `among_statements`: statements are dealt into two halves, groups are found in each, and
  compared. Groups that hang on which statements somebody happened to see do not come back.
  Drawing people does not notice that: the statements stay the same.
"""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.metrics import adjusted_rand_score

from participe.analysis.arrays import Sparse, draw
from participe.analysis.opinions.grouping import (
    DIMENSIONS,
    SHAPES,
    Grouping,
    Shape,
    group,
    on_scale,
)
from participe.analysis.opinions.space import deviations, find_space

DRAWS = 20
_PEOPLE = 3_000  # at most, of whom stability is asked
_IN_EACH_HALF = 3  # votes at least


def among_people(
    matrix: Sparse, groupings: dict[Shape, Grouping], seed: int, draws: int = DRAWS
) -> dict[Shape, float]:
    """For each shape, how like its groups are those of people drawn again."""
    asked = draw(matrix.shape[0], _PEOPLE, seed)
    part = matrix[asked]
    counts = np.diff(part.indptr)
    found: dict[Shape, list[float]] = {shape: [] for shape in SHAPES}
    for number in range(draws):
        rng = np.random.default_rng([seed, number])
        drawn = np.sort(rng.integers(0, len(asked), len(asked)))
        again = part[drawn]
        directions = find_space(deviations(again), DIMENSIONS, seed).directions
        places = np.asarray(_less_mean_of(part, again) @ directions.T)
        for shape in SHAPES:
            ours = on_scale(places, counts, matrix.shape[1], shape)
            model = group(ours[drawn], shape, seed, starts=3).model
            labels = groupings[shape].labels[asked]
            found[shape].append(float(adjusted_rand_score(labels, model.predict(ours))))
    return {shape: float(np.mean(each)) for shape, each in found.items()}


def _less_mean_of(votes: Sparse, others: Sparse) -> Sparse:
    """Votes less the mean that `others` gave each statement."""
    wide = votes.shape[1]
    seen = np.bincount(others.indices, minlength=wide)
    said = np.bincount(others.indices, weights=others.data.astype(np.float64), minlength=wide)
    means = said / np.maximum(seen, 1)
    less = votes.data.astype(np.float64) - means[votes.indices]
    return csr_matrix((less, votes.indices, votes.indptr), shape=votes.shape)


def among_statements(matrix: Sparse, shape: Shape, seed: int, draws: int = DRAWS) -> float:
    """How like the groups of one half of the statements are those of the other half.

    -1 where a half holds too few votes to say anything.
    """
    part = matrix[draw(matrix.shape[0], _PEOPLE, seed)].tocsc()
    found = []
    for number in range(draws):
        dealt = np.random.default_rng([seed, number]).permutation(part.shape[1])
        halves = [np.sort(dealt[: len(dealt) // 2]), np.sort(dealt[len(dealt) // 2 :])]
        votes = [part[:, half].tocsr() for half in halves]
        both = np.all([np.diff(one.indptr) >= _IN_EACH_HALF for one in votes], axis=0)
        if both.sum() < 2 * shape.groups:
            continue
        labels = [_labels(one[both], shape, seed) for one in votes]
        found.append(float(adjusted_rand_score(*labels)))
    return float(np.mean(found)) if found else -1.0


def _labels(votes: Sparse, shape: Shape, seed: int) -> np.ndarray:
    places = find_space(deviations(votes), shape.dimensions, seed).places
    ours = on_scale(places, np.diff(votes.indptr), votes.shape[1], shape)
    return group(ours, shape, seed, starts=3).labels


def by_chance(matrix: Sparse, seed: int, draws: int = 5) -> float:
    """The widest direction when each statement's votes are dealt anew among those who saw it.

    As a share of the widest as it is. Dealt anew, nobody's votes hang together: from 1 on, nor
    do they as they are.
    """
    part = matrix[draw(matrix.shape[0], _PEOPLE, seed)].tocsc()
    # The statement of each vote: sorting by (statement, random number) deals all of them at once.
    statement = np.repeat(np.arange(part.shape[1]), np.diff(part.indptr))
    widest = []
    for number in range(draws):
        rng = np.random.default_rng([seed, number])
        order = np.lexsort((rng.random(len(part.data)), statement))
        dealt = part.copy()
        dealt.data = part.data[order]
        widest.append(float(find_space(deviations(dealt.tocsr()), 1, seed).strength[0]))
    ours = float(find_space(deviations(part.tocsr()), 1, seed).strength[0])
    # Where everybody says the same, both are the dust of rounding.
    return max(widest) / ours if ours > 1e-6 else 1.0
