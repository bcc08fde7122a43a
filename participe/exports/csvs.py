"""Open tables as CSV: UTF-8 without mark, commas, RFC 4180.

Texts are exact, to the letter: the analysis can be made again from them. So a cell that begins
like a formula is left as it is (docs/decisions/0005); the officials' own table, which is made
for spreadsheets, makes such cells harmless.
"""

import csv
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

from participe.core.batches import Fetch
from participe.exports.fields import OpenTable
from participe.exports.source import Source

ROWS = 500  # written at once


Row = Sequence[Any]


async def lines(
    table: OpenTable, source: Source, fetch: Fetch, also: Callable[[Row], None] | None = None
) -> AsyncIterator[bytes]:
    """The file in pieces; memory does not grow with it. `also` is given each row."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.columns)
    waiting = 0
    async for row in table.rows(source, fetch):
        writer.writerow([cell(value) for value in row])
        if also is not None:
            also(row)
        waiting += 1
        if waiting == ROWS:
            yield _emptied(buffer)
            waiting = 0
    yield _emptied(buffer)


def cell(value: Any) -> Any:
    """As the Frictionless Table Schema reads it: true, false, and instants in UTC."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def _emptied(buffer: StringIO) -> bytes:
    written = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return written
