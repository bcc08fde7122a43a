"""What a person chose, and what they were told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.paging import Cursor, Page, cut
from participe.core.rules import Viewer
from participe.notifications.kinds import KINDS, Kind
from participe.notifications.models import Frequency, Notice, NotificationSetting

A_PAGE = 20


async def frequencies(db: AsyncSession, person_id: UUID) -> dict[str, Frequency]:
    """Of each kind that one may choose: what was chosen, else what is usual."""
    chosen = await db.exec(
        select(NotificationSetting).where(NotificationSetting.person_id == person_id)
    )
    by_kind = {one.kind: one.frequency for one in chosen.all()}
    return {
        kind.key: by_kind.get(kind.key, kind.usual) for kind in KINDS.values() if not kind.always
    }


def offered(viewer: Viewer) -> list[Kind]:
    """The kinds among which this person chooses."""
    return [
        kind
        for kind in KINDS.values()
        if not kind.always and (viewer.is_staff or not kind.for_staff)
    ]


async def told(db: AsyncSession, viewer: Viewer, cursor: str = "") -> Page[Notice]:
    """One's own notices, the newest first."""
    begin = Cursor.read(cursor, 2)
    own = col(Notice.person_id) == viewer.id
    keys = tuple_(col(Notice.created_at), col(Notice.id))
    found = select(Notice).where(own)
    if begin is not None:
        try:
            at = (datetime.fromisoformat(str(begin.keys[0])), UUID(str(begin.keys[1])))
        except ValueError:
            begin = None
        else:
            found = found.where(keys > at if begin.backwards else keys < at)
    ascending = begin is not None and begin.backwards
    order = [col(Notice.created_at), col(Notice.id)]
    found = found.order_by(*(one.asc() if ascending else one.desc() for one in order))
    rows = (await db.exec(found.limit(A_PAGE + 1))).all()
    total = (await db.exec(select(func.count()).select_from(Notice).where(own))).one()
    return cut(rows, A_PAGE, begin, lambda one: (one.created_at.isoformat(), str(one.id)), total)
