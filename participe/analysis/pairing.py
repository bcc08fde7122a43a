"""Topics of two languages that may be one: proposed with what speaks for it, never joined."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from participe.analysis.words import fold

TERMS = 60  # of each topic
LEAST = 0.12  # cosine below which nothing is proposed
EVIDENCE = 5  # pairs of words shown
COGNATE = 0.5  # Dice index of letter pairs from which two words look the same


@dataclass(frozen=True)
class Pair:
    """Two topics, how alike they look from 0 to 1, and the words that look alike in both."""

    topics: tuple[int, int]
    score: float
    evidence: tuple[tuple[str, str], ...]


def propose(
    words: Mapping[int, Mapping[str, float]], languages: Mapping[int, str]
) -> tuple[Pair, ...]:
    """Pairs of topics of different languages that are each other's best match.

    words: for each topic its typical words as written, with their weights. Two topics are alike
    as far as their words share pieces of 3 to 5 letters: names, numbers and the words that
    neighbouring languages have in common (mobilité, mobiliteit, Mobilität). That finds about two
    fifths of what a person would pair, so a person decides.
    """
    ids = sorted(words)
    if len(set(languages.values())) < 2 or not any(words.values()):
        return ()
    texts = [" ".join(_repeated(words[one])) for one in ids]
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    rows = pieces.fit_transform(texts)
    near = np.asarray((rows @ rows.T).todense())
    found = []
    for one, other in combinations(sorted(set(languages.values())), 2):
        left = [at for at, id in enumerate(ids) if languages[id] == one]
        right = [at for at, id in enumerate(ids) if languages[id] == other]
        table = near[np.ix_(left, right)]
        for row, at in enumerate(left):
            column = int(table[row].argmax())
            if table[row, column] < LEAST or int(table[:, column].argmax()) != row:
                continue
            pair = (ids[at], ids[right[column]])
            alike = evidence(words[pair[0]], words[pair[1]])
            if alike:
                found.append(Pair(pair, float(table[row, column]), alike))
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair.topics)))


def evidence(one: Mapping[str, float], other: Mapping[str, float]) -> tuple[tuple[str, str], ...]:
    """Words that look the same in two languages, those that weigh most first."""
    found = []
    for word, weight in one.items():
        best = max(other, key=lambda against: (_dice(word, against), against), default=None)
        if best is not None and _dice(word, best) >= COGNATE:
            found.append((-weight * other[best], word, best))
    return tuple((word, best) for _, word, best in sorted(found)[:EVIDENCE])


def _dice(one: str, other: str) -> float:
    """Dice index of letter pairs. Source: Kondrak, Marcu and Knight, HLT-NAACL 2003."""
    left, right = _pairs(one), _pairs(other)
    both = sum((left & right).values())
    return 2 * both / max(left.total() + right.total(), 1)


def _pairs(word: str) -> Counter[str]:
    letters = fold(word)
    return Counter(letters[at : at + 2] for at in range(len(letters) - 1))


def _repeated(weights: Mapping[str, float]) -> Sequence[str]:
    """Each word as often as it weighs, once at least."""
    top = max(weights.values(), default=1.0) or 1.0
    return [word for word, weight in weights.items() for _ in range(1 + round(4 * weight / top))]
