"""How a mail leaves: by SMTP, into a folder where none is set, nowhere in a demonstration."""

import asyncio
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import aiosmtplib

from participe.core.settings import Settings

if TYPE_CHECKING:  # `mail` sends by what is here
    from participe.core.mail import Mail

FAILURES = (aiosmtplib.SMTPException, OSError, ssl.SSLError, TimeoutError)


def as_message(mail: "Mail", settings: Settings) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = mail.subject
    message["From"] = Address(settings.site_name, addr_spec=settings.mail_from)
    message["To"] = mail.address
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.message_id}@{urlsplit(settings.public_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = mail.lang  # set_content clears what begins with Content
    return message


async def send(mail: "Mail", settings: Settings) -> None:
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


def _keep_on_disk(message: EmailMessage, folder: Path, mail: "Mail") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{mail.created_at:%Y%m%d-%H%M%S}-{mail.kind}-{mail.message_id}.eml").write_bytes(
        bytes(message)
    )
