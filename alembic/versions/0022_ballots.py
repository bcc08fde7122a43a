"""The answers behind a published result, under keys that no person has."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SEES = "(SELECT true FROM opinion_run r WHERE r.id = opinion_ballot.run_id)"


def upgrade() -> None:
    op.create_table(
        "opinion_ballot",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["opinion_run.id"], name=op.f("fk_opinion_ballot_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "key", name=op.f("pk_opinion_ballot")),
    )  # fmt: skip
    op.execute("ALTER TABLE opinion_ballot ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE opinion_ballot FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY sees ON opinion_ballot FOR SELECT USING ({SEES})")
    op.execute(
        f"CREATE POLICY changes ON opinion_ballot FOR UPDATE USING ({SEES}) WITH CHECK ({SEES})"
    )
    op.execute(f"CREATE POLICY removes ON opinion_ballot FOR DELETE USING ({SEES})")
    op.execute(f"CREATE POLICY adds ON opinion_ballot FOR INSERT WITH CHECK ({SEES})")


def downgrade() -> None:
    op.drop_table("opinion_ballot")
