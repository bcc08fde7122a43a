"""What the analysis reads of a box: title and explanation of each idea, or why it is left out."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.component import Text, Texts
from participe.core.db import sql

BATCH = 2000
# The whole of an idea `i`; a title made of its first words would count them twice. The open
# data hold the same, so that anybody can make the analysis again.
WHOLE = "CASE WHEN i.title_is_made THEN i.body ELSE i.title || E'\\n\\n' || i.body END"
_TOLD = f"""
    SELECT s.code, s.lang, coalesce(s.author_id::text, '') AS author, s.channel,
        CASE WHEN s.state = 'withdrawn' THEN 'withdrawn'
            WHEN s.visibility <> 'visible' THEN s.visibility
            WHEN s.is_erased THEN 'erased' ELSE '' END AS left_out,
        CASE WHEN s.state = 'submitted' AND s.visibility = 'visible' AND NOT s.is_erased
            THEN {WHOLE} ELSE '' END
            AS whole
    FROM subject s JOIN idea i ON i.id = s.id
    WHERE s.kind = 'idea' AND s.state <> 'draft' AND
    """  # noqa: S608 - constants
_READ = text(_TOLD + "s.component_id = :box")
_SOME = text(_TOLD + "s.id = ANY (:ids)")
_SENT = text(
    "SELECT count(*) FROM subject s "
    "WHERE s.component_id = :box AND s.kind = 'idea' AND s.state <> 'draft'"
)
_PUBLISHED = text("SELECT idea_count FROM idea_box WHERE id = :box")


async def read(db: AsyncSession, component_id: UUID) -> AsyncIterator[Sequence[Text]]:
    """All in one statement, fetched batch by batch through a cursor of the server."""
    connection = await db.connection()
    rows = await connection.stream(
        _READ, {"box": component_id}, execution_options={"yield_per": BATCH}
    )
    async for batch in rows.partitions():
        yield [_told(row) for row in batch]


async def some(db: AsyncSession, ids: Sequence[UUID]) -> Sequence[Text]:
    return [_told(row) for row in (await sql(db, _SOME, {"ids": list(ids)})).all()]


def _told(row: Any) -> Text:
    return Text(row.code, row.whole, row.lang, row.left_out, row.author, row.channel)


async def sent(db: AsyncSession, component_id: UUID) -> int:
    return (await sql(db, _SENT, {"box": component_id})).scalar_one()


async def published(db: AsyncSession, component_id: UUID) -> int:
    return (await sql(db, _PUBLISHED, {"box": component_id})).scalar_one()


texts = Texts(read, sent, published, some)


_WORDS = text("SELECT i.id, i.body FROM idea i WHERE i.id = ANY (:ids)")


async def words(db: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The explanation of each of these ideas, which the reader may see."""
    return {row.id: row.body for row in (await sql(db, _WORDS, {"ids": list(ids)})).all()}
