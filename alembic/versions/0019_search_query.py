"""Languages that read the words of a search alike ask the index once, not once each."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

LANGUAGES = ("simple", "french", "german", "dutch", "english")
TOLD_APART = """
CREATE OR REPLACE FUNCTION search_query(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(DISTINCT '(' || query || ')', ' | '), '')::tsquery
    FROM (VALUES {queries}) AS read (query) WHERE query <> ''
$$
"""
BEFORE = """
CREATE OR REPLACE FUNCTION search_query(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT {queries} $$
"""


def upgrade() -> None:
    each = [f"(websearch_to_tsquery('{one}', folded(words))::text)" for one in LANGUAGES]
    op.execute(TOLD_APART.format(queries=", ".join(each)))


def downgrade() -> None:
    each = [f"websearch_to_tsquery('{one}', folded(words))" for one in LANGUAGES]
    op.execute(BEFORE.format(queries=" || ".join(each)))
