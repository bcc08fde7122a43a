"""Who answers what until when, answers used again, filters kept, and work on many at once."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JSONB = postgresql.JSONB(astext_type=sa.Text())
MINE = "administration_id = ANY ((SELECT app_administrations())::uuid[])"
ALL = "(SELECT app_sees_all())"
POLICIES = {
    "assignment": f"{MINE} OR {ALL}",
    "answer_template": f"{MINE} OR {ALL}",
    "saved_filter": f"{MINE} OR {ALL}",
    "bulk_action": f"{MINE} OR {ALL}",
    "bulk_item": "(SELECT true FROM bulk_action b WHERE b.id = bulk_item.action_id)",
}


def upgrade() -> None:
    op.create_table(
        "assignment",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_assignment_subject_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_assignment_set_by_id")),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_assignment")),
    )  # fmt: skip
    op.create_index("ix_assignment_person_id", "assignment", ["person_id"])
    op.create_index(
        "ix_assignment_due",
        "assignment",
        ["due_on"],
        postgresql_where=sa.text("due_on IS NOT NULL"),
    )
    op.create_table(
        "answer_template",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("text", JSONB, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["administration_id"], ["administration.id"], name=op.f("fk_answer_template_administration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_template")),
        sa.UniqueConstraint("code", name=op.f("uq_answer_template_code")),
        sa.UniqueConstraint("administration_id", "name", name=op.f("uq_answer_template_administration_id_name")),
    )  # fmt: skip
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", JSONB, nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name=op.f("fk_saved_filter_component_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_filter_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("code", name=op.f("uq_saved_filter_code")),
        sa.UniqueConstraint("component_id", "person_id", "name", name=op.f("uq_saved_filter_component_id_person_id_name")),
    )  # fmt: skip
    op.create_index("ix_saved_filter_person_id", "saved_filter", ["person_id"])
    op.create_table(
        "bulk_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("what", JSONB, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["administration_id"], ["administration.id"], name=op.f("fk_bulk_action_administration_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_bulk_action_project_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name=op.f("fk_bulk_action_component_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_bulk_action_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_action")),
        sa.UniqueConstraint("code", name=op.f("uq_bulk_action_code")),
    )  # fmt: skip
    op.create_index("ix_bulk_action_component", "bulk_action", ["component_id", "created_at"])
    op.create_index("ix_bulk_action_by", "bulk_action", ["by_id"])
    op.create_table(
        "bulk_item",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.Column("seen", JSONB, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.CheckConstraint("position > 0", name=op.f("ck_bulk_item_position")),
        sa.ForeignKeyConstraint(["action_id"], ["bulk_action.id"], name=op.f("fk_bulk_item_action_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_bulk_item_subject_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("action_id", "position", name=op.f("pk_bulk_item")),
    )  # fmt: skip
    op.create_index("ix_bulk_item_subject_id", "bulk_item", ["subject_id"])
    for table, sees in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY everything ON {table} USING ({sees}) WITH CHECK ({sees})")


def downgrade() -> None:
    for table in ("bulk_item", "bulk_action", "saved_filter", "answer_template", "assignment"):
        op.drop_table(table)
