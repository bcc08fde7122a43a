"""Lists in the order of a counter are read on as they were: what moved since, for a day.

And one's drafts are found without walking through the drafts of everybody.
"""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Comments move too, but no list is in their order.
NOTE = """
CREATE FUNCTION note_counter_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO counter_change (component_id, subject_id, xid, supports, comments, at)
    VALUES (NEW.component_id, NEW.id, pg_current_xact_id()::text::bigint,
        NEW.support_count - OLD.support_count, NEW.comment_count - OLD.comment_count,
        statement_timestamp());
    RETURN NULL;
END $$;
CREATE TRIGGER note_counter_change AFTER UPDATE OF support_count, comment_count ON subject
FOR EACH ROW WHEN (NEW.kind <> 'comment' AND (OLD.support_count <> NEW.support_count
    OR OLD.comment_count <> NEW.comment_count))
EXECUTE FUNCTION note_counter_change();
"""


def upgrade() -> None:
    op.create_table(
        "counter_change",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_counter_change_subject_id_subject"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_counter_change")),
    )  # fmt: skip
    op.create_index("ix_counter_change", "counter_change", ["component_id", "xid"])
    op.create_index(op.f("ix_counter_change_at"), "counter_change", ["at"])
    op.create_index(op.f("ix_counter_change_subject_id"), "counter_change", ["subject_id"])
    op.execute(NOTE)
    op.create_index(
        "ix_subject_draft", "subject", ["author_id", "component_id"],
        postgresql_where=sa.text("state = 'draft'"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_subject_draft", "subject")
    op.execute("DROP TRIGGER note_counter_change ON subject")
    op.execute("DROP FUNCTION note_counter_change")
    op.drop_table("counter_change")
