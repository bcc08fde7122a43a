"""Tables in files as people save them: CSV of any encoding and separator, spreadsheets.

Rows come one after the other and no more is kept in memory. What a row means is not decided here.
"""

import codecs
import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from participe.core.errors import Unusable
from participe.core.i18n import LazyText, _l

SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
SEPARATORS = ";,\t|"
LONGEST_FIELD = 32_000_000  # characters; a longer one is a quote that nobody closed
UNPACKED = 400_000_000  # bytes that a spreadsheet may say it unpacks to
ENTRIES = 5_000  # files inside a spreadsheet
CONVERTING_S = 150
SAMPLE = 30  # rows that tell the separator
MOST_OPEN = 40  # rows with a quote that nobody closed: beyond, the whole file is refused
COLUMNS = 200
_NO_SEPARATOR = "\x1f"  # stands in no text that people write
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
)
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

# Python's own limit is 131,072 characters, for the whole process.
csv.field_size_limit(LONGEST_FIELD)

NOT_A_TABLE = _l(
    "This file is not a table that can be read. Save it as CSV or XLSX, with the names of the "
    "columns in its first row."
)


TOO_MANY_CELLS = _l("This row has more cells than the header: is a separator missing its quotes?")
OPEN_QUOTE = _l("A quote opens in this row and is not closed as it should be.")


class Row(NamedTuple):
    """One row, numbered as a spreadsheet shows it: the header is row 1 when it comes first.

    `cells` has every column; it is None when the row cannot be read, and `why` says why.
    """

    number: int
    cells: dict[str, str] | None
    why: LazyText | None = None


class Readable(NamedTuple):
    """A file of text, and the sheet of the spreadsheet that it was made of, if it was one."""

    path: Path
    sheet: str = ""
    other_sheets: int = 0


@dataclass(frozen=True)
class Table:
    """A CSV file whose encoding, separator and columns are known; `rows()` may be read again."""

    path: Path
    encoding: str
    separator: str
    columns: tuple[str, ...]
    header_row: int

    def rows(self) -> Iterator[Row]:
        """The rows below the header. Raises Unusable when too many quotes are left open."""
        for number, record in _records(self.path, self.encoding, self.separator):
            if number <= self.header_row:
                continue
            if record is None:
                yield Row(number, None, OPEN_QUOTE)
                continue
            if any(cell.strip() for cell in record[len(self.columns) :]):
                yield Row(number, None, TOO_MANY_CELLS)
                continue
            cells = dict.fromkeys(self.columns, "")
            cells.update(zip(self.columns, record, strict=False))
            yield Row(number, cells)


def to_csv(path: Path, into: Path) -> Readable:
    """The file itself, or the CSV made of it in the folder `into` when it is a spreadsheet.

    Raises Unusable for what is no table, is empty or cannot be opened.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b"\0 \r\n\t" + codecs.BOM_UTF8):
        raise Unusable(_l("This file is empty."))
    if start.startswith(_OTHERS) or re.match(
        rb"\s*(<!doctype|<html|<\?xml|\{\\rtf)", start, re.IGNORECASE
    ):
        raise Unusable(NOT_A_TABLE)
    if not start.startswith((_ZIP, _OLE)):
        return Readable(path)
    if start.startswith(_ZIP):
        _check_zip(path)
    target = into / "table.csv"
    # The ending of the name tells calamine nothing: it looks at the content.
    command = [sys.executable, "-m", "participe.core.spreadsheets", str(path), str(target)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=CONVERTING_S, check=False)
    except subprocess.TimeoutExpired:
        raise Unusable(_l("This spreadsheet takes too long to open. Save it as CSV.")) from None
    if done.returncode != 0:
        raise Unusable(_l("This spreadsheet cannot be opened. Save it again as XLSX, or as CSV."))
    if target.stat().st_size == 0:
        raise Unusable(_l("This file is empty."))
    said = json.loads(done.stdout)
    return Readable(target, said["sheet"], said["others"])


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as inside:
            entries = inside.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Unusable(
            _l("This spreadsheet is damaged. Save it again as XLSX, or as CSV.")
        ) from None
    names = {entry.filename for entry in entries}
    if not names & {"[Content_Types].xml", "mimetype", "content.xml"}:
        raise Unusable(NOT_A_TABLE)
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise Unusable(_l("This spreadsheet is too large to open. Save it as CSV."))


def open_table(path: Path, known: Collection[str] = ()) -> Table:
    """Find out how a CSV file is written. `known`: names of columns, which help to tell.

    Raises Unusable for what is no table.
    """
    encoding = _encoding(path)
    said = _said_separator(path, encoding)
    separator = said or _separator(path, encoding, {name.casefold() for name in known})
    for number, record in _records(path, encoding, separator):
        if number == 1 and said:
            continue
        if record is None:
            raise Unusable(_l("A quote opens in the row of the header and is never closed."))
        if any(cell.strip() for cell in record):
            return Table(path, encoding, separator, _names(record), number)
    raise Unusable(_l("This file is empty."))


def _said_separator(path: Path, encoding: str) -> str:
    """From a first line such as `sep=;`, which some spreadsheets write."""
    with path.open("rb") as file:
        first = next(_text_lines(file, encoding), "")
    found = re.fullmatch(r"sep=([;,\t|])", first.strip("\r\n "), re.IGNORECASE)
    return found[1] if found else ""


def _encoding(path: Path) -> str:
    """«mixed» is UTF-8, and Windows-1252 for the lines that are not."""
    with path.open("rb") as file:
        start = file.read(65536)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    nulls = start.count(b"\0")
    if nulls > len(start) * 0.3:  # every second byte, in Western languages
        odd = sum(byte == 0 for byte in start[1::2])
        return "utf-16-le" if odd * 2 > nulls else "utf-16-be"
    if nulls > len(start) * 0.02 + 8:
        raise Unusable(NOT_A_TABLE)
    return "mixed"


def _text_lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Lines with their ends, whatever marks them; without NUL, which no text holds."""
    if encoding != "mixed":
        for line in io.TextIOWrapper(file, encoding=encoding, errors="replace", newline=""):
            yield line.replace("\0", "").removeprefix("\ufeff")
        return
    first = True
    for raw in file:
        line = _decode(raw.removeprefix(codecs.BOM_UTF8) if first else raw).replace("\0", "")
        first = False
        if "\r" in line:
            yield from _LINES.findall(line)
        elif line:
            yield line


def _decode(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


class _Lines:
    """The lines of a file, some of which may be put back to be read again."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._lines = _text_lines(file, encoding)
        self._again: deque[str] = deque()
        self.taken: list[str] = []  # since the last call of `begin`

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def begin(self) -> None:
        self.taken = []

    def give_back_all_but_one(self) -> None:
        self._again.extendleft(reversed(self.taken[1:]))


def _records(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Records with their numbers; None for a line whose quote is left open, which would swallow
    the lines below it: they are read on their own. Blank lines at the very end are none.
    """
    with path.open("rb") as file:
        lines = _Lines(file, encoding)
        reader = csv.reader(lines, delimiter=separator)
        number = blank = left_open = 0
        while True:
            lines.begin()
            record: list[str] | None
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:  # a field of more than LONGEST_FIELD
                record = None
            number += 1
            if record is None or _left_open(lines.taken, separator):
                lines.give_back_all_but_one()
                record, left_open = None, left_open + 1
                if left_open > MOST_OPEN:
                    raise Unusable(
                        _l(
                            "Many quotes in this file are never closed, the last one in row %(row)s. "
                            "Save it again as CSV from a spreadsheet, or as XLSX.",
                            row=number,
                        )
                    )
            elif not record:
                blank += 1
                continue
            for skipped in range(number - blank, number):
                yield skipped, []
            blank = 0
            yield number, record


def _left_open(lines: list[str], separator: str) -> bool:
    """Has a record of these lines a quote that nobody closed?

    On one line it can only be the last of the file. A record of several lines that is not
    quoted by the rules has met a quote of another row.
    """
    if len(lines) == 1 and lines[0].count('"') % 2 == 0:
        return False
    try:
        for _ in csv.reader(lines, delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        return len(lines) > 1 or "unexpected end of data" in str(error)
    return False


def _separator(path: Path, encoding: str, known: set[str]) -> str:
    """The one under which the header has known names, and rows as many cells as the header."""
    best, most = _NO_SEPARATOR, (0.0, 0.0, 0)
    for separator in SEPARATORS:
        header: list[str] = []
        alike = read = 0
        try:
            for number, record in _records(path, encoding, separator):
                if record is None or not any(cell.strip() for cell in record):
                    continue
                if not header:
                    header = record
                    continue
                read, alike = read + 1, alike + (len(record) == len(header))
                if read >= SAMPLE or number > 10 * SAMPLE:
                    break
        except Unusable:  # said when the file is really read
            pass
        if len(header) < 2:
            continue
        names = sum(name.strip().strip("\ufeff").casefold() in known for name in header)
        score = (float(names), alike / read if read else 1.0, len(header))
        if score > most:
            best, most = separator, score
    return best


def _names(header: list[str]) -> tuple[str, ...]:
    """Each column gets a name of its own: «column 3» without one, «text (2)» when it comes twice."""
    while len(header) > 1 and not header[-1].strip():
        header = header[:-1]
    if len(header) > COLUMNS:
        raise Unusable(_l("This file has more than %(number)s columns.", number=COLUMNS))
    names: list[str] = []
    for at, cell in enumerate(header, start=1):
        name = plain = " ".join(cell.split()) or f"column {at}"
        again = 1
        while name in names:
            again += 1
            name = f"{plain} ({again})"
        names.append(name)
    return tuple(names)


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens our CSV."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Where a file is put down while it is read."""
    return tempfile.TemporaryDirectory(prefix="participe-", ignore_cleanup_errors=True)
