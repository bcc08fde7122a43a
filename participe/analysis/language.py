"""The language of each contribution: declared, else found among those of the consultation."""

import copy
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from participe.analysis.corpus import Contribution
from participe.analysis.errors import AnalysisError
from participe.analysis.text import clean

UNKNOWN = "und"
ENOUGH_LETTERS = 20  # below, any detector guesses
READ_LETTERS = 400  # the beginning of a text tells its language
RARE = 0.01  # share of the texts below which a language is taken for an error

_TWO_LETTERS = {
    "deu": "de",
    "dut": "nl",
    "eng": "en",
    "fra": "fr",
    "fre": "fr",
    "ger": "de",
    "nld": "nl",
}
_NO_LANGUAGE = {"mis", "mul", "und", "zxx"}


def find_languages(
    contributions: Sequence[Contribution], languages: Sequence[str]
) -> tuple[str, ...]:
    """One language code a contribution, in their order; `und` where there is not one letter.

    A declared language wins. Other texts are sought among `languages` and the declared ones;
    a language that then has a smaller share of the texts than RARE and that nobody declared is
    taken for an error, and its texts are sought again among the rest. For a text of
    fewer than ENOUGH_LETTERS letters, the share of each language in the longer ones counts too.
    Raises AnalysisError for a language that the detector does not know.
    """
    found: list[str | None] = [declared(said.lang) for said in contributions]
    spoken = {language for language in found if language}
    beginnings = {
        at: clean(said.text[: 4 * READ_LETTERS])[:READ_LETTERS]
        for at, said in enumerate(contributions)
        if not found[at]
    }
    letters = {at: sum(map(str.isalpha, text)) for at, text in beginnings.items()}
    long = [at for at in beginnings if letters[at] >= ENOUGH_LETTERS]
    among = _known(languages, spoken)
    for at in long:
        found[at] = _detect(beginnings[at], among)

    counted = Counter(language for language in found if language)
    enough = RARE * len(contributions)
    rare = {language for language in among if counted[language] < enough} - spoken
    if len(rare) < len(among):
        among = tuple(language for language in among if language not in rare)
        for at in long:
            if found[at] in rare:
                found[at] = _detect(beginnings[at], among)

    for at, language in enumerate(found):
        if language is None and not letters[at]:
            found[at] = UNKNOWN
    shares = _shares(found, among)
    return tuple(
        language or _detect_short(beginnings[at], among, shares)
        for at, language in enumerate(found)
    )


def declared(code: str | None) -> str | None:
    """A declared language as two letters where it has them: `fr-BE`, `FR`, `fra` are `fr`."""
    if not code:
        return None
    first = code.strip().lower().replace("_", "-").split("-")[0]
    first = _TWO_LETTERS.get(first, first)
    if first in _NO_LANGUAGE or not (first.isascii() and first.isalpha()):
        return None
    return first if len(first) in (2, 3) else None


def _shares(found: Sequence[str | None], among: tuple[str, ...]) -> dict[str, float]:
    """How likely each language is before reading; never nothing, as if each stood there once."""
    counted = Counter(language for language in found if language in among)
    return {one: (counted[one] + 1) / (counted.total() + len(among)) for one in among}


def _known(languages: Sequence[str], spoken: set[str]) -> tuple[str, ...]:
    known = set(_identifier().labels)
    if unknown := sorted(set(languages) - known):
        raise AnalysisError(
            f"The language {unknown[0]!r} is not known. Give codes of two letters, such as fr."
        )
    return tuple(sorted(set(languages) | (spoken & known)))


def _detect(text: str, among: tuple[str, ...]) -> str:
    return among[0] if len(among) == 1 else _restricted(among).classify(text)[0]


def _detect_short(text: str, among: tuple[str, ...], shares: dict[str, float]) -> str:
    """The most probable language by Bayes' rule, from the letters and from the consultation."""
    if len(among) == 1:
        return among[0]
    likely = dict(_restricted(among).rank(text))
    return max(among, key=lambda language: likely.get(language, 0.0) * shares[language])


@cache
def _identifier() -> LanguageIdentifier:
    """The model of py3langid, half a second to read; ours, so that nobody else's is changed."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=8)
def _restricted(among: tuple[str, ...]) -> LanguageIdentifier:
    chosen = copy.copy(_identifier())
    chosen.set_languages(among)
    return chosen
