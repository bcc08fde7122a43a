"""What each topic says, in the words of those who contributed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from participe.analysis.corpus import Contribution
from participe.analysis.part import Part
from participe.analysis.summary import Term, all_terms, as_written, key_terms, labels, typical
from participe.analysis.text import Pairs, clean
from participe.analysis.voices import isolated, summary

SEPARATOR = " · "
EXCERPT = 300  # characters
CENTRAL = 150  # texts of a topic whose sentences are compared


@dataclass(frozen=True)
class Quote:
    """A contribution that stands for its topic: `typical`, `random` or `isolated`."""

    id: str
    text: str
    kind: str


@dataclass(frozen=True)
class Sentence:
    """A sentence of the summary, and the contribution it stands in."""

    id: str
    text: str


@dataclass(frozen=True)
class Described:
    """One topic of one language, in words.

    stems: of the label. words: typical ones as written, with their weights, for finding the same
    topic elsewhere.
    """

    label: str
    terms: tuple[str, ...]
    quotes: tuple[Quote, ...]
    summary: tuple[Sentence, ...]
    stems: frozenset[str]
    words: dict[str, float]


def describe(
    part: Part,
    expressions: Pairs,
    topic: np.ndarray,
    number: int,
    *,
    quotes: int,
    seed: int,
    elsewhere: Iterable[str] = (),
) -> list[Described]:
    """One description for each topic; `topic` is the index of each text of the part, or NONE.

    elsewhere: stems that labels of the level above use.
    """
    found = key_terms(part.words, expressions, topic, number)
    described = []
    surface = dict(zip(part.words.stems, part.words.surfaces, strict=True))
    said = part.said
    order = np.argsort(topic, kind="stable")
    bounds = np.searchsorted(topic[order], np.arange(number + 1))
    for index, label in enumerate(labels(found, elsewhere)):
        members = order[bounds[index] : bounds[index + 1]]
        inside = [said[at] for at in members]
        texts = {int(at): said[at].text for at in members}
        written = [
            as_written(term, part.words, expressions, texts, part.language)
            for term in all_terms(label, found[index])
        ]
        vectors = part.vectors[members]
        described.append(
            Described(
                label=SEPARATOR.join(written[: len(label)]),
                terms=tuple(written),
                quotes=_quotes(inside, vectors, quotes, [seed, index]),
                summary=_summary(inside, vectors, found[index], part.language),
                stems=frozenset(stem for term in label for stem in term.stems),
                words={
                    surface[term.stems[0]]: term.score
                    for term in found[index]
                    if len(term.stems) == 1
                },
            )
        )
    return described


def _quotes(
    inside: Sequence[Contribution], vectors: np.ndarray, number: int, seed: list[int]
) -> tuple[Quote, ...]:
    """Typical ones, one drawn by chance to show that they are not picked, and the most apart."""
    texts = [one.text for one in inside]
    kinds = dict.fromkeys(typical(vectors, texts, number), "typical")
    others = [at for at in range(len(inside)) if at not in kinds]
    if others and number:
        kinds[others[int(np.random.default_rng(seed).integers(len(others)))]] = "random"
        if (apart := isolated(vectors, texts, set(kinds))) is not None:
            kinds[apart] = "isolated"
    return tuple(Quote(inside[at].id, excerpt(texts[at]), kind) for at, kind in kinds.items())


def _summary(
    inside: Sequence[Contribution], vectors: np.ndarray, terms: Sequence[Term], language: str
) -> tuple[Sentence, ...]:
    if not len(inside):
        return ()
    central = np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")[:CENTRAL]
    weights = {term.stems[0]: term.score for term in terms if len(term.stems) == 1}
    chosen = summary([inside[at].text for at in central], weights, language)
    return tuple(Sentence(inside[central[at]].id, sentence) for at, sentence in chosen)


def excerpt(text: str) -> str:
    """The beginning of a text on one line, at most EXCERPT characters, cut between words."""
    line = " ".join(clean(text).split())
    if len(line) <= EXCERPT:
        return line
    head = line[: EXCERPT - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[EXCERPT // 2 :] else head).rstrip() + "…"
