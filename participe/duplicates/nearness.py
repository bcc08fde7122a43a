"""Which texts are nearly the same: a pure computation, without database.

Words of three to five letters in a row, weighted by how rare they are (TF-IDF), compared by the
cosine of their angle: endings, compounds and typing mistakes matter little, in any language.
Source: Manning, Raghavan, Schütze, Introduction to Information Retrieval (2008), chapter 6.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import stopwordsiso

LIKE = 0.45  # cosine from which two texts are suggested; see docs/performance.md
NEAREST = 3  # of each text
CHUNK = 500  # rows compared at a time: memory does not grow with the square
SHOWN = 6  # words that both have


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their places in the list, with their likeness from 0 to 1."""

    first: int
    second: int
    score: float


def pairs(texts: Sequence[str], *, least: float = LIKE, nearest: int = NEAREST) -> list[Pair]:
    """The likeliest first; every pair once, for each text at most its `nearest`.

    The same texts give the same pairs. Fewer than two texts give none.
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    if len([one for one in texts if one.strip()]) < 2:
        return []
    vectors = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, strip_accents="unicode",
        lowercase=True, min_df=2 if len(texts) > 1000 else 1, max_features=200_000, dtype=np.float32,  # pyright: ignore[reportArgumentType] - the stubs know float64 only
    ).fit_transform(text[:3000] for text in texts)  # fmt: skip
    found: dict[tuple[int, int], float] = {}
    across = vectors.T.tocsr()
    for begin in range(0, len(texts), CHUNK):
        likeness = (vectors[begin : begin + CHUNK] @ across).tocsr()
        for row in range(likeness.shape[0]):
            here = slice(likeness.indptr[row], likeness.indptr[row + 1])
            others, scores = likeness.indices[here], likeness.data[here]
            near = (scores >= least) & (others != begin + row)
            others, scores = others[near], scores[near]
            for place in np.lexsort((others, -scores))[:nearest]:
                two = sorted((begin + row, int(others[place])))
                found[two[0], two[1]] = round(min(1.0, float(scores[place])), 4)
    return sorted(
        (Pair(first, second, score) for (first, second), score in found.items()),
        key=lambda pair: (-pair.score, pair.first, pair.second),
    )


def shared_words(first: str, second: str, languages: Sequence[str]) -> list[str]:
    """What both texts speak of, as the first wrote it: so that one sees why they are suggested."""
    empty = {word for lang in languages for word in stopwordsiso.stopwords([lang])}
    other = {_stem(word) for word in _words(second)}
    found = dict.fromkeys(
        word
        for word in _words(first)
        if word.casefold() not in empty and len(word) > 3 and _stem(word) in other
    )
    return sorted(found, key=len, reverse=True)[:SHOWN]


def _stem(word: str) -> str:
    """Its beginning: enough to know a word again with another ending."""
    return word.casefold()[: 4 if len(word) < 7 else 6]


def _words(text: str) -> Iterator[str]:
    return (match[0] for match in re.finditer(r"[^\W\d_]+", text))
