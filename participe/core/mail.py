"""Mails: written into the outgoing box with the change they tell of, sent by the worker.

A mail holds its words from the beginning (a code to sign in), or gets them when it leaves, from
whoever is named in `composed_by`: what was hidden or erased meanwhile is then not in it.

A mail is claimed and committed, sent outside any transaction with a Message-ID that never
changes, then noted as sent: a worker killed in the middle may send it twice with the same
Message-ID, which mailboxes show once, and never loses it.
"""

import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from jinja2 import Environment
from sqlalchemy import Index, text, update
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock, i18n, smtp
from participe.core.db import Row, Sessions, new_code, working
from participe.core.settings import Settings

MAX_ATTEMPTS = 10  # the last one about a day after the first
CLAIM = timedelta(minutes=2)  # a claim whose worker died is free again after this
LONGEST_S = 25  # a round ends after this, and a mail takes 20 s at most: far within the claim
log = structlog.get_logger()


class Mail(Row, table=True):
    """One mail to one person. `kind` says what it is about, for settings and for counting."""

    __tablename__ = "mail"
    __table_args__ = (
        Index(
            "ix_mail_due_at", "due_at", postgresql_where=text("sent_at IS NULL AND attempts < 10")
        ),
    )

    kind: str
    person_id: UUID | None = Field(default=None, index=True)
    address: str = ""
    lang: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    # Who finds address and words when it leaves, see `composer`; "" when they are here already.
    composed_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # The address that stops mails of this kind (RFC 8058); "" for those that always come.
    unsubscribe: str = Field(default="", sa_column_kwargs={"server_default": ""})
    message_id: str = Field(default_factory=lambda: new_code() + new_code(), unique=True)
    # One mail for one reason: writing it twice changes nothing.
    once_key: str | None = Field(default=None, unique=True)
    due_at: datetime = Field(default_factory=clock.now)
    attempts: int = 0
    last_error: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Letter:
    """The words of a mail in one language, the same for all who read it in that language."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Addressed:
    """A letter with what stands on its envelope."""

    letter: Letter
    address: str
    lang: str
    unsubscribe: str = ""


# Addressed letters by the mail's id; one that is missing has nothing to tell any more.
Composer = Callable[[AsyncSession, Sequence[Mail]], Awaitable[dict[UUID, Addressed]]]
_composers: dict[str, Composer] = {}


def composer(name: str) -> Callable[[Composer], Composer]:
    """Register who finds the words of mails with this `composed_by`, at each attempt anew."""

    def register(compose: Composer) -> Composer:
        _composers[name] = compose
        return compose

    return register


def letter(templates: Environment, template: str, lang: str, **context: Any) -> Letter:
    """`templates/emails/{template}.txt` gives the subject (its first line) and the text,
    `….html` the same for eyes; both extend a base that holds header and footer.
    """
    import css_inline  # the worker writes letters, not the web

    with i18n.speaking(lang):
        values = {"locale": i18n.locale(), **context}
        subject, _, body = (
            templates.get_template(f"emails/{template}.txt").render(values).strip().partition("\n")
        )
        html = templates.get_template(f"emails/{template}.html").render(values)
    return Letter(" ".join(subject.split())[:200], body.strip() + "\n", css_inline.inline(html))


async def write(
    db: AsyncSession,
    templates: Environment,
    template: str,
    *,
    kind: str,
    address: str,
    lang: str,
    person_id: UUID | None = None,
    once_key: str | None = None,
    **context: Any,
) -> None:
    """Put a mail in the outgoing box, in the reader's language."""
    words = letter(templates, template, lang, **context)
    await put(
        db, words, kind=kind, address=address, lang=lang, person_id=person_id, once_key=once_key
    )


async def put(
    db: AsyncSession,
    words: Letter,
    *,
    kind: str,
    address: str,
    lang: str,
    person_id: UUID | None = None,
    once_key: str | None = None,
) -> None:
    """Put a letter in the outgoing box. With a `once_key` already used, nothing is written."""
    if once_key is not None:
        used = await db.exec(select(Mail.id).where(Mail.once_key == once_key))
        if used.first() is not None:
            return
    db.add(
        Mail(
            kind=kind,
            person_id=person_id,
            address=address,
            lang=lang,
            subject=words.subject,
            text=words.text,
            html=words.html,
            once_key=once_key,
        )
    )
    db.info["rings"] = True


async def send_due(sessions: Sessions, settings: Settings, limit: int = 50) -> int:
    """Send what is due; return how many left. Safe to run in several workers."""
    begun, sent = monotonic(), 0
    mails = await _with_words(sessions, await _claim(sessions, limit))
    for place, mail in enumerate(mails):
        if monotonic() - begun > LONGEST_S:
            await _give_back(sessions, mails[place:])
            break
        error = ""
        try:
            await smtp.send(mail, settings)
        except smtp.FAILURES as failure:
            error = f"{type(failure).__name__}: {failure}"[:500]
        if error:
            await _failed(sessions, mail, error)
            continue
        async with working(sessions) as db:
            done = update(Mail).where(col(Mail.id) == mail.id).values(sent_at=clock.now())
            await db.exec(done)
        sent += 1
    return sent


async def _claim(sessions: Sessions, limit: int) -> list[Mail]:
    async with working(sessions) as db:
        now = (await db.exec(select(clock.in_sql()))).one()
        due = (
            select(Mail)
            .where(col(Mail.sent_at).is_(None), Mail.attempts < MAX_ATTEMPTS, Mail.due_at <= now)
            .order_by(col(Mail.due_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        mails = list((await db.exec(due)).all())
        for mail in mails:
            mail.attempts += 1
            mail.due_at = now + CLAIM
        return mails


async def _give_back(sessions: Sessions, mails: Sequence[Mail]) -> None:
    """Nobody tried these: they are due at once, and no attempt is lost."""
    async with working(sessions) as db:
        free = update(Mail).where(col(Mail.id).in_([mail.id for mail in mails]))
        await db.exec(free.values(attempts=col(Mail.attempts) - 1, due_at=clock.in_sql()))


async def _failed(sessions: Sessions, mail: Mail, error: str) -> None:
    """Try again later. Words that are found anew then are not kept: they may be hidden meanwhile."""
    async with working(sessions) as db:
        later = mail.due_at + timedelta(minutes=2**mail.attempts)
        values: dict[str, Any] = {"last_error": error, "due_at": later}
        if mail.composed_by:
            values |= {"subject": "", "text": "", "html": ""}
        await db.exec(update(Mail).where(col(Mail.id) == mail.id).values(**values))
    log.warning("A mail could not be sent.", kind=mail.kind, attempts=mail.attempts)


async def _with_words(sessions: Sessions, mails: Sequence[Mail]) -> list[Mail]:
    """Those that have something to tell, in their order; the others are removed."""
    by_composer: dict[str, list[Mail]] = {}
    for mail in mails:
        by_composer.setdefault(mail.composed_by, []).append(mail)
    ready = {mail.id: mail for mail in by_composer.pop("", [])}
    for name, waiting in by_composer.items():
        try:
            ready |= await _compose(sessions, name, waiting)
        except Exception:  # one that cannot be written must not hold the others
            for mail in waiting:
                try:
                    ready |= await _compose(sessions, name, [mail])
                except Exception as error:
                    await _failed(sessions, mail, f"Not written: {type(error).__name__}")
                    log.error(
                        "A mail could not be written.",
                        kind=mail.kind,
                        trace=traceback.format_exc(limit=8),
                    )
    return [ready[mail.id] for mail in mails if mail.id in ready]


async def _compose(sessions: Sessions, name: str, mails: Sequence[Mail]) -> dict[UUID, Mail]:
    async with working(sessions) as db:
        found = await _composers[name](db, mails)
        rows = await db.exec(select(Mail).where(col(Mail.id).in_([mail.id for mail in mails])))
        ready: dict[UUID, Mail] = {}
        for mail in rows.all():
            if (words := found.get(mail.id)) is None:
                await db.delete(mail)
                continue
            mail.address, mail.lang, mail.unsubscribe = words.address, words.lang, words.unsubscribe
            mail.subject, mail.text = words.letter.subject, words.letter.text
            mail.html = words.letter.html
            ready[mail.id] = mail
        return ready
