"""Cross-tables of a run of the analysis, with small numbers already left out."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# Whoever sees a run sees its tables: they hold nothing of which one could find a single person.
OF_RUN = "EXISTS (SELECT 1 FROM analysis_run r WHERE r.id = cross_table.run_id)"


def upgrade() -> None:
    op.create_table(
        "cross_table",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["analysis_run.id"], name=op.f("fk_cross_table_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "by", name=op.f("pk_cross_table")),
    )
    op.execute("ALTER TABLE cross_table ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE cross_table FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY sees ON cross_table FOR SELECT USING ({OF_RUN})")
    op.execute(
        f"CREATE POLICY changes ON cross_table FOR UPDATE USING ({OF_RUN}) WITH CHECK ({OF_RUN})"
    )
    op.execute(f"CREATE POLICY removes ON cross_table FOR DELETE USING ({OF_RUN})")
    op.execute(f"CREATE POLICY adds ON cross_table FOR INSERT WITH CHECK ({OF_RUN})")


def downgrade() -> None:
    op.drop_table("cross_table")
