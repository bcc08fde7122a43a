"""Arrays as the rest uses them: draws that can be made again, rows of norm 1, one sparse type."""

from typing import Any

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize

# A csr_matrix. scipy and scikit-learn have no types of their own, and what pyright infers of
# them refuses right code.
Sparse = Any


def draw(total: int, most: int, seed: int) -> np.ndarray:
    """At most `most` of `total` positions, drawn with the seed, in ascending order."""
    if total <= most:
        return np.arange(total)
    return np.sort(np.random.default_rng(seed).choice(total, most, replace=False))


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of L2 norm 1, those of zeros left as they are; shape (n_rows, n_dimensions)."""
    return np.asarray(normalize(rows)) if rows.shape[1] else rows


def members(group: np.ndarray, number: int) -> Sparse:
    """One where a row is in a group, shape (n_rows, number); rows of a negative group are empty."""
    inside = np.flatnonzero(group >= 0)
    matrix: Sparse = sparse.csr_matrix(
        (np.ones(len(inside), dtype=np.float32), (inside, group[inside])),
        shape=(len(group), number),
    )
    return matrix
