"""Alembic without a configuration file: the same folder from a source tree and from a wheel."""

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from alembic import command
from participe.core.paths import MIGRATIONS


def configuration(owner_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def upgrade(owner_url: str, revision: str = "head") -> None:
    command.upgrade(configuration(owner_url), revision)


def downgrade(owner_url: str, revision: str) -> None:
    command.downgrade(configuration(owner_url), revision)


def head(owner_url: str = "postgresql://") -> str | None:
    return ScriptDirectory.from_config(configuration(owner_url)).get_current_head()


def current(url: str) -> str | None:
    """The revision of a database, as any role that may read it."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
