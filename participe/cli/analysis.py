"""analyse: topics of the contributions in any file, without database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from participe.cli.ground import fail

File = Annotated[Path, typer.Argument(help="CSV, XLSX or JSON Lines, one contribution a row.")]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Where the report goes; else to stdout.")
]


def add_to(app: typer.Typer) -> None:
    app.command()(analyse)


def analyse(
    file: File,
    out: Out = None,
    text: Annotated[str, typer.Option(help="Column of the text.")] = "text",
    id: Annotated[str, typer.Option(help="Column of the id.")] = "id",
    lang: Annotated[str, typer.Option(help="Column of the language.")] = "lang",
    author: Annotated[str, typer.Option(help="Column of the author.")] = "author",
    only: Annotated[
        list[str] | None,
        typer.Option(help="Only rows with this: COLUMN=VALUE. May be given several times."),
    ] = None,
    topics: Annotated[
        int | None, typer.Option(help="How many topics; without it, a rule decides.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of random draws.")] = 0,
    languages: Annotated[
        str, typer.Option(help="Sought where none is declared, by commas.")
    ] = "de,en,fr,nl",
    vectors: Annotated[
        str, typer.Option(help="own, the name of a plug-in, or own+ and its name.")
    ] = "own",
    previous: Annotated[
        Path | None, typer.Option(help="The report before, whose topics go on.")
    ] = None,
    corrections: Annotated[
        Path | None, typer.Option(help="What people decided about its topics, as JSON.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Where a page of the report goes.")] = None,
    html_lang: Annotated[str, typer.Option(help="Of that page: de, en, fr or nl.")] = "en",
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, no summary.")] = False,
) -> None:
    """Group contributions by topic; the same file gives the same report, byte for byte."""
    # Loaded here: scikit-learn takes a second, which the other commands need not wait.
    from participe.analysis.command import analyse_file, summary, write_standard
    from participe.analysis.errors import AnalysisError

    try:
        report = analyse_file(
            file, out, text=text, id=id, lang=lang, author=author, only=_pairs(only or []),
            topics=topics, seed=seed,
            languages=[code.strip() for code in languages.split(",") if code.strip()],
            vectors=vectors, previous=previous, corrections=corrections, html=html,
            html_lang=html_lang, stderr=None if quiet else sys.stderr,
        )  # fmt: skip
    except AnalysisError as error:
        fail(str(error))
    if out is None:
        write_standard(report)
    if not quiet:
        typer.echo(summary(report), err=True)


def _pairs(only: list[str]) -> dict[str, str]:
    pairs = {}
    for one in only:
        column, equals, value = one.partition("=")
        if not equals or not column.strip():
            fail(f"--only must be COLUMN=VALUE, for instance lang=fr; got {one!r}.", code=2)
        pairs[column.strip()] = value.strip()
    return pairs
