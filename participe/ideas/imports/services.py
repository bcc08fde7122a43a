"""Trying a file out, bringing it in. Both read the file the same way, and can be run again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit, html
from participe.core.db import Sessions, sql, working
from participe.core.errors import Unusable
from participe.core.i18n import LazyText, _l
from participe.core.rules import Viewer
from participe.core.tables import Table
from participe.ideas.imports import plan, rows
from participe.ideas.imports.plan import Plan
from participe.ideas.imports.rows import Changes, Item, Refusal
from participe.ideas.imports.words import Field, folded
from participe.ideas.imports.writing import Into, Writer, places_of
from participe.ideas.models import ImportBatch
from participe.ideas.queries import Box

LARGEST_FILE = 60_000_000  # bytes
MOST_THEMES = 500  # that one file may add: more is a column of something else
READING, CHECKING, STORING = _l("Reading the file"), _l("Checking"), _l("Storing")
Report = Callable[[LazyText, float], Awaitable[None]]

TOO_LARGE = _l(
    "A file may have at most %(size)s MB. Split it, or leave out columns that are not needed.",
    size=LARGEST_FILE // 1_000_000,
)


@dataclass(frozen=True)
class Outcome:
    """What became of the rows of a file, or would become: read = imported + already + refused."""

    read: int
    imported: int
    already: int
    refused: Sequence[Refusal]
    comments: int = 0  # among the good rows
    themes: Sequence[str] = ()  # that the box does not have yet
    examples: Sequence[Item] = ()


async def nobody(stage: LazyText, share: float) -> None:
    """Where nobody waits for the progress."""


async def survey(
    sessions: Sessions,
    box: Box,
    table: Table,
    mapping: Mapping[Field, str],
    source: str,
    now: datetime,
    *,
    changes: Changes | None = None,
    report: Report = nobody,
) -> tuple[Plan, dict[str, Any]]:
    """Read the whole file, change nothing; and where comments on earlier things hang.

    Raises Unusable for a file that cannot be read to its end.
    """
    counted = [0]
    reading = asyncio.ensure_future(
        asyncio.to_thread(
            plan.make,
            rows.read(table, mapping, now, changes),
            lambda number: counted.__setitem__(0, number),
        )
    )
    while not (await asyncio.wait({reading}, timeout=1))[0]:
        await report(READING, counted[0] / (counted[0] + 50_000) * 0.3)
    made = reading.result()
    async with working(sessions) as db:
        known = await places_of(db, box, source, sorted(made.unknown_parents()))
    made.settle(known)
    themes = new_themes(made, box)
    if len(themes) > MOST_THEMES:
        raise Unusable(
            _l(
                "The column of themes has %(number)s different values. Is it the right column? "
                "One file may add at most %(most)s themes.",
                number=len(themes),
                most=MOST_THEMES,
            )
        )
    return made, known


def new_themes(made: Plan, box: Box) -> list[str]:
    """Names of themes that the box does not have, in the order of the file."""
    known = {folded(name) for theme in box.themes for name in theme.name.values()}
    known |= {folded(theme.key) for theme in box.themes}
    return [name for key, name in made.themes.items() if key not in known]


_THERE = text(
    """
    SELECT count(*) FROM subject s
    WHERE s.component_id = :component AND s.source = :source AND s.source_id = ANY (:ids)
        AND NOT (s.state = 'withdrawn' AND EXISTS (
            SELECT 1 FROM import_item i JOIN import_batch b ON b.id = i.batch_id
            WHERE i.subject_id = s.id AND b.undone_at IS NOT NULL))
    """
)


async def try_out(
    sessions: Sessions,
    box: Box,
    table: Table,
    mapping: Mapping[Field, str],
    source: str,
    now: datetime,
    *,
    changes: Changes | None = None,
    report: Report = nobody,
) -> Outcome:
    """The dry run: what importing would do now. Nothing is stored."""
    made, _ = await survey(
        sessions, box, table, mapping, source, now, changes=changes, report=report
    )
    ids, already = list(made.good), 0
    for start in range(0, len(ids), 5000):
        await report(CHECKING, 0.3 + 0.7 * start / len(ids))
        async with working(sessions) as db:
            values = {
                "component": box.component_id, "source": source, "ids": ids[start : start + 5000],
            }  # fmt: skip
            already += (await sql(db, _THERE, values)).scalar_one()
    return Outcome(
        made.read,
        len(ids) - already,
        already,
        made.refusals,
        made.comments,
        new_themes(made, box) if len(ids) > already else (),
        made.examples,
    )


async def bring_in(
    sessions: Sessions,
    into: Into,
    table: Table,
    mapping: Mapping[Field, str],
    *,
    changes: Changes | None = None,
    report: Report = nobody,
) -> Outcome:
    """Store every good row. Begun again after a crash, it ends as if it had never stopped."""
    made, known = await survey(
        sessions, into.box, table, mapping, into.source, into.now, changes=changes, report=report
    )
    writer = Writer(sessions, into, made, known)
    total = len(made.good) or 1
    for row in rows.read(table, mapping, into.now, changes):
        if isinstance(row, Refusal) or made.good.get(row.source_id) != row.number:
            continue
        if await writer.add(row):
            await report(STORING, 0.3 + 0.7 * writer.written / total)
    await writer.flush()
    async with working(sessions) as db:
        return await _close(db, into, made)


async def _close(db: AsyncSession, into: Into, made: Plan) -> Outcome:
    """Note in the batch what became of each row: what it brought in is what points to it."""
    counted = text("SELECT count(*) FROM import_item WHERE batch_id = :batch")
    imported = (await sql(db, counted, {"batch": into.batch_id})).scalar_one()
    outcome = Outcome(made.read, imported, len(made.good) - imported, made.refusals, made.comments)
    noted = (
        update(ImportBatch)
        .where(col(ImportBatch.id) == into.batch_id)
        .values(
            read=outcome.read,
            imported=outcome.imported,
            already=outcome.already,
            refused=[one.stored() for one in outcome.refused],
            done_at=into.now,
        )
        .returning(col(ImportBatch.code))
    )
    code = (await db.exec(noted)).scalar_one()
    audit.note(
        db, Viewer(into.now, into.by_id), "import.done", f"import:{code}",
        administration_id=into.box.administration_id, project=into.box.project.slug,
        box=into.box.component.slug, read=outcome.read, imported=outcome.imported,
        already=outcome.already, refused=len(outcome.refused),
    )  # fmt: skip
    return outcome


async def open_batch(
    db: AsyncSession,
    viewer: Viewer,
    box: Box,
    *,
    file_name: str,
    source: str,
    file_key: str = "",
    head: dict[str, Any] | None = None,
    mapping: Mapping[Field, str] | None = None,
) -> ImportBatch:
    """Note that a file is there. Whoever calls has asked who may do this."""
    batch = ImportBatch(
        administration_id=box.administration_id,
        project_id=box.project_id,
        component_id=box.component_id,
        file_name=file_name,
        file_key=file_key,
        source=source,
        head=head or {},
        mapping={field.value: column for field, column in (mapping or {}).items()},
        by_id=viewer.id,
    )
    db.add(batch)
    await db.flush()
    audit.note(
        db, viewer, "import.begin", f"import:{batch.code}",
        administration_id=box.administration_id, project=box.project.slug, box=box.component.slug,
    )  # fmt: skip
    return batch


async def note_dry_run(db: AsyncSession, batch_id: UUID, outcome: Outcome, now: datetime) -> None:
    noted = (
        update(ImportBatch)
        .where(col(ImportBatch.id) == batch_id)
        .values(
            read=outcome.read,
            already=outcome.already,
            refused=[one.stored() for one in outcome.refused],
            report={
                "new": outcome.imported,
                "comments": outcome.comments,
                "themes": list(outcome.themes),
                "examples": [example(one) for one in outcome.examples],
            },
            dry_run_at=now,
        )
    )
    await db.exec(noted)


async def note_failure(db: AsyncSession, batch_id: UUID, wrong: Unusable) -> None:
    """Why the whole file could not be read, for the screen to say in the reader's language."""
    said = wrong.message if isinstance(wrong.message, LazyText) else LazyText(wrong.message)
    failure = {"failure": {"reason": said.message, "values": said.values}}
    await db.exec(update(ImportBatch).where(col(ImportBatch.id) == batch_id).values(report=failure))


def example(item: Item) -> dict[str, Any]:
    """A row as it will appear, for the report."""
    return {
        "row": item.number,
        "title": item.title,
        "title_is_made": item.title_is_made,
        "text": html.first_words(item.body),
        "lang": item.lang,
        "theme": item.theme,
        "place": item.place,
        "at": item.created_at.isoformat() if item.created_at else "",
        "on": item.parent,
        "stance": item.stance.value,
        "status": item.status.value,
        "supports": item.supports,
    }


def default_source(file_name: str) -> str:
    """The file's name without its ending."""
    name = file_name.replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    return rows.cleaned(stem)[:100] or "file"
