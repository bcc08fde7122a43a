"""Texts -> numbers: word meaning learned from the corpus itself, joined to pieces of words.

Nothing is downloaded: what a word means here is what it stands beside in these contributions.
Another way of making vectors (see `backends`) takes the place of `fit` and of nothing else.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from participe.analysis.arrays import Sparse, draw, unit
from participe.analysis.text import Words

DIMENSIONS = 100  # of each half, at most
PASSAGE = 60  # stems; a long text speaks of several things, so words co-occur by passage
FIT_TEXTS = 6_000  # texts that teach the pieces of words; the others are projected
FIT_PASSAGES = 20_000  # passages that teach the words
VOCABULARY = 20_000  # stems with a vector of their own
PIECES = (3, 5)  # letters
PIECES_KEPT = 40_000
BLOCK = 4_000  # texts projected at once, so that memory stays bounded


@dataclass(frozen=True, eq=False)
class WordHalf:
    """What words mean by what they stand beside.

    stems: in alphabetical order. rarity: their inverse document frequency, shape (n_stems,).
    meaning: a vector for each, shape (n_stems, d). middle: the mean of the texts learned from.
    """

    stems: tuple[str, ...]
    rarity: np.ndarray
    meaning: np.ndarray
    middle: np.ndarray

    def columns(self, stems: tuple[str, ...]) -> Sparse:
        """Which of these stems are known here, shape (len(stems), n_stems)."""
        place = {stem: at for at, stem in enumerate(stems)}
        pairs = [(place[stem], at) for at, stem in enumerate(self.stems) if stem in place]
        rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        known: Sparse = sparse.csr_matrix(
            (np.ones(len(pairs), dtype=np.float32), (rows, columns)),
            shape=(len(stems), len(self.stems)),
        )
        return known

    def vectors(self, said: Sparse) -> np.ndarray:
        """TF-IDF weighted mean of word vectors, less the mean of all; shape (n_texts, d).

        said: counts in `columns`, shape (n_texts, n_stems).
        """
        texts = unit(_dampen(said, self.rarity) @ self.meaning)
        texts[np.any(texts, axis=1)] -= self.middle
        return unit(texts)


@dataclass(frozen=True, eq=False)
class PieceHalf:
    """What pieces of words have in common, so that compounds and misspellings are near.

    pieces: of 3 to 5 letters, in alphabetical order. rarity: shape (n_pieces,).
    axes: shape (n_pieces, d).
    """

    pieces: tuple[str, ...]
    rarity: np.ndarray
    axes: np.ndarray

    def columns(self, stems: tuple[str, ...]) -> Sparse:
        """The pieces of each of these stems, cut once, shape (len(stems), n_pieces)."""
        cutter = CountVectorizer(analyzer="char_wb", ngram_range=PIECES, vocabulary=self.pieces)
        cut: Sparse = cutter.transform(stems)
        return cut.astype(np.float32)

    def vectors(self, said: Sparse) -> np.ndarray:
        """A text is the sum of its stems' pieces; shape (n_texts, d).

        said: counts in `columns`, shape (n_texts, n_pieces).
        """
        return unit(_dampen(said, self.rarity) @ self.axes)


@dataclass(frozen=True, eq=False)
class Space:
    """What was learned of one language: gives vectors to its texts and to those still to come."""

    language: str
    halves: tuple[WordHalf | PieceHalf, ...]

    def vectors(self, words: Words) -> np.ndarray:
        """One vector a text, shape (n_texts, at most 2 * DIMENSIONS), float32, norm 1 or 0.

        The two halves weigh the same. A row of zeros is a text none of whose words, nor any piece
        of them, stood in two of the texts learned from.
        """
        counts = words.counts()
        if not self.halves:
            return np.zeros((counts.shape[0], 0), dtype=np.float32)
        columns = [half.columns(words.stems) for half in self.halves]
        blocks = []
        for start in range(0, max(counts.shape[0], 1), BLOCK):
            block = counts[start : start + BLOCK]
            parts = [
                half.vectors((block @ one).tocsr())
                for half, one in zip(self.halves, columns, strict=True)
            ]
            blocks.append(unit(np.hstack(parts)).astype(np.float32))
        return np.vstack(blocks)


def learn(words: Words, language: str, seed: int) -> Space:
    """Learn from the texts of one language what their words mean."""
    counts = words.counts()
    halves = (_learn_words(words, counts, seed), _learn_pieces(words, counts, seed))
    return Space(language, tuple(half for half in halves if half is not None))


def _learn_words(words: Words, counts: Sparse, seed: int) -> WordHalf | None:
    """Word vectors: a truncated SVD of the positive pointwise mutual information of stems.

    Stems stand together in one passage; contexts are smoothed with the power 0.75. Frequencies
    are shares of passages, not of pairs, which raises all values by a constant and keeps weaker
    links. None when fewer than two stems stand in two texts.
    Source: Levy and Goldberg, NeurIPS 27 (2014), 2177-2185; centring after Mu and Viswanath,
    ICLR 2018.
    """
    rarity, kept = _rarity(counts, at_least=2, at_most=0.4)
    kept = kept[np.argsort(-_document_frequency(counts)[kept], kind="stable")][:VOCABULARY]
    kept.sort()
    if len(kept) < 2:
        return None
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
    half = WordHalf(
        tuple(words.stems[code] for code in kept),
        rarity[kept],
        unit(left * np.sqrt(strengths)),
        np.zeros(len(strengths)),
    )
    drawn = counts[draw(counts.shape[0], FIT_PASSAGES, seed)]
    texts = half.vectors(drawn[:, kept])
    told = np.any(texts, axis=1)
    return replace(half, middle=texts[told].mean(axis=0)) if told.any() else half


def _learn_pieces(words: Words, counts: Sparse, seed: int) -> PieceHalf | None:
    """Latent semantic analysis of pieces of words; None when there is nothing to compare.

    Source: Deerwester et al., JASIS 41 (1990), 391-407.
    """
    n_texts = counts.shape[0]
    if n_texts < 2 or not words.stems:
        return None
    cutter = CountVectorizer(analyzer="char_wb", ngram_range=PIECES)
    cut: Sparse = cutter.fit_transform(words.stems)
    learned = (counts[draw(n_texts, FIT_TEXTS, seed)] @ cut.astype(np.float32)).tocsr()
    rarity, kept = _rarity(learned, at_least=2 if n_texts < 500 else 3, at_most=0.3)
    kept = kept[np.argsort(-_document_frequency(learned)[kept], kind="stable")][:PIECES_KEPT]
    kept.sort()
    if len(kept) < 2:
        return None
    axes = _svd(_dampen(learned[:, kept], rarity[kept]), seed, rounds=4)[2].T
    pieces = cutter.get_feature_names_out()
    return PieceHalf(tuple(pieces[kept].tolist()), rarity[kept], axes)


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
