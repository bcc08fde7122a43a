"""Votes in CSV files, long or wide, read line by line: a file may hold a hundred million cells.

Long: columns `person`, `statement`, `vote`, in any order. Wide: the first column is the person,
columns whose name begins with `c` are the statements, all others are left aside.
"""

import codecs
import csv
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import compress, count
from pathlib import Path
from typing import NoReturn, TextIO

from participe.analysis.errors import AnalysisError
from participe.analysis.opinions.votes import Votes, gather_votes

LONG = ("person", "statement", "vote")
_VOTES = {"1": 1, "-1": -1, "0": 0, "+1": 1, "1.0": 1, "-1.0": -1, "0.0": 0, "−1": -1}
_SHOWN = 5  # mistakes named one by one
_LONGEST = 1_000_000  # characters in a line; what is longer is no table of votes
_LINES = 50_000  # between two words on how far the reading is


@dataclass
class _Cast:
    """Votes in the order of the file, as small as they can be kept."""

    people: dict[str, int] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    person: array = field(default_factory=lambda: array("i"))
    statement: array = field(default_factory=lambda: array("i"))
    value: array = field(default_factory=lambda: array("b"))


@dataclass
class _Mistakes:
    """What cannot be read, with its line; all of them are counted, the first are named."""

    path: Path
    named: list[str] = field(default_factory=list)
    total: int = 0

    def add(self, line: int, what: str) -> None:
        self.total += 1
        if len(self.named) < _SHOWN:
            self.named.append(f"Line {line}: {what}")

    def stop(self) -> NoReturn:
        more = self.total - len(self.named)
        lines = [*self.named, f"And {more} more."] if more else self.named
        raise AnalysisError(
            "\n".join([f"{self.path} cannot be read as votes. Correct it and try again:", *lines])
        )


def read_votes(path: Path, progress: Callable[[float], None] = lambda done: None) -> Votes:
    """The votes of a CSV file. Raises AnalysisError with the lines that are wrong.

    Of two votes of one person on one statement, the later in the file counts.
    progress: hears the share of the file read, 0 to 1.
    """
    try:
        size = path.stat().st_size
        with _open(path) as lines:
            return _read(path, lines, lambda: progress(min(lines.buffer.tell() / size, 1.0)))
    except OSError as error:
        raise AnalysisError(
            f"{path} cannot be read: {error.strerror}. Check its name and place."
        ) from error
    except csv.Error as error:
        raise AnalysisError(
            f"{path} is not a CSV file that can be read ({error}). Save it again as CSV."
        ) from error


def _open(path: Path) -> TextIO:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"PK\x03\x04"):
        raise AnalysisError(f"{path} is a spreadsheet. Save it as CSV.")
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # An id in Windows-1252 only has to stay different from the others, not to be read.
    return path.open(
        encoding="utf-16" if wide else "utf-8-sig", errors="backslashreplace", newline=""
    )


def _read(path: Path, lines: TextIO, tell: Callable[[], None]) -> Votes:
    first = _first(lines)
    if not first.strip():
        raise AnalysisError(f"{path} is empty. Give a file with votes.")
    separator = max(",;\t|", key=lambda one: len(_split(first, one)))
    header = [name.strip() for name in _split(first, separator)]
    records = _Records(csv.reader(lines, delimiter=separator), first.count("\n") or 1, tell)
    cast, mistakes = _Cast(), _Mistakes(path)
    names = [name.casefold() for name in header]
    if set(LONG) <= set(names):
        _long(records, [names.index(name) for name in LONG], cast, mistakes)
    else:
        _wide(path, records, header, cast, mistakes)
    if mistakes.total:
        mistakes.stop()
    return gather_votes(
        list(cast.people), list(cast.statements), cast.person, cast.statement, cast.value
    )


def _first(lines: TextIO) -> str:
    """The header, blank lines above it passed over."""
    for _ in range(1000):
        line = lines.readline(_LONGEST)
        if not line or line.strip():
            return line
    return ""


def _split(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])


class _Records:
    """Records with the number of their line."""

    def __init__(self, reader: Iterator[list[str]], header: int, tell: Callable[[], None]) -> None:
        self.reader, self.header, self.tell = reader, header, tell

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for number, record in zip(count(1), self.reader, strict=False):
            if number % _LINES == 0:
                self.tell()
            if record:
                # csv counts lines, which are more than records where a cell holds several.
                yield self.header + self.reader.line_num, record  # type: ignore[attr-defined]


def _long(records: _Records, at: list[int], cast: _Cast, mistakes: _Mistakes) -> None:
    person_at, statement_at, vote_at = at
    width = max(at) + 1
    people, statements = cast.people, cast.statements
    for line, record in records:
        if len(record) < width:
            if any(map(str.strip, record)):
                mistakes.add(line, "the row is shorter than the header.")
            continue
        person, statement = record[person_at].strip(), record[statement_at].strip()
        said = record[vote_at].strip()
        if not person or not statement:
            if person or statement or said:
                mistakes.add(line, "the person or the statement is missing.")
            continue
        # Who is named took part, even where the vote is empty.
        row = people.setdefault(person, len(people))
        column = statements.setdefault(statement, len(statements))
        if not said:
            continue
        value = _VOTES.get(said)
        if value is None:
            mistakes.add(line, f"“{said[:40]}” is not a vote. Write 1, -1, 0 or nothing.")
            continue
        cast.person.append(row)
        cast.statement.append(column)
        cast.value.append(value)


def _wide(
    path: Path, records: _Records, header: list[str], cast: _Cast, mistakes: _Mistakes
) -> None:
    columns = [at for at, name in enumerate(header) if at and name[:1] in ("c", "C")]
    if not columns:
        raise AnalysisError(
            f"{path} has no votes that can be found. Give it the columns person, statement and "
            "vote; or one row a person, with the person in the first column and one column for "
            f"each statement, its name beginning with c. Found: {', '.join(header)[:200]}"
        )
    names = [header[at] for at in columns]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise AnalysisError(f"{path} has two columns named {twice[0]}. Give each its own name.")
    cast.statements.update({name: at for at, name in enumerate(names)})
    chosen = bytearray(len(header))
    for at in columns:
        chosen[at] = 1
    places = range(len(columns))
    for line, record in records:
        person = record[0].strip()
        if not person or len(record) > len(header):
            if any(map(str.strip, record)):
                what = "the person is missing." if not person else "more cells than the header has."
                mistakes.add(line, what)
            continue
        row = cast.people.setdefault(person, len(cast.people))
        cells = list(compress(record, chosen))
        for column in compress(places, cells):
            said = cells[column].strip()
            value = _VOTES.get(said)
            if value is None:
                if said:
                    mistakes.add(line, _not_a_vote(said, names[column]))
                continue
            cast.person.append(row)
            cast.statement.append(column)
            cast.value.append(value)


def _not_a_vote(said: str, column: str) -> str:
    advice = "Write 1, -1, 0 or nothing"
    if not column[1:].isdigit():
        advice += ", or give the column another first letter if it is not a statement"
    return f"“{said[:40]}” in column {column} is not a vote. {advice}."
