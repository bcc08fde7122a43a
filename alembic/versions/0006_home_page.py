"""The home page counts and shows answers of the whole platform: from indexes."""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_subject_answered", "subject", ["id"],
        postgresql_where=sa.text("is_answered AND state = 'submitted' AND visibility = 'visible'"),
    )  # fmt: skip
    op.create_index("ix_answer_newest", "answer", ["published_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_answer_newest", "answer")
    op.drop_index("ix_subject_answered", "subject")
