"""The language of a text whose file does not say it, among the four of the platform."""

from functools import cache
from typing import Any

from participe.core.i18n import LANGUAGES

UNKNOWN = "und"
READ = 1000  # characters: the beginning of a text tells its language
SHORT = 20  # letters: below, only a clear case counts
CLEAR = 0.8


def detect(text: str) -> str:
    """fr, de, nl or en; und for a text without letters, or too short to tell."""
    beginning = text[:READ]
    letters = sum(map(str.isalpha, beginning))
    if not letters:
        return UNKNOWN
    found, sure = _detector().classify(beginning)
    return UNKNOWN if letters < SHORT and sure < CLEAR else found


@cache
def _detector() -> Any:
    """Half a second to read; ours, so that nobody else's choice of languages is changed.

    Read by the jobs that import files: a web process is smaller without it.
    """
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    detector.set_languages(list(LANGUAGES))
    return detector
