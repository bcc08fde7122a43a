"""Tables in files as people save them: CSV of any encoding and separator, spreadsheets.

Rows come one after the other and no more is kept in memory. What a row means is not decided here.
"""

import codecs
import csv
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from participe.core.errors import Unusable
from participe.core.i18n import _l

SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
SEPARATORS = ";,\t|"
LONGEST_FIELD = 32_000_000  # characters; a longer one is a quote that nobody closed
UNPACKED = 400_000_000  # bytes that a spreadsheet may say it unpacks to
ENTRIES = 5_000  # files inside a spreadsheet
CONVERTING_S = 150
SAMPLE = 30  # rows that tell the separator
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


class Row(NamedTuple):
    """One row, numbered as a spreadsheet shows it: the header is row 1 when it comes first.

    `cells` has every column; it is None when the row has more cells than the header.
    """

    number: int
    cells: dict[str, str] | None


@dataclass(frozen=True)
class Table:
    """A CSV file whose encoding, separator and columns are known; `rows()` may be read again."""

    path: Path
    encoding: str
    separator: str
    columns: tuple[str, ...]
    header_row: int

    def rows(self) -> Iterator[Row]:
        """Raises Unusable when a quote is left open, which would swallow the rest of the file."""
        for number, record in _records(self.path, self.encoding, self.separator):
            if number <= self.header_row:
                continue
            if any(cell.strip() for cell in record[len(self.columns) :]):
                yield Row(number, None)
                continue
            cells = dict.fromkeys(self.columns, "")
            cells.update(zip(self.columns, record, strict=False))
            yield Row(number, cells)


def to_csv(path: Path, into: Path) -> Path:
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
        return path
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
    return target


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


def _records(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Records with their numbers. Blank lines at the very end are none."""
    current: list[str] = []  # the lines of the record that is being read

    def lines(file: BinaryIO) -> Iterator[str]:
        for line in _text_lines(file, encoding):
            current.append(line)
            yield line

    with path.open("rb") as file:
        reader = csv.reader(lines(file), delimiter=separator)
        number, blank, last = 0, 0, []
        try:
            for number, record in enumerate(reader, start=1):
                last, current[:] = current[:], []
                if not record:
                    blank += 1
                    continue
                for skipped in range(number - blank, number):
                    yield skipped, []
                blank = 0
                yield number, record
        except csv.Error:  # a field of more than LONGEST_FIELD
            raise Unusable(_open_quote(number + 1)) from None
        if _left_open(last, separator):
            raise Unusable(_open_quote(number))


def _open_quote(row: int):
    return _l(
        "A quote that opens in row %(row)s is never closed. Close it, then try again.", row=row
    )


def _left_open(lines: list[str], separator: str) -> bool:
    try:
        for _ in csv.reader(lines, delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _separator(path: Path, encoding: str, known: set[str]) -> str:
    """The one under which the header has known names, and rows as many cells as the header."""
    best, most = _NO_SEPARATOR, (0.0, 0.0, 0)
    for separator in SEPARATORS:
        header: list[str] = []
        alike = read = 0
        try:
            for number, record in _records(path, encoding, separator):
                if not any(cell.strip() for cell in record):
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
