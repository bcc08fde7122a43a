"""Trying again what failed, stopping what runs."""

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit, events, jobs, mail
from participe.core.events import OutboxEntry
from participe.core.jobs import Job
from participe.core.mail import Mail
from participe.core.rules import Rule, Viewer, runs_platform, signed_in

operate = signed_in & runs_platform


async def cancel(db: AsyncSession, viewer: Viewer, rule: Rule, place: object, job: Job) -> None:
    rule.require(viewer, place)
    await jobs.cancel(db, job)
    audit.note(db, viewer, "job.cancel", f"job:{job.code}", administration_id=job.administration_id)


async def retry(db: AsyncSession, viewer: Viewer, rule: Rule, place: object, job: Job) -> None:
    rule.require(viewer, place)
    await jobs.retry(db, job)
    audit.note(db, viewer, "job.retry", f"job:{job.code}", administration_id=job.administration_id)


async def retry_entries(db: AsyncSession, viewer: Viewer) -> None:
    """Every event that was given up is delivered anew."""
    operate.require(viewer, None)
    again = (
        update(OutboxEntry)
        .where(col(OutboxEntry.attempts) >= events.MAX_ATTEMPTS)
        .values(attempts=0, due_at=viewer.now)
    )
    await db.exec(again)
    db.info["rings"] = True
    audit.note(db, viewer, "outbox.retry")


async def retry_mails(db: AsyncSession, viewer: Viewer) -> None:
    """Every mail that was given up is sent anew."""
    operate.require(viewer, None)
    again = (
        update(Mail)
        .where(col(Mail.attempts) >= mail.MAX_ATTEMPTS, col(Mail.sent_at).is_(None))
        .values(attempts=0, due_at=viewer.now)
    )
    await db.exec(again)
    db.info["rings"] = True
    audit.note(db, viewer, "mail.retry")
