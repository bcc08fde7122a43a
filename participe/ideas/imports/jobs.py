"""Trying a file out, bringing it in and taking it back, in a process of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import col, select, update

from participe.core import clock, tables
from participe.core.db import working
from participe.core.errors import Unusable
from participe.core.files import make_storage
from participe.core.i18n import LazyText, _l
from participe.core.jobs import Work, long_work
from participe.core.rules import Viewer
from participe.core.tables import Table
from participe.ideas import queries
from participe.ideas.imports import asking, mapping, services, undo
from participe.ideas.imports.words import Field
from participe.ideas.imports.writing import Into
from participe.ideas.models import ImportBatch
from participe.ideas.queries import Box

GONE = _l("The file is not kept any more. Send it again.")


@dataclass(frozen=True)
class Open:
    """A batch with all that is needed to read it."""

    batch: ImportBatch
    box: Box
    table: Table
    mapping: dict[Field, str]
    viewer: Viewer


async def _batch(work: Work) -> tuple[ImportBatch, Viewer, Box]:
    async with working(work.sessions) as db:
        found = select(ImportBatch).where(ImportBatch.id == UUID(work.job.arguments["batch"]))
        batch = (await db.exec(found)).one()
        now = (await db.exec(select(clock.in_sql()))).one()
        viewer = Viewer(now, batch.by_id, administrations=frozenset({batch.administration_id}))
        box = await queries.box_of_component(db, viewer, batch.project_id, batch.component_id)
    return batch, viewer, box


@asynccontextmanager
async def _opened(work: Work) -> AsyncIterator[Open]:
    batch, viewer, box = await _batch(work)
    if not batch.file_key:
        raise Unusable(GONE)
    try:
        content = await make_storage(work.settings).get(batch.file_key)
    except (FileNotFoundError, ValueError):
        raise Unusable(GONE) from None
    with tables.temporary_folder() as folder:
        path = Path(folder) / "kept"
        path.write_bytes(content)
        del content
        await work.report(services.READING.message, 0.01)
        try:
            readable = await asyncio.to_thread(tables.to_csv, path, Path(folder))
            table = tables.open_table(readable.path, mapping.known_headers())
            yield Open(batch, box, table, mapping.stored(batch.mapping), viewer)
        except Unusable as wrong:
            async with working(work.sessions) as db:
                await services.note_failure(db, batch.id, wrong)
            raise


def _telling(work: Work) -> services.Report:
    async def report(stage: LazyText, share: float) -> None:
        await work.report(stage.message, share)

    return report


@long_work(asking.CHECK, _l("Trying an import out"))
async def check(work: Work) -> dict[str, Any]:
    async with _opened(work) as found:
        outcome = await services.try_out(
            work.sessions, found.box, found.table, found.mapping, found.batch.source,
            found.viewer.now, report=_telling(work),
        )  # fmt: skip
        async with working(work.sessions) as db:
            await services.note_dry_run(db, found.batch.id, outcome, found.viewer.now)
    return {"read": outcome.read, "refused": len(outcome.refused)}


@long_work(asking.IMPORT, _l("Import of ideas"))
async def bring_in(work: Work) -> dict[str, Any]:
    async with _opened(work) as found:
        into = Into(
            found.box, found.batch.source, found.batch.id, found.batch.by_id, found.viewer.now
        )
        outcome = await services.bring_in(
            work.sessions, into, found.table, found.mapping, report=_telling(work)
        )
    await _forget_file(work, found.batch)
    return {
        "read": outcome.read, "imported": outcome.imported, "already": outcome.already,
        "refused": len(outcome.refused),
    }  # fmt: skip


@long_work(asking.UNDO, _l("Taking an import back"))
async def take_back(work: Work) -> dict[str, Any]:
    batch, viewer, _ = await _batch(work)
    by = Viewer(viewer.now, work.job.asked_by_id)
    undone = await undo.take_back(work.sessions, batch.id, by, report=_telling(work))
    await _forget_file(work, batch)
    return {"deleted": undone.deleted, "withdrawn": undone.withdrawn}


async def _forget_file(work: Work, batch: ImportBatch) -> None:
    """It may hold names and addresses that nobody imported."""
    if batch.file_key:
        await make_storage(work.settings).delete(batch.file_key)
        async with working(work.sessions) as db:
            emptied = update(ImportBatch).where(col(ImportBatch.id) == batch.id)
            await db.exec(emptied.values(file_key=""))
