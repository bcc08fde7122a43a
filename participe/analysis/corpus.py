"""What is analysed: contributions, and those left out with the reason."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from participe.analysis.errors import AnalysisError
from participe.analysis.files import Row, read_table


class Reason(StrEnum):
    """Why this package leaves a contribution out; a caller may use codes of its own as well."""

    EMPTY = "empty"  # no text at all
    DUPLICATE_ID = "duplicate_id"  # an earlier contribution has this id
    UNREADABLE = "unreadable"  # the row is broken in the file


@dataclass(frozen=True)
class Contribution:
    """One thing that somebody said.

    lang: declared ISO 639 code, or None when it is to be found from the text.
    author: any key that is equal for the same person; None counts as one person each time.
    """

    id: str
    text: str
    lang: str | None = None
    author: str | None = None


@dataclass(frozen=True)
class Excluded:
    """A contribution that was received and not read. `reason` is a code, see `Reason`."""

    id: str
    reason: str


@dataclass(frozen=True)
class Corpus:
    """All contributions of a consultation; nothing is lost between receiving and reading.

    received: as counted where they come from, independently of this package.
    Raises AnalysisError unless received = read + excluded and every id read is unique.
    """

    contributions: tuple[Contribution, ...]
    excluded: tuple[Excluded, ...]
    received: int

    def __post_init__(self) -> None:
        if self.received != self.read + len(self.excluded):
            raise AnalysisError(
                f"{self.received} contributions were received, but {self.read} are read and "
                f"{len(self.excluded)} excluded. Give every one of them, or exclude it with a "
                "reason."
            )
        if len({contribution.id for contribution in self.contributions}) != self.read:
            raise AnalysisError("Two contributions have the same id. Give each an id of its own.")

    @property
    def read(self) -> int:
        """How many contributions are analysed."""
        return len(self.contributions)

    def sha256(self) -> str:
        """Fingerprint of what is read and left out, the same in whatever order it came."""
        digest = hashlib.sha256()
        for said in sorted(self.contributions, key=lambda said: said.id):
            line = json.dumps([said.id, said.lang, said.author, said.text])
            digest.update(line.encode() + b"\n")
        for left in sorted((left.id, left.reason) for left in self.excluded):
            digest.update(json.dumps(left).encode() + b"\n")
        return digest.hexdigest()


def gather(
    contributions: Iterable[Contribution],
    excluded: Iterable[Excluded] = (),
    received: int | None = None,
) -> Corpus:
    """Make a corpus of what comes in; what has no text, or the id of another, is excluded.

    received: the number of contributions and exclusions together, where the caller knows it;
    then nothing can be lost on the way without AnalysisError.
    """
    read: dict[str, Contribution] = {}
    left = list(excluded)
    for contribution in contributions:
        if not contribution.text.strip():
            left.append(Excluded(contribution.id, Reason.EMPTY))
        elif contribution.id in read:
            left.append(Excluded(contribution.id, Reason.DUPLICATE_ID))
        else:
            read[contribution.id] = contribution
    if received is None:
        received = len(read) + len(left)
    return Corpus(tuple(read.values()), tuple(left), received)


def load(
    path: str | Path,
    text: str = "text",
    id: str = "id",
    lang: str = "lang",
    author: str = "author",
    only: Mapping[str, str] | None = None,
) -> Corpus:
    """Read contributions from a CSV, XLSX (or XLS, ODS) or JSON Lines file.

    The arguments name the columns. Only the text must be there: a row without an id is called
    `row-N`, N counting the rows of the file from 1. A column with another name than usual that
    is not there is a mistake. Empty rows of the file are not contributions.
    only: what certain columns must hold; rows that hold something else are not received.
    Raises AnalysisError when the file cannot be read as a whole.
    """
    asked = {"text": text, "id": id, "lang": lang, "author": author}
    usual = {"id": "id", "lang": "lang", "author": "author"}
    table = read_table(Path(path), text)
    names = {name.casefold(): name for name in reversed(table.columns)}
    columns = {}
    for role, name in asked.items():
        found = name if name in table.columns else names.get(name.casefold())
        if found is None and usual.get(role) != name:
            raise AnalysisError(
                f"{path} has no column {name!r}; its columns are "
                f"{', '.join(table.columns[:20]) or 'without names'}. "
                f"Say which one it is with --{role}."
            )
        columns[role] = found
    wanted = {}
    for name, value in (only or {}).items():
        found = name if name in table.columns else names.get(name.casefold())
        if found is None:
            raise AnalysisError(f"{path} has no column {name!r} to choose rows by.")
        wanted[found] = value.strip()

    def cell(row: Row, role: str) -> str:
        return row.cells.get(columns[role] or "", "").strip() if row.cells else ""

    received = 0
    contributions: list[Contribution] = []
    excluded: list[Excluded] = []
    for row in table.rows:
        if row.cells is not None and any(
            row.cells.get(name, "").strip() != value for name, value in wanted.items()
        ):
            continue
        received += 1
        name = cell(row, "id") or f"row-{row.number}"
        if row.cells is None:
            excluded.append(Excluded(name, Reason.UNREADABLE))
            continue
        said = row.cells.get(columns["text"] or "", "")
        contributions.append(
            Contribution(name, said, cell(row, "lang") or None, cell(row, "author") or None)
        )
    return gather(contributions, excluded, received)
