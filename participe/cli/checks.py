"""The verdicts of `participe check`."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import aiosmtplib
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from participe import slices
from participe.cli.ground import Ground, fail
from participe.core import i18n, migrations, personal
from participe.core import register as registers
from participe.core.db import make_engine, make_sessions, working
from participe.core.settings import Settings
from participe.me import retention


@dataclass(frozen=True)
class Verdict:
    name: str
    ok: bool
    text: str


async def all_of(found: Ground) -> list[Verdict]:
    return [
        _settings(found),
        *await _database(found),
        await _redis(found),
        await _mail(found),
    ]


def register(settings: Settings, lang: str) -> str:
    """What the platform holds of people: from the declarations alone, no database is asked."""
    slices.load()
    if lang not in i18n.LANGUAGES:
        fail(f"The language must be one of {', '.join(i18n.LANGUAGES)}; got {lang!r}.", code=2)
    with i18n.speaking(lang):
        return registers.markdown(
            settings.retention_days,
            site_name=settings.site_name,
            contact=settings.contact_email,
        )


async def retention_due(found: Ground) -> list[str]:
    """One line for each period: its name, its days, and how many rows would go tonight."""
    slices.load()
    changed = found.settings.retention_days
    known = {one.name: one for holding in personal.holdings() for one in holding.periods}
    if unknown := set(changed) - set(known):
        fail(f"RETENTION_DAYS names no period of ours: {', '.join(sorted(unknown))}.", code=2)
    engine = make_engine(found.database_url, size=1, statement_timeout_s=600)
    try:
        async with working(make_sessions(engine)) as db:
            due = await retention.due(db, changed)
    finally:
        await engine.dispose()
    return [
        f"{name:14} {personal.period_of(known[name], changed).days:5} days  {rows:8} due"
        for name, rows in due.items()
    ]


def _settings(found: Ground) -> Verdict:
    settings = found.settings
    try:
        (settings.with_kept_secret() if settings.is_loopback else settings).checked_for_serving()
    except ValueError as wrong:
        return Verdict("Settings", False, str(wrong))
    limits = "" if settings.rate_limits else " Rate limits are OFF: for benchmarks only."
    return Verdict(
        "Settings",
        settings.rate_limits,
        f"{settings.public_url}, state in {settings.home}.{limits}",
    )


async def _database(found: Ground) -> list[Verdict]:
    engine = make_engine(found.database_url, size=1)
    try:
        async with engine.connect() as connection:
            version = (await connection.execute(text("SHOW server_version_num"))).scalar()
            privileged = (
                await connection.execute(
                    text(
                        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
                    )
                )
            ).scalar()
            vector = (
                await connection.execute(
                    text("SELECT 1 FROM pg_extension WHERE extname = 'vector'")
                )
            ).scalar()
    except (SQLAlchemyError, OSError) as error:
        return [Verdict("Database", False, f"It does not answer: {type(error).__name__}.")]
    finally:
        await engine.dispose()
    now, wanted = migrations.current(found.database_url), migrations.head()
    return [
        Verdict(
            "Database", int(version or 0) >= 160000, f"PostgreSQL {int(version or 0) // 10000}."
        ),
        Verdict(
            "Database role",
            not privileged,
            "A superuser or BYPASSRLS: use participe_app."
            if privileged
            else "Row-level security holds.",
        ),
        Verdict(
            "pgvector", bool(vector), "Installed." if vector else "Run CREATE EXTENSION vector."
        ),
        Verdict(
            "Migrations",
            now == wanted,
            f"At {now}."
            if now == wanted
            else f"At {now}, run `participe migrate` to reach {wanted}.",
        ),
    ]


async def _redis(found: Ground) -> Verdict:
    client = Redis.from_url(found.redis_url, socket_connect_timeout=2)
    try:
        await client.ping()
    except (RedisError, OSError) as error:
        return Verdict("Redis", False, f"It does not answer: {type(error).__name__}.")
    finally:
        await client.aclose()
    return Verdict("Redis", True, "It answers.")


async def _mail(found: Ground) -> Verdict:
    url = found.settings.smtp_url.get_secret_value()
    if not url:
        return Verdict(
            "Mail", True, f"No SMTP_URL: mails are kept in {found.settings.home / 'mail'}."
        )
    server = urlsplit(url)
    try:
        client = aiosmtplib.SMTP(
            hostname=server.hostname,
            port=server.port or (465 if server.scheme == "smtps" else 587),
            use_tls=server.scheme == "smtps",
            timeout=5,
        )
        await client.connect()
        await client.quit()
    except (aiosmtplib.SMTPException, OSError) as error:
        return Verdict("Mail", False, f"The mail server does not answer: {type(error).__name__}.")
    return Verdict("Mail", True, f"{server.hostname} answers.")
