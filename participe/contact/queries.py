"""Messages that wait, and those that are answered."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.contact.models import Enquiry
from participe.core.errors import NotFound

SIZE = 30


async def enquiries(
    db: AsyncSession, administration_id: UUID | None, number: int
) -> tuple[Sequence[Enquiry], int]:
    """A page: what waits first, the most urgent on top; then what was answered last."""
    where = col(Enquiry.administration_id).is_not_distinct_from(administration_id)
    total = (await db.exec(select(func.count()).select_from(Enquiry).where(where))).one()
    found = (
        select(Enquiry)
        .where(where)
        .order_by(
            col(Enquiry.answered_at).is_not(None), col(Enquiry.answered_at).desc(),
            col(Enquiry.due_on), col(Enquiry.id),
        )
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    )  # fmt: skip
    return (await db.exec(found)).all(), total


async def waiting(db: AsyncSession, administration_id: UUID) -> int:
    found = select(func.count()).select_from(Enquiry).where(
        Enquiry.administration_id == administration_id, col(Enquiry.answered_at).is_(None)
    )  # fmt: skip
    return (await db.exec(found)).one()


async def enquiry(db: AsyncSession, administration_id: UUID | None, code: str) -> Enquiry:
    """Raises NotFound, for one of another administration too."""
    where = col(Enquiry.administration_id).is_not_distinct_from(administration_id)
    row = (await db.exec(select(Enquiry).where(where, Enquiry.code == code))).one_or_none()
    if row is None:
        raise NotFound
    return row
