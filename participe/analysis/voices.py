"""Voices that sizes hide: contributions like no other, and sentences that sum a topic up."""

import re
from collections.abc import Sequence
from math import fsum

import numpy as np

from participe.analysis.arrays import unit
from participe.analysis.text import clean, tokens
from participe.analysis.words import stem_of

RARE_AT_MOST = 100  # for each language; a person reads them all
FENCE = 1.5
SENTENCES = 3
READ_TEXTS = 150  # most central texts of a topic whose sentences are compared
SHORTEST, LONGEST = 40, 280  # characters of a sentence that can stand alone
ALIKE = 0.5  # share of words that two sentences of a summary may have in common

_END = re.compile(r"(?<=[.!?…])\s+|\n+")


def rare(vectors: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Positions of the texts that are far from every topic, the farthest first.

    A text is rare when its cosine to the nearest centre is below the lower fence, the first
    quartile less 1.5 times the distance between the quartiles. At most RARE_AT_MOST.
    Source: Tukey, Exploratory Data Analysis (1977), 43-44.
    """
    told = np.flatnonzero(np.any(vectors, axis=1))
    if len(told) < 2 or not len(centres):
        return told[:0]
    near = np.concatenate(
        [
            (vectors[rows] @ centres.T).max(axis=1)
            for rows in np.array_split(told, len(told) // 50_000 + 1)
        ]
    )
    low, high = np.quantile(near, [0.25, 0.75])
    order = np.argsort(near, kind="stable")[:RARE_AT_MOST]
    return told[order[near[order] < low - FENCE * (high - low)]]


def isolated(vectors: np.ndarray, texts: Sequence[str], taken: set[int]) -> int | None:
    """Position of the text of a topic that is the farthest from its middle and can be quoted."""
    centre = unit(vectors.mean(axis=0, keepdims=True))[0]
    order: list[int] = np.argsort(vectors @ centre, kind="stable").tolist()
    free = [at for at in order if at not in taken]
    return next(
        (at for at in free if len(texts[at].strip()) >= SHORTEST), free[0] if free else None
    )


def summary(
    texts: Sequence[str], weights: dict[str, float], language: str
) -> list[tuple[int, str]]:
    """Up to SENTENCES sentences that say what a topic says: (position of the text, sentence).

    texts: the most central first. weights: of the topic's typical stems. A sentence is worth the
    weights of its different stems, divided by the root of their number, so that long ones do not
    win by length; one that repeats half of a chosen one is passed over.
    Source: centroid summaries, Radev et al., Information Processing & Management 40 (2004),
    919-938, with redundancy as in Carbonell and Goldstein, SIGIR 1998.
    """
    scored: list[tuple[float, int, str, frozenset[str]]] = []
    for at, text in enumerate(texts[:READ_TEXTS]):
        for sentence in sentences(text):
            stems = frozenset(
                stem
                for form in tokens(sentence)
                if form[0].isalnum() and (stem := stem_of(form, language))
            )
            if len(stems) >= 3:
                # Of a set in any order: a plain sum would differ in its last digit.
                worth = fsum(weights.get(stem, 0.0) for stem in stems) / len(stems) ** 0.5
                scored.append((-worth, at, sentence, stems))
    chosen: list[tuple[int, str, frozenset[str]]] = []
    for worth, at, sentence, stems in sorted(scored, key=lambda one: one[:3]):
        if len(chosen) == SENTENCES or worth >= 0:
            break
        if all(
            len(stems & said) <= ALIKE * min(len(stems), len(said)) and at != where
            for where, _, said in chosen
        ):
            chosen.append((at, sentence, stems))
    return [(at, sentence) for at, sentence, _ in chosen]


def sentences(text: str) -> list[str]:
    """Sentences of SHORTEST to LONGEST characters, as written."""
    found = (" ".join(piece.split()) for piece in _END.split(clean(text[:20_000])))
    return [one for one in found if SHORTEST <= len(one) <= LONGEST]
