"""What a topic says, in the words of those who contributed: key terms, a label, typical texts."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from participe.analysis.arrays import draw
from participe.analysis.text import Pairs, Words, expression_as_written

LABEL_TERMS = 3
TERMS = 8
CANDIDATES = 60  # terms looked at for each topic
PAIR_TEXTS = 50_000  # texts read for expressions of two words
FEWEST_WITH_PAIR = 3  # contributions that must use an expression of two words
PAIR_GAIN = 1.5  # an expression tells more than its two words
WRITTEN_IN = 100  # texts read to see how an expression is written
SHORT, LONG = 40, 300  # characters of a text that is easily quoted
QUOTABLE = 200  # most central texts among which typical ones are chosen
RELEVANCE = 0.6


@dataclass(frozen=True)
class Term:
    """A stem, or two that follow each other, and how typical it is of a topic."""

    stems: tuple[str, ...]
    score: float


def key_terms(words: Words, expressions: Pairs, topic: np.ndarray, number: int) -> list[list[Term]]:
    """The most typical terms of each topic, best first, at most CANDIDATES.

    The score is p log(p / q), with p the share of the topic's texts that hold the term and q
    the share of all texts: the term's part in the Kullback-Leibler divergence of the topic from
    the whole. With a single topic it is p. A term used once in all is not typical of anything,
    unless nothing else is.
    """
    counts = words.counts()
    counts.data[:] = 1
    inside = np.zeros((number, len(words.stems)))
    sizes = np.array([int(np.sum(topic == one)) for one in range(number)])
    for one in range(number):
        inside[one] = np.asarray(counts[topic == one].sum(axis=0)).ravel()
    scores = _typical(inside, sizes)
    if np.any(inside.sum(axis=0) > 1):
        scores[:, inside.sum(axis=0) < 2] *= 0.01
    found = [
        [Term((words.stems[code],), float(scores[one, code])) for code in _best(scores[one])]
        for one in range(number)
    ]
    codes, pair_scores = _pair_scores(expressions, topic, sizes)
    for one, terms in enumerate(found):
        for at in _best(pair_scores[one]):
            stems = tuple(words.stems[code] for code in divmod(int(codes[at]), len(words.stems)))
            terms.append(Term(stems, PAIR_GAIN * float(pair_scores[one, at])))
        terms.sort(key=lambda term: (-term.score, term.stems))
        del terms[CANDIDATES:]
    return found


def labels(found: Sequence[Sequence[Term]], elsewhere: Iterable[str] = ()) -> list[list[Term]]:
    """At most LABEL_TERMS terms for each topic: no word twice in all, no root twice in a label.

    elsewhere: stems that other labels use, such as those of the level above.

    In each round every topic without its term bids its best free one; the highest score takes
    it, and the others bid again: a word goes where it is most typical. A topic whose words all
    went elsewhere keeps its best one all the same.
    """
    chosen: list[list[Term]] = [[] for _ in found]
    taken = set(elsewhere)
    for _ in range(LABEL_TERMS):
        waiting = {one for one, terms in enumerate(found) if terms}
        while waiting:
            bids = []
            for one in sorted(waiting):
                mine = {stem for term in chosen[one] for stem in term.stems}
                term = next((t for t in found[one] if not _repeats(t, taken, mine)), None)
                if term is None:
                    waiting.discard(one)
                else:
                    bids.append((-term.score, one, term))
            if bids:
                _, one, term = min(bids, key=lambda bid: bid[:2])
                chosen[one].append(term)
                taken.update(term.stems)
                waiting.discard(one)
    return [mine or list(terms[:1]) for mine, terms in zip(chosen, found, strict=True)]


def all_terms(label: Sequence[Term], found: Sequence[Term]) -> list[Term]:
    """The terms of the label, then further ones without repeating a word; at most TERMS."""
    terms = list(label)
    said = {stem for term in terms for stem in term.stems}
    for term in found:
        if len(terms) < TERMS and not _repeats(term, said, said):
            terms.append(term)
            said.update(term.stems)
    return terms


def as_written(
    term: Term, words: Words, expressions: Pairs, texts: dict[int, str], language: str
) -> str:
    """A term as people most often wrote it; `texts` are those of its topic, by their position."""
    codes = [bisect_left(words.stems, stem) for stem in term.stems]
    if len(codes) == 2:
        text, code = expressions
        holding = np.unique(text[code == codes[0] * len(words.stems) + codes[1]])
        read = [texts[at] for at in holding.tolist() if at in texts][:WRITTEN_IN]
        first, second = term.stems
        if written := expression_as_written(read, first, second, language):
            return written
    return " ".join(words.surfaces[code] for code in codes)


def typical(vectors: np.ndarray, texts: Sequence[str], number: int) -> list[int]:
    """Positions of `number` texts that stand for all, most central first, unlike each other.

    vectors: of one topic, shape (n_texts, n_dimensions), rows of norm 1. Chosen by maximal
    marginal relevance among the closer half of the topic; texts of SHORT to LONG characters
    come first, and no two are equal.
    Source: Carbonell and Goldstein, SIGIR 1998, 335-336.
    """
    if not len(texts):
        return []
    centre = vectors.mean(axis=0)
    central = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    order = np.argsort(-central, kind="stable")[: max(10, len(texts) // 2)]
    different: dict[str, int] = {}
    for at in map(int, order):
        different.setdefault(" ".join(texts[at].casefold().split()), at)
    kept = list(different.values())
    easy = [at for at in kept if SHORT <= len(texts[at].strip()) <= LONG]
    pool = easy if len(easy) >= number else easy + [at for at in kept if at not in easy]
    pool = pool[:QUOTABLE]
    chosen: list[int] = []
    alike = np.full(len(pool), -1.0)
    while pool and len(chosen) < min(number, len(pool)):
        redundant = np.maximum(alike, 0) if chosen else np.zeros(len(pool))
        worth = RELEVANCE * central[pool] - (1 - RELEVANCE) * redundant
        worth[[pool.index(at) for at in chosen]] = -np.inf
        chosen.append(pool[int(np.argmax(worth))])
        alike = np.maximum(alike, vectors[pool] @ vectors[chosen[-1]])
    return chosen


def _pair_scores(
    expressions: Pairs, topic: np.ndarray, sizes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Codes of the expressions used often enough, and their scores, shape (n_topics, n_pairs)."""
    text, code = expressions
    drawn = draw(len(topic), PAIR_TEXTS, 0)
    if len(drawn) < len(topic):
        read = np.isin(text, drawn)
        text, code = text[read], code[read]
        sizes = np.array([int(np.sum(topic[drawn] == one)) for one in range(len(sizes))])
    grouped = topic[text] >= 0
    once = np.unique(np.stack([code[grouped], text[grouped]]), axis=1)
    codes, place, used = np.unique(once[0], return_inverse=True, return_counts=True)
    often = np.flatnonzero(used >= FEWEST_WITH_PAIR)
    kept = np.isin(place, often)
    position = np.searchsorted(often, place[kept])
    inside = np.zeros((len(sizes), len(often)))
    np.add.at(inside, (topic[once[1][kept]], position), 1)
    return codes[often], _typical(inside, sizes)


def _typical(inside: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """p log(p / q) for counts of texts inside each topic; rows are topics, columns terms."""
    share = inside / np.maximum(sizes, 1)[:, None]
    if len(sizes) == 1:
        return share
    overall = inside.sum(axis=0) / max(int(sizes.sum()), 1)
    ratio = np.divide(share, overall, out=np.ones_like(share), where=share > 0)
    return share * np.log(ratio)


def _best(scores: np.ndarray) -> list[int]:
    order = np.argsort(-scores, kind="stable")[:CANDIDATES]
    return [int(at) for at in order if scores[at] > 0]


def _repeats(term: Term, elsewhere: set[str], beside: set[str]) -> bool:
    """Whether a term says again what another label says, or what its own label says already."""
    return any(_same(stem, other) for stem in term.stems for other in elsewhere) or any(
        _same_root(stem, other) for stem in term.stems for other in beside
    )


def _same(stem: str, other: str) -> bool:
    """Stems that differ by an ending the stemmer missed."""
    short, long = sorted((stem, other), key=len)
    return stem == other or (
        len(short) >= 3 and len(long) - len(short) == 1 and long.startswith(short)
    )


def _same_root(stem: str, other: str) -> bool:
    """Stems of one root, as `salari` and `salarial`: in one label, the second adds nothing."""
    short = min(len(stem), len(other))
    shared = next((at for at in range(short) if stem[at] != other[at]), short)
    return _same(stem, other) or (shared >= 5 and shared >= 0.7 * short)
