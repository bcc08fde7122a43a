"""How much there is to download; counted no further than people need to know."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.exports.models import OpenDataFile
from participe.exports.source import Source
from participe.exports.tables.walk import PUBLIC

COUNTED = 10_000
SIZE = 50  # projects on a page of the catalogue
_SOME = text(
    f"""
    SELECT
        (SELECT count(*) FROM (SELECT 1 FROM subject s WHERE s.component_id = ANY (:components)
            AND s.kind = 'comment' AND {PUBLIC} LIMIT {COUNTED + 1}) c) AS comments,
        (SELECT count(*) FROM (SELECT 1 FROM subject s WHERE s.component_id = ANY (:components)
            AND s.kind = 'idea' AND s.is_answered AND {PUBLIC} LIMIT {COUNTED + 1}) a) AS answers,
        (SELECT count(*) FROM (SELECT 1 FROM subject s WHERE s.component_id = ANY (:asked)
            AND s.kind = 'statement' AND {PUBLIC} LIMIT {COUNTED + 1}) t) AS statements
    """  # noqa: S608 - constants
)


async def counts(db: AsyncSession, source: Source) -> dict[str, tuple[int, bool]]:
    """For each table, how many rows at least, and whether that is all of them."""
    components = [box.component_id for box in source.boxes]
    asked = [box.id for box in source.project.of_kind("statement")]
    some = (await sql(db, _SOME, {"components": components, "asked": asked})).one()
    return {
        "contributions": (sum(box.idea_count for box in source.boxes), True),
        "comments": (min(some.comments, COUNTED), some.comments <= COUNTED),
        "answers": (min(some.answers, COUNTED), some.answers <= COUNTED),
        "topics": (sum(run.topics for _, run in source.runs), True),
        "topic_items": (sum(run.shown for _, run in source.runs), True),
        "corrections": (0, True),
        "statements": (min(some.statements, COUNTED), some.statements <= COUNTED),
    }  # of figures and of answers to statements nobody asks how many rows there are


async def packed(db: AsyncSession, project_id: UUID) -> OpenDataFile | None:
    """The archive of last night, if nothing has left it since."""
    return (await packed_of(db, [project_id])).get(project_id)


async def packed_of(db: AsyncSession, project_ids: Sequence[UUID]) -> dict[UUID, OpenDataFile]:
    found = select(OpenDataFile).where(
        col(OpenDataFile.project_id).in_(project_ids), OpenDataFile.file_key != ""
    )
    return {one.project_id: one for one in (await db.exec(found)).all()}
