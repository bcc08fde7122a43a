"""Who asks, and who is who."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.rules import Viewer
from participe.people.models import Mailbox, Person, Role, SignInRequest

_ENTER = text("SELECT * FROM enter(:hash, :at)")


async def viewer(db: AsyncSession, key: str) -> Viewer:
    """Who holds this key, in which roles, and what time it is: one statement a request.

    The same statement says on whose behalf the transaction runs, for row-level security.
    Roles are not kept in the cookie, so that taking one away works at once.
    """
    asked = {"hash": hash_of(key) if key else None, "at": clock.stopped()}
    row = (await sql(db, _ENTER, asked)).one()
    if row.person_id is None:
        return Viewer(row.now)
    return Viewer(
        row.now,
        row.person_id,
        frozenset(zip(row.role_names or (), row.role_places or (), strict=True)),
        name=row.name,
        lang=row.lang,
        theme=row.theme,
        session_id=row.session_id,
        proved_at=row.proved_at,
        administrations=frozenset(row.administrations or ()),
        welcomed=row.welcomed,
        last_seen_at=row.last_seen_at,
    )


def hash_of(key: str) -> bytes:
    return sha256(key.encode()).digest()


def mailbox_key(address: str) -> str:
    """One account for one mailbox: case, and for Gmail dots and tags, do not make another."""
    name, _, host = address.strip().lower().rpartition("@")
    name = name.partition("+")[0]
    if host in ("gmail.com", "googlemail.com"):
        name, host = name.replace(".", ""), "gmail.com"
    return f"{name}@{host}"


async def person(db: AsyncSession, person_id: UUID) -> Person:
    found = (await db.exec(select(Person).where(Person.id == person_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


async def person_of_code(db: AsyncSession, code: str) -> Person | None:
    return (await db.exec(select(Person).where(Person.code == code))).one_or_none()


async def mailbox_of(db: AsyncSession, person_id: UUID) -> Mailbox | None:
    return (await db.exec(select(Mailbox).where(Mailbox.person_id == person_id))).one_or_none()


async def reachable(db: AsyncSession, ids: Sequence[UUID]) -> Sequence[tuple[Person, str]]:
    """Persons with the address at which they are reached; for the worker's scope."""
    found = (
        select(Person, Mailbox.address)
        .join(Mailbox, col(Mailbox.person_id) == Person.id)
        .where(col(Person.id).in_(ids))
    )
    return [(person, address) for person, address in (await db.exec(found)).all()]


async def sign_in_request(db: AsyncSession, code: str) -> SignInRequest | None:
    found = select(SignInRequest).where(SignInRequest.code == code)
    return (await db.exec(found)).one_or_none()


async def roles_of(db: AsyncSession, person_id: UUID) -> Sequence[Role]:
    return (await db.exec(select(Role).where(Role.person_id == person_id))).all()


async def demo_people(db: AsyncSession) -> Sequence[Person]:
    """The persons whom a demonstration lets one be, officials last."""
    found = select(Person).where(col(Person.demo_key).is_not(None)).order_by(col(Person.id))
    return (await db.exec(found)).all()


def is_fresh(viewer: Viewer, minutes: int = 10) -> bool:
    """Did this session prove itself by a code or link in the last minutes?"""
    proved: datetime | None = viewer.proved_at
    return proved is not None and (viewer.now - proved).total_seconds() < minutes * 60
