"""Numbers and addresses that tell who somebody is, found in a text before it is published.

Pure: it reads the text, keeps nothing and logs nothing. Check digits decide, so that years, prices
and postal codes are no false alarm.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from stdnum import iban
from stdnum.be import bis, nn

AROUND = 30  # characters of an excerpt on each side
LONGEST = 100_000  # characters read of a text
# Digits, alone or in groups as people write them: 85.07.30-033 28, 85 07 30 033 28, 85073003328.
NATIONAL = re.compile(
    r"(?<![\w.,/-])\d{2}([ ./-]?)\d{2}\1\d{2}[ ./-]{0,3}\d{3}[ ./-]{0,3}\d{2}(?!\w)"
)
ACCOUNT = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ .-]?[A-Za-z0-9]{2,4}){3,8}(?!\w)")
EMAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")

DIGIT = re.compile(r"\d")  # most texts hold none, and need not be read for numbers
# Reading telephones is slow: only where digits enough stand together.
DIALLED = re.compile(r"\d(?:[\s()./+-]{0,3}\d){7}")


class Kind(StrEnum):
    NATIONAL_NUMBER = "national_number"
    IBAN = "iban"
    EMAIL = "email"
    PHONE = "phone"


# Nobody needs these in public; an association may want its address or telephone there.
NEVER = frozenset({Kind.NATIONAL_NUMBER, Kind.IBAN})


@dataclass(frozen=True)
class Found:
    """Where something stands in a text: `text[start:end]`, and the words around it."""

    kind: Kind
    start: int
    end: int
    before: str
    words: str
    after: str


def find(text: str, ours: Collection[str] = ()) -> list[Found]:
    """What a text tells of somebody, in the order of the text, without overlaps.

    `ours`: e-mail addresses and telephones of the administration itself, which may be told.
    """
    text = text[:LONGEST]
    known = {_plain(one) for one in ours if one}
    taken: list[tuple[int, int, Kind]] = []
    for kind, start, end in _candidates(text):
        if all(end <= a or start >= b for a, b, _ in taken):
            taken.append((start, end, kind))
    return [
        Found(kind, start, end, text[max(0, start - AROUND) : start], text[start:end],
              text[end : end + AROUND])
        for start, end, kind in sorted(taken)
        if _plain(text[start:end]) not in known
    ]  # fmt: skip


def _candidates(text: str) -> Iterator[tuple[Kind, int, int]]:
    """The surest first: what it covers is not read again as something else."""
    if "@" in text:
        for match in EMAIL.finditer(text):
            yield Kind.EMAIL, *match.span()
    if DIGIT.search(text) is None:
        return
    for match in ACCOUNT.finditer(text):
        end = _account_end(match.group())
        if end:
            yield Kind.IBAN, match.start(), match.start() + end
    for match in NATIONAL.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if nn.is_valid(digits) or bis.is_valid(digits):
            yield Kind.NATIONAL_NUMBER, *match.span()
    if DIALLED.search(text) is None:
        return
    for match in phonenumbers.PhoneNumberMatcher(text, "BE"):
        if len(re.sub(r"\D", "", match.raw_string)) >= 8:
            yield Kind.PHONE, match.start, match.end


def _account_end(written: str) -> int:
    """How much of this is an account number: a word may follow it. 0 for none."""
    ends = [m.end() for m in re.finditer(r"[A-Za-z0-9]+", written)]
    for end in reversed(ends):
        if iban.is_valid(written[:end].replace(".", ""), check_country=False):
            return end
    return 0


def _plain(written: str) -> str:
    """The same for two ways of writing: +32 4 221 80 00 and 04/221.80.00."""
    if "@" in written:
        return written.strip().casefold()
    digits = re.sub(r"\D", "", written)
    return re.sub(r"^(0032|32|0)", "", digits)
