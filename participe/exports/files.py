"""All files of an export, one after the other, each in pieces: for a folder and for an archive."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from participe.core.batches import Fetch
from participe.exports import csvs, dictionary, package
from participe.exports.package import Written
from participe.exports.source import Source
from participe.exports.tables import TABLES
from participe.insights.queries import report_lines


@dataclass
class Piece:
    """Some bytes of a file; a file's pieces come one after the other."""

    name: str
    content: bytes


@dataclass
class _Measure:
    name: str
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, content: bytes) -> None:
        self.size += len(content)
        self.digest.update(content)


async def pieces(source: Source, fetch: Fetch) -> AsyncIterator[Piece]:
    """The description comes last: it tells the size and the hash of each table."""
    written: dict[str, Written] = {}
    for table in TABLES:
        measure, rows = _Measure(table.file), csvs.Counted()
        async for content in csvs.lines(table, source, fetch, rows):
            measure.add(content)
            yield Piece(table.file, content)
        written[table.file] = Written(
            table.file, measure.size, measure.digest.hexdigest(), rows.number
        )
    for one, run in source.runs:
        async for line in report_lines(fetch, run):
            yield Piece(package.report_name(one.slug), line.encode())
    yield Piece("project.json", package.as_json(package.project_json(source)))
    yield Piece("README.md", package.readme(source).encode())
    yield Piece("data-dictionary.md", dictionary.markdown().encode())
    yield Piece("datapackage.json", package.as_json(package.data_package(source, written)))
