"""An archive of open data goes when a statement is said otherwise, or a result taken back."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE TRIGGER forget_open_data_with AFTER UPDATE OF body ON statement "
        "FOR EACH ROW EXECUTE FUNCTION forget_open_data_with()"
    )
    op.execute(
        "CREATE TRIGGER forget_open_data_of AFTER UPDATE OF published_at ON opinion_run FOR EACH ROW "
        "WHEN (OLD.published_at IS NOT NULL AND NEW.published_at IS NULL) "
        "EXECUTE FUNCTION forget_open_data_of()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER forget_open_data_of ON opinion_run")
    op.execute("DROP TRIGGER forget_open_data_with ON statement")
