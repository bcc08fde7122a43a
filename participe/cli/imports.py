"""import: ideas and comments from a CSV or XLSX file, taken back as one when wished."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe import slices
from participe.cli.ground import fail, ground, platform_settings
from participe.core import clock, migrations, tables
from participe.core.db import Sessions, make_engine, make_sessions, sql, working
from participe.core.errors import NotFound, ParticipeError
from participe.core.i18n import LazyText
from participe.core.rules import Viewer
from participe.ideas import queries
from participe.ideas.imports import mapping, services, undo
from participe.ideas.imports.services import Outcome
from participe.ideas.imports.words import Field
from participe.ideas.imports.writing import Into
from participe.ideas.models import ImportBatch
from participe.ideas.queries import Box
from participe.projects import queries as projects

group = typer.Typer(help="Bring ideas and comments in from a file.", no_args_is_help=True)
FIELDS = ", ".join(mapping.KNOWN_FIELDS)


def add_to(app: typer.Typer) -> None:
    app.add_typer(group, name="import")


@group.command("ideas")
def import_ideas(
    file: Annotated[
        Path, typer.Argument(help="CSV or XLSX, with the names of the columns in its first row.",
                             exists=True, dir_okay=False, readable=True),
    ],
    project: Annotated[str, typer.Option(help="Slug of the project.")],
    box: Annotated[str, typer.Option(help="Slug of the idea box, if there are several.")] = "",
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help=f"What a column holds: {FIELDS}. "
                     "Columns of these names need no word."),
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=s/PATTERN/NEW/", help="Change each value of a field as sed "
                     "does, before it is read. May be given several times."),
    ] = None,
    source: Annotated[
        str, typer.Option(help="Where the file comes from; its name, when left out. A row goes in "
                          "once for each source and source_id."),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print {read, imported, already, refused} as JSON."),
    ] = False,
) -> None:  # fmt: skip
    """Bring ideas in: one on each row; a row with a parent becomes a comment on it."""
    slices.load()
    if file.stat().st_size > services.LARGEST_FILE:
        fail(str(services.TOO_LARGE))
    name = source.strip()[:100] or services.default_source(file.name)

    async def work(sessions: Sessions) -> Outcome:
        async with working(sessions) as db:
            viewer, found = await _box(db, project, box)
        with tables.temporary_folder() as folder:
            readable = tables.to_csv(file, Path(folder))
            table = tables.open_table(readable.path, mapping.known_headers())
            columns = _columns(table, map_ or [])
            changes = _changes(change or [])
            _tell(readable, table, columns, name)
            report = _Progress()
            if dry_run:
                return await services.try_out(
                    sessions, found, table, columns, name, viewer.now,
                    changes=changes, report=report,
                )  # fmt: skip
            async with working(sessions) as db:
                batch = await services.open_batch(
                    db,
                    viewer,
                    found,
                    file_name=file.name,
                    source=name,
                    mapping=columns,
                    head=mapping.head(table, readable.sheet, readable.other_sheets),
                )
            _say(f"Import {batch.code}; take it back with `participe import undo {batch.code}`.")
            into = Into(found, name, batch.id, None, viewer.now)
            return await services.bring_in(
                sessions, into, table, columns, changes=changes, report=report
            )

    began = time.monotonic()
    outcome = _on_platform(work)
    _say(f"{time.monotonic() - began:.1f} seconds.")
    _print(outcome, dry_run=dry_run, as_json=as_json)


@group.command("undo")
def undo_import(
    code: Annotated[str, typer.Argument(help="Code of the import, as `import list` shows it.")],
) -> None:
    """Take an import back: delete what nobody touched, withdraw the rest."""
    slices.load()

    async def work(sessions: Sessions) -> undo.Undone:
        async with working(sessions) as db:
            found = select(ImportBatch).where(ImportBatch.code == code)
            batch = (await db.exec(found)).one_or_none()
            now = (await db.exec(select(clock.in_sql()))).one()
        if batch is None:
            fail(f"There is no import {code!r}.", code=2)
        return await undo.take_back(sessions, batch.id, Viewer(now), report=_Progress())

    undone = _on_platform(work)
    print(f"Deleted: {undone.deleted}. Withdrawn, because people answered: {undone.withdrawn}.")


@group.command("list")
def list_imports() -> None:
    """List the imports, the newest first."""
    slices.load()

    async def work(sessions: Sessions) -> list[ImportBatch]:
        async with working(sessions) as db:
            found = select(ImportBatch).order_by(col(ImportBatch.created_at).desc()).limit(100)
            return list((await db.exec(found)).all())

    for batch in _on_platform(work):
        state = "taken back" if batch.undone_at else "done" if batch.done_at else "not finished"
        print(
            f"{batch.code}  {batch.created_at:%Y-%m-%d %H:%M}  {batch.file_name}: "
            f"{batch.imported} of {batch.read} rows, {state}"
        )


# --- Where and how ---


def _on_platform(work: Callable[[Sessions], Awaitable[Any]]) -> Any:
    """Run with sessions of the platform that is here; its refusals become plain sentences."""

    async def run(url: str) -> Any:
        async with _sessions(url) as sessions:
            return await work(sessions)

    settings = platform_settings()
    with ground(settings) as found:
        if settings.demo:
            migrations.upgrade(found.owner_url)
        elif migrations.current(found.database_url) != migrations.head():
            fail("The database needs `participe migrate` first.")
        try:
            return asyncio.run(run(found.database_url))
        except mapping.Unknown as wrong:
            fail(str(wrong.message), code=2)
        except ParticipeError as wrong:
            fail(str(wrong.message))


@asynccontextmanager
async def _sessions(url: str):
    engine = make_engine(url, size=2, statement_timeout_s=600)
    try:
        yield make_sessions(engine)
    finally:
        await engine.dispose()


async def _box(db: AsyncSession, project: str, slug: str) -> tuple[Viewer, Box]:
    """The box, seen by somebody of its administration; usage mistakes end the command."""
    now = (await db.exec(select(clock.in_sql()))).one()
    of = text("SELECT p.administration_id FROM project p WHERE p.slug = :slug")
    administration = (await sql(db, of, {"slug": project})).scalar()
    if administration is None:
        slugs = (await sql(db, text("SELECT slug FROM project ORDER BY slug LIMIT 20"))).scalars()
        fail(f"There is no project {project!r}. There are: {', '.join(slugs) or 'none'}.", code=2)
    viewer = Viewer(now, administrations=frozenset({administration}))
    found = await projects.project(db, viewer, project)
    boxes = [one.slug for one in found.of_kind("idea")]
    if not boxes:
        fail(f"The project {project!r} has no idea box: add one first.", code=2)
    if not slug and len(boxes) > 1:
        fail(f"Say which idea box with --box: {', '.join(boxes)}.", code=2)
    try:
        return viewer, await queries.box_in(db, found, found.component(slug or boxes[0], "idea"))
    except NotFound:
        fail(f"There is no idea box {slug!r}. There are: {', '.join(boxes)}.", code=2)


def _columns(table: tables.Table, pairs: list[str]) -> dict[Field, str]:
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        fail(f"--map takes COLUMN=FIELD, for example label=theme; got {wrong[0]!r}.", code=2)
    return mapping.said(pairs, table.columns)


def _changes(written: list[str]):
    changes: dict[Field, Any] = {}
    for one in written:
        field, new = mapping.change(one)
        before = changes.get(field)
        changes[field] = (lambda value, a=before, b=new: b(a(value))) if before else new
    return changes


# --- What is said ---


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _tell(
    readable: tables.Readable, table: tables.Table, columns: dict[Field, str], source: str
) -> None:
    if readable.other_sheets:
        _say(f"Only the sheet {readable.sheet!r} is read; {readable.other_sheets} more are not.")
    read = ", ".join(f"{field.value} from {column!r}" for field, column in columns.items())
    unused = [column for column in table.columns if column not in columns.values()]
    _say(f"Source {source!r}: {read}." + (f" Not used: {', '.join(unused)}." if unused else ""))


class _Progress:
    """Progress on the error output: one line that changes, or one every few seconds."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    async def __call__(self, stage: LazyText, share: float) -> None:
        every = 0.2 if sys.stderr.isatty() else 5
        if time.monotonic() - self.last < every:
            return
        self.last = time.monotonic()
        line = f"{stage}: {share:.0%}"
        print(f"\r{line:<40}\r" if sys.stderr.isatty() else line, end="", file=sys.stderr)
        if not sys.stderr.isatty():
            print(file=sys.stderr)
        sys.stderr.flush()


def _print(outcome: Outcome, *, dry_run: bool, as_json: bool) -> None:
    refused = [{"row": one.number, "reason": str(one.reason)} for one in outcome.refused]
    if as_json:
        told = {"read": outcome.read, "imported": outcome.imported, "already": outcome.already}
        print(json.dumps(told | {"refused": refused}, ensure_ascii=False))
        return
    if dry_run and outcome.themes:
        print(f"Themes that would be made: {', '.join(outcome.themes)}.")
    done = "Would be imported" if dry_run else "Imported"
    print(
        f"Rows read: {outcome.read}. {done}: {outcome.imported}. "
        f"There already: {outcome.already}. Refused: {len(refused)}."
    )
    for one in refused[:50]:
        print(f"  Row {one['row']}: {one['reason']}")
    if len(refused) > 50:
        print(f"  … and {len(refused) - 50} more; --json lists them all.")
