"""What nobody does but the calendar: phases that open and close, news of a day, waiting reports.

Each may run at any time and twice: a notice is written once for one reason.
"""

from datetime import timedelta

from sqlmodel import select

from participe.core import clock
from participe.core.db import Sessions, working
from participe.core.i18n import BRUSSELS
from participe.notifications.telling import charges, projects, reports

DAYS = 3  # for which news are caught up after the worker was away


async def tell_what_is_due(sessions: Sessions) -> None:
    async with working(sessions) as db:
        now = (await db.exec(select(clock.in_sql()))).one()
        await projects.tell_phases(db)
    today = now.astimezone(BRUSSELS).date()
    for ago in range(DAYS, 0, -1):
        async with working(sessions) as db:
            await projects.tell_news(db, today - timedelta(days=ago))
    async with working(sessions) as db:
        await reports.tell_reports(db, today)
        await charges.tell_due(db, today)
