"""Alembic without a configuration file: the same folder from a source tree and from a wheel."""

import re
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import create_engine

from participe.core.paths import MIGRATIONS

if TYPE_CHECKING:  # a web process asks for the head, and needs no Alembic
    from alembic.config import Config

_LINE = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)


def configuration(owner_url: str) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def upgrade(owner_url: str, revision: str = "head") -> None:
    from alembic import command

    command.upgrade(configuration(owner_url), revision)


def downgrade(owner_url: str, revision: str) -> None:
    from alembic import command

    command.downgrade(configuration(owner_url), revision)


@cache
def head() -> str | None:
    """The newest revision, which no other comes after."""
    found = {"revision": set(), "down_revision": set()}
    for file in (MIGRATIONS / "versions").glob("*.py"):
        for name, value in _LINE.findall(file.read_text("utf-8")):
            found[name].add(value)
    heads = found["revision"] - found["down_revision"]
    return heads.pop() if len(heads) == 1 else None


def current(url: str) -> str | None:
    """The revision of a database, as any role that may read it."""
    from alembic.migration import MigrationContext

    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
