"""Leaving: the account is closed at once, the rest is done by a job that begins again if it must.

The statements are those of the register (`core/personal.py`). Each runs in a short transaction of
its own, finds less each time, and may be repeated: a crash loses nothing and doubles nothing.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import personal
from participe.core.db import EVERYTHING, Sessions, enter_scope, new_code, sql, working
from participe.core.errors import NotFound, Refused
from participe.core.i18n import LANGUAGES, LazyText, _l, localized, speaking
from participe.core.jobs import Job, start
from participe.core.personal import Leaving, Step
from participe.core.rules import Viewer
from participe.core.settings import Settings
from participe.people.models import Kind
from participe.people.queries import mailbox_key

LEAVE = "me.leave"
PIECE = 500  # rows of a transaction
TRIES = 6  # of a transaction that met another one
REMOVED_TITLE = _l("Text removed by its author")
REMOVED_BODY = _l("The author of this text has left the platform and removed it.")
LAST_ONE = _l(
    "You are the last administrator of %(name)s. Invite another one first, then you can leave."
)
LAST_ADMIN = _l(
    "You are the last administrator of the platform. Name another one first, then you can leave."
)


def values_of(
    person: UUID, gone: UUID, *, removes: bool, name: str, address: str
) -> dict[str, Any]:
    """The parameters that a step may use."""
    return {
        "person": person, "gone": gone, "removes": removes, "name": name,
        "address": address.lower(), "key": mailbox_key(address) if address else "",
        "limit": PIECE, "title": _said(REMOVED_TITLE), "body": _said(REMOVED_BODY),
    }  # fmt: skip


def _said(words: LazyText) -> str:
    said = {}
    for code in LANGUAGES:
        with speaking(code):
            said[code] = str(words)
    return json.dumps(said)


# --- At once, in the request ---

_LOCK = text(
    "SELECT p.id, p.kind, p.name, m.address FROM person p LEFT JOIN mailbox m ON m.person_id = p.id "
    "WHERE p.id = :person FOR UPDATE OF p"
)
_PLACES = text(
    """
    SELECT a.id, a.name FROM administration a
    WHERE a.id IN (SELECT administration_id FROM role
        WHERE person_id = :person AND name = 'administrator')
    ORDER BY a.id FOR UPDATE
    """
)
_OTHERS = text(
    "SELECT count(*) FROM role WHERE name = :name AND person_id <> :person "
    "AND administration_id IS NOT DISTINCT FROM CAST(:place AS uuid)"
)
_RUNS_PLATFORM = text("SELECT 1 FROM role WHERE person_id = :person AND name = 'admin'")
_ONE_ADMIN_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('platform-admins', 0))")
_CLOSE = (
    "DELETE FROM session WHERE person_id = :person",
    "DELETE FROM mailbox WHERE person_id = :person",
    "DELETE FROM role WHERE person_id = :person",
    "UPDATE person SET kind = 'gone', name = '', title = '{}', demo_key = NULL, "
    "welcomed_at = NULL WHERE id = :person",
)


async def why_not(db: AsyncSession, person: UUID) -> LazyText | None:
    """None, or what must be done before this person can leave."""
    for place in (await sql(db, _PLACES_READ, {"person": person})).all():
        if not await _others(db, person, "administrator", place.id):
            return _l(LAST_ONE.message, name=_name(place.name))
    runs = (await sql(db, _RUNS_PLATFORM, {"person": person})).first()
    return LAST_ADMIN if runs and not await _others(db, person, "admin", None) else None


_PLACES_READ = text(str(_PLACES).replace("FOR UPDATE", ""))


async def _others(db: AsyncSession, person: UUID, name: str, place: UUID | None) -> int:
    asked = {"person": person, "name": name, "place": place}
    return (await sql(db, _OTHERS, asked)).scalar_one()


def _name(value: dict[str, str]) -> str:
    return localized(value).said().text


async def close(db: AsyncSession, viewer: Viewer, *, removes: bool) -> Job:
    """Close the account and ask for the rest. Raises Refused for the last administrator.

    removes: the texts go too; else they stay without a name. Twice at the same time is once: the
    second finds nobody.
    """
    assert viewer.id
    return await close_account(db, viewer.id, removes=removes)


async def close_account(db: AsyncSession, person_id: UUID, *, removes: bool) -> Job:
    await enter_scope(db, administrations=EVERYTHING)
    person = (await sql(db, _LOCK, {"person": person_id})).one_or_none()
    if person is None or person.kind == Kind.GONE:
        raise NotFound
    # Two who leave together must not leave an administration to nobody.
    await sql(db, _PLACES, {"person": person_id})
    if (await sql(db, _RUNS_PLATFORM, {"person": person_id})).first():
        await sql(db, _ONE_ADMIN_AT_A_TIME)
    if reason := await why_not(db, person_id):
        raise Refused(reason)
    job = await start(
        db, LEAVE, once=f"leave:{person_id}",
        person=str(person_id), gone=str(uuid4()), removes=removes,
        called=person.name, address=person.address or "",
    )  # fmt: skip
    await db.flush()
    for statement in _CLOSE:
        await sql(db, text(statement), {"person": person_id})
    return job


# --- The rest, in the job ---

_NOBODY = text(
    "INSERT INTO person (id, created_at, code, kind, name, lang, theme, title, alias, signed_in_at, "
    "warnings) SELECT :gone, date_trunc('month', statement_timestamp()), :code, 'gone', '', 'fr', "
    "'auto', '{}', gen_random_uuid(), date_trunc('month', statement_timestamp()), 0 "
    "WHERE EXISTS (SELECT 1 FROM person WHERE id = :person) ON CONFLICT DO NOTHING"
)
_REMOVE = text("DELETE FROM person WHERE id = :person")
Report = Callable[[str, float], Awaitable[None]]


@dataclass(frozen=True)
class Going:
    """Who goes, and how."""

    person: UUID
    gone: UUID
    removes: bool
    name: str
    address: str

    @classmethod
    def read(cls, arguments: dict[str, Any]) -> "Going":
        return cls(
            UUID(arguments["person"]), UUID(arguments["gone"]), arguments["removes"],
            arguments["called"], arguments["address"],
        )  # fmt: skip


async def finish(sessions: Sessions, settings: Settings, going: Going, report: Report) -> int:
    """Do all that is left to do for one person; return the rows changed."""
    values = values_of(
        going.person, going.gone, removes=going.removes, name=going.name, address=going.address
    )
    async with working(sessions) as db:
        await sql(db, _NOBODY, values | {"code": new_code()})
    forget_mail_files(settings, await _mails_quoting(sessions, values))
    # What points comes after what it points to: backwards, words go before their subjects.
    order = list(reversed(personal.holdings()))
    steps = [step for holding in order for step in holding.steps]
    work = [one for one in steps if not one.late] + [one for one in steps if one.late]
    work += [
        _of_column(holding.table, column, leaving)
        for holding in order
        for column, leaving in holding.points.items()
        if leaving is not Leaving.ALIAS
    ]
    changed = 0
    for number, step in enumerate(work):
        await report(_stage(number, len(work)), number / len(work))
        while rows := await _once(sessions, step, values):
            changed += rows
    await _last(sessions, work, values)
    return changed


def _stage(number: int, of: int) -> str:
    return "Removing texts" if number < of / 2 else "Removing traces"


def _of_column(table: str, column: str, leaving: Leaving) -> Step:
    """Names are those of the register, which is code."""
    some = f"ctid IN (SELECT ctid FROM {table} WHERE {column} = :person LIMIT :limit)"  # noqa: S608
    if leaving is Leaving.DELETED:
        return Step(f"DELETE FROM {table} WHERE {some}")  # noqa: S608
    value = ":gone" if leaving is Leaving.COUNTED else "NULL"
    return Step(f"UPDATE {table} SET {column} = {value} WHERE {some}")  # noqa: S608


async def _once(sessions: Sessions, step: Step, values: dict[str, Any]) -> int:
    """One piece of a step. Who meets another transaction waits a moment and tries again."""
    for attempt in range(TRIES):
        with suppress(OperationalError):  # a deadlock, or a lock that was held too long
            async with working(sessions) as db:
                return (await sql(db, text(step.sql), _used(step, values))).rowcount
        await asyncio.sleep(0.1 * 2**attempt)
    async with working(sessions) as db:
        return (await sql(db, text(step.sql), _used(step, values))).rowcount


def _used(step: Step, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if f":{name}" in step.sql}


async def _last(sessions: Sessions, work: list[Step], values: dict[str, Any]) -> None:
    """The row itself. A vote that was on its way when the account closed is moved before."""
    async with working(sessions) as db:
        await sql(db, text("SELECT 1 FROM person WHERE id = :person FOR UPDATE"), values)
        for step in work:
            while (await sql(db, text(step.sql), _used(step, values))).rowcount:
                pass
        await sql(db, _REMOVE, values)


# --- Mails that are kept as files, when no server is set ---

_QUOTING = text(
    """
    SELECT message_id FROM mail m WHERE m.person_id = :person OR lower(m.address) = :address
        OR (:name <> '' AND position(:name IN m.subject || ' ' || m.text) > 0)
        OR (:removes AND EXISTS (
            SELECT 1 FROM regexp_matches(m.text, '[/#-]([a-z2-7]{10})(?![a-z2-7])', 'g') AS found
            JOIN subject s ON s.code = found[1] WHERE s.author_id = :person))
    """
)


async def _mails_quoting(sessions: Sessions, values: dict[str, Any]) -> list[str]:
    async with working(sessions) as db:
        return list((await sql(db, _QUOTING, values)).scalars())


def forget_mail_files(settings: Settings, message_ids: list[str]) -> None:
    folder, wanted = settings.home / "mail", set(message_ids)
    if not wanted or not folder.is_dir():
        return
    for file in folder.glob("*.eml"):
        if file.stem.rpartition("-")[2] in wanted:
            file.unlink(missing_ok=True)
