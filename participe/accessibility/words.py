"""Our own words to begin with: `content/defaults.toml`, in four languages.

They tell of the program as it is; an administration adds what it knows of its own contents.
"""

import tomllib
from functools import lru_cache

from participe.accessibility.models import Statement
from participe.core.fixed_pages import FixedPage, register
from participe.core.i18n import Localized
from participe.core.paths import PACKAGE
from participe.core.settings import Settings

TEXTS = ("limits", "alternatives", "method")


@lru_cache
def _read() -> dict[str, dict[str, str]]:
    file = PACKAGE / "accessibility" / "content" / "defaults.toml"
    return tomllib.loads(file.read_text("utf-8"))


def words(name: str) -> Localized:
    return Localized({code: text.strip() for code, text in _read()[name].items()})


def default() -> Statement:
    """A statement that nobody has changed yet: not stored, and without a date."""
    return Statement(
        limits=words("limits"), alternatives=words("alternatives"), method=words("method")
    )


@register
def fixed_pages(settings: Settings) -> list[FixedPage]:
    """For the search: the statement of the platform."""
    return [FixedPage(words("title"), words("limits"), "accessibility.site")]
