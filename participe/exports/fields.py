"""What an open table is made of: the one list from which file, description and pages are made."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from participe.core.batches import Fetch
from participe.core.i18n import LazyText
from participe.exports.source import Source

# (source, fetch) -> rows in the order of the fields
Rows = Callable[[Source, Fetch], AsyncIterator[Sequence[Any]]]


@dataclass(frozen=True)
class OpenField:
    """A column, with a type of the Frictionless Table Schema."""

    name: str
    type: str  # string, integer, number, boolean, date, datetime, object
    text: LazyText
    required: bool = False
    among: tuple[str, ...] = ()  # the only values it has
    of: str = ""  # `table.column` whose value it gives, as it is or with less precision


@dataclass(frozen=True)
class OpenTable:
    """A CSV file, and the same as JSON Lines: its columns, what makes a row unique, which other table it points to."""

    name: str  # of the resource; the file is `name.csv`
    title: LazyText
    text: LazyText
    fields: tuple[OpenField, ...]
    rows: Rows
    key: tuple[str, ...] = ()
    points_to: tuple[tuple[str, str, str], ...] = ()  # (column, table, column there)

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def json_file(self) -> str:
        return f"{self.name}.jsonl"

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]
