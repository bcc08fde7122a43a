"""The officials' table walks an index, and finds the languages of a box in another."""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_subject_table", "subject", ["component_id", "kind", "created_at", "id"],
        postgresql_where=sa.text("state <> 'draft'"),
    )  # fmt: skip
    op.create_index("ix_subject_lang", "subject", ["component_id", "kind", "lang"])


def downgrade() -> None:
    op.drop_index("ix_subject_lang", "subject")
    op.drop_index("ix_subject_table", "subject")
