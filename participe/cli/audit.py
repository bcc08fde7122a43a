"""audit: check the chain of what officials did."""

import asyncio
from typing import Annotated

import typer

from participe.cli.ground import fail, ground, platform_settings
from participe.core import audit
from participe.core.db import make_engine, make_sessions, working

group = typer.Typer(help="Check the log of what officials did.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(group, name="audit")


@group.command("head")
def head() -> None:
    """Print the head of the chain: write it down where nobody else can change it."""
    with ground(platform_settings()) as found:
        print(asyncio.run(_read(found.database_url, None))[0])


@group.command("verify")
def verify(
    known: Annotated[str, typer.Option("--head", help="A head written down earlier.")] = "",
) -> None:
    """Say whether anything was changed, removed or added afterwards; exit code 1 if so."""
    try:
        wanted = audit.Head.read(known) if known else None
    except ValueError:
        fail(
            f"--head wants NUMBER:HASH as `participe audit head` prints it, got {known!r}.", code=2
        )
    with ground(platform_settings()) as found:
        last, wrong = asyncio.run(_read(found.database_url, wanted))
    for sentence in wrong:
        print(sentence)
    if wrong:
        raise typer.Exit(1)
    print(f"The chain is whole up to {last}.")


async def _read(database_url: str, known: audit.Head | None) -> tuple[audit.Head, list[str]]:
    engine = make_engine(database_url, size=1, statement_timeout_s=60)
    try:
        async with working(make_sessions(engine)) as db:
            return await audit.head(db), await audit.verify(db, known)
    finally:
        await engine.dispose()
