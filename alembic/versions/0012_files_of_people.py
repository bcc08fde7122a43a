"""Whatever deletes the row of a copy or of an import, its file goes too."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("personal_copy", "import_batch")


def upgrade() -> None:
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER drop_file AFTER DELETE ON {table} FOR EACH ROW "
            "WHEN (OLD.file_key <> '') EXECUTE FUNCTION drop_open_data()"
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TRIGGER drop_file ON {table}")
