"""Letters that stand whole in a longer text: what one person wrote around a shared text."""

import numpy as np
from scipy import sparse

from participe.analysis.arrays import Sparse
from participe.analysis.families.alike import gathered
from participe.analysis.families.reading import Read, mixed
from participe.analysis.families.rule import Rule

LEAST_WORDS = 25  # of a letter; shorter texts may stand in another by chance
RUN = 6  # words in a row
ONE_IN = 4  # of the runs is looked at, drawn by its hash, the same ones in every text
HELD_WORDS, HELD_RUNS = 0.85, 0.6  # of the letter
BLOCK = 20_000


def attach(rule: Rule, reps: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """Move texts that hold the middle of another family whole into that family.

    reps: position in `rule.read` of each text; middle: as `groups.gathered` gives it.
    Linear: each run of words is compared with the shortest text that has it, and with the next
    shorter one.
    Source: winnowing, Schleimer, Wilkerson and Aiken, SIGMOD 2003, 76-85, with runs drawn by hash.
    """
    long = np.flatnonzero(rule.n_words >= LEAST_WORDS)
    # The shortest first: whoever is held by others comes before them.
    long = long[np.lexsort((long, rule.n_words[long]))]
    runs = _runs(rule.read, reps[long])
    if runs.nnz == 0:
        return middle
    letter, holder = (long[at] for at in _candidates(runs))
    row = np.full(len(middle), -1)
    row[long] = np.arange(len(long))

    found = middle.copy()
    target = middle[letter]
    pairs = np.unique(np.stack([holder, target]), axis=1)
    holder, target = pairs[:, middle[pairs[0]] != pairs[1]]
    held = _held(rule, runs, row, target, holder)
    _move(found, target[held], holder[held], rule)

    # Copies of a longer text that has moved go with it, if they hold the letter themselves.
    moved = np.flatnonzero((found[middle] != middle) & (found == middle) & (row >= 0))
    target = found[middle[moved]]
    held = _held(rule, runs, row, target, moved)
    found[moved[held]] = target[held]
    # A letter that itself moved takes those who joined it along.
    return found[found]


def _runs(read: Read, texts: np.ndarray) -> Sparse:
    """Which drawn runs of RUN words stand in which text, (n_texts, n_runs), ones."""
    rows, hashes = [], []
    for begin in range(0, len(texts), BLOCK):
        ids, lengths = gathered(read, texts[begin : begin + BLOCK])
        words = read.hashes[ids]
        text = np.repeat(np.arange(begin, begin + len(lengths)), lengths)
        key = np.zeros(max(0, len(words) - RUN + 1), dtype=np.uint64)
        for place in range(RUN):
            key = mixed(key + words[place : place + len(key)])
        drawn = (text[: len(key)] == text[RUN - 1 :]) & (key % np.uint64(ONE_IN) == 0)
        rows.append(text[: len(key)][drawn])
        hashes.append(key[drawn])
    if not rows:
        return sparse.csr_matrix((len(texts), 0), dtype=np.int32)
    distinct, column = np.unique(np.concatenate(hashes), return_inverse=True)
    row = np.concatenate(rows)
    shape = (len(texts), len(distinct))
    matrix: Sparse = sparse.csr_matrix((np.ones(len(row), np.int32), (row, column)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def _candidates(runs: Sparse) -> tuple[np.ndarray, np.ndarray]:
    """Rows of texts with a run in common, the shorter text first; rows are by length."""
    columns = runs.tocsc()
    sizes = np.diff(columns.indptr)
    place = np.arange(columns.nnz) - np.repeat(columns.indptr[:-1], sizes)
    later = place > 0
    first = columns.indices[np.repeat(columns.indptr[:-1], sizes)][later]
    before = columns.indices[np.flatnonzero(later) - 1]
    holder = columns.indices[later].astype(np.int64)
    n_rows = runs.shape[0]
    keys = np.unique(np.concatenate([first * n_rows + holder, before * n_rows + holder]))
    return keys // n_rows, keys % n_rows


def _held(
    rule: Rule, runs: Sparse, row: np.ndarray, letter: np.ndarray, holder: np.ndarray
) -> np.ndarray:
    """Whether each holder holds the whole letter: nearly all its words and most of its runs."""
    held = (row[letter] >= 0) & (rule.n_words[holder] > rule.n_words[letter])
    asked = np.flatnonzero(held)
    letter, holder = letter[asked], holder[asked]
    words = rule.sets.both(letter, holder) >= HELD_WORDS * rule.sets.total[letter]
    own = np.diff(runs.indptr)[row[letter]]
    both = np.zeros(len(asked), dtype=np.int64)
    for begin in range(0, len(asked), BLOCK):
        part = slice(begin, begin + BLOCK)
        shared = runs[row[letter[part]]].multiply(runs[row[holder[part]]])
        both[part] = np.asarray(shared.sum(axis=1)).ravel()
    held[asked] = words & (own > 0) & (both >= HELD_RUNS * own)
    return held


def _move(found: np.ndarray, letter: np.ndarray, holder: np.ndarray, rule: Rule) -> None:
    """Each holder to the longest letter it holds."""
    order = np.lexsort((-letter, rule.n_words[letter]))
    found[holder[order]] = letter[order]
