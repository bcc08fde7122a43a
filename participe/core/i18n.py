"""Languages: the reader's locale, translations, texts in several languages, formats.

Source strings are English. `_` translates at once, `_l` when the text is shown: rules and
forms are written at import, long before anybody reads them.
"""

import gettext as gettext_module
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from participe.core.paths import LOCALE

LANGUAGES = {"fr": "Français", "de": "Deutsch", "nl": "Nederlands", "en": "English"}
DEFAULT = "fr"
BRUSSELS = ZoneInfo("Europe/Brussels")
# fr_BE counts 0 as singular; en_BE writes numbers as French does: en_GB is what readers expect.
FORMATS = {"fr": "fr_BE", "de": "de_BE", "nl": "nl_BE", "en": "en_GB"}

_locale: ContextVar[str] = ContextVar("locale", default="en")


def locale() -> str:
    """The language in which this request or mail is written."""
    return _locale.get()


def set_locale(code: str) -> None:
    _locale.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write in this language for a while: `with speaking(person.lang): …`."""
    token = _locale.set(code if code in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _locale.reset(token)


@lru_cache
def translations(code: str) -> gettext_module.NullTranslations:
    """The catalogue of a language; English needs none, for its strings are the source."""
    return gettext_module.translation("messages", LOCALE, [code], fallback=True)


def gettext(message: str) -> str:
    return translations(_locale.get()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    return translations(_locale.get()).ngettext(singular, plural, n)


def _(message: str, **values: Any) -> str:
    """Translate now: `_("Written by %(name)s.", name=name)`."""
    text = gettext(message)
    return text % values if values else text


def _n(singular: str, plural: str, n: int, **values: Any) -> str:
    return ngettext(singular, plural, n) % {"num": number(n), **values}


class LazyText:
    """A text translated each time it is shown. Values may be lazy too, or dates."""

    __slots__ = ("message", "values")

    def __init__(self, message: str, **values: Any) -> None:
        self.message, self.values = message, values

    def __str__(self) -> str:
        text = gettext(self.message)
        if not self.values:
            return text
        return text % {name: _shown(value) for name, value in self.values.items()}

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __repr__(self) -> str:
        return f"LazyText({self.message!r})"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self.message)

    def __bool__(self) -> bool:
        return bool(self.message)


def _l(message: str, **values: Any) -> LazyText:
    return LazyText(message, **values)


def _shown(value: Any) -> Any:
    return datetime_text(value) if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the language it is in."""

    text: str
    lang: str

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        """Marked with its language when it is not the page's."""
        if self.lang == locale() or not self.text:
            return str(escape(self.text))
        return f'<span lang="{escape(self.lang)}">{escape(self.text)}</span>'

    def __bool__(self) -> bool:
        return bool(self.text)


class Localized(dict[str, str]):
    """What an official wrote, by language code: `{"fr": "…", "nl": "…"}`, in a JSONB column."""

    def said(self, code: str | None = None) -> Said:
        """In the reader's language, else the first that is there: `localized` sets the order."""
        code = code or locale()
        if text := self.get(code):
            return Said(text, code)
        for other, text in self.items():
            if text:
                return Said(text, other)
        return Said("", code)

    def missing(self, languages: list[str]) -> list[str]:
        return [code for code in languages if not self.get(code, "").strip()]

    def __str__(self) -> str:
        return self.said().text

    def __html__(self) -> str:
        return self.said().__html__()

    def __bool__(self) -> bool:
        return any(self.values())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls, core_schema.dict_schema(core_schema.str_schema(), core_schema.str_schema())
        )


def localized(value: Mapping[str, str] | None, order: Iterable[str] = LANGUAGES) -> Localized:
    """What the database holds, in the order of the project's languages: JSONB keeps none."""
    if not value:
        return Localized()
    first = {code: value[code] for code in order if code in value}
    return Localized(first | dict(value))


# --- Formats. Cached: a list of cards shows the same few dates again and again. ---


@lru_cache
def _babel(code: str) -> Locale:
    return Locale.parse(FORMATS[code])


@lru_cache(maxsize=4096)
def _date(value: date, code: str) -> str:
    return format_date(value, "long", locale=_babel(code))


@lru_cache(maxsize=4096)
def _datetime(value: datetime, code: str) -> str:
    pattern = {
        "fr": "d MMMM y 'à' H 'h' mm",
        "de": "d. MMMM y 'um' HH:mm 'Uhr'",
        "nl": "d MMMM y 'om' HH.mm 'uur'",
        "en": "d MMMM y 'at' HH:mm",
    }[code]
    text = format_datetime(value, pattern, locale=_babel(code))
    return text.removesuffix(" 00") if code == "fr" else text


def in_brussels(value: datetime) -> datetime:
    return value.astimezone(BRUSSELS)


def date_text(value: date | datetime) -> str:
    """15 janvier 2027: the day in Brussels."""
    if isinstance(value, datetime):
        value = value.astimezone(BRUSSELS).date()
    return _date(value, _locale.get())


def datetime_text(value: datetime) -> str:
    """15 janvier 2027 à 18 h: the minute in Brussels."""
    return _datetime(value.astimezone(BRUSSELS).replace(second=0, microsecond=0), _locale.get())


@lru_cache(maxsize=4096)
def _number(value: int | float, code: str) -> str:
    return format_decimal(value, locale=_babel(code))


def number(value: int | float) -> str:
    return _number(value, _locale.get())


def percent(share: float) -> str:
    """A share from 0 to 1, in whole percents."""
    return format_percent(round(share, 2), locale=_babel(_locale.get()))


def language_name(code: str) -> str:
    """The name of any ISO 639 language in the reader's: « allemand »."""
    if code == "und":
        return _("unknown language")
    return _babel(_locale.get()).languages.get(code, code)


def own_name(code: str) -> str:
    return LANGUAGES.get(code, code)


def nbsp(text: str) -> Markup | str:
    """French high punctuation keeps its non-breaking space."""
    for mark in ("?", "!", ":", ";", "»"):
        text = text.replace(f" {mark}", f"\u00a0{mark}")
    return text.replace("« ", "«\u00a0")
