"""Which contributions a person has read, not only the program."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.rules import Viewer
from participe.insights import rules
from participe.insights.queries import RunView
from participe.projects.queries import ProjectView

# Counted in the statement that marks, so that two who read the same one count it once.
_SEEN = text(
    """
    WITH seen AS (
        UPDATE topic_item i SET seen_at = :now, seen_by_id = :person
        FROM subject s
        WHERE i.run_id = :run AND s.id = i.subject_id AND s.code = ANY (:codes)
            AND i.seen_at IS NULL
        RETURNING i.topic_id, i.subtopic_id),
    each AS (
        SELECT id, count(*) AS number FROM (
            SELECT topic_id AS id FROM seen UNION ALL SELECT subtopic_id FROM seen) x
        WHERE id IS NOT NULL GROUP BY id),
    counted AS (UPDATE topic t SET seen = t.seen + e.number FROM each e WHERE t.id = e.id)
    UPDATE analysis_run SET seen = seen + (SELECT count(*) FROM seen) WHERE id = :run
    """
)


async def mark_read(
    db: AsyncSession, viewer: Viewer, project: ProjectView, run: RunView, codes: Sequence[str]
) -> None:
    """Once is enough: who read first stays named."""
    rules.review.require(viewer, project)
    values = {"run": run.id, "codes": list(codes), "now": viewer.now, "person": viewer.id}
    await sql(db, _SEEN, values)
