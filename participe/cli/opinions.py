"""opinions: groups of people who vote alike in any file of votes, without database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from participe.cli.ground import fail

File = Annotated[
    Path,
    typer.Argument(
        help="CSV of votes 1, -1, 0: columns person, statement, vote; or one row a person, first "
        "column the person, one column for each statement, its name beginning with c."
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Where the groups go; else to stdout.")
]


def add_to(app: typer.Typer) -> None:
    app.command()(opinions)


def opinions(
    file: File,
    out: Out = None,
    seed: Annotated[int, typer.Option(help="Of random draws.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, no summary.")] = False,
) -> None:
    """Find groups of people who vote alike; refuse, with the reason, where there are none."""
    # Loaded here: scikit-learn takes a second, which the other commands need not wait.
    from participe.analysis.errors import AnalysisError
    from participe.analysis.opinions.command import opinions_of_file, summary, write_standard

    try:
        found = opinions_of_file(file, out, seed=seed, stderr=None if quiet else sys.stderr)
    except AnalysisError as error:
        fail(str(error))
    if out is None:
        write_standard(found)
    if not quiet:
        typer.echo(summary(found), err=True)
