"""Imports as the screens show them: the list, one of them, the rows that were refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.i18n import LazyText, Localized, localized
from participe.ideas.imports.mapping import stored
from participe.ideas.imports.rows import reason_of
from participe.ideas.imports.words import Field

SIZE = 50


@dataclass(frozen=True)
class BatchView:
    """An import and how far it is."""

    id: UUID
    code: str
    component_id: UUID
    box_title: Localized
    box_slug: str
    file_name: str
    file_key: str
    head: dict[str, Any]
    mapping: dict[Field, str]
    source: str
    read: int
    imported: int
    already: int
    refused: int
    report: dict[str, Any]
    by: str
    created_at: datetime
    dry_run_at: datetime | None
    done_at: datetime | None
    undone_at: datetime | None
    items: int  # contributions that came with it and are still there
    job_code: str | None
    job_state: str | None

    @property
    def columns(self) -> list[tuple[str, list[str]]]:
        """Names of the columns, each with values of the first rows; none for a command's import."""
        return [(name, examples) for name, examples in self.head.get("columns", [])]

    @property
    def sheet(self) -> str:
        return self.head.get("sheet", "")

    @property
    def other_sheets(self) -> int:
        return self.head.get("other_sheets", 0)

    @property
    def has_file(self) -> bool:
        return bool(self.file_key)

    @property
    def is_busy(self) -> bool:
        return self.job_state in ("waiting", "running")

    @property
    def has_failed(self) -> bool:
        return self.job_state in ("failed", "cancelled")

    @property
    def state(self) -> str:
        """busy, undone, done, stopped (some rows are in), checked, failed or new."""
        if self.is_busy:
            return "busy"
        if self.undone_at:
            return "undone"
        if self.done_at:
            return "done"
        if self.items:
            return "stopped"
        if self.dry_run_at:
            return "checked"
        return "failed" if self.has_failed else "new"


_COLUMNS = """
    b.id, b.code, b.component_id, c.title AS box_title, c.slug AS box_slug, b.file_name,
    b.file_key, b.head, b.mapping, b.source, b.read, b.imported, b.already,
    jsonb_array_length(b.refused) AS refused, b.report, coalesce(p.name, '') AS by, b.created_at,
    b.dry_run_at, b.done_at, b.undone_at,
    (SELECT count(*) FROM import_item i WHERE i.batch_id = b.id) AS items,
    j.code AS job_code, j.state AS job_state
    FROM import_batch b JOIN component c ON c.id = b.component_id
        LEFT JOIN person p ON p.id = b.by_id LEFT JOIN job j ON j.id = b.job_id
"""
_ALL = text(
    f"SELECT {_COLUMNS} WHERE b.project_id = :project ORDER BY b.created_at DESC, b.id DESC LIMIT 100"
)
_ONE = text(f"SELECT {_COLUMNS} WHERE b.project_id = :project AND b.code = :code")
_REFUSED = text(
    """
    SELECT r.value FROM import_batch b, jsonb_array_elements(b.refused) WITH ORDINALITY AS r(value, n)
    WHERE b.id = :batch ORDER BY r.n OFFSET :start LIMIT :size
    """
)


async def of_project(db: AsyncSession, project_id: UUID) -> list[BatchView]:
    return [_view(row) for row in (await sql(db, _ALL, {"project": project_id})).all()]


async def of_code(db: AsyncSession, project_id: UUID, code: str) -> BatchView:
    """Raises NotFound for an unknown import, and for one of another project."""
    row = (await sql(db, _ONE, {"project": project_id, "code": code})).one_or_none()
    if row is None:
        raise NotFound
    return _view(row)


def _view(row: Any) -> BatchView:
    values = dict(row._mapping)
    return BatchView(
        **values | {"box_title": localized(row.box_title), "mapping": stored(row.mapping)}
    )


async def refused(
    db: AsyncSession, batch: BatchView, start: int = 0, size: int = SIZE
) -> Sequence[tuple[int, LazyText]]:
    """Rows that were refused, with their reasons, in the order of the file."""
    values = {"batch": batch.id, "start": start, "size": size}
    found = (await sql(db, _REFUSED, values)).scalars()
    return [(one["row"], reason_of(one)) for one in found]
