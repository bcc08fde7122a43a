"""Signing in and out, and what a person says of themself."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from jinja2 import Environment
from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit, clock, mail
from participe.core.db import EVERYTHING, apart, enter_scope, new_id
from participe.core.errors import NotFound
from participe.core.rules import Viewer, signed_in
from participe.core.settings import Settings
from participe.people import queries
from participe.people.forms import SettingsForm, WelcomeForm
from participe.people.models import Invitation, Kind, Mailbox, Person, Role, Session, SignInRequest
from participe.people.queries import hash_of, mailbox_key

CITIZEN_STAYS = timedelta(days=30)
OFFICIAL_STAYS = timedelta(hours=12)
VALID = timedelta(minutes=10)
MAX_TRIES = 5


@dataclass(frozen=True)
class Asked:
    """A sign-in mail is on its way: what the browser that asked must keep."""

    request: SignInRequest
    browser_key: str


async def ask_to_sign_in(
    db: AsyncSession,
    viewer: Viewer,
    templates: Environment,
    settings: Settings,
    *,
    address: str,
    lang: str,
    next: str,
) -> Asked:
    """Send a link and a code to this mailbox. Known or unknown, all goes the same way."""
    await enter_scope(db, administrations=EVERYTHING)
    digits, link, browser_key = (
        f"{secrets.randbelow(1_000_000):06}",
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(24),
    )
    asked = SignInRequest(
        address=address,
        key=mailbox_key(address),
        lang=lang,
        next=next,
        browser_hash=hash_of(browser_key),
        code_hash=hash_of(digits + link),
        link_hash=hash_of(link),
        ends_at=viewer.now + VALID,
    )
    # The code alone has few digits: its hash is salted with the row's own code.
    asked.code_hash = _code_hash(settings, asked, digits)
    db.add(asked)
    await mail.write(
        db,
        templates,
        "sign_in",
        kind="sign_in",
        address=address,
        lang=lang,
        digits=f"{digits[:3]} {digits[3:]}",
        url=f"{settings.public_url}/{lang}/sign-in/link/{link}",
        site_name=settings.site_name,
        public_url=settings.public_url,
    )
    return Asked(asked, browser_key)


def _code_hash(settings: Settings, asked: SignInRequest, digits: str) -> bytes:
    secret = settings.secret_key.get_secret_value().encode()
    return hmac.digest(secret, f"{asked.code}:{digits}".encode(), "sha256")


async def try_code(
    db: AsyncSession, viewer: Viewer, settings: Settings, code: str, digits: str, browser_key: str
) -> SignInRequest | None:
    """The request that these digits open, or None. A wrong try counts whatever is answered."""
    await enter_scope(db, administrations=EVERYTHING)
    async with apart(db) as own:
        # One statement counts and tells, so that parallel guesses cannot share a try.
        count = (
            update(SignInRequest)
            .where(
                col(SignInRequest.code) == code,
                col(SignInRequest.tries) < MAX_TRIES,
                col(SignInRequest.used_at).is_(None),
                col(SignInRequest.ends_at) > viewer.now,
                col(SignInRequest.browser_hash) == hash_of(browser_key),
            )
            .values(tries=col(SignInRequest.tries) + 1)
            .returning(col(SignInRequest.id))
        )
        if (await own.exec(count)).first() is None:
            return None
    asked = await queries.sign_in_request(db, code)
    if asked is None or not hmac.compare_digest(
        asked.code_hash, _code_hash(settings, asked, digits)
    ):
        return None
    return await _burn(db, viewer, asked)


async def try_link(db: AsyncSession, viewer: Viewer, link: str) -> SignInRequest | None:
    """The request that this link opens, once."""
    await enter_scope(db, administrations=EVERYTHING)
    found = select(SignInRequest).where(
        SignInRequest.link_hash == hash_of(link),
        col(SignInRequest.used_at).is_(None),
        SignInRequest.ends_at > viewer.now,
    )
    asked = (await db.exec(found)).one_or_none()
    return await _burn(db, viewer, asked) if asked else None


async def _burn(db: AsyncSession, viewer: Viewer, asked: SignInRequest) -> SignInRequest | None:
    burn = (
        update(SignInRequest)
        .where(col(SignInRequest.id) == asked.id, col(SignInRequest.used_at).is_(None))
        .values(used_at=viewer.now)
        .returning(col(SignInRequest.id))
    )
    return asked if (await db.exec(burn)).first() else None


async def person_of_mailbox(db: AsyncSession, now: datetime, address: str, lang: str) -> Person:
    """The account of a confirmed mailbox, made when there was none."""
    await enter_scope(db, administrations=EVERYTHING)
    key = mailbox_key(address)
    found = (
        select(Person).join(Mailbox, col(Mailbox.person_id) == Person.id).where(Mailbox.key == key)
    )
    if known := (await db.exec(found)).one_or_none():
        return known
    person = Person(id=new_id(), lang=lang)
    db.add(person)
    await db.flush()
    added = (
        insert(Mailbox)
        .values(person_id=person.id, address=address, key=key, confirmed_at=now)
        .on_conflict_do_nothing()
        .returning(col(Mailbox.person_id))
    )
    if (await db.exec(added)).first() is None:  # two browsers confirmed at the same instant
        await db.delete(person)
        await db.flush()
        return (await db.exec(found)).one()
    return person


async def sign_in(
    db: AsyncSession, person: Person, now: datetime, device: str = "", old_key: str = ""
) -> tuple[str, timedelta]:
    """Begin a session with a new key, ending the one before; return key and how long it holds."""
    await enter_scope(db, administrations=EVERYTHING)  # nobody is signed in yet
    roles = await queries.roles_of(db, person.id)
    stays = OFFICIAL_STAYS if roles else CITIZEN_STAYS
    if old_key:
        await db.exec(delete(Session).where(col(Session.key_hash) == hash_of(old_key)))
    key = secrets.token_urlsafe(32)
    person.signed_in_at, person.warnings, person.warned_at = now, 0, None
    db.add(
        Session(
            person_id=person.id,
            key_hash=hash_of(key),
            device=device,
            proved_at=now,
            last_seen_at=now,
            ends_at=now + stays,
        )
    )
    await db.flush()
    return key, stays


async def end_session(db: AsyncSession, viewer: Viewer, session_id: UUID) -> None:
    """End one of one's own sessions. Raises NotFound for another person's."""
    ended = (
        delete(Session)
        .where(col(Session.id) == session_id, col(Session.person_id) == viewer.id)
        .returning(col(Session.id))
    )
    if (await db.exec(ended)).first() is None:
        raise NotFound


async def end_other_sessions(db: AsyncSession, viewer: Viewer) -> None:
    """End all of one's sessions but this one."""
    others = (col(Session.person_id) == viewer.id, col(Session.id) != viewer.session_id)
    await db.exec(delete(Session).where(*others))


async def welcome(db: AsyncSession, viewer: Viewer, form: WelcomeForm) -> None:
    signed_in.require(viewer, None)
    assert viewer.id
    person = await queries.person(db, viewer.id)
    person.name, person.lang, person.welcomed_at = form.name, form.lang, viewer.now


async def change_settings(db: AsyncSession, viewer: Viewer, form: SettingsForm) -> None:
    signed_in.require(viewer, None)
    assert viewer.id
    person = await queries.person(db, viewer.id)
    person.name, person.lang, person.theme = form.name, form.lang, form.theme


async def choose_theme(db: AsyncSession, viewer: Viewer, theme: str) -> None:
    signed_in.require(viewer, None)
    assert viewer.id
    (await queries.person(db, viewer.id)).theme = theme


async def give_role(
    db: AsyncSession,
    viewer: Viewer,
    person_id: UUID,
    name: str,
    *,
    administration_id: UUID | None = None,
    project_id: UUID | None = None,
) -> None:
    """Give a role; giving it again changes nothing. Whether one may is the caller's rule."""
    added = (
        insert(Role)
        .values(
            id=new_id(),
            created_at=clock.now(),
            person_id=person_id,
            name=name,
            administration_id=administration_id,
            project_id=project_id,
            given_by_id=viewer.id,
        )
        .on_conflict_do_nothing()
        .returning(col(Role.id))
    )
    if (await db.exec(added)).first() is not None:
        audit.note(
            db, viewer, "role.give", f"person:{person_id}",
            administration_id=administration_id, role=name,
        )  # fmt: skip


async def take_role(db: AsyncSession, viewer: Viewer, role: Role) -> None:
    await db.delete(role)
    audit.note(
        db, viewer, "role.take", f"person:{role.person_id}",
        administration_id=role.administration_id, role=role.name,
    )  # fmt: skip


async def accept_invitations(db: AsyncSession, viewer: Viewer, person: Person, key: str) -> None:
    """Whoever holds the mailbox that was invited gets the role when they sign in."""
    open_ones = select(Invitation).where(
        Invitation.key == key,
        col(Invitation.accepted_at).is_(None),
        Invitation.ends_at > viewer.now,
    )
    for invitation in (await db.exec(open_ones)).all():
        invitation.accepted_at = viewer.now
        await give_role(
            db,
            viewer,
            person.id,
            invitation.role,
            administration_id=None if invitation.project_id else invitation.administration_id,
            project_id=invitation.project_id,
        )


def device_of(agent: str) -> str:
    """«Firefox, Android»: enough to recognise one's own, not enough to follow anybody."""
    browser = next(
        (name for mark, name in _BROWSERS if mark in agent), "" if not agent else "Browser"
    )
    system = next((name for mark, name in _SYSTEMS if re.search(mark, agent)), "")
    return ", ".join(part for part in (browser, system) if part)


_BROWSERS = (
    ("Firefox", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def new_account(name: str, lang: str, **values: object) -> Person:
    """A person made by a command line or a demonstration, already welcomed."""
    return Person(name=name, lang=lang, kind=Kind.ACCOUNT, welcomed_at=clock.now(), **values)  # type: ignore[arg-type]
