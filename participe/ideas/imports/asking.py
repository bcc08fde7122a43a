"""What an official asks of an import: keep this file, these columns, try it, store it, undo it."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit, jobs, tables
from participe.core.errors import Conflict
from participe.core.i18n import _l
from participe.core.jobs import Job
from participe.core.rules import Viewer
from participe.ideas.imports import mapping, services
from participe.ideas.imports.queries import BatchView
from participe.ideas.imports.words import Field
from participe.ideas.models import ImportBatch
from participe.ideas.queries import Box
from participe.projects import rules
from participe.projects.queries import ProjectView

CHECK, IMPORT, UNDO = "ideas.import_check", "ideas.import", "ideas.import_undo"
BUSY = _l("This import is at work. Wait until it has finished.")
DONE = _l("This file is imported already.")


async def look_into(content: bytes) -> dict[str, Any]:
    """Columns and examples of a file that was sent. Raises Unusable for what is no table."""

    def look() -> dict[str, Any]:
        with tables.temporary_folder() as folder:
            path = Path(folder) / "sent"
            path.write_bytes(content)
            readable = tables.to_csv(path, Path(folder))
            table = tables.open_table(readable.path, mapping.known_headers())
            return mapping.head(table, readable.sheet, readable.other_sheets)

    return await asyncio.to_thread(look)


async def keep(
    db: AsyncSession,
    viewer: Viewer,
    box: Box,
    *,
    file_name: str,
    file_key: str,
    source: str,
    head: dict[str, Any],
) -> ImportBatch:
    rules.manage.require(viewer, box)
    return await services.open_batch(
        db, viewer, box, file_name=file_name, file_key=file_key, head=head,
        source=source or services.default_source(file_name),
    )  # fmt: skip


async def _held(db: AsyncSession, batch: BatchView) -> ImportBatch:
    """The row, until the end of the transaction. Raises Conflict while a job works on it."""
    found = select(ImportBatch).where(ImportBatch.id == batch.id).with_for_update()
    row = (await db.exec(found)).one()
    if row.job_id:
        job = (await db.exec(select(Job).where(Job.id == row.job_id))).one_or_none()
        if job is not None and not job.is_over:
            raise Conflict(BUSY)
    return row


async def map_columns(
    db: AsyncSession,
    viewer: Viewer,
    project: ProjectView,
    batch: BatchView,
    said: Mapping[Field, str],
) -> None:
    """Note which column holds what, and try it out."""
    rules.manage.require(viewer, project)
    row = await _held(db, batch)
    if row.done_at or batch.items:
        raise Conflict(DONE)
    row.mapping = {field.value: column for field, column in said.items()}
    row.dry_run_at, row.report, row.refused = None, {}, []
    await _ask(db, viewer, row, CHECK)


async def bring_in(
    db: AsyncSession, viewer: Viewer, project: ProjectView, batch: BatchView
) -> None:
    """Store the good rows, or go on with it after it was stopped."""
    rules.manage.require(viewer, project)
    row = await _held(db, batch)
    if row.done_at or row.undone_at:
        raise Conflict(DONE)
    if not row.mapping:
        raise Conflict(mapping.NO_TEXT)
    await _ask(db, viewer, row, IMPORT)


async def take_back(
    db: AsyncSession, viewer: Viewer, project: ProjectView, batch: BatchView
) -> None:
    rules.manage.require(viewer, project)
    row = await _held(db, batch)
    if row.undone_at is None:
        await _ask(db, viewer, row, UNDO)


async def discard(db: AsyncSession, viewer: Viewer, project: ProjectView, batch: BatchView) -> str:
    """Forget a file that was never imported; returns the key of its bytes."""
    rules.manage.require(viewer, project)
    row = await _held(db, batch)
    if row.done_at or batch.items:
        raise Conflict(DONE)
    key = row.file_key
    await db.exec(delete(ImportBatch).where(col(ImportBatch.id) == batch.id))
    audit.note(
        db, viewer, "import.discard", f"import:{batch.code}",
        administration_id=project.administration_id, project=project.slug,
    )  # fmt: skip
    return key


async def _ask(db: AsyncSession, viewer: Viewer, row: ImportBatch, name: str) -> None:
    job = await jobs.start(
        db, name, administration_id=row.administration_id, project_id=row.project_id,
        asked_by_id=viewer.id, batch=str(row.id),
    )  # fmt: skip
    row.job_id = job.id
    await db.flush()
