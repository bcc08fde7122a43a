"""Packing the open data of every public project, each night."""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select

from participe.core import batches, clock
from participe.core.db import Sessions, enter_scope, new_id, sql, working
from participe.core.files import Storage, make_storage, new_key
from participe.core.i18n import _l, speaking
from participe.core.jobs import Running, Work, long_work, start
from participe.core.settings import Settings
from participe.exports import archive, source

PACK = "exports.pack"
FRESH = timedelta(hours=20)  # what was packed later than this ago is left as it is
_NEXT = text(
    """
    SELECT p.id, p.slug FROM project p LEFT JOIN open_data_file f ON f.project_id = p.id
    WHERE p.published_at IS NOT NULL AND p.id > :after AND (f.made_at IS NULL OR f.made_at < :old)
    ORDER BY p.id LIMIT 1
    """
)
_BEGIN = text(
    """
    INSERT INTO open_data_file (project_id, token, file_key, size, sha256, rows)
    SELECT p.id, :token, '', 0, '', '{}' FROM project p
    WHERE p.slug = :slug AND p.published_at IS NOT NULL
    ON CONFLICT (project_id) DO UPDATE SET token = excluded.token RETURNING project_id
    """
)
_END = text(
    """
    WITH old AS (SELECT file_key FROM open_data_file WHERE project_id = :project FOR UPDATE)
    UPDATE open_data_file f SET file_key = :key, size = :size, sha256 = :sha256,
        rows = CAST(:rows AS jsonb), made_at = :at
    FROM old WHERE f.project_id = :project AND f.token = :token RETURNING old.file_key
    """
)
_HOW_MANY = text(
    """
    SELECT count(*) FROM project p LEFT JOIN open_data_file f ON f.project_id = p.id
    WHERE p.published_at IS NOT NULL AND (f.made_at IS NULL OR f.made_at < :old)
    """
)


async def ask(sessions: Sessions) -> None:
    """Ask for the work of the night; once, however many workers there are."""
    async with working(sessions) as db:
        with suppress(Running):
            await start(db, PACK, once=PACK)


@long_work(PACK, _l("Packing of the open data"))
async def pack_all(work: Work) -> dict[str, int]:
    """One project after the other: a crash costs one of them, the next start goes on."""
    storage = make_storage(work.settings)
    async with working(work.sessions) as db:
        old = clock.now() - FRESH
        number = (await sql(db, _HOW_MANY, {"old": old})).scalar_one()
    packed, after = 0, UUID(int=0)
    while True:
        await work.report("Packing", packed / number if number else 1.0)
        async with working(work.sessions) as db:
            row = (await sql(db, _NEXT, {"after": after, "old": old})).first()
        if row is None:
            return {"projects": packed}
        after = row.id
        await pack(work.sessions, work.settings, storage, row.slug)
        packed += 1


async def pack(sessions: Sessions, settings: Settings, storage: Storage, slug: str) -> bool:
    """Pack one project as a stranger sees it; False for a draft, or when something was hidden
    meanwhile: the next night, or the next person who asks, makes it anew."""
    handle, name = tempfile.mkstemp(suffix=".zip")
    path, token = Path(name), new_id()
    try:
        with os.fdopen(handle, "wb") as file:
            found = await _write(sessions, settings, slug, token, file)
        if found is None:
            return False
        key = new_key()
        await storage.put_file(key, path)
        old = await _keep(sessions, found, token, key, path)
        if gone := key if old is None else old:
            await storage.delete(gone)
        return old is not None
    finally:
        path.unlink(missing_ok=True)


@dataclass
class _Packed:
    project_id: UUID
    at: datetime
    sha256: str
    rows: dict[str, int]


async def _write(
    sessions: Sessions, settings: Settings, slug: str, token: UUID, file: IO[bytes]
) -> _Packed | None:
    """All in one look at the database; the token is there before it."""
    async with working(sessions) as db:
        begun = (await sql(db, _BEGIN, {"slug": slug, "token": token})).first()
    if begun is None:
        return None
    async with sessions() as db:
        await db.connection(
            execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        await enter_scope(db)
        now = (await db.exec(select(clock.in_sql()))).one()
        found = await source.gather(db, now, slug, settings.public_url)
        digest, rows = hashlib.sha256(), dict[str, int]()
        with speaking(found.project.languages[0]):
            async for content in archive.stream(found, batches.within(db), rows):
                file.write(content)
                digest.update(content)
    return _Packed(found.project.id, now, digest.hexdigest(), rows)


async def _keep(
    sessions: Sessions, packed: _Packed, token: UUID, key: str, path: Path
) -> str | None:
    """Return the key of the file that this one replaces, "" for none; None if it came too late."""
    values = {
        "project": packed.project_id, "token": token, "key": key, "size": path.stat().st_size,
        "sha256": packed.sha256, "rows": json.dumps(packed.rows), "at": packed.at,
    }  # fmt: skip
    async with working(sessions) as db:
        return (await sql(db, _END, values)).scalar()
