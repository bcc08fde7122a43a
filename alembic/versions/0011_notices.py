"""Who was told what, how often people want to hear, and mails whose words are found when they leave."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SEES = "person_id = (SELECT app_person()) OR (SELECT app_sees_all())"
TABLES = ("notice", "notification_setting")
# Events that wait for a handler that has moved.
MOVED = {
    "handlers.send_answer": "telling.answers.tell_answered",
    "handlers.tell_hidden": "telling.moderation.tell_hidden",
    "handlers.tell_restored": "telling.moderation.tell_restored",
}


def upgrade() -> None:
    op.add_column("mail", sa.Column("composed_by", sa.String(), server_default="", nullable=False))
    op.add_column("mail", sa.Column("unsubscribe", sa.String(), server_default="", nullable=False))
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("once_key", sa.String(), nullable=False),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_notice_subject_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_notice_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mail.id"], name=op.f("fk_notice_mail_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("once_key", name=op.f("uq_notice_once_key")),
    )
    op.create_index(
        "ix_notice_due", "notice", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL")
    )
    op.create_index("ix_notice_person", "notice", ["person_id", "created_at", "id"])
    op.create_index("ix_notice_project", "notice", ["project_id", "kind", "created_at"])
    op.create_index(op.f("ix_notice_subject_id"), "notice", ["subject_id"])
    op.create_index(op.f("ix_notice_mail_id"), "notice", ["mail_id"])
    op.create_table(
        "notification_setting",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "frequency IN ('at_once', 'daily', 'weekly', 'never')",
            name=op.f("ck_notification_setting_frequency"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_notification_setting_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_notification_setting")),
    )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sees ON {table} FOR SELECT USING ({SEES})")
        op.execute(
            f"CREATE POLICY changes ON {table} FOR UPDATE USING ({SEES}) WITH CHECK ({SEES})"
        )
        op.execute(f"CREATE POLICY removes ON {table} FOR DELETE USING ({SEES})")
        op.execute(f"CREATE POLICY adds ON {table} FOR INSERT WITH CHECK ({SEES})")
    for old, new in MOVED.items():
        op.execute(
            f"UPDATE outbox SET handler = 'participe.notifications.{new}' "
            f"WHERE handler = 'participe.notifications.{old}'"
        )


def downgrade() -> None:
    for old, new in MOVED.items():
        op.execute(
            f"UPDATE outbox SET handler = 'participe.notifications.{old}' "
            f"WHERE handler = 'participe.notifications.{new}'"
        )
    for table in reversed(TABLES):
        op.drop_table(table)
    # Without their notices they can say nothing.
    op.execute("SELECT set_config('app.administrations', 'all', true)")
    op.execute("DELETE FROM mail WHERE composed_by <> '' AND subject = ''")
    op.drop_column("mail", "unsubscribe")
    op.drop_column("mail", "composed_by")
