"""The history of the database: up from nothing, down and up again, and equal to the models."""

from alembic.script import ScriptDirectory

from alembic import command
from participe.core import embedded, migrations


def test_up_down_and_up_again_ends_where_the_models_are(database, shared_home, worker_id):
    superuser = embedded.as_role(database.url, "postgres", "postgres")
    other = embedded.ensure_database(superuser, f"history_{worker_id}")

    migrations.upgrade(other.owner_url)
    migrations.downgrade(other.owner_url, "base")
    migrations.upgrade(other.owner_url)

    assert migrations.current(other.url) == migrations.head()
    command.check(migrations.configuration(other.owner_url))


def test_the_newest_revision_is_known_without_alembic():
    asked = ScriptDirectory.from_config(migrations.configuration("postgresql://"))

    assert migrations.head() == asked.get_current_head()
