"""What the authority said."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.answers.models import Answer


async def history(db: AsyncSession, subject_id: UUID) -> Sequence[Answer]:
    """The last answer first: it is the one that stands."""
    found = (
        select(Answer)
        .where(Answer.subject_id == subject_id)
        .order_by(col(Answer.published_at).desc(), col(Answer.id).desc())
        .limit(50)
    )
    return (await db.exec(found)).all()
