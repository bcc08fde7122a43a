"""What goes by itself, each night: the periods of the register, and accounts that nobody uses."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock, mail, personal
from participe.core.db import Sessions, sql, working
from participe.core.errors import NotFound, Refused
from participe.core.i18n import _l
from participe.core.jobs import Running, Work, long_work, start
from participe.core.personal import Holding, Period
from participe.core.settings import Settings
from participe.me import leaving

log = structlog.get_logger()
RETAIN = "me.retention"
PIECE = 1000  # rows of a transaction
LEAVINGS = 500  # a night: each is a job of its own
# Before an account that nobody uses goes, two mails say so: this long before its end.
FIRST, SECOND = timedelta(days=61), timedelta(days=31)
APART = timedelta(days=28)  # between the two, and between the second and the end

_UNUSED = text(
    """
    SELECT p.id, p.lang, p.name, p.warnings, m.address FROM person p
        JOIN mailbox m ON m.person_id = p.id
    WHERE p.kind = 'account' AND p.demo_key IS NULL AND p.welcomed_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM role r WHERE r.person_id = p.id)
        AND ((p.warnings = 0 AND p.signed_in_at < :first)
            OR (p.warnings = 1 AND p.signed_in_at < :second AND p.warned_at < :apart))
    ORDER BY p.signed_in_at LIMIT :limit FOR UPDATE OF p SKIP LOCKED
    """
)
_WARNED = text("UPDATE person SET warnings = warnings + 1, warned_at = :now WHERE id = :id")
_AGAIN = text(
    "UPDATE job SET state = 'waiting', starts = 0, error = '', ended_at = NULL, beat_at = NULL "
    "WHERE name = :name AND state IN ('failed', 'cancelled')"
)


def _periods() -> list[tuple[Holding, Period]]:
    return [(holding, one) for holding in personal.holdings() for one in holding.periods]


def _values(period: Period, now: datetime, changed: Mapping[str, int]) -> dict[str, Any]:
    return {"before": now - personal.period_of(period, changed), "now": now}


async def ask(sessions: Sessions) -> None:
    """Ask for the work of the night; once, however many workers there are."""
    async with working(sessions) as db:
        with suppress(Running):
            await start(db, RETAIN, once=RETAIN)


@long_work(RETAIN, _l("Deleting what is kept no longer"))
async def retain(work: Work) -> dict[str, Any]:
    async with working(work.sessions) as db:
        now = (await db.exec(select(clock.in_sql()))).one()
    done: dict[str, Any] = {}
    pairs = _periods()
    for number, (holding, period) in enumerate(pairs):
        await work.report("Deleting", number / len(pairs))
        go = _let_go if period.leaves else _delete
        values = _values(period, now, work.settings.retention_days)
        done[period.name] = await go(work.sessions, holding, period, values)
    done["warned"] = await _warn(work.sessions, work.settings, now)
    async with working(work.sessions) as db:  # whoever left is not forgotten half
        await sql(db, _AGAIN, {"name": leaving.LEAVE})
    _forget_mail_files(work.settings, now)
    log.info("What is kept no longer is deleted.", **done)
    return done


async def _delete(
    sessions: Sessions, holding: Holding, period: Period, values: dict[str, Any]
) -> int:
    """Piece by piece; names and conditions are those of the register, which is code."""
    some = (
        f"ctid IN (SELECT ctid FROM {holding.table} WHERE {period.where} "  # noqa: S608
        "LIMIT :limit FOR UPDATE SKIP LOCKED)"
    )
    statement = (
        f"UPDATE {holding.table} SET {period.sets} WHERE {some}"  # noqa: S608
        if period.sets
        else f"DELETE FROM {holding.table} WHERE {some}"  # noqa: S608
    )
    total = 0
    while True:
        async with working(sessions) as db:
            rows = (await sql(db, text(statement), values | {"limit": PIECE})).rowcount
        total += rows
        if rows < PIECE:
            return total


async def _let_go(
    sessions: Sessions, holding: Holding, period: Period, values: dict[str, Any]
) -> int:
    """Whoever is meant leaves, as if they had asked: their texts stay, without a name."""
    found = text(
        f"SELECT id FROM {holding.table} WHERE {period.where} "  # noqa: S608
        "ORDER BY id LIMIT :limit"
    )
    async with working(sessions) as db:
        ids: list[UUID] = list((await sql(db, found, values | {"limit": LEAVINGS})).scalars())
    gone = 0
    for person_id in ids:
        with suppress(NotFound, Refused):  # came back, or left, or was given a role meanwhile
            async with working(sessions) as db:
                await leaving.close_account(db, person_id, removes=False)
                gone += 1
    return gone


async def _warn(sessions: Sessions, settings: Settings, now: datetime) -> int:
    """Tell owners of accounts that nobody uses, twice, when and how it will be deleted."""
    period = next(one for _, one in _periods() if one.name == "inactive")
    kept = personal.period_of(period, settings.retention_days)
    asked = {
        "first": now - kept + FIRST, "second": now - kept + SECOND, "apart": now - APART,
        "limit": 100,
    }  # fmt: skip
    told = 0
    while True:
        async with working(sessions) as db:
            rows = (await sql(db, _UNUSED, asked)).all()
            for row in rows:
                ends_at = now + (SECOND if row.warnings else FIRST)
                await _write(db, settings, row, ends_at)
                await sql(db, _WARNED, {"id": row.id, "now": now})
        told += len(rows)
        if len(rows) < asked["limit"]:
            return told


async def _write(db: AsyncSession, settings: Settings, row: Any, ends_at: datetime) -> None:
    await mail.write(
        db, db.info["templates"], "unused", kind="unused", address=row.address, lang=row.lang,
        person_id=row.id, once_key=f"unused:{row.id}:{row.warnings}:{ends_at:%Y-%m}",
        name=row.name, ends_at=ends_at, site_name=settings.site_name,
        public_url=settings.public_url, url=f"{settings.public_url}/{row.lang}/sign-in",
    )  # fmt: skip


def _forget_mail_files(settings: Settings, now: datetime) -> None:
    """Mails kept as files, when no server is set, go with those of the table."""
    period = next(one for _, one in _periods() if one.name == "mails")
    before = (now - personal.period_of(period, settings.retention_days)).timestamp()
    folder = settings.home / "mail"
    for file in folder.glob("*.eml") if folder.is_dir() else ():
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)


async def due(db: AsyncSession, changed: Mapping[str, int]) -> dict[str, int]:
    """How many rows would go tonight, by the name of the period."""
    now = (await db.exec(select(clock.in_sql()))).one()
    found: dict[str, int] = {}
    for holding, period in _periods():
        counted = text(f"SELECT count(*) FROM {holding.table} WHERE {period.where}")  # noqa: S608
        values = _values(period, now, changed)
        found[period.name] = (await sql(db, counted, values)).scalar_one()
    return found
