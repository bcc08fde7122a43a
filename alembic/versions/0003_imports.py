"""Imports have addresses, a dry run with its report, and know the themes that they made."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# For rows that were there before; the platform makes its own, of 32 letters and digits.
CODE = sa.text(
    "substr(translate(md5(gen_random_uuid()::text), '0123456789abcdef', 'abcdefghijklmnop'), 1, 10)"
)
JSON = {"head": "{}", "report": "{}", "theme_ids": "[]"}
OF_BATCH = "EXISTS (SELECT 1 FROM import_batch b WHERE b.id = import_item.batch_id)"


def upgrade() -> None:
    op.add_column("import_batch", sa.Column("code", sa.Text(), nullable=False, server_default=CODE))
    op.create_unique_constraint(op.f("uq_import_batch_code"), "import_batch", ["code"])
    for name, empty in JSON.items():
        op.add_column(
            "import_batch",
            sa.Column(
                name, postgresql.JSONB(), nullable=False, server_default=sa.text(f"'{empty}'")
            ),
        )
    op.create_index(
        "ix_subject_merged",
        "subject",
        ["merged_into_id"],
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.execute("ALTER TABLE import_item ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE import_item FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY everything ON import_item USING ({OF_BATCH}) WITH CHECK ({OF_BATCH})"
    )


def downgrade() -> None:
    op.execute("DROP POLICY everything ON import_item")
    op.execute("ALTER TABLE import_item NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE import_item DISABLE ROW LEVEL SECURITY")
    op.drop_index("ix_subject_merged", table_name="subject")
    for name in (*JSON, "code"):
        op.drop_column("import_batch", name)
