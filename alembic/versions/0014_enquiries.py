"""What people write with the contact form, with a date until which it is answered."""

import sqlalchemy as sa

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SEES = (
    "administration_id = ANY ((SELECT app_administrations())::uuid[]) "
    "OR (administration_id IS NULL AND (SELECT app_runs_platform())) OR (SELECT app_sees_all())"
)


def upgrade() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=True),
        sa.Column("matter", sa.String(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["administration_id"], ["administration.id"], name=op.f("fk_enquiry_administration_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_enquiry_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
        sa.UniqueConstraint("code", name=op.f("uq_enquiry_code")),
    )  # fmt: skip
    op.create_index(
        "ix_enquiry_open",
        "enquiry",
        ["administration_id", "due_on"],
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.execute("ALTER TABLE enquiry ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE enquiry FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY sees ON enquiry FOR SELECT USING ({SEES})")
    op.execute(f"CREATE POLICY changes ON enquiry FOR UPDATE USING ({SEES}) WITH CHECK ({SEES})")
    op.execute(f"CREATE POLICY removes ON enquiry FOR DELETE USING ({SEES})")
    op.execute("CREATE POLICY adds ON enquiry FOR INSERT WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("enquiry")
