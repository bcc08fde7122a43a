"""The officials' table as a file: CSV row by row, XLSX for Excel and its kin.

A cell that a spreadsheet would run as a formula is made harmless in both. Neither file holds
names, e-mail addresses or ids of people.
"""

import asyncio
import csv
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import i18n
from participe.core.db import sql
from participe.core.i18n import _, localized
from participe.ideas.fields import OwnKind
from participe.ideas.manage.table import TableFilter, where_of
from participe.ideas.queries import Box
from participe.moderation.models import WHY_NAMES, Why
from participe.subjects.models import (
    AUTHOR_NAMES,
    CHANNEL_NAMES,
    STATUS_NAMES,
    AuthorKind,
    Channel,
    Status,
)

BATCH = 1000
MOST_ROWS = 100_000  # of an XLSX; a CSV has no end
CELL = 32_000  # characters: a spreadsheet takes 32 767
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class TooManyRows(Exception):
    """A spreadsheet would not open so large a file."""


def harmless(value: Any) -> Any:
    """A text that begins like a formula gets an apostrophe: Excel then shows it and runs nothing."""
    if isinstance(value, str) and value.lstrip(" \u00a0\ufeff").startswith(DANGEROUS):
        return f"'{value}"
    return value


def columns(box: Box) -> list[str]:
    return [
        _("Code"), _("Address"), _("Title"), _("Text"), _("Language"), _("Theme"), _("Place"),
        _("Latitude"), _("Longitude"), _("Sent on"), _("How it reached you"), _("Kind of author"),
        _("Shown"), _("Reason for hiding"), _("Status"), _("Answered on"), _("Answer"),
        _("Supports"), _("Supports counted elsewhere"), _("Comments"),
        *(own.label.said().text for own in box.fields),
    ]  # fmt: skip


_ROWS = """
    SELECT s.id, s.code, i.title, i.body, s.lang, t.name AS theme, i.place, i.lat, i.lon,
        s.created_at, s.channel, s.author_kind, s.state, s.visibility, s.hidden_because, s.status,
        s.is_answered, s.support_count, s.comment_count, i.fields,
        coalesce(n.supports, 0) AS inherited, a.text AS answer, a.published_at AS answered_at
    FROM subject s JOIN idea i ON i.id = s.id LEFT JOIN theme t ON t.id = i.theme_id
        LEFT JOIN inherited_total n ON n.subject_id = s.id
        LEFT JOIN LATERAL (SELECT w.text, w.published_at FROM answer w WHERE w.subject_id = s.id
            ORDER BY w.published_at DESC LIMIT 1) a ON true
    WHERE {where} AND (s.created_at, s.id) < (CAST(:k0 AS timestamptz), CAST(:k1 AS uuid))
    ORDER BY s.created_at DESC, s.id DESC LIMIT :batch
"""


async def rows(
    db: AsyncSession, box: Box, chosen: TableFilter, public_url: str
) -> AsyncIterator[list[Any]]:
    """Every row of the table, the newest first, read in batches."""
    where, values = where_of(box, chosen)
    statement = text(_ROWS.format(where=where))
    values |= {"k0": "9999-01-01T00:00:00+00:00", "k1": str(UUID(int=2**128 - 1)), "batch": BATCH}
    while found := (await sql(db, statement, values)).all():
        for row in found:
            yield _cells(box, row, public_url)
        values |= {"k0": found[-1].created_at.isoformat(), "k1": str(found[-1].id)}
        if len(found) < BATCH:
            return


def _cells(box: Box, row: Any, public_url: str) -> list[Any]:
    hidden = WHY_NAMES.get(Why(row.hidden_because)) if row.hidden_because else None
    answered = row.is_answered or row.status != Status.UNDER_REVIEW
    return [
        row.code,
        f"{public_url}/{i18n.locale()}/ideas/{row.code}",
        row.title,
        row.body,
        row.lang,
        str(localized(row.theme)),
        row.place,
        row.lat,
        row.lon,
        _wall(row.created_at),
        str(CHANNEL_NAMES[Channel(row.channel)]),
        str(AUTHOR_NAMES[AuthorKind(row.author_kind)]),
        _shown(row),
        str(hidden or ""),
        str(STATUS_NAMES[Status(row.status)]) if answered else "",
        _wall(row.answered_at) if row.answered_at else "",
        str(localized(row.answer)) if row.answer else "",
        row.support_count,
        row.inherited,
        row.comment_count,
        *(_own(own, row.fields.get(own.key)) for own in box.fields),
    ]


def _shown(row: Any) -> str:
    if row.state == "withdrawn":
        return _("Withdrawn by its author")
    return {"visible": _("Public"), "held": _("Waiting"), "hidden": _("Hidden")}[row.visibility]


def _own(own: Any, value: Any) -> Any:
    if value is None:
        return ""
    if own.kind is OwnKind.FILE:
        return value.get("name", "") if isinstance(value, dict) else ""
    if own.kind is OwnKind.NUMBER:
        return value
    return str(own.shown(value))


def _wall(instant: datetime) -> str:
    """Date and time in Brussels, which every spreadsheet sorts."""
    return i18n.in_brussels(instant).strftime("%Y-%m-%d %H:%M")


async def as_csv(head: Sequence[str], lines: AsyncIterator[list[Any]]) -> AsyncIterator[bytes]:
    """UTF-8 with its mark and semicolons: what Excel opens here with a double click."""
    yield "\ufeff".encode()
    buffer, count = StringIO(), 0
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([harmless(cell) for cell in head])
    async for line in lines:
        writer.writerow([harmless(_point(cell)) for cell in line])
        count += 1
        if count % 200 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _point(cell: Any) -> Any:
    return "" if cell is None else cell


async def as_xlsx(path: Path, head: Sequence[str], lines: AsyncIterator[list[Any]]) -> None:
    """Write the file; cells are texts and numbers, never formulas or links. Raises TooManyRows."""
    import xlsxwriter  # not in every web process: few files are made

    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    sheet = book.add_worksheet(_("Ideas")[:31])
    bold = book.add_format({"bold": True, "bg_color": "#e3f0f1"})
    sheet.freeze_panes(1, 0)
    for column, width in enumerate([13, 30, 40, 70, 9, 18, 24]):
        sheet.set_column(column, column, width)
    for column, title in enumerate(head):
        sheet.write_string(0, column, harmless(title)[:CELL], bold)
    waiting: list[list[Any]] = []
    number = 1
    async for line in lines:
        waiting.append(line)
        if len(waiting) == BATCH:
            await asyncio.to_thread(_write, sheet, number, waiting)
            number, waiting = number + len(waiting), []
            if number > MOST_ROWS:
                raise TooManyRows
    await asyncio.to_thread(_write, sheet, number, waiting)
    await asyncio.to_thread(book.close)


def _write(sheet: Any, first: int, lines: list[list[Any]]) -> None:
    for number, line in enumerate(lines, first):
        for column, cell in enumerate(line):
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                sheet.write_number(number, column, cell)
            elif cell not in (None, ""):
                text_ = harmless(str(cell))
                sheet.write_string(
                    number, column, text_[:CELL] + "…" if len(text_) > CELL else text_
                )
