"""From notices that are due to mails without words: one each, or one summary for a person."""

from collections.abc import Sequence
from time import monotonic
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import Sessions, new_id, sql, working
from participe.core.i18n import BRUSSELS
from participe.core.mail import Mail
from participe.notifications import words
from participe.notifications.kinds import SUMMARY
from participe.notifications.models import Notice

COMPOSER = "notifications"
PEOPLE = 100  # in one transaction
LONGEST_S = 20  # a round; the next one begins a few seconds later

# Nobody else gathers for whom is locked here, so that no one gets two summaries.
_WHO = text(
    """
    SELECT p.id FROM person p WHERE p.id IN (
        SELECT n.person_id FROM (SELECT person_id FROM notice WHERE due_at <= :now
            ORDER BY due_at LIMIT :rows) n)
    LIMIT :people FOR NO KEY UPDATE SKIP LOCKED
    """
)
# Without a mail, today's summary has left already: the rest is for tomorrow's.
_TIE = text(
    """
    UPDATE notice n SET mail_id = t.mail,
        due_at = CASE WHEN t.mail IS NULL THEN n.due_at + interval '1 day' END
    FROM unnest(CAST(:notices AS uuid[]), CAST(:mails AS uuid[])) AS t (notice, mail)
    WHERE n.id = t.notice
    """
)


async def gather(sessions: Sessions) -> int:
    """Write a mail for all that is due; return how many. Safe to run in several workers.

    Notices and their mail change in one transaction: a worker killed in it leaves both as they were.
    """
    begun, written = monotonic(), 0
    while monotonic() - begun < LONGEST_S:
        async with working(sessions) as db:
            people, made = await _gather_some(db)
        written += made
        if people < PEOPLE:
            break
    return written


async def _gather_some(db: AsyncSession) -> tuple[int, int]:
    now = (await db.exec(select(clock.in_sql()))).one()
    values = {"now": now, "people": PEOPLE, "rows": 20 * PEOPLE}
    people = [id_ for (id_,) in (await sql(db, _WHO, values)).all()]
    if not people:
        return 0, 0
    due = (
        select(Notice)
        .where(col(Notice.person_id).in_(people), col(Notice.due_at) <= now)
        .order_by(col(Notice.created_at), col(Notice.id))
    )
    notices = (await db.exec(due)).all()
    today = now.astimezone(BRUSSELS).date()
    wanted: dict[str, tuple[str, Sequence[Notice]]] = {}
    for group in words.grouped([one for one in notices if one.at_once]):
        wanted[f"notice:{group.newest.id}"] = group.newest.kind, group.notices
    for person in people:
        waiting = [one for one in notices if one.person_id == person and not one.at_once]
        if waiting:
            wanted[f"summary:{person}:{today}"] = SUMMARY, waiting
    return len(people), await _write(db, wanted)


async def _write(db: AsyncSession, wanted: dict[str, tuple[str, Sequence[Notice]]]) -> int:
    if not wanted:
        return 0
    rows = [
        Mail(
            id=new_id(), kind=kind, person_id=group[0].person_id, once_key=once,
            composed_by=COMPOSER,
        ).model_dump()
        for once, (kind, group) in wanted.items()
    ]  # fmt: skip
    added = insert(Mail).values(rows).on_conflict_do_nothing(index_elements=["once_key"])
    made: dict[str, UUID] = {
        once: id_
        for once, id_ in (await db.exec(added.returning(col(Mail.once_key), col(Mail.id)))).all()
    }
    notices = [(one.id, made.get(once)) for once, (_, group) in wanted.items() for one in group]
    tied = {"notices": [id_ for id_, _ in notices], "mails": [mail_id for _, mail_id in notices]}
    await sql(db, _TIE, tied)
    return len(made)
