"""The log of what officials did, as those may read it who answer for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.i18n import LazyText, Localized, _l, localized
from participe.core.paging import Cursor, Page, cut

SIZE = 50
# The first word of an action: what it is about.
MATTERS: dict[str, LazyText] = {
    "moderation": _l("Moderation"),
    "answer": _l("Answers"),
    "idea": _l("Ideas"),
    "bulk": _l("Several ideas at once"),
    "duplicates": _l("Duplicates"),
    "analysis": _l("Topics"),
    "import": _l("Imports"),
    "project": _l("Projects"),
    "phase": _l("Phases"),
    "box": _l("Idea boxes"),
    "document": _l("Documents"),
    "template": _l("Answer templates"),
    "role": _l("Staff"),
    "administration": _l("Identity"),
    "job": _l("Jobs"),
    "person": _l("People"),
}


@dataclass(frozen=True)
class Line:
    number: int
    at: datetime
    action: str
    object_ref: str
    by: str  # the name of an official who is still here
    administration: Localized
    details: str
    is_chained: bool

    @property
    def matter(self) -> Any:
        return MATTERS.get(self.action.partition(".")[0], self.action.partition(".")[0])


_LOG = """
    SELECT u.number, u.at, u.action, u.object_ref, u.details, u.hash IS NOT NULL AS chained,
        coalesce(p.name, '') AS by, a.name AS administration
    FROM audit u LEFT JOIN person p ON p.alias = u.actor_id
        LEFT JOIN administration a ON a.id = u.administration_id
    WHERE (CAST(:administration AS uuid) IS NULL OR u.administration_id = :administration)
        AND (:matter = '' OR u.action LIKE :matter || '.%') AND {beyond}
    ORDER BY u.number {way} LIMIT {size}
"""


async def lines(
    db: AsyncSession, administration_id: UUID | None, matter: str, cursor_text: str
) -> Page[Line]:
    """The newest first; of one administration, or of all with None."""
    cursor = _read(cursor_text)
    backwards = cursor is not None and cursor.backwards
    beyond = "true" if cursor is None else f"u.number {'>' if backwards else '<'} :k0"
    listed = text(_LOG.format(beyond=beyond, way="ASC" if backwards else "DESC", size=SIZE + 1))
    values: dict[str, Any] = {
        "administration": administration_id, "matter": matter if matter in MATTERS else "",
    }  # fmt: skip
    if cursor:
        values["k0"] = int(cursor.keys[0])
    rows: Sequence[Any] = (await sql(db, listed, values)).all()
    found = [
        Line(
            row.number, row.at, row.action, row.object_ref, row.by, localized(row.administration),
            ", ".join(f"{key}: {value}" for key, value in row.details.items()), row.chained,
        )
        for row in rows
    ]  # fmt: skip
    return cut(found, SIZE, cursor, lambda line: (line.number,), 0)


def _read(value: str) -> Cursor | None:
    cursor = Cursor.read(value, 1)
    return cursor if cursor and isinstance(cursor.keys[0], int) else None
