"""What commands stand on: settings, the database and Redis, whether embedded or not."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

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
            said = error["msg"].removeprefix("Value error, ")
            typer.secho(f"{name or 'Settings'}: {said}", fg="red", err=True)
        raise typer.Exit(2) from None


def platform_settings() -> Settings:
    """Settings of the platform that is here, for commands that work on one: import, people …

    Without DATABASE_URL that is the one in the home folder, or the demonstration beside it when
    there is no other. When both are there it is the one that runs, else the ordinary one; and
    the command says which.
    """
    settings = read_settings()
    if settings.database_url:
        return settings
    demo = settings.home / "demo"
    own, other = settings.home / "postgres", demo / "postgres"
    # A folder that only its PostgreSQL may enter counts as there.
    if _is_there(other) and (not _is_there(own) or (_runs(other) and not _runs(own))):
        print(f"This works on the demonstration, in {demo}.", file=sys.stderr)
        return settings.model_copy(update={"participe_home": demo, "demo": True})
    if not _is_there(own):
        fail(
            f"There is no platform in {settings.home} yet. Run `make demo` or `participe migrate` "
            "first, or set PARTICIPE_HOME or DATABASE_URL."
        )
    if _is_there(other):
        print(
            f"This works on the platform in {settings.home}. For the demonstration beside it, "
            f"set PARTICIPE_HOME={demo}.",
            file=sys.stderr,
        )
    return settings


def _is_there(folder: Path) -> bool:
    try:
        return folder.exists()
    except PermissionError:
        return True


def _runs(folder: Path) -> bool:
    """Is a PostgreSQL at work in this folder?"""
    try:
        pid = int((folder / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, ValueError, IndexError):
        return False
    return True


def fail(message: str, *, code: int = 1) -> NoReturn:
    """End the command with a plain sentence: 1 for a failure, 2 for a mistake in its use."""
    typer.secho(message, fg="red", err=True)
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
