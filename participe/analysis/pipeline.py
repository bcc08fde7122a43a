"""The order of the work: languages, words, vectors, topics, terms and quotes, report."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version

import numpy as np
from threadpoolctl import threadpool_limits

from participe.analysis.corpus import Contribution, Corpus
from participe.analysis.errors import AnalysisError
from participe.analysis.language import find_languages
from participe.analysis.number import choose_number, distinct, share
from participe.analysis.options import Options
from participe.analysis.report import Item, LanguageTopics, Left, Method, Quote, Report, Topic
from participe.analysis.summary import all_terms, as_written, key_terms, labels, typical
from participe.analysis.text import Words, clean, pairs, read_words
from participe.analysis.topics import (
    NONE,
    Topics,
    doubtful,
    find_topics,
    stability,
)
from participe.analysis.vectors import learn

VERSION = "1.0"  # of the algorithm: a change that changes any report changes it
LIBRARIES = (
    "numpy",
    "py3langid",
    "scikit-learn",
    "scipy",
    "snowballstemmer",
    "stopwordsiso",
)
EXCERPT = 300  # characters
SEPARATOR = " · "

Progress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Part:
    """The contributions of one language, on their way."""

    language: str
    contributions: tuple[Contribution, ...]
    words: Words
    vectors: np.ndarray

    @property
    def groupable(self) -> int:
        """How many topics there can be at most."""
        return max(1, distinct(self.vectors))


@dataclass(frozen=True)
class Found:
    """One topic before it has a number: what it says, and which items are in it."""

    topic: Topic
    index: int
    language: str
    first: str


def analyse(corpus: Corpus, options: Options, progress: Progress | None = None) -> Report:
    """Group what people contributed into topics; the same input gives the same bytes.

    The order of the contributions changes nothing, nor does the number of threads: the work is
    done in one. `progress` hears the stage (`languages`, `words`, `topics`, `labels`, `done`)
    and the share of the work behind it, from 0 to 1; what it raises stops the analysis.
    Each language is grouped on its own, because texts in two languages are never near.
    Raises AnalysisError when `options.topics` is less than the number of languages or more
    than there are different texts.
    """
    tell = progress or (lambda stage, done: None)
    # More threads add floating point numbers in another order, and the last digit differs.
    with threadpool_limits(limits=1):
        return _analyse(corpus, options, tell)


def _analyse(corpus: Corpus, options: Options, tell: Progress) -> Report:
    said = tuple(sorted(corpus.contributions, key=lambda one: one.id))
    tell("languages", 0.0)
    languages = find_languages(said, options.languages)

    by_language: dict[str, list[Contribution]] = {}
    for contribution, language in zip(said, languages, strict=True):
        by_language.setdefault(language, []).append(contribution)
    parts = []
    for language in sorted(by_language):
        tell("words", 0.1 + 0.3 * len(parts) / len(by_language))
        if part := _read(language, by_language[language], options.seed):
            parts.append(part)

    numbers = _numbers(parts, options)
    items: dict[str, tuple[int, int, float]] = {}
    found: list[Found] = []
    for done, (part, number) in enumerate(zip(parts, numbers, strict=True)):
        tell("topics", 0.4 + 0.5 * done / len(parts))
        topics = _group(part, number, options)
        tell("labels", 0.4 + 0.5 * (done + 0.7) / len(parts))
        found += _describe(part, topics, options)
        for at, contribution in enumerate(part.contributions):
            items[contribution.id] = (
                int(topics.topic[at]),
                int(topics.other[at]),
                float(topics.confidence[at]),
            )

    found.sort(key=lambda one: (-one.topic.size_people, -one.topic.size_texts, one.first))
    ids = {(one.language, one.index): at for at, one in enumerate(found, start=1)}
    report = Report(
        received=corpus.received,
        read=corpus.read,
        excluded=tuple(
            Left(left.id, str(left.reason))
            for left in sorted(corpus.excluded, key=lambda left: (left.id, left.reason))
        ),
        items=_items(said, languages, items, ids),
        topics=tuple(_numbered(one.topic, at) for at, one in enumerate(found, start=1)),
        method=_method(corpus, options, parts, found),
    )
    tell("done", 1.0)
    return report


def _read(language: str, contributions: Sequence[Contribution], seed: int) -> Part | None:
    """Words and vectors of one language; None when nobody said a usable word in it."""
    words = read_words((one.text for one in contributions), language)
    if not words.stems:
        return None
    return Part(language, tuple(contributions), words, learn(words, language, seed).vectors(words))


def _numbers(parts: Sequence[Part], options: Options) -> list[int | None]:
    """How many topics each language gets, or None where the rule is to decide."""
    if options.topics is None:
        return [None] * len(parts)
    if not parts:
        return []
    if options.topics < len(parts):
        spoken = ", ".join(part.language for part in parts)
        raise AnalysisError(
            f"Ask for at least {len(parts)} topics: the texts are in {len(parts)} languages "
            f"({spoken}), and each is grouped on its own."
        )
    most = [part.groupable for part in parts]
    if options.topics > sum(most):
        raise AnalysisError(
            f"Ask for at most {sum(most)} topics: no more different texts can be grouped."
        )
    return list(share(options.topics, [len(part.contributions) for part in parts], most))


def _group(part: Part, number: int | None, options: Options) -> Topics:
    chosen = choose_number(part.vectors, options.seed) if number is None else number
    if chosen > 1:
        return find_topics(part.vectors, chosen, options.seed, exactly=number is not None)
    # One topic for all needs no likeness: whoever said a word is in it.
    n_texts = len(part.contributions)
    told = np.diff(part.words.counts().indptr) > 0
    centre = part.vectors[told].mean(axis=0, keepdims=True)
    return Topics(np.where(told, 0, NONE), np.full(n_texts, NONE), np.full(n_texts, np.nan), centre)


def _describe(part: Part, topics: Topics, options: Options) -> list[Found]:
    number = len(topics.centres)
    expressions = pairs(part.words)
    terms = key_terms(part.words, expressions, topics.topic, number)
    stable = stability(part.vectors, topics, options.seed)
    described = []
    for index, label in enumerate(labels(terms)):
        members = np.flatnonzero(topics.topic == index)
        inside = [part.contributions[at] for at in members]
        texts = {int(at): part.contributions[at].text for at in members}
        written = [
            as_written(term, part.words, expressions, texts, part.language)
            for term in all_terms(label, terms[index])
        ]
        authors = {one.author for one in inside if one.author is not None}
        topic = Topic(
            id=0,
            parent=None,
            label=SEPARATOR.join(written[: len(label)]),
            terms=tuple(written),
            size_people=len(authors) + sum(one.author is None for one in inside),
            size_texts=len({" ".join(text.casefold().split()) for text in texts.values()}),
            stability=_rounded(stable[index]),
            languages=(part.language,),
            quotes=_quotes(inside, part.vectors[members], options, index),
        )
        described.append(Found(topic, index, part.language, inside[0].id))
    return described


def _quotes(
    inside: Sequence[Contribution], vectors: np.ndarray, options: Options, index: int
) -> tuple[Quote, ...]:
    """Typical contributions, and one drawn by chance so that they can be seen not to be picked."""
    chosen = typical(vectors, [one.text for one in inside], options.quotes)
    kinds = dict.fromkeys(chosen, "typical")
    others = [at for at in range(len(inside)) if at not in kinds]
    if others and options.quotes:
        drawn = np.random.default_rng([options.seed, index]).integers(len(others))
        kinds[others[int(drawn)]] = "random"
    return tuple(Quote(inside[at].id, excerpt(inside[at].text), kind) for at, kind in kinds.items())


def excerpt(text: str) -> str:
    """The beginning of a text on one line, at most EXCERPT characters, cut between words."""
    line = " ".join(clean(text).split())
    if len(line) <= EXCERPT:
        return line
    head = line[: EXCERPT - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[EXCERPT // 2 :] else head).rstrip() + "…"


def _items(
    said: Sequence[Contribution],
    languages: Sequence[str],
    found: dict[str, tuple[int, int, float]],
    ids: dict[tuple[str, int], int],
) -> tuple[Item, ...]:
    nowhere = (NONE, NONE, np.nan)
    check = doubtful(np.array([found.get(one.id, nowhere)[2] for one in said]))
    items = []
    for at, (contribution, language) in enumerate(zip(said, languages, strict=True)):
        topic, other, confidence = found.get(contribution.id, nowhere)
        items.append(
            Item(
                id=contribution.id,
                topic=ids.get((language, topic)),
                subtopic=None,
                confidence=None if np.isnan(confidence) else _rounded(confidence),
                language=language,
                family=None,
                check=bool(check[at]),
                nearest_other=ids.get((language, other)),
            )
        )
    return tuple(items)


def _numbered(topic: Topic, id: int) -> Topic:
    return Topic(**{**vars(topic), "id": id})


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4) + 0.0


def _method(
    corpus: Corpus, options: Options, parts: Sequence[Part], found: Sequence[Found]
) -> Method:
    libraries = {"python": platform.python_version()}
    libraries |= {name: version(name) for name in LIBRARIES}
    return Method(
        version=VERSION,
        options=asdict(options),
        seed=options.seed,
        libraries=libraries,
        input_sha256=corpus.sha256(),
        languages=tuple(
            LanguageTopics(
                part.language,
                len(part.contributions),
                sum(one.language == part.language for one in found),
                "chosen" if options.topics is None else "given",
            )
            for part in parts
        ),
    )
