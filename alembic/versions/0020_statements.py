"""Statements to agree or disagree with, and the groups found in the answers."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

HERE = "administration_id = ANY ((SELECT app_administrations())::uuid[]) OR (SELECT app_sees_all())"
POLICIES = {
    "statement": ("(SELECT true FROM subject s WHERE s.id = statement.id)", None),
    "opinion_run": (f"published_at IS NOT NULL OR {HERE}", HERE),
}
INDEX = """
CREATE FUNCTION index_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_entry (subject_id, component_id, kind, words)
    SELECT s.id, s.component_id, s.kind, words_of(s.lang, '', NEW.body)
        || array_to_tsvector(ARRAY[s.component_id || '-' || s.kind])
    FROM subject s WHERE s.id = NEW.id
    ON CONFLICT (subject_id) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$;
CREATE TRIGGER index_statement AFTER INSERT OR UPDATE OF body ON statement
FOR EACH ROW EXECUTE FUNCTION index_statement();
"""


def upgrade() -> None:
    op.create_table(
        "statement_box",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("intro", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["component.id"], name=op.f("fk_statement_box_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_box")),
    )  # fmt: skip
    op.create_table(
        "statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("disagreed", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.CheckConstraint("seen = agreed + disagreed + passed", name=op.f("ck_statement_seen")),
        sa.CheckConstraint(
            "agreed >= 0 AND disagreed >= 0 AND passed >= 0", name=op.f("ck_statement_counted")
        ),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_statement_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["box_id"], ["statement_box.id"], name=op.f("fk_statement_box_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )  # fmt: skip
    op.create_index("ix_statement_seen", "statement", ["box_id", "seen", "id"])
    op.create_table(
        "opinion_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("grouped", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("places", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("grouped BETWEEN 0 AND received", name=op.f("ck_opinion_run_grouped")),
        sa.ForeignKeyConstraint(["administration_id"], ["administration.id"], name=op.f("fk_opinion_run_administration_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_opinion_run_project_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name=op.f("fk_opinion_run_component_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_opinion_run_job_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_run")),
        sa.UniqueConstraint("code", name=op.f("uq_opinion_run_code")),
    )  # fmt: skip
    for column in ("administration_id", "project_id", "component_id"):
        op.create_index(op.f(f"ix_opinion_run_{column}"), "opinion_run", [column])
    op.create_index("uq_opinion_run_job_id", "opinion_run", ["job_id"], unique=True)
    op.create_index(
        "uq_opinion_run_published", "opinion_run", ["component_id"], unique=True,
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )  # fmt: skip
    op.execute(INDEX)
    for table, (sees, adds) in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sees ON {table} FOR SELECT USING ({sees})")
        op.execute(
            f"CREATE POLICY changes ON {table} FOR UPDATE USING ({sees}) WITH CHECK ({sees})"
        )
        op.execute(f"CREATE POLICY removes ON {table} FOR DELETE USING ({adds or sees})")
        op.execute(f"CREATE POLICY adds ON {table} FOR INSERT WITH CHECK ({adds or sees})")


def downgrade() -> None:
    op.drop_table("opinion_run")
    op.drop_table("statement")
    op.execute("DROP FUNCTION index_statement()")
    op.drop_table("statement_box")
