"""Mails: written into the outgoing box with the change they tell of, sent by the worker.

A mail is claimed and committed, sent outside any transaction with a Message-ID that never
changes, then noted as sent: a worker killed in the middle may send it twice with the same
Message-ID, which mailboxes show once, and never loses it.
"""

import asyncio
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib
import css_inline
import structlog
from jinja2 import Environment
from sqlalchemy import Index, text
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock, i18n
from participe.core.db import Row, Sessions, new_code, working
from participe.core.settings import Settings

MAX_ATTEMPTS = 10  # the last one about a day after the first
CLAIM = timedelta(minutes=2)  # a claim whose worker died is free again after this
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
    address: str
    lang: str
    subject: str
    text: str
    html: str
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


def letter(templates: Environment, template: str, lang: str, **context: Any) -> Letter:
    """`templates/emails/{template}.txt` gives the subject (its first line) and the text,
    `….html` the same for eyes; both extend a base that holds header and footer.
    """
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
    sent = 0
    for mail in await _claim(sessions, limit):
        error = ""
        try:
            await _send(mail, settings)
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError, TimeoutError) as failure:
            error = f"{type(failure).__name__}: {failure}"[:500]
        async with working(sessions) as db:
            stored = (await db.exec(select(Mail).where(Mail.id == mail.id))).one()
            if error:
                stored.last_error = error
                stored.due_at = stored.due_at + timedelta(minutes=2**stored.attempts)
                log.warning("A mail could not be sent.", kind=mail.kind, attempts=stored.attempts)
            else:
                stored.sent_at = clock.now()
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


def as_message(mail: Mail, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = mail.subject
    message["From"] = Address(settings.site_name, addr_spec=settings.mail_from)
    message["To"] = mail.address
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.message_id}@{urlsplit(settings.public_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = mail.lang  # set_content clears what begins with Content
    return message


async def _send(mail: Mail, settings: Settings) -> None:
    message = as_message(mail, settings)
    url = settings.smtp_url.get_secret_value()
    if settings.demo and not url:
        return  # the mailbox page shows what is in the table
    if not url:
        await asyncio.to_thread(_keep_on_disk, message, settings.home / "mail", mail)
        return
    server = urlsplit(url)
    local = server.hostname in ("127.0.0.1", "localhost", "::1")
    await aiosmtplib.send(
        message,
        hostname=server.hostname,
        port=server.port or (465 if server.scheme == "smtps" else 587),
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        # A relay on this very machine may speak plainly; any other must encrypt.
        start_tls=None if local or server.scheme == "smtps" else True,
        timeout=20,
    )


def _keep_on_disk(message: EmailMessage, folder: Path, mail: Mail) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{mail.created_at:%Y%m%d-%H%M%S}-{mail.kind}-{mail.message_id}.eml").write_bytes(
        bytes(message)
    )
