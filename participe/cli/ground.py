"""What commands stand on: settings, the database and Redis, whether embedded or not."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import typer
from pydantic import ValidationError

from participe.core import embedded
from participe.core.settings import Settings


@dataclass(frozen=True)
class Ground:
    settings: Settings
    database_url: str
    owner_url: str
    redis_url: str

    @property
    def environment(self) -> dict[str, str]:
        """For child processes: what was found out or started, said plainly."""
        return {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "PARTICIPE_HOME": str(self.settings.home),
            "SECRET_KEY": self.settings.secret_key.get_secret_value(),
            "PUBLIC_URL": self.settings.public_url,
            "DEMO": "true" if self.settings.demo else "false",
        }


def read_settings(**changes: object) -> Settings:
    """Settings, or a plain sentence for each wrong one and exit code 2."""
    try:
        return Settings().model_copy(update=changes)
    except ValidationError as wrong:
        for error in wrong.errors():
            name = ".".join(str(part) for part in error["loc"]).upper()
            fail(f"{name or 'Settings'}: {error['msg'].removeprefix('Value error, ')}", code=None)
        raise typer.Exit(2) from None


def fail(message: str, *, code: int | None = 1) -> None:
    typer.secho(message, fg="red", err=True)
    if code is not None:
        raise typer.Exit(code)


@contextmanager
def ground(settings: Settings, *, redis: bool = False) -> Iterator[Ground]:
    """Start what no setting names. As root, say where the state is."""
    with ExitStack() as stack:
        if settings.database_url:
            database = embedded.Database(settings.database_url, settings.database_owner_url)
        else:
            if settings.participe_home is None and str(settings.home) == "/var/lib/participe":
                print(
                    "Running as root: data is kept in /var/lib/participe. "
                    "Set PARTICIPE_HOME to keep it elsewhere, or run as an ordinary user.",
                    file=sys.stderr,
                )
            database = stack.enter_context(embedded.postgres(settings.home))
        redis_url = settings.redis_url
        if redis and not redis_url:
            redis_url = stack.enter_context(embedded.redis(settings.home))
        yield Ground(settings, database.url, database.owner_url, redis_url)
