"""What a cell means: dates, degrees, languages, counts. Each reader raises Wrong with its reason."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeVar

from babel import Locale

from participe.core.i18n import BRUSSELS, LANGUAGES, LazyText, _l
from participe.ideas.imports.words import folded, sign

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SPREADSHEET_EPOCH = datetime(1899, 12, 30)
FIRST_YEAR = 1800
NOTHING = ("", "null", "none", "nan", "n/a", "#n/a")
MOST = 2**31 - 1
_DAY = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})"
    r"(?:[T,\s]+(\d{1,2})\s*(?:[:h.]|Uhr)\s*(\d{2})?(?::(\d{2}))?(?:\s*Uhr)?)?"
)
_YEAR_FIRST = re.compile(r"^(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?=$|[T\s])")
_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)")
_TWO_LETTERS = {
    "deu": "de", "dut": "nl", "eng": "en", "fra": "fr", "fre": "fr", "ger": "de", "nld": "nl",
}  # fmt: skip


class Wrong(Exception):
    """A cell that cannot be understood."""

    def __init__(self, reason: LazyText) -> None:
        super().__init__(reason)
        self.reason = reason


def shortened(cell: str) -> str:
    return cell if len(cell) <= 60 else cell[:59] + "…"


def is_nothing(cell: str) -> bool:
    """Is the cell empty, or does it hold a programme's word for that?"""
    return cell.strip().casefold() in NOTHING


def moment(cell: str, now: datetime) -> datetime:
    """A date, with or without hour, in UTC. What names no zone is time in Brussels."""
    said = cell.strip()
    try:
        read = _written(said)
        instant = (read if read.tzinfo else read.replace(tzinfo=BRUSSELS)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong(
            _l(
                "“%(said)s” is no date that can be read. Write 2025-12-31, 31/12/2025 or "
                "2025-12-31 18:00.",
                said=shortened(said),
            )
        ) from None
    if instant > now:
        raise Wrong(_l("The date “%(said)s” is in the future.", said=shortened(said)))
    if instant.year < FIRST_YEAR:
        raise Wrong(
            _l(
                "The date “%(said)s” is before %(year)s.",
                said=shortened(said),
                year=str(FIRST_YEAR),
            )
        )
    return instant


def _written(said: str) -> datetime:
    """ISO 8601, seconds or milliseconds since 1970, the day first as in Belgium, or the number
    of days that a spreadsheet keeps when nobody told it that the cell is a date.
    """
    if re.fullmatch(r"[2-6]\d{4}(\.\d+)?", said):
        return SPREADSHEET_EPOCH + timedelta(seconds=round(float(said) * 86_400))
    if re.fullmatch(r"\d{10}|\d{13}", said):
        return EPOCH + timedelta(seconds=int(said) / (1000 if len(said) == 13 else 1))
    if found := _DAY.fullmatch(said):
        day, month, year, hour, minute, second = found.groups()
        century = 0 if len(year) == 4 else 2000 if int(year) < 70 else 1900
        at = time(int(hour or 0), int(minute or 0), int(second or 0))
        return datetime.combine(date(century + int(year), int(month), int(day)), at)
    padded = _YEAR_FIRST.sub(lambda m: f"{m[1]}-{m[2]:0>2}-{m[3]:0>2}", said)
    return datetime.fromisoformat(_OFFSET.sub("", padded))


def degrees(cell: str, most: int) -> float:
    """A latitude or longitude, with a point or a comma."""
    said = cell.strip().rstrip("°").replace("\u2212", "-").replace("\u00a0", "").strip()
    if not re.fullmatch(r"[+-]?\d{1,3}(?:[.,]\d{1,20})?", said):
        raise Wrong(
            _l(
                "“%(said)s” is no latitude or longitude. Write degrees, for example 50.4108.",
                said=shortened(cell.strip()),
            )
        )
    number = float(said.replace(",", "."))
    if abs(number) > most:
        raise Wrong(
            _l(
                "“%(said)s” is beyond %(most)s degrees.",
                said=shortened(cell.strip()),
                most=most,
            )
        )
    return number


def count(cell: str) -> int:
    """A whole number of supports; blanks between thousands and a decimal nought are let pass."""
    said = re.sub(r"[\s\u00a0\u202f'’]", "", cell)
    if not re.fullmatch(r"\+?\d{1,10}(?:[.,]0{1,2})?", said):
        raise Wrong(_l("“%(said)s” is no number of supports.", said=shortened(cell.strip())))
    number = int(re.split(r"[.,]", said)[0])
    if number > MOST:
        raise Wrong(_l("“%(said)s” is no number of supports.", said=shortened(cell.strip())))
    return number


def language(cell: str) -> str:
    """An ISO 639 code: `fr`, `fr-BE`, `fra`, or the name of a language in one of ours."""
    first = re.split(r"[-_]", cell.strip().lower())[0]
    if re.fullmatch(r"[a-z]{2,3}", first):
        return _TWO_LETTERS.get(first, first)
    if known := _language_names().get(folded(cell)):
        return known
    raise Wrong(
        _l(
            "“%(said)s” is no language. Write a code such as fr, de, nl or en; und if nobody knows.",
            said=shortened(cell.strip()),
        )
    )


@cache
def _language_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code in LANGUAGES:
        for other, name in Locale.parse(code).languages.items():
            if len(other) in (2, 3):
                names.setdefault(folded(name), other)
    return names


T = TypeVar("T")


def one_of(cell: str, known: Mapping[str, T], reason: LazyText) -> T:
    """The value that a word stands for; `reason` takes what was said as %(said)s."""
    found = known.get(sign(cell))
    if found is None:
        raise Wrong(LazyText(reason.message, said=shortened(cell.strip())))
    return found
