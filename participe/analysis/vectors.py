"""Texts -> numbers: word meaning learned from the corpus itself, joined to pieces of words.

Nothing is downloaded: what a word means here is what it stands beside in these contributions.
Another way of making vectors takes the place of `embed` and of nothing else.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from participe.analysis.arrays import Sparse, draw, unit
from participe.analysis.text import Words

DIMENSIONS = 100  # of each half
PASSAGE = 60  # stems; a long text speaks of several things, so words co-occur by passage
FIT_TEXTS = 6_000  # texts that teach the pieces of words; the others are projected
FIT_PASSAGES = 20_000  # passages that teach the words
VOCABULARY = 20_000  # stems with a vector of their own
PIECES = (3, 5)  # letters
PIECES_KEPT = 40_000
BLOCK = 4_000  # texts projected at once, so that memory stays bounded


def embed(words: Words, seed: int) -> np.ndarray:
    """One vector a text, shape (n_texts, at most 2 * DIMENSIONS), float32, rows of norm 1 or 0.

    The two halves weigh the same: words by what they stand beside (`word_half`), and pieces of
    words (`piece_half`), which join compounds, inflections and misspellings. A row of zeros is a
    text none of whose words, nor any piece of them, stands in another text.
    """
    counts = words.counts()
    halves = [word_half(words, counts, seed), piece_half(words, counts, seed)]
    return unit(np.hstack(halves)).astype(np.float32)


def word_half(words: Words, counts: Sparse, seed: int) -> np.ndarray:
    """TF-IDF weighted mean of word vectors, less the mean of all texts; shape (n_texts, d).

    Word vectors are a truncated SVD of the positive pointwise mutual information of stems in one
    passage, contexts smoothed with the power 0.75. Frequencies are shares of passages, not of
    pairs, which raises all values by a constant and keeps weaker links.
    Source: Levy and Goldberg, NeurIPS 27 (2014), 2177-2185; centring after Mu and Viswanath,
    ICLR 2018.
    """
    rarity, kept = _rarity(counts, at_least=2, at_most=0.4)
    kept = kept[np.argsort(-_document_frequency(counts)[kept], kind="stable")][:VOCABULARY]
    kept.sort()
    if len(kept) < 2:
        return np.zeros((counts.shape[0], 0))
    passages = _passages(words, seed)[:, kept]
    together = (passages.T @ passages).tocoo()
    seen = np.maximum(together.diagonal(), 1.0)
    context = seen**0.75
    information = np.log(together.data / seen[together.row]) - np.log(
        context[together.col] / context.sum()
    )
    positive = information > 0
    table: Sparse = sparse.csr_matrix(
        (information[positive], (together.row[positive], together.col[positive])),
        shape=together.shape,
        dtype=np.float32,
    )
    left, strengths = _svd(table, seed, rounds=3)[:2]
    meaning = unit(left * np.sqrt(strengths))
    texts = unit(_dampen(counts[:, kept], rarity[kept]) @ meaning)
    told = np.abs(texts).sum(axis=1) > 0
    if told.any():
        texts[told] -= texts[told].mean(axis=0)
    return unit(texts)


def piece_half(words: Words, counts: Sparse, seed: int) -> np.ndarray:
    """Latent semantic analysis of pieces of 3 to 5 letters of each stem; shape (n_texts, d).

    Pieces are cut once for each distinct stem, and a text is the sum of its stems.
    Source: Deerwester et al., JASIS 41 (1990), 391-407.
    """
    n_texts = counts.shape[0]
    if n_texts < 2 or not words.stems:
        return np.zeros((n_texts, 0))
    cutter = CountVectorizer(analyzer="char_wb", ngram_range=PIECES)
    cut: Sparse = cutter.fit_transform(words.stems)
    pieces = cut.astype(np.float32)
    drawn = draw(n_texts, FIT_TEXTS, seed)
    learned = (counts[drawn] @ pieces).tocsr()
    rarity, kept = _rarity(learned, at_least=2 if n_texts < 500 else 3, at_most=0.3)
    kept = kept[np.argsort(-_document_frequency(learned)[kept], kind="stable")][:PIECES_KEPT]
    kept.sort()
    if len(kept) < 2:
        return np.zeros((n_texts, 0))
    pieces, rarity = pieces[:, kept].tocsr(), rarity[kept]
    axes = _svd(_dampen(learned[:, kept], rarity), seed, rounds=4)[2].T
    blocks = [
        _dampen((counts[start : start + BLOCK] @ pieces).tocsr(), rarity) @ axes
        for start in range(0, n_texts, BLOCK)
    ]
    return unit(np.vstack(blocks))


def _passages(words: Words, seed: int) -> Sparse:
    """Whether a stem stands in a passage, shape (n_passages, n_stems), at most FIT_PASSAGES."""
    said = words.codes >= 0
    before = np.concatenate([[0], np.cumsum(said)])[words.starts]
    cuts = [np.arange(start, end, PASSAGE) for start, end in pairwise(before)]
    begins = np.concatenate([*cuts, before[-1:]])
    matrix: Sparse = sparse.csr_matrix(
        (
            np.ones(int(before[-1]), dtype=np.float32),
            words.codes[said].astype(np.int32),
            begins,
        ),
        shape=(len(begins) - 1, len(words.stems)),
    )
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix[draw(matrix.shape[0], FIT_PASSAGES, seed)]


def _rarity(counts: Sparse, at_least: int, at_most: float) -> tuple[np.ndarray, ...]:
    """Smoothed inverse document frequency of every column, and the columns worth keeping.

    A column is kept when it stands in `at_least` texts and at most a share `at_most` of them;
    the share is loosened in small corpora, where one topic may well be half of what is said.
    """
    n_texts = counts.shape[0]
    frequency = _document_frequency(counts)
    most = max(at_most * n_texts, min(n_texts, 20))
    kept = np.flatnonzero((frequency >= at_least) & (frequency <= most))
    return np.log((1 + n_texts) / (1 + frequency)) + 1, kept


def _document_frequency(counts: Sparse) -> np.ndarray:
    return np.bincount(counts.indices, minlength=counts.shape[1])


def _dampen(counts: Sparse, rarity: np.ndarray) -> Sparse:
    """TF-IDF with sublinear counts (1 + log), rows of norm 1."""
    weighted = counts.copy().astype(np.float32)
    weighted.data = (1 + np.log(weighted.data)) * rarity.astype(np.float32)[weighted.indices]
    return normalize(weighted, copy=False)


def _svd(matrix: Sparse, seed: int, rounds: int) -> tuple[np.ndarray, ...]:
    """Truncated SVD by random projection (Halko et al., SIAM Review 53 (2011), 217-288)."""
    size = max(1, min(DIMENSIONS, min(matrix.shape) - 1))
    settings: Any = {"n_iter": rounds, "random_state": seed}
    return randomized_svd(matrix, size, **settings)
