"""Taking an import back as one. What people have answered to since is hidden, not deleted."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit
from participe.core.db import Sessions, sql, working
from participe.core.i18n import _l
from participe.core.rules import Viewer
from participe.ideas.imports.services import Report, nobody
from participe.ideas.models import ImportBatch

CHUNK = 500
HIDING, DELETING = _l("Hiding what was imported"), _l("Deleting what nobody touched")

_OF_BATCH = "SELECT subject_id AS id FROM import_item WHERE batch_id = :batch"
# What people and officials did to a contribution, and what hangs on it from elsewhere.
_TRACES = {
    "comments": "SELECT c.on_id AS id FROM comment c WHERE c.on_id IN (SELECT id FROM mine) "
    "AND c.id NOT IN (SELECT id FROM mine) "
    "UNION SELECT c.parent_id FROM comment c WHERE c.parent_id IN (SELECT id FROM mine) "
    "AND c.id NOT IN (SELECT id FROM mine)",
    "supports": "SELECT v.subject_id AS id FROM vote v WHERE v.subject_id IN (SELECT id FROM mine)",
    "answers": "SELECT a.subject_id AS id FROM answer a "
    "WHERE a.subject_id IN (SELECT id FROM mine)",
    "follows": "SELECT f.subject_id AS id FROM follow f "
    "WHERE f.subject_id IN (SELECT id FROM mine)",
    "reports": "SELECT r.subject_id AS id FROM report r WHERE r.subject_id IN (SELECT id FROM mine) "
    "UNION SELECT d.subject_id FROM moderation_decision d "
    "WHERE d.subject_id IN (SELECT id FROM mine)",
    "others": "SELECT x.subject_id AS id FROM attachment x "
    "WHERE x.subject_id IN (SELECT id FROM mine) "
    "UNION SELECT s.merged_into_id FROM subject s "
    "WHERE s.merged_into_id IN (SELECT id FROM mine) AND s.id NOT IN (SELECT id FROM mine)",
}
_KEPT = f"""
    WITH RECURSIVE mine AS ({_OF_BATCH}),
    kept AS (
        SELECT id FROM ({" UNION ".join(_TRACES.values())}) AS touched
        UNION
        SELECT above.id FROM kept JOIN comment c ON c.id = kept.id
            CROSS JOIN LATERAL (VALUES (c.on_id), (c.parent_id)) AS above(id)
        WHERE above.id IN (SELECT id FROM mine)
    )
"""  # noqa: S608 - constants
_COUNTS = text(
    f"""
    {_KEPT}
    SELECT (SELECT count(*) FROM mine) AS total, (SELECT count(*) FROM kept) AS kept,
        {
        ", ".join(
            f"(SELECT count(*) FROM ({traces}) AS t) AS {name}" for name, traces in _TRACES.items()
        )
    }
    """  # noqa: S608
)
_SHOWN = text(
    """
    SELECT s.id FROM import_item i JOIN subject s ON s.id = i.subject_id
    WHERE i.batch_id = :batch AND s.state = 'submitted' LIMIT :chunk
    """
)
_HIDE = text("UPDATE subject SET state = 'withdrawn' WHERE id = ANY (:ids) AND state = 'submitted'")
_FREE = text(
    f"""
    {_KEPT}
    SELECT s.id FROM mine JOIN subject s ON s.id = mine.id
    WHERE s.kind = :kind AND NOT EXISTS (SELECT 1 FROM kept WHERE kept.id = mine.id)
    """  # noqa: S608
)
_HOLD = text("SELECT id FROM subject WHERE id = ANY (:ids) ORDER BY id FOR UPDATE")
_LATE = text(
    """
    SELECT v.subject_id FROM vote v WHERE v.subject_id = ANY (:ids)
    UNION SELECT c.on_id FROM comment c WHERE c.on_id = ANY (:ids)
    UNION SELECT c.parent_id FROM comment c WHERE c.parent_id = ANY (:ids)
        AND NOT c.id = ANY (:ids)
    UNION SELECT f.subject_id FROM follow f WHERE f.subject_id = ANY (:ids)
    UNION SELECT r.subject_id FROM report r WHERE r.subject_id = ANY (:ids)
    UNION SELECT a.subject_id FROM answer a WHERE a.subject_id = ANY (:ids)
    """
)
_DELETE = text("DELETE FROM subject WHERE id = ANY (:ids)")
_EMPTY_THEMES = text(
    """
    DELETE FROM theme t USING import_batch b
    WHERE b.id = :batch AND t.component_id = b.component_id
        AND t.id IN (SELECT jsonb_array_elements_text(b.theme_ids)::uuid)
        AND NOT EXISTS (SELECT 1 FROM idea i WHERE i.theme_id = t.id)
    """
)


@dataclass(frozen=True)
class Traces:
    """What taking an import back would do."""

    total: int
    kept: int  # of them are hidden instead of deleted
    why: dict[str, int] = field(default_factory=dict)  # how many have comments, supports …

    @property
    def free(self) -> int:
        return self.total - self.kept


@dataclass(frozen=True)
class Undone:
    deleted: int
    withdrawn: int


async def traces(db: AsyncSession, batch_id: UUID) -> Traces:
    row = (await sql(db, _COUNTS, {"batch": batch_id})).mappings().one()
    return Traces(row["total"], row["kept"], {name: row[name] for name in _TRACES if row[name] > 0})


async def take_back(
    sessions: Sessions, batch_id: UUID, viewer: Viewer, *, report: Report = nobody
) -> Undone:
    """First nobody sees or answers it any more, then what is untouched is deleted.

    It can be begun again: what is done stays done.
    """
    async with working(sessions) as db:
        total = (await traces(db, batch_id)).total or 1
    hidden = 0
    while ids := await _hide_some(sessions, batch_id):
        hidden += ids
        await report(HIDING, 0.5 * hidden / total)
    deleted = 0
    # Comments before ideas: deleting one changes the counter of the other.
    for kind in ("comment", "idea"):
        async with working(sessions) as db:
            free = list((await sql(db, _FREE, {"batch": batch_id, "kind": kind})).scalars())
        for start in range(0, len(free), CHUNK):
            deleted += await _delete(sessions, free[start : start + CHUNK], kind)
            await report(DELETING, 0.5 + 0.5 * deleted / total)
    async with working(sessions) as db:
        return await _close(db, batch_id, viewer, deleted)


async def _hide_some(sessions: Sessions, batch_id: UUID) -> int:
    async with working(sessions) as db:
        await sql(db, text("SELECT set_config('lock_timeout', '60s', true)"))
        found = await sql(db, _SHOWN, {"batch": batch_id, "chunk": CHUNK})
        ids = list(found.scalars())
        if ids:
            await sql(db, _HIDE, {"ids": ids})
        return len(ids)


async def _delete(sessions: Sessions, ids: list[UUID], kind: str) -> int:
    """Delete these, but what somebody answered to in the last moment before it was hidden."""
    async with working(sessions) as db:
        await sql(db, text("SELECT set_config('lock_timeout', '60s', true)"))
        await sql(db, _HOLD, {"ids": ids})
        late = set((await sql(db, _LATE, {"ids": ids})).scalars())
        gone = [one for one in ids if one not in late]
        await sql(db, _DELETE, {"ids": gone})
        return len(gone)


async def _close(db: AsyncSession, batch_id: UUID, viewer: Viewer, deleted: int) -> Undone:
    values: dict[str, Any] = {"batch": batch_id}
    left = text("SELECT count(*) FROM import_item WHERE batch_id = :batch")
    withdrawn = (await sql(db, left, values)).scalar_one()
    await sql(db, _EMPTY_THEMES, values)
    noted = (
        update(ImportBatch)
        .where(col(ImportBatch.id) == batch_id)
        .values(undone_at=viewer.now)
        .returning(col(ImportBatch.code), col(ImportBatch.administration_id))
    )
    code, administration_id = (await db.exec(noted)).one()
    audit.note(
        db, viewer, "import.undo", f"import:{code}", administration_id=administration_id,
        deleted=deleted, withdrawn=withdrawn,
    )  # fmt: skip
    return Undone(deleted, withdrawn)
