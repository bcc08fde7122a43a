"""Where the words that were looked for stand in a text: for people who skim the results.

PostgreSQL decides what matches; this only shows why. A word is marked when it is one of those
looked for, or shares a stem with one in any of the four languages, accents aside.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

LENGTH = 240  # characters of an excerpt
READ = 20_000  # characters of a text in which words are looked for
_WORD = re.compile(r"[^\W_]+")
_STEMMED = ("french", "german", "dutch", "english")
_SIGN = re.compile(r"[*_`#>|~\[\]]")
_SIGNS = re.compile(r"[*_`#>|~]+|!?\[|\]\([^)]*\)")  # of Markdown, as in core.html


_AGAINST = re.compile(r" (?=[,.…)])")  # the place of a sign that was taken away


@dataclass(frozen=True)
class Piece:
    """A part of an excerpt; `marked`: it is one of the words looked for."""

    text: str
    marked: bool = False


def folded(word: str) -> str:
    """As PostgreSQL's `folded`: small letters without accents."""
    plain = unicodedata.normalize("NFKD", word).lower()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")


@cache
def _stemmers() -> list:
    return [snowballstemmer.stemmer(name) for name in _STEMMED]


@lru_cache(50_000)
def _forms(word: str) -> frozenset[str]:
    plain = folded(word)
    return frozenset({plain, *(one.stemWord(plain) for one in _stemmers())})


def forms(q: str) -> frozenset[str]:
    """All forms of the words of a search; a word behind a minus sign is not looked for."""
    words = re.findall(r"(?<!\S)-\S+|[^\W_]+", q)
    return frozenset(
        form for word in words if not word.startswith("-") for form in _forms(word[:60])
    )


def excerpt(text: str, wanted: frozenset[str], length: int = LENGTH) -> list[Piece]:
    """The part of a text in which most of the words stand, cut between words."""
    line = " ".join(text[:READ].split())
    if _SIGN.search(line):
        line = " ".join(_SIGNS.sub(" ", line).split())
    line = _AGAINST.sub("", line)
    spans = _spans(line, wanted)
    begin = _best_begin(spans, length)
    if begin:
        begin = line.rfind(" ", 0, max(0, begin - length // 4)) + 1
    end = len(line) if len(line) <= begin + length else line.rfind(" ", begin, begin + length)
    end = end if end > begin else begin + length
    return list(_pieces(line, spans, begin, end))


def title(text: str, wanted: frozenset[str]) -> list[Piece]:
    spans = _spans(text, wanted)
    return list(_pieces(text, spans, 0, len(text)))


def has_all(text: str, q: str) -> bool:
    """Are all the words of a search in this text? For texts that no index holds."""
    words = _WORD.findall(q)
    return bool(words) and all(_forms(word) & _all_forms(text) for word in words)


@lru_cache(200)
def _all_forms(text: str) -> frozenset[str]:
    return frozenset(form for word in set(_WORD.findall(text)) for form in _forms(word))


def _spans(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Where the words looked for stand. Each different word is compared once, then found again."""
    spans: list[tuple[int, int]] = []
    for word in set(_WORD.findall(text)):
        if wanted.isdisjoint(_forms(word[:60])):
            continue
        begin = text.find(word)
        while begin >= 0:
            end = begin + len(word)
            if not (text[begin - 1 : begin].isalnum() or text[end : end + 1].isalnum()):
                spans.append((begin, end))
            begin = text.find(word, end)
    return sorted(spans)


def _best_begin(spans: list[tuple[int, int]], length: int) -> int:
    """The first word of the stretch that holds most; the beginning of the text wins when equal."""
    best, begin, first = 0, 0, 0
    for last, (_, end) in enumerate(spans):
        while end - spans[first][0] > length * 3 // 4:
            first += 1
        if last - first + 1 > best:
            best, begin = last - first + 1, spans[first][0]
    return 0 if begin < length // 2 else begin


def _pieces(line: str, spans: list[tuple[int, int]], begin: int, end: int) -> Iterator[Piece]:
    if begin > 0:
        yield Piece("… ")
    at = begin
    for first, last in spans:
        if first < begin or last > end:
            continue
        if first > at:
            yield Piece(line[at:first])
        yield Piece(line[first:last], True)
        at = last
    if at < end:
        yield Piece(line[at:end])
    if end < len(line):
        yield Piece("…")
