"""export: the public data of a project, written into a folder."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from participe import slices
from participe.cli.ground import fail, ground, platform_settings
from participe.core import batches, clock
from participe.core.db import enter_scope, make_engine, make_sessions
from participe.core.errors import NotFound
from participe.core.i18n import LANGUAGES, speaking
from participe.exports import folder, source


def add_to(app: typer.Typer) -> None:
    app.command()(export)


def export(
    project: Annotated[str, typer.Option(help="Slug of the project, as in its address.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A new or empty folder.")],
    lang: Annotated[
        str, typer.Option(help="Language of the descriptions; else the project's first.")
    ] = "",
) -> None:
    """Write the public data of a project: contributions, topics, corrections, a data dictionary."""
    if lang and lang not in LANGUAGES:
        fail(f"--lang must be one of {', '.join(LANGUAGES)}; got {lang!r}.", code=2)
    slices.load()
    try:
        folder.check_place(out)
        with ground(platform_settings()) as found:
            written = asyncio.run(
                _write(found.database_url, found.settings.public_url, project, out, lang)
            )
    except folder.NotOurs as mistake:
        fail(str(mistake))
    except NotFound:
        fail(
            f"There is no public project {project!r}. A draft has no open data: "
            "publish the project first, or check the slug."
        )
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}. Choose another place.")
    for name, size in written:
        typer.echo(f"{size:>12,}  {name}")
    typer.echo(f"Written to {out}.")


async def _write(
    database_url: str, public_url: str, project: str, out: Path, lang: str
) -> list[tuple[str, int]]:
    """In one look at the database, as a stranger: row-level security hides the rest."""
    engine = make_engine(database_url, size=1, statement_timeout_s=600)
    try:
        async with make_sessions(engine)() as db:
            await db.connection(
                execution_options={
                    "isolation_level": "REPEATABLE READ", "postgresql_readonly": True
                }
            )  # fmt: skip
            await enter_scope(db)
            found = await source.gather(db, clock.now(), project, public_url)
            with speaking(lang or found.project.languages[0]):
                return await folder.write(found, batches.within(db), out)
    finally:
        await engine.dispose()
