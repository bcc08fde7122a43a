"""Projects, administrations, documents and answers can be found too; œ is oe, ß is ss."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FOLDED = r"""
CREATE OR REPLACE FUNCTION folded(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT replace(replace(replace(
    lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g')),
    'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss') $$;
"""
FOLDED_BEFORE = r"""
CREATE OR REPLACE FUNCTION folded(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g')) $$;
"""
AGAIN = """
UPDATE search_entry e SET words = words_of(s.lang, i.title, i.body)
    || array_to_tsvector(ARRAY[s.component_id || '-' || s.kind])
FROM subject s JOIN idea i ON i.id = s.id
WHERE e.subject_id = s.id AND (i.title || i.body) ~ '[œŒæÆß]';
UPDATE search_entry e SET words = words_of(s.lang, '', c.body)
    || array_to_tsvector(ARRAY[s.component_id || '-' || s.kind])
FROM subject s JOIN comment c ON c.id = s.id
WHERE e.subject_id = s.id AND c.body ~ '[œŒæÆß]';
"""
# What officials write, in each language as that language's words.
FUNCTIONS = r"""
CREATE FUNCTION words_in(title jsonb, VARIADIC bodies jsonb[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    words tsvector := '';
    found record;
BEGIN
    FOR found IN SELECT key, value FROM jsonb_each_text(title) LOOP
        words := words || words_of(found.key, found.value, '');
    END LOOP;
    FOR found IN SELECT e.key, e.value FROM unnest(bodies) b, jsonb_each_text(b) e LOOP
        words := words || words_of(found.key, '', found.value);
    END LOOP;
    RETURN words;
END $$;

CREATE FUNCTION index_page(kind text, id uuid, words tsvector) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_page (kind, id, words) VALUES (kind, id, words)
    ON CONFLICT ON CONSTRAINT pk_search_page DO UPDATE SET words = excluded.words
$$;

CREATE FUNCTION index_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM index_page('project', NEW.id, words_in(NEW.title, NEW.summary, NEW.description,
        NEW.decides, NEW.by_whom, NEW.not_open, NEW.feedback));
    RETURN NULL;
END $$;
CREATE TRIGGER index_project AFTER INSERT OR UPDATE OF
    title, summary, description, decides, by_whom, not_open, feedback ON project
FOR EACH ROW EXECUTE FUNCTION index_project();

CREATE FUNCTION index_administration() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM index_page('administration', NEW.id, words_in(NEW.name, NEW.about)
        || words_of('', '', NEW.address));
    RETURN NULL;
END $$;
CREATE TRIGGER index_administration AFTER INSERT OR UPDATE OF name, about, address ON administration
FOR EACH ROW EXECUTE FUNCTION index_administration();

CREATE FUNCTION index_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM index_page('document', NEW.id, words_in(NEW.title, NEW.body));
    RETURN NULL;
END $$;
CREATE TRIGGER index_document AFTER INSERT OR UPDATE OF title, body ON document
FOR EACH ROW EXECUTE FUNCTION index_document();

CREATE FUNCTION index_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM index_page('answer', NEW.id, words_in('{}', NEW.text));
    RETURN NULL;
END $$;
CREATE TRIGGER index_answer AFTER INSERT OR UPDATE OF text ON answer
FOR EACH ROW EXECUTE FUNCTION index_answer();

CREATE FUNCTION forget_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_page WHERE id = OLD.id;
    RETURN NULL;
END $$;

-- The beginnings of words, where whole ones found nothing: one or two letters more or fewer.
CREATE FUNCTION search_beginnings(words text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT to_tsquery('simple', string_agg(left(word, greatest(4, length(word) - 2)) || ':*', ' & '))
    FROM regexp_split_to_table(folded(words), '[^[:alnum:]]+') AS word WHERE length(word) >= 4
$$;
CREATE FUNCTION search_some(words text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT search_query(string_agg(word, ' or '))
    FROM regexp_split_to_table(folded(words), '[^[:alnum:]]+') AS word WHERE word <> ''
$$;
"""
TABLES = ("project", "administration", "document", "answer")
FILL = """
SELECT index_page('project', id, words_in(title, summary, description, decides, by_whom, not_open,
    feedback)) FROM project;
SELECT index_page('administration', id, words_in(name, about) || words_of('', '', address))
    FROM administration;
SELECT index_page('document', id, words_in(title, body)) FROM document;
SELECT index_page('answer', id, words_in('{}', text)) FROM answer;
"""


def upgrade() -> None:
    op.create_table(
        "search_page",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_search_page")),
    )
    op.create_index("ix_search_page_words", "search_page", ["words"], postgresql_using="gin")
    op.create_index("ix_search_page_id", "search_page", ["id"])
    op.execute(FOLDED)
    # As the owner, to whom row-level security applies as well: the rows of all administrations.
    op.execute("SELECT set_config('app.administrations', 'all', true)")
    op.execute(AGAIN)
    op.execute(FUNCTIONS)
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER forget_page AFTER DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION forget_page()"
        )
    op.execute(FILL)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TRIGGER forget_page ON {table}")
        op.execute(f"DROP TRIGGER index_{table} ON {table}")
        op.execute(f"DROP FUNCTION index_{table}()")
    for name in (
        "search_some(text)", "search_beginnings(text)", "forget_page()",
        "index_page(text, uuid, tsvector)", "words_in(jsonb, jsonb[])",
    ):  # fmt: skip
        op.execute(f"DROP FUNCTION {name}")
    op.drop_table("search_page")
    op.execute(FOLDED_BEFORE)
