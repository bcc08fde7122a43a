"""What an operator may set, read once from the environment and passed as an argument.

Nothing imports a settings object: whoever needs one is given it.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, NonNegativeInt, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Settings(BaseSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    site_name: str = Field(
        default="Participe", description="Name of the platform, shown in titles and mails."
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        description="Base of mail links, QR codes, canonical addresses and feeds.",
    )
    contact_email: str = Field(
        default="contact@participe.example", description="Where people write for help."
    )
    operator: str = Field(
        default="",
        description="Who runs the site, for the legal notice: name, address, company number.",
    )
    database_url: str = Field(
        default="",
        description="PostgreSQL as the role `participe_app`. Unset: an embedded PostgreSQL 18.",
    )
    database_owner_url: str = Field(
        default="", description="The same database as its owner, for migrations only."
    )
    redis_url: str = Field(
        default="",
        description="redis:// or unix://. Unset: an embedded Redis, else one on the PATH.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="Signs links. At least 32 characters; required by `serve`.",
    )
    participe_home: Path | None = Field(
        default=None,
        description="Folder of all state. Unset: ./var, or /var/lib/participe as root.",
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""),
        description="smtp://user:password@host:587 (STARTTLS) or smtps://. Unset: mail is kept on disk.",
    )
    mail_from: str = Field(
        default="participe@participe.example", description="Sender of every mail."
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses whose X-Forwarded-For and -Proto are believed, by commas.",
    )
    files_url: str = Field(
        default="", description="s3://bucket/prefix for uploads. Unset: a folder in the home."
    )
    tiles_url: str = Field(
        default="",
        description="XYZ template of a base map, fetched by our own caching route. Unset: none.",
    )
    tiles_credit: str = Field(default="", description="Credit line of the base map.")
    rate_limits: bool = Field(
        default=True, description="Off for benchmarks only; `participe check` shows it."
    )
    retention_days: dict[str, NonNegativeInt] = Field(
        default_factory=dict,
        description='Periods that differ from the defaults, as JSON: {"drafts": 180}.',
    )
    security_contact: str = Field(
        default="mailto:security@participe.example",
        description="Shown in /.well-known/security.txt.",
    )
    demo: bool = Field(default=False, description="Set by `participe demo` only.", exclude=True)

    @field_validator("redis_url")
    @classmethod
    def _redis_scheme(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError(f"REDIS_URL must start with redis:// or unix://, got {value!r}.")
        return value

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _database_scheme(cls, value: str) -> str:
        if value and not value.startswith(("postgresql://", "postgresql+psycopg://")):
            raise ValueError(f"A database URL must start with postgresql://, got {value[:20]!r}.")
        return value

    @field_validator("public_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        if urlsplit(value).scheme not in ("http", "https"):
            raise ValueError(f"PUBLIC_URL must start with http:// or https://, got {value!r}.")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _long_secret(self) -> "Settings":
        secret = self.secret_key.get_secret_value()
        if secret and len(secret) < 32:
            raise ValueError("SECRET_KEY must have at least 32 characters.")
        return self

    @property  # not cached: a copy with another folder would keep the old one
    def home(self) -> Path:
        """The folder of all state, absolute.

        As root it is /var/lib/participe: the embedded PostgreSQL runs as a user of its own and
        makes every parent of its data readable, which a home folder should not be.
        """
        if self.participe_home:
            return self.participe_home.expanduser().resolve()
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            return Path("/var/lib/participe")
        return Path("var").resolve()

    @property
    def is_loopback(self) -> bool:
        return urlsplit(self.public_url).hostname in LOOPBACK

    def checked_for_serving(self) -> "Settings":
        """Raise ValueError with a plain sentence when these settings would be unsafe in public."""
        if not self.is_loopback and urlsplit(self.public_url).scheme != "https":
            raise ValueError(
                f"PUBLIC_URL is {self.public_url}: use https, or an address of this machine."
            )
        if not self.secret_key.get_secret_value():
            raise ValueError("Set SECRET_KEY to at least 32 random characters.")
        return self

    def with_kept_secret(self) -> "Settings":
        """These settings with a secret key kept in the home folder, made on first use."""
        if self.secret_key.get_secret_value():
            return self
        file = self.home / "secret_key"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(48))
        return self.model_copy(update={"secret_key": SecretStr(file.read_text().strip())})
