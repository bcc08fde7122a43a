"""How the platform is: what waits, how full the disk is, which versions run."""

import shutil
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import events, mail
from participe.core.db import sql
from participe.core.settings import Settings


@dataclass(frozen=True)
class Health:
    postgresql: str
    database_bytes: int
    disk_free: int  # bytes
    disk_total: int
    jobs_waiting: int
    jobs_failed: int  # within a week
    events_waiting: int
    events_given_up: int
    mails_waiting: int
    mails_given_up: int
    oldest_mail: datetime | None  # that waits


_COUNTS = text(
    """
    SELECT current_setting('server_version') AS postgresql,
        pg_database_size(current_database()) AS database_bytes,
        (SELECT count(*) FROM job WHERE state IN ('waiting', 'running')) AS jobs_waiting,
        (SELECT count(*) FROM job WHERE state = 'failed' AND created_at > now() - interval '7 days')
            AS jobs_failed,
        (SELECT count(*) FROM outbox WHERE attempts < :events) AS events_waiting,
        (SELECT count(*) FROM outbox WHERE attempts >= :events) AS events_given_up,
        (SELECT count(*) FROM mail WHERE sent_at IS NULL AND attempts < :mails) AS mails_waiting,
        (SELECT count(*) FROM mail WHERE sent_at IS NULL AND attempts >= :mails) AS mails_given_up,
        (SELECT min(created_at) FROM mail WHERE sent_at IS NULL AND attempts < :mails)
            AS oldest_mail
    """
)


async def look(db: AsyncSession, settings: Settings) -> Health:
    """What the operator may see: numbers, never whose."""
    values = {"events": events.MAX_ATTEMPTS, "mails": mail.MAX_ATTEMPTS}
    row = (await sql(db, _COUNTS, values)).one()
    disk = shutil.disk_usage(settings.home)
    return Health(
        row.postgresql, row.database_bytes, disk.free, disk.total, row.jobs_waiting,
        row.jobs_failed, row.events_waiting, row.events_given_up, row.mails_waiting,
        row.mails_given_up, row.oldest_mail,
    )  # fmt: skip
