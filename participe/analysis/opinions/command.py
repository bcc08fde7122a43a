"""Opinion groups of a file, as a command: progress on stderr, the result in a file."""

import sys
from pathlib import Path
from typing import TextIO

from participe.analysis.command import Bar, check_place, write
from participe.analysis.opinions.finding import find_groups
from participe.analysis.opinions.reading import read_votes
from participe.analysis.opinions.result import Opinions

_STAGES = {
    "reading": "reading votes",
    "groups": "looking for groups",
    "statements": "reading statements",
    "done": "done",
}


def opinions_of_file(
    path: str | Path,
    out: str | Path | None = None,
    *,
    seed: int = 0,
    stderr: TextIO | None = None,
) -> Opinions:
    """Read votes, find groups and write them as JSON to `out`; that there are none is a result.

    out: a path, or None to write nothing. An existing file is replaced in one step, or left as
    it was when anything fails. Raises AnalysisError with a sentence that says what to do.
    """
    progress = Bar(stderr, _STAGES)
    if out is not None:
        check_place(Path(out), Path(path))
    try:
        progress("reading", 0.0)
        votes = read_votes(Path(path), lambda done: progress("reading", 0.2 * done))
        found = find_groups(votes, seed, progress)
        if out is not None:
            write(Path(out), found.to_json())
    finally:
        progress.end()
    return found


def summary(found: Opinions) -> str:
    """The result in a few lines."""
    left = "".join(f", {many} {reason}" for reason, many in found.not_grouped.items())
    lines = [f"{found.received} people, {found.votes} votes; {found.grouped} in groups{left}."]
    if found.replaced:
        lines.append(f"{found.replaced} votes were replaced by a later one of the same person.")
    if found.refused:
        lines.append(f"No groups. {found.refused}")
    for group in found.groups:
        telling = ", ".join(f"{one.side} {one.statement}" for one in group.typical[:3])
        lines.append(f"{group.id:4}  {group.people:6}  {telling or 'nothing of its own'}")
    return "\n".join(lines)


def write_standard(found: Opinions) -> None:
    """The result on stdout, UTF-8 whatever the terminal's settings."""
    sys.stdout.buffer.write(found.to_json().encode())
    sys.stdout.buffer.flush()
