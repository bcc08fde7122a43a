"""The mails of a demonstration, for everybody to read."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import EVERYTHING, enter_scope
from participe.core.errors import NotFound
from participe.core.mail import Mail


async def last_mails(db: AsyncSession) -> Sequence[Mail]:
    await enter_scope(db, administrations=EVERYTHING)
    found = select(Mail).where(Mail.subject != "")  # the others find their words when they leave
    found = found.order_by(col(Mail.created_at).desc(), col(Mail.id).desc()).limit(100)
    return (await db.exec(found)).all()


async def mail(db: AsyncSession, message_id: str) -> Mail:
    await enter_scope(db, administrations=EVERYTHING)
    found = (await db.exec(select(Mail).where(Mail.message_id == message_id))).one_or_none()
    if found is None:
        raise NotFound
    return found
