"""Word sets of texts, how alike two are, and which pairs are worth comparing."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from participe.analysis.arrays import Sparse
from participe.analysis.families.reading import SMALL, Read, mixed

ROWS, BANDS, AT_ONCE = 4, 48, 8  # smallest hashes in a band, bands, bands made at once
BLOCK = 20_000  # texts whose smallest hashes are sought at once
PAIRS = 100_000  # pairs compared at once


@dataclass(frozen=True, eq=False)
class Sets:
    """The different words of each text.

    ids: ascending inside each text, shape (n_words,); starts: shape (n_texts + 1,).
    total: sum of the weights of each text, shape (n_texts,).
    has: one where a text has a word; weight: the word's weight there; (n_texts, n_distinct).
    """

    ids: np.ndarray
    starts: np.ndarray
    total: np.ndarray
    has: Sparse
    weight: Sparse

    def both(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Weight of the words that stand in both texts of each pair, shape (n_pairs,)."""
        found = np.empty(len(left), dtype=np.int64)
        for begin in range(0, len(left), PAIRS):
            part = slice(begin, begin + PAIRS)
            shared = self.weight[left[part]].multiply(self.has[right[part]])
            found[part] = np.asarray(shared.sum(axis=1)).ravel()
        return found

    def likeness(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Weighted Jaccard index of each pair of texts, 0 to 1, shape (n_pairs,)."""
        both = self.both(left, right)
        return both / np.maximum(self.total[left] + self.total[right] - both, 1)


def word_sets(read: Read, texts: np.ndarray) -> Sets:
    """Sets of the words of some texts, in the order given. texts: positions, shape (n,)."""
    pieces, sizes = [], []
    for begin in range(0, len(texts), BLOCK):
        some = texts[begin : begin + BLOCK]
        ids, lengths = gathered(read, some)
        keys = np.repeat(np.arange(len(some), dtype=np.int64), lengths) * len(read.hashes) + ids
        keys = np.unique(keys)
        pieces.append((keys % len(read.hashes)).astype(np.int32))
        sizes.append(np.bincount(keys // len(read.hashes), minlength=len(some)))
    ids = np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int32)
    starts = np.concatenate([[0], *sizes]).cumsum()
    shape = (len(texts), len(read.hashes))
    weights = read.weights[ids]
    has: Sparse = sparse.csr_matrix((np.ones(len(ids), np.int32), ids, starts), shape=shape)
    weight: Sparse = sparse.csr_matrix((weights, has.indices, has.indptr), shape=shape)
    total = np.concatenate([[0], np.cumsum(weights)])
    return Sets(ids, starts, total[starts[1:]] - total[starts[:-1]], has, weight)


def gathered(read: Read, texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The words of some texts one after the other, and how many each has."""
    lengths = np.diff(read.starts)[texts]
    place = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return read.ids[np.repeat(read.starts[texts], lengths) + place], lengths


def candidates(read: Read, sets: Sets, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs that are perhaps alike, a few bands at a time: linear in the number of texts.

    A band is four words drawn by the smallest of their hashes, one word with the weight of
    `Sets.weight`; texts with the same four are compared, each with the one before it and with
    the first, so that a band gives at most two pairs a text, however many share it. Pairs with
    a likeness of 0.5 come with probability 0.95, of 0.6 with 0.999.
    Source: Broder, Sequences 1997, 21-29; Indyk and Motwani, STOC 1998, 604-613.
    """
    n_texts = len(sets.total)
    for first in range(0, BANDS, AT_ONCE):
        smallest = _smallest(read, sets, seed, range(first * ROWS, (first + AT_ONCE) * ROWS))
        found = []
        for band in range(AT_ONCE):
            key = np.zeros(n_texts, dtype=np.uint64)
            for row in range(ROWS):
                key = mixed(key + smallest[:, band * ROWS + row])
            order = np.argsort(key, kind="stable")
            same = key[order][1:] == key[order][:-1]
            start = np.arange(n_texts)
            start[1:][same] = 0
            start = np.maximum.accumulate(start)[1:][same]
            later = order[1:][same]
            for earlier in (order[:-1][same], order[start]):
                found.append(np.minimum(earlier, later) * n_texts + np.maximum(earlier, later))
        pairs = np.unique(np.concatenate(found))
        yield pairs // n_texts, pairs % n_texts


def _smallest(read: Read, sets: Sets, seed: int, numbers: range) -> np.ndarray:
    """The smallest hash of the words of each text under each function, (n_texts, len(numbers)).

    A word of full weight draws three times and keeps the smallest: it wins three times as often.
    """
    drawn = np.empty((len(read.hashes), len(numbers)), dtype=np.uint32)
    base = mixed(read.hashes + np.uint64(seed))
    small = read.weights == SMALL
    for at, number in enumerate(numbers):
        once, twice, thrice = (
            (mixed(base ^ mixed(np.array([3 * number + k + 1], np.uint64))) >> 32).astype(np.uint32)
            for k in range(3)
        )
        drawn[:, at] = np.where(small, once, np.minimum(np.minimum(once, twice), thrice))
    found = np.empty((len(sets.total), len(numbers)), dtype=np.uint32)
    for begin in range(0, len(found), BLOCK):
        starts = sets.starts[begin : begin + BLOCK + 1]
        rows = drawn[sets.ids[starts[0] : starts[-1]]]
        found[begin : begin + BLOCK] = np.minimum.reduceat(rows, starts[:-1] - starts[0], axis=0)
    return found
