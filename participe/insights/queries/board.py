"""What the board of officials counts, and the history of what they put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.i18n import LazyText, _l
from participe.core.paging import Cursor, Page, cut
from participe.insights.queries.contents import PUBLIC
from participe.insights.queries.history import RunView
from participe.insights.queries.items import WHICH

SIZE = 25
UNDO = timedelta(days=30)


@dataclass(frozen=True)
class Counts:
    """Of the public contributions of a run."""

    untold: int
    check: int
    rare: int
    sample: int
    late: int
    unread: int
    all: int
    sample_seen: int
    mistakes: int  # reported by the public, and open

    @property
    def seen(self) -> int:
        return self.all - self.unread

    @property
    def sample_left(self) -> int:
        return self.sample - self.sample_seen


_EACH = ", ".join(f"count(*) FILTER (WHERE {which}) AS {name}" for name, which in WHICH.items())
_COUNTS = text(
    f"""
    SELECT {_EACH}, count(*) AS "all",
        count(*) FILTER (WHERE i.sample IS NOT NULL AND i.seen_at IS NOT NULL) AS sample_seen,
        (SELECT count(*) FROM topic_mistake m WHERE m.run_id = :run AND m.decided_at IS NULL)
            AS mistakes
    FROM topic_item i JOIN subject s ON s.id = i.subject_id WHERE i.run_id = :run AND {PUBLIC}
    """  # noqa: S608 - constants
)


async def counts(db: AsyncSession, run: RunView) -> Counts:
    return Counts(**(await sql(db, _COUNTS, {"run": run.id})).one()._mapping)


@dataclass(frozen=True)
class Done:
    """One correction, as the history tells it."""

    number: int
    kind: str
    data: dict[str, Any]
    by: str
    at: datetime
    undone_at: datetime | None
    undone_by: str
    now: datetime

    @property
    def may_be_undone(self) -> bool:
        return self.undone_at is None and self.now - self.at <= UNDO

    @property
    def what(self) -> LazyText:
        """In words."""
        told = {"was": self.data.get("was", ""), "other": self.data.get("other", "")}
        if self.kind == "rename":
            return _l(
                "“%(was)s” is now called “%(name)s”", was=told["was"], name=self.data["label"]
            )
        if self.kind == "merge":
            return _l("“%(was)s” became part of “%(other)s”", **told)
        if self.kind == "split":
            return _l(
                "From “%(was)s”, the new topic “%(name)s” was made (contributions: %(num)s)",
                was=told["was"], name=self.data["label"], num=len(self.data["items"]),
            )  # fmt: skip
        if self.kind == "move":
            if self.data["under"] is None:
                return _l("“%(was)s” became a topic of its own", was=told["was"])
            return _l("“%(was)s” went under “%(other)s”", **told)
        if self.kind == "pin":
            if self.data["topic"] is None:
                return _l(
                    "Contributions taken out of every topic: %(num)s", num=len(self.data["items"])
                )
            return _l(
                "Contributions moved to “%(other)s”: %(num)s",
                other=told["other"], num=len(self.data["items"]),
            )  # fmt: skip
        return _l("Two contributions were told apart")


_COLUMNS = """
    SELECT c.number, c.kind, c.data, coalesce(p.name, '') AS by, c.at, c.undone_at,
        coalesce(u.name, '') AS undone_by
    FROM topic_correction c LEFT JOIN person p ON p.id = c.by_id
        LEFT JOIN person u ON u.id = c.undone_by_id
    WHERE c.run_id = :run
"""


async def history(
    db: AsyncSession, run: RunView, now: datetime, cursor_text: str = ""
) -> Page[Done]:
    """What people put right in a run, the last first."""
    cursor = Cursor.read(cursor_text, 1)
    if cursor and not (isinstance(cursor.keys[0], int) and 0 <= cursor.keys[0] < 2**31):
        cursor = None
    backwards = cursor is not None and cursor.backwards
    values: dict[str, Any] = {"run": run.id}
    where = ""
    if cursor:
        where, values["after"] = f" AND c.number {'>' if backwards else '<'} :after", cursor.keys[0]
    order = f" ORDER BY c.number {'ASC' if backwards else 'DESC'} LIMIT {SIZE + 1}"
    rows = (await sql(db, text(_COLUMNS + where + order), values)).all()
    total = (await sql(db, _TOTAL, {"run": run.id})).scalar_one()
    page = cut(rows, SIZE, cursor, lambda row: (row.number,), total)
    return Page([_done(row, now) for row in page.items], page.previous, page.next, total)


_TOTAL = text("SELECT count(*) FROM topic_correction WHERE run_id = :run")


async def last_of(
    db: AsyncSession, run: RunView, numbers: Sequence[int], now: datetime
) -> Done | None:
    """The last correction that touched one of these topics: what somebody else did meanwhile."""
    rows = (await sql(db, _LAST, {"run": run.id, "numbers": list(numbers)})).first()
    return _done(rows, now) if rows else None


_LAST = text(
    _COLUMNS  # noqa: S608 - constants
    + """
    AND ((c.data ->> 'topic')::int = ANY (:numbers) OR (c.data ->> 'into')::int = ANY (:numbers)
        OR (c.data ->> 'under')::int = ANY (:numbers)
        OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(coalesce(c.data -> 'topics', '[]')) n
            WHERE n::int = ANY (:numbers)))
    ORDER BY greatest(c.at, c.undone_at) DESC, c.number DESC LIMIT 1
    """
)


def _done(row: Any, now: datetime) -> Done:
    return Done(**row._mapping, now=now)
