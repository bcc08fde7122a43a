"""The order of the work: languages, families, words, vectors, topics, descriptions, report."""

import json
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from threadpoolctl import threadpool_limits

from participe.analysis.backends import find_backend
from participe.analysis.before import Before, read_before
from participe.analysis.corpus import Contribution, Corpus
from participe.analysis.corrections import Corrections, lasting, read_corrections
from participe.analysis.errors import AnalysisError
from participe.analysis.items import changes, place
from participe.analysis.language import find_languages
from participe.analysis.layout import Layout, begin, resume
from participe.analysis.model import Model, model_of
from participe.analysis.number import share
from participe.analysis.options import Options
from participe.analysis.part import Part, read_part
from participe.analysis.report import LanguageTopics, Left, Method, Report
from participe.analysis.telling import families, pairs, rare_voices, topics
from participe.analysis.topics import STABILITY_TEXTS, stability

VERSION = "2.0"  # of the algorithm: a change that changes any report changes it
LIBRARIES = (
    "numpy",
    "py3langid",
    "scikit-learn",
    "scipy",
    "snowballstemmer",
    "stopwordsiso",
)
# Stages that `progress` hears, and the share of the work that is behind when each begins.
STAGES = {
    "languages": 0.0,
    "families": 0.1,
    "words": 0.2,
    "vectors": 0.3,
    "topics": 0.4,
    "stability": 0.65,
    "labels": 0.8,
    "report": 0.95,
    "done": 1.0,
}

Progress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Analysis:
    """A report, and what is needed to assign contributions that come later."""

    report: Report
    model: Model


def analyse(
    corpus: Corpus,
    options: Options,
    progress: Progress | None = None,
    *,
    previous: Mapping[str, Any] | None = None,
    corrections: Corrections | None = None,
) -> Report:
    """The report of `run`, for whom that is enough."""
    return run(corpus, options, progress, previous=previous, corrections=corrections).report


def run(
    corpus: Corpus,
    options: Options,
    progress: Progress | None = None,
    *,
    previous: Mapping[str, Any] | None = None,
    corrections: Corrections | None = None,
) -> Analysis:
    """Group what people contributed into topics; the same input gives the same bytes.

    The order of the contributions changes nothing, nor does the number of threads: the work is
    done in one. `progress` hears the stage (see STAGES) and the share of the work behind it, from
    0 to 1; what it raises stops the analysis.
    Each language is grouped on its own, because texts in two languages are never near.
    previous: the report before, as `Report.to_dict` gives it: its topics go on.
    corrections: what people decided about those topics.
    Raises AnalysisError when `options.topics` is less than the number of languages or more
    than there are different texts, when it is given with a report before, and for corrections of
    topics that do not exist.
    """
    if previous is not None and options.topics is not None:
        raise AnalysisError(
            "The topics of the report before go on, so their number cannot be given. Leave out "
            "--topics, or --previous."
        )
    corrections = corrections or Corrections()
    if previous is not None:
        corrections = read_corrections([*lasting(previous), *corrections.raw])
    before = read_before(previous, corrections)
    # More threads add floating point numbers in another order, and the last digit differs.
    with threadpool_limits(limits=1):
        return _analyse(corpus, options, progress or _silent, previous, before, corrections)


def _silent(stage: str, done: float) -> None:
    """Nobody listens."""


def _analyse(
    corpus: Corpus,
    options: Options,
    tell: Progress,
    previous: Mapping[str, Any] | None,
    before: Before,
    corrections: Corrections,
) -> Analysis:
    tell("languages", STAGES["languages"])
    said = tuple(sorted(corpus.contributions, key=lambda one: one.id))
    languages = find_languages(said, options.languages)
    parts = _parts(said, languages, options, corrections, tell)

    tell("topics", STAGES["topics"])
    layouts, numbers = _layouts(parts, options, before, tell)
    tell("stability", STAGES["stability"])
    stable = [
        stability(p.vectors, lay.topics, options.seed)
        for p, lay in zip(parts, layouts, strict=True)
    ]

    tell("labels", STAGES["labels"])
    placed = place(said, languages, parts, layouts, before, corrections)
    told, words = topics(parts, layouts, placed, stable, before, options)

    tell("report", STAGES["report"])
    report = Report(
        received=corpus.received,
        read=corpus.read,
        excluded=tuple(
            Left(left.id, str(left.reason))
            for left in sorted(corpus.excluded, key=lambda left: (left.id, left.reason))
        ),
        items=placed.items,
        topics=told,
        families=families(parts, placed),
        rare=rare_voices(parts, layouts),
        pairs=pairs(told, words),
        changes=changes(previous, placed, told, before),
        merged=dict(sorted(before.merged.items())),
        next_id=placed.next_id,
        method=_method(corpus, options, parts, layouts, numbers, previous, corrections),
    )
    tell("done", STAGES["done"])
    return Analysis(report, model_of(parts, layouts, options))


def _parts(
    said: Sequence[Contribution],
    languages: Sequence[str],
    options: Options,
    corrections: Corrections,
    tell: Progress,
) -> list[Part]:
    """Families, words and vectors of each language in which somebody said a usable word."""
    backend = find_backend(options.vectors)
    by_language: dict[str, list[Contribution]] = {}
    for contribution, language in zip(said, languages, strict=True):
        by_language.setdefault(language, []).append(contribution)
    parts = []
    begin, span = STAGES["families"], STAGES["topics"] - STAGES["families"]
    for number, language in enumerate(sorted(by_language)):

        def hear(stage: str, number: int = number) -> None:
            inside = (STAGES[stage] - begin) / span
            tell(stage, begin + span * (number + inside) / len(by_language))

        part = read_part(
            language, by_language[language], options.seed, corrections.not_same, backend, hear
        )
        if part.words.stems:
            parts.append(part)
    return parts


def _layouts(
    parts: Sequence[Part],
    options: Options,
    before: Before,
    tell: Progress,
) -> tuple[list[Layout], list[str]]:
    """The topics of each language, and whether their number was given, chosen or continued."""
    given = _numbers(parts, options)
    layouts, numbers = [], []
    for done, (part, number) in enumerate(zip(parts, given, strict=True)):
        span = STAGES["stability"] - STAGES["topics"]
        tell("topics", STAGES["topics"] + span * done / len(parts))
        layout = resume(part, before, options.seed)
        how = "continued"
        if layout is None:
            layout = begin(part, number, options.seed)
            how = "chosen" if number is None else "given"
        layouts.append(layout)
        numbers.append(how)
    return layouts, numbers


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


def _method(
    corpus: Corpus,
    options: Options,
    parts: Sequence[Part],
    layouts: Sequence[Layout],
    numbers: Iterable[str],
    previous: Mapping[str, Any] | None,
    corrections: Corrections,
) -> Method:
    libraries = {"python": platform.python_version()}
    libraries |= {name: version(name) for name in LIBRARIES}
    backend = find_backend(options.vectors)
    return Method(
        version=VERSION,
        options=asdict(options),
        seed=options.seed,
        libraries=libraries,
        input_sha256=corpus.sha256(),
        previous_sha256=None if previous is None else fingerprint(previous),
        corrections=corrections.raw,
        vectors=options.vectors + (f" {backend.embedder.version}" if backend else ""),
        languages=tuple(
            LanguageTopics(
                part.language,
                len(part.contributions),
                len(layout.topics.centres),
                number,
                len(part.spoken) > STABILITY_TEXTS,
            )
            for part, layout, number in zip(parts, layouts, numbers, strict=True)
        ),
    )


def fingerprint(report: Mapping[str, Any]) -> str:
    """SHA-256 of a report, whatever its layout as a file."""
    return sha256(json.dumps(report, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
