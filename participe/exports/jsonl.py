"""Open tables as JSON Lines (https://jsonlines.org): a row an object, with the types of JSON."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any

from participe.core.batches import Fetch
from participe.exports.csvs import cell
from participe.exports.fields import OpenTable
from participe.exports.source import Source

IN_MEMORY = 1 << 20  # bytes; beyond, on disk
AT_ONCE = 1 << 16  # bytes
ROWS = 500


def line(table: OpenTable, row: Sequence[Any]) -> bytes:
    """What is not known is null; days and instants are written as in the CSV file."""
    told = {
        name: cell(value) if isinstance(value, date) else value
        for name, value in zip(table.columns, row, strict=True)
    }
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


async def lines(table: OpenTable, source: Source, fetch: Fetch) -> AsyncIterator[bytes]:
    """The file in pieces; memory does not grow with it."""
    waiting: list[bytes] = []
    async for row in table.rows(source, fetch):
        waiting.append(line(table, row))
        if len(waiting) == ROWS:
            yield b"".join(waiting)
            waiting.clear()
    yield b"".join(waiting)


class Spool:
    """The same rows once more, kept while the CSV file is written: both files tell the same."""

    def __init__(self, table: OpenTable) -> None:
        self._table = table
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by `pieces`

    def add(self, row: Sequence[Any]) -> None:
        self._file.write(line(self._table, row))

    def pieces(self) -> Iterator[bytes]:
        with self._file as file:
            file.seek(0)
            while content := file.read(AT_ONCE):
                yield content
