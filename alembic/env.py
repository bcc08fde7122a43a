"""Runs migrations as the owner of the tables. Called by participe.core.migrations."""

from sqlalchemy import TEXT, create_engine, text
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import participe.models  # noqa: F401 - every table
from alembic import context

config = context.config


def keep(obj, name, type_, reflected, compare_to):
    """Indexes on expressions cannot be compared: their migration is the truth."""
    return not (type_ == "index" and name.startswith("ix_idea_random_"))


def differs(context, inspected, metadata_column, inspected_type, metadata_type):
    """SQLModel's texts are PostgreSQL's `text`; for the rest Alembic decides."""
    if isinstance(metadata_type, AutoString) and isinstance(inspected_type, TEXT):
        return False
    return None


def run(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=differs,
        include_object=keep,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        # Row-level security is forced: a migration that moves data sees all of it.
        connection.execute(text("SELECT set_config('app.administrations', 'all', false)"))
        context.run_migrations()


given = config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = create_engine(config.get_main_option("sqlalchemy.url"))
    with engine.connect() as connection:
        run(connection)
    engine.dispose()
