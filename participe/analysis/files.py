"""Tables in files as people save them: CSV of any separator, spreadsheets, JSON Lines.

What a row means is not decided here.
"""

import codecs
import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from participe.analysis.errors import AnalysisError

SPREADSHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
JSON_LINES = {".jsonl", ".ndjson"}
DELIMITED = {".csv", ".tsv", ".txt"}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_SEPARATOR = "\x1f"  # stands in no text that people write


@dataclass(frozen=True)
class Row:
    """One row: its number in the file from 1, the header apart, and its cells by column name.

    cells is None when the row is broken.
    """

    number: int
    cells: dict[str, str] | None


@dataclass(frozen=True)
class Table:
    """Column names in their order, and the rows, which can be gone through once."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def read_table(path: Path, text: str) -> Table:
    """Open a table. `text` is the column that must be there: it settles the separator.

    Raises AnalysisError when the file cannot be opened or is of another kind.
    """
    kind = path.suffix.lower()
    if kind not in SPREADSHEETS | JSON_LINES | DELIMITED:
        raise AnalysisError(
            f"{path} is not a file that can be read here. Save it as CSV, XLSX or JSON Lines, "
            "with .csv, .xlsx or .jsonl at the end of its name."
        )
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise AnalysisError(
            f"{path} cannot be read: {error.strerror}. Check its name and place."
        ) from error
    if not raw.strip():
        raise AnalysisError(f"{path} is empty. Give a file with one contribution a row.")
    if kind in SPREADSHEETS:
        return _spreadsheet(path, raw, text)
    if raw.startswith(b"PK\x03\x04"):
        raise AnalysisError(f"{path} is a spreadsheet. Give its name the ending .xlsx.")
    return _json_lines(decode(raw)) if kind in JSON_LINES else _delimited(path, decode(raw), text)


def decode(raw: bytes) -> str:
    """UTF-8 with or without byte order mark, UTF-16 with one, and Windows-1252 line by line.

    Files put together from several sources hold both: each line that is not UTF-8 is read as
    Windows-1252, the others stay what they are.
    """
    if raw.startswith(_UTF16):
        return raw.decode("utf-16", errors="replace")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(map(_decode_line, raw.splitlines(keepends=True)))


def _decode_line(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def _delimited(path: Path, content: str, text: str) -> Table:
    separator = _separator(content, text)
    records = _records(path, content, separator)
    header = tuple(name.strip() for name in next(records, []))
    rows = (
        Row(number, _cells(header, record, separator, text))
        for number, record in enumerate(records, start=1)
    )
    return Table(header, rows)


def _separator(content: str, text: str) -> str:
    """The separator under which the header names the text column, and most columns beside it."""
    best, most = _NO_SEPARATOR, (False, 1)
    with _any_length():
        for separator in ",;\t|":
            reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator)
            names = [name.strip().casefold() for name in next(filter(None, reader), [])]
            found = (text.casefold() in names, len(names))
            if len(names) > 1 and found > most:
                best, most = separator, found
    return best


@contextmanager
def _any_length() -> Iterator[None]:
    """Fields of any length; Python's own limit is 131,072 characters for the whole process."""
    previous = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(previous)


def _records(path: Path, content: str, separator: str) -> Iterator[list[str]]:
    """Records that are not empty; a quote left open, which would swallow the rest, is an error."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator)
    begins = before = 0
    with _any_length():
        for record in reader:
            begins, before = before, reader.line_num
            if any(cell.strip() for cell in record):
                yield record
        last = itertools.islice(io.StringIO(content, newline=""), begins, None)
        left_open = _left_open(last, separator)
    if left_open:
        raise AnalysisError(
            f"In {path}, a quote opened in the row that begins on line {begins + 1} is never "
            "closed. Close it and try again."
        )


def _left_open(lines: Iterable[str], separator: str) -> bool:
    try:
        for _ in csv.reader(lines, delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _cells(
    header: tuple[str, ...], record: list[str], separator: str, text: str
) -> dict[str, str] | None:
    """Cells by name. Separators that nobody quoted are part of the text when it comes last."""
    last = len(header) - 1
    if len(record) > len(header) and any(cell.strip() for cell in record[len(header) :]):
        if header[last].casefold() != text.casefold():
            return None
        record = [*record[:last], separator.join(record[last:])]
    # The first of two columns of one name counts.
    return dict(reversed(list(zip(header, record, strict=False))))


def _spreadsheet(path: Path, raw: bytes, text: str) -> Table:
    """The first sheet that has the text column in its first row, else the first sheet."""
    try:
        book = python_calamine.load_workbook(io.BytesIO(raw))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise AnalysisError(
            f"{path} cannot be opened as a spreadsheet. Save it again as .xlsx or .csv."
        ) from error
    tables = []
    for sheet in sheets:
        filled = [[_said(cell) for cell in row] for row in sheet]
        filled = [row for row in filled if any(cell.strip() for cell in row)]
        if filled:
            tables.append(filled)
    if not tables:
        raise AnalysisError(f"{path} is empty. Give a file with one contribution a row.")
    wanted = [t for t in tables if text.casefold() in [name.strip().casefold() for name in t[0]]]
    header, *records = (wanted or tables)[0]
    names = tuple(name.strip() for name in header)
    rows = (
        Row(number, _cells(names, record, " ", text)) for number, record in enumerate(records, 1)
    )
    return Table(names, rows)


def _said(cell: object) -> str:
    """A cell in words; spreadsheets keep whole numbers as 12.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _json_lines(content: str) -> Table:
    lines = [line for line in content.split("\n") if line.strip()]
    parsed = [_object(line) for line in lines]
    columns = dict.fromkeys(name for cells in parsed if cells for name in cells)
    return Table(tuple(columns), (Row(number, cells) for number, cells in enumerate(parsed, 1)))


def _object(line: str) -> dict[str, str] | None:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict):
        return None
    return {
        str(name): "" if value is None else _said(value)
        for name, value in read.items()
        if not isinstance(value, dict | list)
    }
