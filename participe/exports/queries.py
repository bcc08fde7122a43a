"""How much there is to download; counted no further than people need to know."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.exports.source import Source
from participe.exports.tables.walk import PUBLIC

COUNTED = 10_000
_SOME = text(
    f"""
    SELECT
        (SELECT count(*) FROM (SELECT 1 FROM subject s WHERE s.component_id = ANY (:components)
            AND s.kind = 'comment' AND {PUBLIC} LIMIT {COUNTED + 1}) c) AS comments,
        (SELECT count(*) FROM (SELECT 1 FROM subject s WHERE s.component_id = ANY (:components)
            AND s.kind = 'idea' AND s.is_answered AND {PUBLIC} LIMIT {COUNTED + 1}) a) AS answers
    """  # noqa: S608 - constants
)


async def counts(db: AsyncSession, source: Source) -> dict[str, tuple[int, bool]]:
    """For each table, how many rows at least, and whether that is all of them."""
    components = [box.component_id for box in source.boxes]
    some = (await sql(db, _SOME, {"components": components})).one()
    found = {
        "contributions": (sum(box.idea_count for box in source.boxes), True),
        "comments": (min(some.comments, COUNTED), some.comments <= COUNTED),
        "answers": (min(some.answers, COUNTED), some.answers <= COUNTED),
        "topics": (sum(run.topics for _, run in source.runs), True),
        "topic_items": (sum(run.shown for _, run in source.runs), True),
        "corrections": (0, True),
    }
    return found
