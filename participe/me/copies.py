"""The copy of one's data: a ZIP with JSON for machines and a page for eyes, made by the worker.

What is in it is what the register exports (`core/personal.py`): one's own, never another
person's words. It is downloaded once, within three days, after a fresh sign-in.
"""

import json
import os
import re
import tempfile
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from jinja2 import Environment
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock, i18n, personal
from participe.core.db import new_id, sql, working
from participe.core.errors import Gone, NotFound
from participe.core.files import Storage, make_storage, new_key
from participe.core.i18n import _l
from participe.core.jobs import Work, start
from participe.core.rules import Viewer, rule
from participe.me.labels import column_label, shown
from participe.me.models import PersonalCopy
from participe.people.queries import is_fresh

COPY = "me.copy"
KEPT = timedelta(hours=72)
fresh = rule(
    lambda viewer, _: is_fresh(viewer),
    _l("Sign in once more first: it shows that it is you."),
)
_FORGET_OLD = text("DELETE FROM personal_copy WHERE person_id = :person")
_TAKE = text(
    """
    WITH mine AS (SELECT id, file_key FROM personal_copy
        WHERE code = :code AND person_id = :person AND file_key <> '' AND ends_at > :now
        FOR UPDATE)
    UPDATE personal_copy c SET taken_at = :now, file_key = '' FROM mine
    WHERE c.id = mine.id RETURNING mine.file_key
    """
)
# Should the download break, nobody else will delete the file.
_DROP_LATER = text(
    "INSERT INTO outbox (id, created_at, handler, payload, due_at, attempts, last_error) VALUES "
    "(:id, :now, 'participe.attachments.handlers.drop_bytes', CAST(:payload AS jsonb), :due, 0, '')"
)
_KEEP = text(
    "UPDATE personal_copy SET file_key = :key, size = :size, made_at = :now, ends_at = :ends "
    "WHERE id = :id RETURNING id"
)


async def last(db: AsyncSession, viewer: Viewer) -> PersonalCopy | None:
    found = (
        select(PersonalCopy)
        .where(PersonalCopy.person_id == viewer.id)
        .order_by(col(PersonalCopy.created_at).desc())
        .limit(1)
    )
    return (await db.exec(found)).one_or_none()


def is_making(copy: PersonalCopy | None, job: Any) -> bool:
    """Is it on its way? `job` is its row, with `state`."""
    open_ = job is not None and job.state in ("waiting", "running")
    return copy is not None and copy.made_at is None and open_


def is_ready(copy: PersonalCopy | None, now: datetime) -> bool:
    return bool(copy and copy.file_key and copy.ends_at and copy.ends_at > now)


async def ask(db: AsyncSession, viewer: Viewer, lang: str) -> None:
    """Have a copy made; one asked for before is forgotten. Raises Running while one is made."""
    fresh.require(viewer, None)
    assert viewer.id
    copy_id = new_id()
    job = await start(
        db, COPY, once=f"copy:{viewer.id}", asked_by_id=viewer.id, copy=str(copy_id), lang=lang
    )
    await db.flush()
    await sql(db, _FORGET_OLD, {"person": viewer.id})
    db.add(PersonalCopy(id=copy_id, person_id=viewer.id, job_id=job.id, created_at=viewer.now))
    await db.flush()


async def take(
    db: AsyncSession, viewer: Viewer, storage: Storage, code: str
) -> AsyncIterator[bytes]:
    """The bytes, once: of two clicks one gets them. Raises Gone for the other, and afterwards."""
    fresh.require(viewer, None)
    asked = {"code": code, "person": viewer.id, "now": viewer.now}
    key = (await sql(db, _TAKE, asked)).scalar_one_or_none()
    if key is None:
        known = select(PersonalCopy.id).where(
            PersonalCopy.code == code, PersonalCopy.person_id == viewer.id
        )
        if (await db.exec(known)).first() is None:
            raise NotFound
        raise Gone(_l("This copy was downloaded already, or is too old. Ask for another one."))
    payload = json.dumps({"key": key, "thumbnail_key": None})
    await sql(
        db, _DROP_LATER,
        {"id": new_id(), "now": viewer.now, "payload": payload,
         "due": viewer.now + timedelta(hours=1)},
    )  # fmt: skip
    pieces = await storage.stream(key)

    async def once() -> AsyncIterator[bytes]:
        try:
            async for piece in pieces:
                yield piece
        finally:
            await storage.delete(key)

    return once()


# --- In the worker ---


@dataclass(frozen=True)
class Chapter:
    """What one table holds, as the page of the copy shows it."""

    table: str
    title: str
    purpose: str
    kept: str
    rows: list[list[tuple[str, str]]]  # label and value, empty ones left out


async def make(work: Work) -> dict[str, Any]:
    """Write the ZIP and keep it for its owner; nothing stays when they left meanwhile."""
    copy_id, lang = UUID(work.job.arguments["copy"]), work.job.arguments["lang"]
    person = work.job.asked_by_id
    if person is None:  # they left
        return {}
    storage = make_storage(work.settings)
    handle, name = tempfile.mkstemp(suffix=".zip")
    path = Path(name)
    try:
        with (
            i18n.speaking(lang),
            os.fdopen(handle, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as z,
        ):
            await _write(work, z, storage, person)
        key, now = new_key(), clock.now()
        await storage.put_file(key, path)
        async with working(work.sessions) as db:
            values = {
                "id": copy_id, "key": key, "size": path.stat().st_size, "now": now,
                "ends": now + KEPT,
            }  # fmt: skip
            kept = (await sql(db, _KEEP, values)).first()
        if kept is None:
            await storage.delete(key)
    finally:
        path.unlink(missing_ok=True)
    return {}


async def _write(work: Work, z: zipfile.ZipFile, storage: Storage, person: UUID) -> None:
    told = [holding for holding in personal.holdings() if holding.export]
    chapters = []
    for number, holding in enumerate(told):
        await work.report("Gathering your data", number / len(told))
        async with working(work.sessions) as db:
            rows = (await sql(db, text(holding.export), {"person": person})).mappings().all()
        found = [dict(row) for row in rows]
        body = json.dumps(found, ensure_ascii=False, indent=2, default=_plain)
        z.writestr(f"json/{holding.table}.json", body)
        chapters.append(
            Chapter(
                holding.table,
                str(holding.title),
                str(holding.purpose),
                str(holding.kept),
                [_labelled(row) for row in found],
            )
        )
    files = await _files(work, z, storage, person)
    async with working(work.sessions) as db:
        templates: Environment = db.info["templates"]
    page = templates.get_template("me/copy.html").render(
        chapters=chapters, files=files, locale=i18n.locale(), now=clock.now(),
        site_name=work.settings.site_name, contact=work.settings.contact_email,
    )  # fmt: skip
    z.writestr("index.html", page)


async def _files(
    work: Work, z: zipfile.ZipFile, storage: Storage, person: UUID
) -> list[tuple[str, str]]:
    """Path in the ZIP and name of each upload."""
    done: list[tuple[str, str]] = []
    for holding in personal.holdings():
        if not holding.files:
            continue
        async with working(work.sessions) as db:
            rows = (await sql(db, text(holding.files), {"person": person})).all()
        for row in rows:
            ending = re.sub(r"[^a-z0-9]", "", row.media_type.rpartition("/")[2])[:8]
            path = f"files/{row.code}.{ending}"
            try:
                z.writestr(path, await storage.get(row.key))
            except FileNotFoundError:  # removed while we read
                continue
            done.append((path, row.name or path))
            await work.report("Gathering your files", 1.0)
    return done


def _labelled(row: dict[str, Any]) -> list[tuple[str, str]]:
    said = [(column_label(name), shown(name, value)) for name, value in row.items()]
    return [(label, value) for label, value in said if value]


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
