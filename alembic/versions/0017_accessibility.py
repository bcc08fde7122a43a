"""Accessibility statements with the count of what people told; administrations that closed."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WRITES = (
    "administration_id = ANY ((SELECT app_administrations())::uuid[]) "
    "OR (SELECT app_runs_platform()) OR (SELECT app_sees_all())"
)
# Messages are for those who answer them: the public gets numbers, by this function alone.
FEEDBACK = """
CREATE FUNCTION accessibility_feedback(place uuid, since timestamptz)
RETURNS TABLE (received bigint, answered bigint, in_time bigint, days double precision)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    scope text := coalesce(current_setting('app.administrations', true), '');
BEGIN
    PERFORM set_config('app.administrations', 'all', true);
    SELECT count(*), count(e.answered_at),
        count(*) FILTER (WHERE (e.answered_at AT TIME ZONE 'Europe/Brussels')::date <= e.due_on),
        percentile_cont(0.5) WITHIN GROUP (
            ORDER BY extract(epoch FROM e.answered_at - e.created_at) / 86400)
    INTO received, answered, in_time, days
    FROM enquiry e
    WHERE (e.administration_id = place OR (place IS NULL AND e.administration_id IS NULL))
        AND e.matter IN ('access', 'other_form') AND e.created_at >= since;
    PERFORM set_config('app.administrations', scope, true);
    RETURN NEXT;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "accessibility_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=True),
        sa.Column("conformity", sa.String(32), nullable=False),
        sa.Column("limits", JSONB(), nullable=False),
        sa.Column("alternatives", JSONB(), nullable=False),
        sa.Column("method", JSONB(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("complaints", sa.Text(), nullable=False),
        sa.Column("complaints_email", sa.Text(), nullable=False),
        sa.Column("ombudsman", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["administration_id"], ["administration.id"], name=op.f("fk_accessibility_statement_administration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accessibility_statement")),
        sa.UniqueConstraint("administration_id", name=op.f("uq_accessibility_statement_administration_id"), postgresql_nulls_not_distinct=True),
    )  # fmt: skip
    op.execute("ALTER TABLE accessibility_statement ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE accessibility_statement FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY sees ON accessibility_statement FOR SELECT USING (true)")
    op.execute(
        f"CREATE POLICY changes ON accessibility_statement FOR UPDATE USING ({WRITES}) "
        f"WITH CHECK ({WRITES})"
    )
    op.execute(f"CREATE POLICY removes ON accessibility_statement FOR DELETE USING ({WRITES})")
    op.execute(f"CREATE POLICY adds ON accessibility_statement FOR INSERT WITH CHECK ({WRITES})")
    op.execute(FEEDBACK)
    op.add_column("administration", sa.Column("closed_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("administration", "closed_at")
    op.execute("DROP FUNCTION accessibility_feedback(uuid, timestamptz)")
    op.drop_table("accessibility_statement")
