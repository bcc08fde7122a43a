"""Piles of sheets, what was typed in of them, codes printed on forms, receipts for anybody."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SEES = "administration_id = ANY ((SELECT app_administrations())::uuid[]) OR (SELECT app_sees_all())"
# Whoever holds the code of a sheet may see what became of it, signed in or not, and nothing else:
# the words while they are only typed in, then the contribution, and why it was refused or hidden.
RECEIPT = r"""
CREATE FUNCTION receipt_of(wanted text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    scope text := coalesce(current_setting('app.administrations', true), '');
    found jsonb;
BEGIN
    PERFORM set_config('app.administrations', 'all', true);
    SELECT jsonb_build_object('component_id', b.component_id, 'project_id', b.project_id,
        'batch', b.state, 'channel', b.channel, 'outcome', h.outcome, 'received_on', h.received_on,
        'lang', h.lang, 'answers', h.answers, 'reason', h.reason, 'subject_id', s.id, 'kind', s.kind,
        'state', s.state, 'visibility', s.visibility, 'hidden_because', s.hidden_because,
        'decision', (SELECT d.text FROM moderation_decision d WHERE d.subject_id = s.id
            AND d.action IN ('hide', 'hold') ORDER BY d.created_at DESC, d.id DESC LIMIT 1))
    INTO found
    FROM paper_sheet h JOIN paper_batch b ON b.id = h.batch_id
        LEFT JOIN subject s ON s.id = h.subject_id
    WHERE h.code = wanted;
    IF found IS NULL THEN
        SELECT jsonb_build_object('component_id', c.component_id, 'project_id', p.project_id,
            'outcome', NULL)
        INTO found FROM paper_code c JOIN component p ON p.id = c.component_id
        WHERE c.code = wanted;
    END IF;
    PERFORM set_config('app.administrations', scope, true);
    RETURN found;
END $$;

CREATE FUNCTION drop_scan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (id, created_at, handler, payload, due_at, attempts, last_error)
    VALUES (gen_random_uuid(), now(), 'participe.attachments.handlers.drop_bytes',
        jsonb_build_object('key', OLD.scan_key, 'thumbnail_key', NULL), now(), 0, '');
    RETURN NULL;
END $$;
CREATE TRIGGER drop_scan AFTER DELETE ON paper_sheet
FOR EACH ROW WHEN (OLD.scan_key IS NOT NULL) EXECUTE FUNCTION drop_scan();
CREATE TRIGGER drop_old_scan AFTER UPDATE OF scan_key ON paper_sheet
FOR EACH ROW WHEN (OLD.scan_key IS NOT NULL AND OLD.scan_key IS DISTINCT FROM NEW.scan_key)
EXECUTE FUNCTION drop_scan();
"""


def upgrade() -> None:
    op.create_table(
        "paper_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("announced", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("announced BETWEEN 1 AND 10000", name=op.f("ck_paper_batch_announced")),
        sa.ForeignKeyConstraint(["administration_id"], ["administration.id"], name=op.f("fk_paper_batch_administration_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_paper_batch_project_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name=op.f("fk_paper_batch_component_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_paper_batch_opened_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_paper_batch_closed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_batch_code")),
        sa.UniqueConstraint("component_id", "name", name=op.f("uq_paper_batch_component_id_name")),
    )  # fmt: skip
    op.create_index("ix_paper_batch_project", "paper_batch", ["project_id", "created_at"])
    op.create_table(
        "paper_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("is_drawn", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=True),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("scan_key", sa.Text(), nullable=True),
        sa.Column("scan_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("checked_by_id <> entered_by_id", name=op.f("ck_paper_sheet_another_checks")),
        sa.CheckConstraint("(verdict IS NULL) = (checked_at IS NULL)", name=op.f("ck_paper_sheet_checked")),
        sa.ForeignKeyConstraint(["batch_id"], ["paper_batch.id"], name=op.f("fk_paper_sheet_batch_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_paper_sheet_entered_by_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["person.id"], name=op.f("fk_paper_sheet_checked_by_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_paper_sheet_subject_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheet")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_sheet_code")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_paper_sheet_batch_id_number")),
        sa.UniqueConstraint("subject_id", name=op.f("uq_paper_sheet_subject_id")),
    )  # fmt: skip
    op.create_index(
        "ix_paper_sheet_scan",
        "paper_sheet",
        ["created_at"],
        postgresql_where=sa.text("scan_key IS NOT NULL"),
    )
    op.create_table(
        "paper_code",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name=op.f("fk_paper_code_component_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["printed_by_id"], ["person.id"], name=op.f("fk_paper_code_printed_by_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_paper_code")),
    )  # fmt: skip
    op.create_index("ix_paper_code_component", "paper_code", ["component_id", "printed_at"])
    for table in ("paper_batch", "paper_sheet", "paper_code"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sees ON {table} FOR SELECT USING ({SEES})")
        op.execute(
            f"CREATE POLICY changes ON {table} FOR UPDATE USING ({SEES}) WITH CHECK ({SEES})"
        )
        op.execute(f"CREATE POLICY removes ON {table} FOR DELETE USING ({SEES})")
        # Anybody may have a form with a code of its own.
        adds = "true" if table == "paper_code" else SEES
        op.execute(f"CREATE POLICY adds ON {table} FOR INSERT WITH CHECK ({adds})")
    op.execute(RECEIPT)


def downgrade() -> None:
    op.execute("DROP FUNCTION receipt_of(text)")
    op.drop_table("paper_code")
    op.drop_table("paper_sheet")
    op.execute("DROP FUNCTION drop_scan()")
    op.drop_table("paper_batch")
