"""Trying again what failed, stopping what runs."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit, events, jobs, mail
from participe.core.errors import NotFound
from participe.core.events import OutboxEntry
from participe.core.i18n import _l
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


async def retry_entries(db: AsyncSession, viewer: Viewer, one: UUID | None = None) -> None:
    """Every event that was given up is delivered anew, or this one only. Raises NotFound."""
    operate.require(viewer, None)
    again = (
        update(OutboxEntry)
        .where(col(OutboxEntry.attempts) >= events.MAX_ATTEMPTS)
        .values(attempts=0, due_at=viewer.now)
        .returning(col(OutboxEntry.id))
    )
    if one is not None:
        again = again.where(col(OutboxEntry.id) == one)
    done = (await db.exec(again)).all()
    if one is not None and not done:
        raise NotFound(_l("It was delivered meanwhile, or is being tried again."))
    db.info["rings"] = True
    audit.note(db, viewer, "outbox.retry", number=len(done))


async def retry_mails(db: AsyncSession, viewer: Viewer, one: UUID | None = None) -> None:
    """Every mail that was given up is sent anew, or this one, which may also wait for its turn.

    Raises NotFound when it has left meanwhile.
    """
    operate.require(viewer, None)
    again = (
        update(Mail)
        .where(col(Mail.sent_at).is_(None))
        .values(attempts=0, due_at=viewer.now)
        .returning(col(Mail.id))
    )
    if one is None:
        again = again.where(col(Mail.attempts) >= mail.MAX_ATTEMPTS)
    else:
        again = again.where(col(Mail.id) == one)
    done = (await db.exec(again)).all()
    if one is not None and not done:
        raise NotFound(_l("This mail has left meanwhile."))
    db.info["rings"] = True
    audit.note(db, viewer, "mail.retry", number=len(done))
