"""All files of an export, one after the other, each in pieces: for a folder and for an archive.

The last one, SHA256SUMS, tells the checksum of each: `sha256sum -c SHA256SUMS` checks them all.
"""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from participe.core.batches import Fetch
from participe.exports import again, csvs, dictionary, jsonl, package
from participe.exports.package import Written
from participe.exports.source import Source
from participe.exports.tables import TABLES
from participe.insights.queries import report_lines

CHECKSUMS = "SHA256SUMS"


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

    rows: int = 0

    def add(self, content: bytes) -> None:
        self.size += len(content)
        self.digest.update(content)

    def written(self) -> Written:
        return Written(self.name, self.size, self.digest.hexdigest(), self.rows)


async def pieces(
    source: Source, fetch: Fetch, rows: dict[str, int] | None = None
) -> AsyncIterator[Piece]:
    """The checksums come last; the description of the tables tells theirs and their sizes too."""
    measures: dict[str, _Measure] = {}
    async for piece in _contents(source, fetch, measures):
        measures.setdefault(piece.name, _Measure(piece.name)).add(piece.content)
        yield piece
    if rows is not None:
        rows |= {table.name: measures[table.file].rows for table in TABLES}
    sums = "".join(f"{one.digest.hexdigest()}  {one.name}\n" for one in measures.values())
    yield Piece(CHECKSUMS, sums.encode())


async def _contents(
    source: Source, fetch: Fetch, measures: dict[str, _Measure]
) -> AsyncIterator[Piece]:
    for table in TABLES:
        measure = measures[table.file] = _Measure(table.file)
        spool = jsonl.Spool(table)

        def note(row: csvs.Row, measure: _Measure = measure, spool: jsonl.Spool = spool) -> None:
            measure.rows += 1
            spool.add(row)

        async for content in csvs.lines(table, source, fetch, note):
            yield Piece(table.file, content)
        for content in spool.pieces():
            yield Piece(table.json_file, content)
    for one, run in source.runs:
        async for line in report_lines(fetch, run):
            yield Piece(package.report_name(one.slug), line.encode())
        async for name, content in again.files(one.slug, run, source.before.get(run.id), fetch):
            yield Piece(name, content)
    yield Piece("project.json", package.as_json(package.project_json(source)))
    yield Piece("README.md", package.readme(source).encode())
    yield Piece("data-dictionary.md", dictionary.markdown().encode())
    written = {table.file: measures[table.file].written() for table in TABLES}
    yield Piece("datapackage.json", package.as_json(package.data_package(source, written)))
