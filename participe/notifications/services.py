"""Telling people, and how often they want to hear: `tell` is the only way to a notice."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import enter_scope, sql
from participe.core.i18n import BRUSSELS
from participe.core.rules import Viewer, signed_in
from participe.notifications import queries
from participe.notifications.kinds import KINDS, SUMMARY
from participe.notifications.models import Frequency, NotificationSetting
from participe.subjects.models import Subject

HOUR = 7  # of the summaries, in Brussels: read with the coffee
A_DAY = 20  # mails at once to one person; what is more waits for the summary
TOLD_TOGETHER = 5000  # persons in one statement

_TELL = text(
    """
    WITH asked AS (
        SELECT p.id, m.person_id IS NOT NULL AS has_mailbox,
            CASE WHEN :always THEN 'at_once' ELSE coalesce(s.frequency, :usual) END AS frequency,
            NOT :always AND (SELECT count(*) FROM notice n WHERE n.person_id = p.id AND n.at_once
                AND n.created_at > :now - interval '1 day') >= :a_day AS had_enough
        FROM person p LEFT JOIN mailbox m ON m.person_id = p.id
            LEFT JOIN notification_setting s ON s.person_id = p.id AND s.kind = :kind
        WHERE p.id = ANY (:people) AND p.kind <> 'gone')
    INSERT INTO notice
        (id, created_at, person_id, kind, subject_id, project_id, ids, once_key, at_once, due_at)
    SELECT gen_random_uuid(), :now, a.id, :kind, :subject, :project, :ids, :once || ':' || a.id,
        a.frequency = 'at_once' AND NOT a.had_enough,
        CASE WHEN NOT a.has_mailbox OR a.frequency = 'never' THEN NULL
            WHEN a.frequency = 'at_once' AND NOT a.had_enough THEN :now
            WHEN a.frequency = 'weekly' THEN :monday
            ELSE :morning END
    FROM asked a
    ON CONFLICT (once_key) DO NOTHING
    """
).bindparams(bindparam("ids", type_=JSONB))


async def tell(
    db: AsyncSession,
    kind: str,
    people: Iterable[UUID | None],
    *,
    once: str,
    subject: Subject | None = None,
    project_id: UUID | None = None,
    ids: Mapping[str, str] | None = None,
) -> int:
    """Tell each of these persons once for this reason; return how many had not been told yet.

    Called by handlers, in the worker's scope: row-level security refuses it in a request. Whoever
    is twice in the list, unknown or gone is told once or not at all. `ids` is what the words will
    need, and never words: they are read when the mail leaves.
    """
    known = KINDS[kind]
    wanted = list(dict.fromkeys(one for one in people if one is not None))
    now = (await db.exec(select(clock.in_sql()))).one()
    values = {
        "kind": kind, "always": known.always, "usual": known.usual.value, "now": now,
        "subject": subject.id if subject else None,
        "project": subject.project_id if subject else project_id,
        "ids": dict(ids or {}), "once": once, "a_day": A_DAY,
        "morning": next_morning(now), "monday": next_monday(now),
    }  # fmt: skip
    told = 0
    for begin in range(0, len(wanted), TOLD_TOGETHER):
        some = wanted[begin : begin + TOLD_TOGETHER]
        told += (await sql(db, _TELL, values | {"people": some})).rowcount
    db.info["rings"] = True
    return told


def next_morning(now: datetime) -> datetime:
    """The next time that it is seven in Brussels."""
    local = now.astimezone(BRUSSELS)
    day = local.date() + timedelta(days=local.hour >= HOUR)
    return datetime.combine(day, time(HOUR), BRUSSELS)


def next_monday(now: datetime) -> datetime:
    morning = next_morning(now)
    return morning + timedelta(days=-morning.weekday() % 7)


async def choose(db: AsyncSession, viewer: Viewer, frequencies: Mapping[str, Frequency]) -> None:
    """How often one hears of each kind; what waits already goes by it. Raises Refused."""
    signed_in.require(viewer, None)
    assert viewer.id
    allowed = {
        kind: frequency
        for kind, frequency in frequencies.items()
        if not KINDS[kind].always and frequency in KINDS[kind].choices
    }
    await _set(db, viewer.id, allowed, viewer.now)


async def stop(db: AsyncSession, now: datetime, person_id: UUID, kind: str) -> None:
    """No more mails of this kind; for the summary, of all kinds that come in it.

    Asked with a token and no session: the transaction sees this one person's rows and no others.
    """
    await _set(
        db, person_id, dict.fromkeys(await _going(db, person_id, kind), Frequency.NEVER), now
    )


async def is_stopped(db: AsyncSession, person_id: UUID, kind: str) -> bool:
    return not await _going(db, person_id, kind)


async def _going(db: AsyncSession, person_id: UUID, kind: str) -> list[str]:
    """The kinds that a token for this kind, or for the summary, would stop."""
    await enter_scope(db, person=person_id)
    chosen = await queries.frequencies(db, person_id)
    if kind == SUMMARY:
        return [k for k, f in chosen.items() if f in (Frequency.DAILY, Frequency.WEEKLY)]
    return [kind] if chosen.get(kind, Frequency.NEVER) is not Frequency.NEVER else []


_WAITING = text(
    """
    UPDATE notice SET due_at = :due, at_once = false
    WHERE person_id = :person AND kind = :kind AND due_at IS NOT NULL
    """
)


async def _set(
    db: AsyncSession, person_id: UUID, frequencies: Mapping[str, Frequency], now: datetime
) -> None:
    dues = {
        Frequency.AT_ONCE: next_morning(now), Frequency.DAILY: next_morning(now),
        Frequency.WEEKLY: next_monday(now), Frequency.NEVER: None,
    }  # fmt: skip
    for kind, frequency in frequencies.items():
        put = insert(NotificationSetting).values(
            person_id=person_id, kind=kind, frequency=frequency
        )
        await db.exec(
            put.on_conflict_do_update(
                index_elements=["person_id", "kind"], set_={"frequency": frequency}
            )
        )
        values = {"due": dues[frequency], "person": person_id, "kind": kind}
        await sql(db, _WAITING, values)
