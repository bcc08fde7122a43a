"""People can leave without a trace: aliases in the audit log, copies of one's data, erased words."""

import sqlalchemy as sa

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# The chain cannot be changed, so it never learns who somebody is.
ALIASES = r"""
CREATE FUNCTION name_by_alias() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.actor_id IS NOT NULL THEN
        NEW.actor_id := (SELECT alias FROM person WHERE id = NEW.actor_id);
    END IF;
    IF NEW.object_ref LIKE 'person:%' THEN
        NEW.object_ref := 'person:' || coalesce((SELECT alias::text FROM person
            WHERE id::text = substr(NEW.object_ref, 8) OR code = substr(NEW.object_ref, 8)), '');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER name_by_alias BEFORE INSERT ON audit
FOR EACH ROW EXECUTE FUNCTION name_by_alias();
"""

# Once, for what was written before: the worker chains it anew. The head that stood until then is
# kept as the first word of the new time, so that a copy of the old chain can still be verified.
RENAME = (
    "ALTER TABLE audit DISABLE TRIGGER keep_audit",
    """
    UPDATE audit a SET hash = NULL,
        actor_id = (SELECT p.alias FROM person p WHERE p.id = a.actor_id),
        object_ref = CASE WHEN a.object_ref LIKE 'person:%' THEN
            'person:' || coalesce((SELECT p.alias::text FROM person p
                WHERE p.id::text = substr(a.object_ref, 8) OR p.code = substr(a.object_ref, 8)), '')
            ELSE a.object_ref END
    """,
    "ALTER TABLE audit ENABLE TRIGGER keep_audit",
)
HEAD = """
INSERT INTO audit (at, action, object_ref, details)
SELECT now(), 'audit.aliases', '', jsonb_build_object('head', number || ':' || encode(hash, 'hex'))
FROM audit WHERE hash IS NOT NULL ORDER BY number DESC LIMIT 1
"""
OWN = "person_id = (SELECT app_person()) OR (SELECT app_sees_all())"


def upgrade() -> None:
    op.add_column(
        "person",
        sa.Column("alias", sa.Uuid(), nullable=False, server_default=sa.text("gen_random_uuid()")),
    )
    op.create_unique_constraint(op.f("uq_person_alias"), "person", ["alias"])
    op.add_column(
        "person",
        sa.Column(
            "signed_in_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("now()"),
        ),
    )
    op.create_index(op.f("ix_person_signed_in_at"), "person", ["signed_in_at"])
    op.add_column("person", sa.Column("warnings", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("person", sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "subject",
        sa.Column("is_erased", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.create_table(
        "personal_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_personal_copy_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_personal_copy_job_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_copy")),
        sa.UniqueConstraint("code", name=op.f("uq_personal_copy_code")),
    )
    op.create_index(op.f("ix_personal_copy_person_id"), "personal_copy", ["person_id"])
    op.execute("ALTER TABLE personal_copy ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE personal_copy FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY everything ON personal_copy USING ({OWN}) WITH CHECK ({OWN})")
    op.execute(HEAD)
    for statement in RENAME:
        op.execute(statement)
    op.execute(ALIASES)


def downgrade() -> None:
    op.execute("DROP TRIGGER name_by_alias ON audit")
    op.execute("DROP FUNCTION name_by_alias()")
    op.drop_table("personal_copy")
    op.drop_column("subject", "is_erased")
    for column in ("warned_at", "warnings", "signed_in_at", "alias"):
        op.drop_column("person", column)
