"""How many contributions are in topics, public, to check and read: counted again after a change.

From here on the trigger of `subject` keeps what is public.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql

_LEVELS = """
    SELECT i.{level} AS id, count(*) AS size,
        count(*) FILTER (WHERE is_published(s.state, s.visibility) = 1) AS shown,
        count(*) FILTER (WHERE i."check" AND NOT i.pinned) AS to_check,
        count(*) FILTER (WHERE i.seen_at IS NOT NULL) AS seen
    FROM topic_item i JOIN subject s ON s.id = i.subject_id
    WHERE {which} GROUP BY i.{level}
"""


def _count(which: str, topics: str) -> str:
    levels = " UNION ALL ".join(
        _LEVELS.format(level=level, which=which.format(level=level))
        for level in ("topic_id", "subtopic_id")
    )
    return f"""
    UPDATE topic t SET size = coalesce(n.size, 0), shown = coalesce(n.shown, 0),
        to_check = coalesce(n.to_check, 0), seen = coalesce(n.seen, 0)
    FROM topic o LEFT JOIN ({levels}) n ON n.id = o.id
    WHERE o.id = t.id AND {topics}
    """  # noqa: S608 - our words


_ALL = text(_count("i.run_id = :run", "t.run_id = :run"))
_SOME = text(_count("i.{level} = ANY (:topics)", "t.id = ANY (:topics)"))
_RUN = text(
    """
    UPDATE analysis_run SET (shown, untold, seen) = (
        SELECT count(*) FILTER (WHERE is_published(s.state, s.visibility) = 1),
            count(*) FILTER (WHERE i.topic_id IS NULL),
            count(*) FILTER (WHERE i.seen_at IS NOT NULL)
        FROM topic_item i JOIN subject s ON s.id = i.subject_id
        WHERE i.run_id = analysis_run.id)
    WHERE id = :run
    """
)


async def count(db: AsyncSession, run_id: UUID) -> None:
    """All topics of a run, and the run itself."""
    await sql(db, _ALL, {"run": run_id})
    await sql(db, _RUN, {"run": run_id})


_UNTOLD = text(
    "UPDATE analysis_run SET untold = (SELECT count(*) FROM topic_item i "
    "WHERE i.run_id = analysis_run.id AND i.topic_id IS NULL) WHERE id = :run"
)


async def count_some(db: AsyncSession, run_id: UUID, topics: Sequence[UUID]) -> None:
    """These topics alone, and what is in none."""
    await sql(db, _SOME, {"topics": list(topics)})
    await sql(db, _UNTOLD, {"run": run_id})
