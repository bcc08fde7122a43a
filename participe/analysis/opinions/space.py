"""Where people stand: votes less the average of their statement, seen from the directions that
tell people apart most.

What somebody has not seen counts as the average (mean imputation). Less the average that is
zero, so the matrix stays as sparse as the votes are.

Whoever voted on little is thereby drawn to the middle, `plain`. `spread` undoes it: each person
is moved outwards by the root of (statements / statements they voted on), as Polis does. Neither
is right for all votes. Where a few people vote on hundreds of statements and the others on
thirty, `plain` groups the diligent against the others; where nearly all saw few, `spread` blows
up the noise of those who saw fewest. So both are tried, see `choice.py`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd

from participe.analysis.arrays import Sparse


class Scale(StrEnum):
    """How places of people who voted on little compare with the others."""

    PLAIN = "plain"
    SPREAD = "spread"


@dataclass(frozen=True)
class Space:
    """Places of people, the widest direction first.

    places: shape (n_people, n_dimensions).
    directions: shape (n_dimensions, n_statements).
    """

    places: np.ndarray
    directions: np.ndarray
    strength: np.ndarray  # singular values


def deviations(matrix: Sparse) -> Sparse:
    """Votes less the mean of their statement, only where there is a vote; csr of float64."""
    votes = matrix.data.astype(np.float64)
    counts = np.bincount(matrix.indices, minlength=matrix.shape[1])
    sums = np.bincount(matrix.indices, weights=votes, minlength=matrix.shape[1])
    means = sums / np.maximum(counts, 1)
    return csr_matrix(
        (votes - means[matrix.indices], matrix.indices, matrix.indptr), shape=matrix.shape
    )


def find_space(less_mean: Sparse, dimensions: int, seed: int) -> Space:
    """The widest directions of what `deviations` gave, and the places of people along them."""
    dimensions = max(1, min(dimensions, *less_mean.shape))
    settings: Any = {"n_iter": 5, "random_state": seed, "flip_sign": True}
    _, strength, directions = randomized_svd(less_mean, dimensions, **settings)
    return Space(np.asarray(less_mean @ directions.T), directions, strength)


def scaled(places: np.ndarray, counts: np.ndarray, statements: int, scale: Scale) -> np.ndarray:
    """Places under one of the scales; shape as given."""
    if scale is Scale.PLAIN:
        return places
    return places * np.sqrt(statements / np.maximum(counts, 1))[:, None]
