"""Topics of two levels, what people put right in them, and how many of them people have read."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# table, name, type, what rows that are there get; none: it may be empty
COLUMNS = (
    ("analysis_run", "pairs", sa.JSON(), "[]"),
    ("analysis_run", "changes", sa.JSON(), None),
    ("analysis_run", "merged", sa.JSON(), "{}"),
    ("analysis_run", "made_next", sa.Integer(), "1"),
    ("analysis_run", "next_number", sa.Integer(), "1"),
    ("analysis_run", "came", sa.Integer(), "0"),
    ("analysis_run", "is_base", sa.Boolean(), "false"),
    ("analysis_run", "seen", sa.Integer(), "0"),
    ("analysis_run", "previous_id", sa.Uuid(), None),
    ("topic", "position", sa.Integer(), None),
    ("topic", "parent_id", sa.Uuid(), None),
    ("topic", "made_parent", sa.Integer(), None),
    ("topic", "name", sa.Text(), None),
    ("topic", "made_name", sa.Text(), None),
    ("topic", "machine_label", sa.Text(), ""),
    ("topic", "languages", postgresql.JSONB(astext_type=sa.Text()), "[]"),
    ("topic", "size_people", sa.Integer(), "0"),
    ("topic", "made_size", sa.Integer(), "0"),
    ("topic", "seen", sa.Integer(), "0"),
    ("topic", "is_gone", sa.Boolean(), "false"),
    ("topic", "into_id", sa.Uuid(), None),
    ("topic", "definition", sa.Text(), ""),
    ("topic", "version", sa.Integer(), "1"),
    ("topic_item", "subtopic_id", sa.Uuid(), None),
    ("topic_item", "made_topic", sa.Integer(), None),
    ("topic_item", "made_subtopic", sa.Integer(), None),
    ("topic_item", "made_pinned", sa.Boolean(), "false"),
    ("topic_item", "pinned", sa.Boolean(), "false"),
    ("topic_item", "family", sa.Integer(), None),
    ("topic_item", "is_rare", sa.Boolean(), "false"),
    ("topic_item", "sample", sa.Integer(), None),
    ("topic_item", "seen_at", sa.DateTime(timezone=True), None),
    ("topic_item", "seen_by_id", sa.Uuid(), None),
)
# Rows of an earlier version: one level, its quotes beside the contributions.
CARRY = """
UPDATE topic SET position = number - 1, machine_label = label, languages = jsonb_build_array(lang),
    size_people = size, made_size = size;
UPDATE topic_item i SET made_topic = t.number FROM topic t WHERE t.id = i.topic_id;
UPDATE analysis_run r SET (made_next, next_number) = (
    SELECT coalesce(max(number), 0) + 1, coalesce(max(number), 0) + 1 FROM topic WHERE run_id = r.id);
INSERT INTO topic_quote (topic_id, position, kind, subject_id, words)
SELECT topic_id, row_number() OVER (PARTITION BY topic_id ORDER BY quote DESC, rank) - 1, quote,
    subject_id, quote_text
FROM topic_item WHERE quote IS NOT NULL AND topic_id IS NOT NULL;
"""
BACK = """
UPDATE topic_item i SET quote = q.kind, quote_text = q.words FROM topic_quote q
WHERE q.topic_id = i.topic_id AND q.subject_id = i.subject_id AND q.kind IN ('typical', 'random');
DELETE FROM topic_item WHERE position IS NULL;
UPDATE analysis_run SET shown = LEAST(shown, read);
DELETE FROM topic WHERE position IS NULL;
"""
ALL = "(SELECT app_sees_all())"
MINE = "administration_id = ANY ((SELECT app_administrations())::uuid[])"
ME = "(SELECT app_person())"
OF_RUN = "EXISTS (SELECT 1 FROM analysis_run r WHERE r.id = {table}.run_id)"
OF_STAFF = (
    f"EXISTS (SELECT 1 FROM analysis_run r WHERE r.id = {{table}}.run_id AND (r.{MINE} OR {ALL}))"
)
# Who may see a row; who may write one is the same.
POLICIES = {
    "topic_quote": "EXISTS (SELECT 1 FROM topic t WHERE t.id = topic_quote.topic_id)",
    "analysis_family": OF_RUN.format(table="analysis_family"),
    "analysis_model": OF_STAFF.format(table="analysis_model"),
    "topic_correction": f"{MINE} OR {ALL}",
    "topic_coding": OF_STAFF.format(table="topic_coding"),
    "topic_mistake": f"person_id = {ME} OR {MINE} OR {ALL}",
    "codebook_version": f"{MINE} OR {ALL}",
    "codebook_signature": "EXISTS (SELECT 1 FROM codebook_version v "
    "WHERE v.id = codebook_signature.version_id)",
}
SHOWN = """
CREATE OR REPLACE FUNCTION count_shown() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step int;
    scope text := coalesce(current_setting('app.administrations', true), '');
BEGIN
    IF TG_OP = 'DELETE' THEN
        step := -is_published(OLD.state, OLD.visibility);
    ELSE
        step := is_published(NEW.state, NEW.visibility) - is_published(OLD.state, OLD.visibility);
    END IF;
    IF step <> 0 THEN
        PERFORM set_config('app.administrations', 'all', true);
        UPDATE topic SET shown = topic.shown + step
        FROM topic_item i WHERE i.subject_id = OLD.id AND {which};
        UPDATE analysis_run SET shown = analysis_run.shown + step
        FROM topic_item i WHERE i.subject_id = OLD.id AND analysis_run.id = i.run_id;
        PERFORM set_config('app.administrations', scope, true);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
COMPLETE = "received = read + left_out AND shown BETWEEN 0 AND read{came}"


def upgrade() -> None:
    for table, name, type_, default in COLUMNS:
        op.add_column(
            table, sa.Column(name, type_, nullable=default is None, server_default=default)
        )
        op.alter_column(table, name, server_default=None)
    _tables()
    op.drop_index("uq_topic_item_position", table_name="topic_item")
    op.alter_column("topic_item", "position", nullable=True)
    op.execute(CARRY)
    op.drop_column("topic_item", "quote")
    op.drop_column("topic_item", "quote_text")
    _indexes()
    op.drop_constraint(op.f("ck_analysis_run_complete"), "analysis_run")
    op.create_check_constraint(
        op.f("ck_analysis_run_complete"), "analysis_run", COMPLETE.format(came=" + came")
    )
    op.execute(SHOWN.format(which="(topic.id = i.topic_id OR topic.id = i.subtopic_id)"))
    op.execute(
        f"ALTER POLICY sees ON analysis_run USING (published_at IS NOT NULL OR is_base OR {MINE} OR {ALL})"
    )
    for table, sees in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY rows ON {table} USING ({sees}) WITH CHECK ({sees})")


def _tables() -> None:
    op.create_table(
        "analysis_family",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("size_people", sa.Integer(), nullable=False),
        sa.Column("size_items", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["analysis_run.id"],
            name=op.f("fk_analysis_family_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_analysis_family")),
    )
    op.create_table(
        "analysis_model",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["analysis_run.id"],
            name=op.f("fk_analysis_model_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_analysis_model")),
    )
    op.create_table(
        "codebook_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["administration_id"],
            ["administration.id"],
            name=op.f("fk_codebook_version_administration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["analysis_run.id"],
            name=op.f("fk_codebook_version_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook_version")),
    )
    op.create_index(
        op.f("ix_codebook_version_administration_id"),
        "codebook_version",
        ["administration_id"],
        unique=False,
    )
    op.create_index(
        "uq_codebook_version_number", "codebook_version", ["run_id", "number"], unique=True
    )
    op.create_table(
        "topic_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["administration_id"],
            ["administration.id"],
            name=op.f("fk_topic_correction_administration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["analysis_run.id"],
            name=op.f("fk_topic_correction_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_correction")),
    )
    op.create_index(
        op.f("ix_topic_correction_administration_id"),
        "topic_correction",
        ["administration_id"],
        unique=False,
    )
    op.create_index(
        "uq_topic_correction_number", "topic_correction", ["run_id", "number"], unique=True
    )
    op.create_table(
        "codebook_signature",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_codebook_signature_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["codebook_version.id"],
            name=op.f("fk_codebook_signature_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "person_id", name=op.f("pk_codebook_signature")),
    )
    op.create_table(
        "topic_coding",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_topic_coding_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["analysis_run.id"], name=op.f("fk_topic_coding_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subject.id"],
            name=op.f("fk_topic_coding_subject_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_topic_coding_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "subject_id", "person_id", name=op.f("pk_topic_coding")),
    )
    op.create_index(
        op.f("ix_topic_coding_subject_id"), "topic_coding", ["subject_id"], unique=False
    )
    op.create_table(
        "topic_mistake",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["administration_id"],
            ["administration.id"],
            name=op.f("fk_topic_mistake_administration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_topic_mistake_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["analysis_run.id"],
            name=op.f("fk_topic_mistake_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subject.id"],
            name=op.f("fk_topic_mistake_subject_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_topic_mistake_topic_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_mistake")),
        sa.UniqueConstraint("code", name=op.f("uq_topic_mistake_code")),
        sa.UniqueConstraint("subject_id", "person_id", name="uq_topic_mistake_subject_id"),
    )
    op.create_index(
        op.f("ix_topic_mistake_administration_id"),
        "topic_mistake",
        ["administration_id"],
        unique=False,
    )
    op.create_index(
        "ix_topic_mistake_open",
        "topic_mistake",
        ["run_id"],
        unique=False,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_index(
        op.f("ix_topic_mistake_person_id"), "topic_mistake", ["person_id"], unique=False
    )
    op.create_table(
        "topic_quote",
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subject.id"],
            name=op.f("fk_topic_quote_subject_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_topic_quote_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_id", "position", "kind", name=op.f("pk_topic_quote")),
    )
    op.create_index(op.f("ix_topic_quote_subject_id"), "topic_quote", ["subject_id"], unique=False)


def _indexes() -> None:
    op.create_index(
        op.f("ix_analysis_run_previous_id"), "analysis_run", ["previous_id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_analysis_run_previous_id"),
        "analysis_run",
        "analysis_run",
        ["previous_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.drop_index(op.f("ix_topic_run"), table_name="topic")
    op.create_index(op.f("ix_topic_parent_id"), "topic", ["parent_id"], unique=False)
    op.create_index("uq_topic_run_number", "topic", ["run_id", "number"], unique=True)
    op.create_foreign_key(
        op.f("fk_topic_parent_id"), "topic", "topic", ["parent_id"], ["id"], ondelete="CASCADE"
    )
    op.create_foreign_key(
        op.f("fk_topic_into_id"), "topic", "topic", ["into_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index(
        "ix_topic_item_family",
        "topic_item",
        ["run_id", "family"],
        postgresql_where=sa.text("family IS NOT NULL"),
    )
    op.create_index(
        "ix_topic_item_rare",
        "topic_item",
        ["run_id"],
        unique=False,
        postgresql_where=sa.text("is_rare"),
    )
    op.create_index(
        "ix_topic_item_sample",
        "topic_item",
        ["run_id", "sample"],
        unique=False,
        postgresql_where=sa.text("sample IS NOT NULL"),
    )
    op.create_index("ix_topic_item_subtopic", "topic_item", ["subtopic_id", "rank"], unique=False)
    op.create_foreign_key(
        op.f("fk_topic_item_subtopic_id"),
        "topic_item",
        "topic",
        ["subtopic_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_index(
        "uq_topic_item_position",
        "topic_item",
        ["run_id", "position"],
        unique=True,
        postgresql_where=sa.text("position IS NOT NULL"),
    )


def downgrade() -> None:
    op.execute(
        f"ALTER POLICY sees ON analysis_run USING (published_at IS NOT NULL OR {MINE} OR {ALL})"
    )
    op.add_column("topic_item", sa.Column("quote", sa.Text(), nullable=True))
    op.add_column("topic_item", sa.Column("quote_text", sa.Text(), nullable=True))
    op.execute(BACK)
    op.execute(SHOWN.format(which="topic.id = i.topic_id"))
    op.drop_constraint(op.f("ck_analysis_run_complete"), "analysis_run")
    op.create_check_constraint(
        op.f("ck_analysis_run_complete"), "analysis_run", COMPLETE.format(came="")
    )
    op.drop_index("uq_topic_item_position", table_name="topic_item")
    op.drop_index("uq_topic_run_number", table_name="topic")
    op.alter_column("topic_item", "position", nullable=False)
    op.create_index("uq_topic_item_position", "topic_item", ["run_id", "position"], unique=True)
    op.create_index("ix_topic_run", "topic", ["run_id", "number"])
    for table in (
        "codebook_signature",
        "codebook_version",
        "topic_mistake",
        "topic_coding",
        "topic_correction",
        "analysis_model",
        "analysis_family",
        "topic_quote",
    ):
        op.drop_table(table)
    for table, name, _, _ in reversed(COLUMNS):
        op.drop_column(table, name)
