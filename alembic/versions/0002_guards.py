"""What PostgreSQL itself holds: who sees which row, counters, search, what cannot be undone."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SHUFFLES = 8

FUNCTIONS = r"""
CREATE FUNCTION app_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.person', true), '')::uuid $$;

CREATE FUNCTION app_sees_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(current_setting('app.administrations', true), '') = 'all' $$;

CREATE FUNCTION app_administrations() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN coalesce(current_setting('app.administrations', true), '') IN ('', 'all')
    THEN '{}'::uuid[]
    ELSE string_to_array(current_setting('app.administrations', true), ',')::uuid[] END $$;

CREATE FUNCTION app_runs_platform() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(current_setting('app.platform', true), '') = 'yes' $$;

-- Who asks, in which roles, and what time it is; and on whose behalf this transaction runs.
CREATE FUNCTION enter(hash bytea, at timestamptz DEFAULT NULL)
RETURNS TABLE (
    now timestamptz, session_id uuid, person_id uuid, name text, lang text, theme text,
    proved_at timestamptz, last_seen_at timestamptz, welcomed boolean,
    role_names text[], role_places uuid[], administrations uuid[]
) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    now := coalesce(at, statement_timestamp());
    IF hash IS NOT NULL THEN
        PERFORM set_config('app.administrations', 'all', true);
        SELECT s.id, p.id, p.name, p.lang, p.theme, s.proved_at, s.last_seen_at,
               p.welcomed_at IS NOT NULL
        INTO session_id, person_id, name, lang, theme, proved_at, last_seen_at, welcomed
        FROM session s JOIN person p ON p.id = s.person_id
        WHERE s.key_hash = hash AND s.ends_at > enter.now;
    END IF;
    IF person_id IS NOT NULL THEN
        SELECT array_agg(r.name),
               array_agg(coalesce(r.project_id, r.administration_id,
                                  '00000000-0000-0000-0000-000000000000'::uuid)),
               array_agg(DISTINCT coalesce(r.administration_id, j.administration_id))
                   FILTER (WHERE coalesce(r.administration_id, j.administration_id) IS NOT NULL)
        INTO role_names, role_places, administrations
        FROM role r LEFT JOIN project j ON j.id = r.project_id
        WHERE r.person_id = enter.person_id;
    END IF;
    PERFORM set_config('app.person', coalesce(person_id::text, ''), true),
            set_config('app.administrations', coalesce(array_to_string(administrations, ','), ''), true),
            set_config('app.platform', CASE WHEN 'admin' = ANY (role_names) THEN 'yes' ELSE '' END, true);
    RETURN NEXT;
END $$;

CREATE FUNCTION folded(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g')) $$;

CREATE FUNCTION words_of(lang text, title text, body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    folded_title text := folded(left(coalesce(title, ''), 2000));
    folded_body text := folded(left(coalesce(body, ''), 100000));
    configuration regconfig := CASE lang
        WHEN 'fr' THEN 'french' WHEN 'de' THEN 'german'
        WHEN 'nl' THEN 'dutch' WHEN 'en' THEN 'english' ELSE 'simple' END::regconfig;
    words tsvector;
BEGIN
    words := setweight(to_tsvector('simple', folded_title), 'A')
        || setweight(to_tsvector('simple', folded_body), 'B');
    IF configuration <> 'simple'::regconfig THEN
        words := words || setweight(to_tsvector(configuration, folded_title), 'A')
            || setweight(to_tsvector(configuration, folded_body), 'B');
    END IF;
    RETURN words;
END $$;

CREATE FUNCTION search_query(words text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT websearch_to_tsquery('simple', folded(words))
    || websearch_to_tsquery('french', folded(words))
    || websearch_to_tsquery('german', folded(words))
    || websearch_to_tsquery('dutch', folded(words))
    || websearch_to_tsquery('english', folded(words)) $$;

-- The same within one component: its id is a word of each of its entries, so that the index
-- finds the few of one box among millions.
CREATE FUNCTION search_query_in(words text, component uuid, kind text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT search_query(words) && (quote_literal(component || '-' || kind))::tsquery $$;
"""

TRIGGERS = r"""
CREATE FUNCTION index_idea() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_entry (subject_id, component_id, kind, words)
    SELECT s.id, s.component_id, s.kind, words_of(s.lang, NEW.title, NEW.body)
        || array_to_tsvector(ARRAY[s.component_id || '-' || s.kind])
    FROM subject s WHERE s.id = NEW.id
    ON CONFLICT (subject_id) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$;
CREATE TRIGGER index_idea AFTER INSERT OR UPDATE OF title, body ON idea
FOR EACH ROW EXECUTE FUNCTION index_idea();

CREATE FUNCTION index_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_entry (subject_id, component_id, kind, words)
    SELECT s.id, s.component_id, s.kind, words_of(s.lang, '', NEW.body)
        || array_to_tsvector(ARRAY[s.component_id || '-' || s.kind])
    FROM subject s WHERE s.id = NEW.id
    ON CONFLICT (subject_id) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$;
CREATE TRIGGER index_comment AFTER INSERT OR UPDATE OF body ON comment
FOR EACH ROW EXECUTE FUNCTION index_comment();

-- Counters follow the rows, whatever code changes them.
CREATE FUNCTION is_published(state text, visibility text) RETURNS int LANGUAGE sql IMMUTABLE
AS $$ SELECT (state = 'submitted' AND visibility = 'visible')::int $$;

CREATE FUNCTION count_new_idea() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE idea_box SET idea_count = idea_count + 1
    WHERE id = NEW.box_id AND EXISTS (
        SELECT 1 FROM subject s WHERE s.id = NEW.id AND is_published(s.state, s.visibility) = 1);
    RETURN NULL;
END $$;
CREATE TRIGGER count_new_idea AFTER INSERT ON idea
FOR EACH ROW EXECUTE FUNCTION count_new_idea();

CREATE FUNCTION count_new_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE subject SET comment_count = comment_count + 1
    WHERE id = NEW.on_id AND EXISTS (
        SELECT 1 FROM subject s WHERE s.id = NEW.id AND is_published(s.state, s.visibility) = 1);
    RETURN NULL;
END $$;
CREATE TRIGGER count_new_comment AFTER INSERT ON comment
FOR EACH ROW EXECUTE FUNCTION count_new_comment();

CREATE FUNCTION count_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step int;
BEGIN
    IF TG_OP = 'DELETE' THEN
        step := -is_published(OLD.state, OLD.visibility);
    ELSE
        step := is_published(NEW.state, NEW.visibility) - is_published(OLD.state, OLD.visibility);
    END IF;
    IF step <> 0 AND OLD.kind = 'idea' THEN
        UPDATE idea_box SET idea_count = idea_count + step WHERE id = OLD.component_id;
    ELSIF step <> 0 AND OLD.kind = 'comment' THEN
        UPDATE subject SET comment_count = comment_count + step
        WHERE id = (SELECT on_id FROM comment WHERE comment.id = OLD.id);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER count_published AFTER UPDATE OF state, visibility ON subject
FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.visibility IS DISTINCT FROM NEW.visibility)
EXECUTE FUNCTION count_published();
CREATE TRIGGER count_deleted BEFORE DELETE ON subject
FOR EACH ROW EXECUTE FUNCTION count_published();

-- Nothing is hidden, held or shown again without a moderator's reasoned decision beside it.
CREATE FUNCTION decided_by_moderator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM moderation_decision d WHERE d.subject_id = NEW.id AND d.action =
            CASE NEW.visibility WHEN 'hidden' THEN 'hide' WHEN 'held' THEN 'hold' ELSE 'restore' END
    ) THEN
        RAISE EXCEPTION 'visibility of subject % changed without a decision', NEW.id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER decided_by_moderator AFTER UPDATE OF visibility ON subject
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (OLD.visibility IS DISTINCT FROM NEW.visibility) EXECUTE FUNCTION decided_by_moderator();

-- Whatever deletes the row of a file, its bytes are deleted after the commit.
CREATE FUNCTION drop_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (id, created_at, handler, payload, due_at, attempts, last_error)
    VALUES (gen_random_uuid(), now(), 'participe.attachments.handlers.drop_bytes',
        jsonb_build_object('key', OLD.key, 'thumbnail_key', OLD.thumbnail_key), now(), 0, '');
    RETURN NULL;
END $$;
CREATE TRIGGER drop_bytes AFTER DELETE ON attachment
FOR EACH ROW EXECUTE FUNCTION drop_bytes();

CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.hash IS NULL AND NEW.hash IS NOT NULL
        AND to_jsonb(NEW) - 'hash' = to_jsonb(OLD) - 'hash' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log cannot be changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_audit BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION keep_audit();
CREATE TRIGGER keep_audit_whole BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION keep_audit();
"""

# Each sub-select is evaluated once a statement, not once a row.
ME = "(SELECT app_person())"
ALL = "(SELECT app_sees_all())"
MINE = "administration_id = ANY ((SELECT app_administrations())::uuid[])"
PLATFORM = "(SELECT app_runs_platform())"
# A scalar sub-select, looked up row by row for the few rows of a page: an EXISTS may be turned into
# one reading of the whole table of subjects for each statement.
OF_SUBJECT = "(SELECT true FROM subject s WHERE s.id = {0})"

# table: (who sees and changes a row, who may add one)
POLICIES = {
    "subject": (
        f"(state = 'submitted' AND visibility = 'visible') OR author_id = {ME} OR {MINE} OR {ALL}",
        f"author_id = {ME} OR {MINE} OR {ALL}",
    ),
    "idea": (OF_SUBJECT.format("idea.id"), None),
    "idea_version": (OF_SUBJECT.format("idea_version.idea_id"), None),
    "comment": (OF_SUBJECT.format("comment.id"), None),
    "attachment": (OF_SUBJECT.format("attachment.subject_id"), None),
    "answer": (OF_SUBJECT.format("answer.subject_id"), None),
    "vote": (f"person_id = {ME} OR {ALL}", None),
    "follow": (f"person_id = {ME} OR {ALL}", None),
    "project_follow": (f"person_id = {ME} OR {ALL}", None),
    "participation": (f"person_id = {ME} OR {ALL}", None),
    "report": (
        f"person_id = {ME} OR {ALL} OR EXISTS (SELECT 1 FROM subject s "
        f"WHERE s.id = report.subject_id AND s.{MINE})",
        None,
    ),
    "moderation_decision": (
        f"{ALL} OR EXISTS (SELECT 1 FROM subject s WHERE s.id = moderation_decision.subject_id "
        f"AND (s.author_id = {ME} OR s.{MINE}))",
        None,
    ),
    "project": (f"published_at IS NOT NULL OR {MINE} OR {ALL}", f"{MINE} OR {ALL}"),
    "mailbox": (f"person_id = {ME} OR {ALL}", None),
    "session": (f"person_id = {ME} OR {ALL}", None),
    "sign_in_request": (ALL, None),
    "mail": (f"person_id = {ME} OR {PLATFORM} OR {ALL}", "true"),
    "job": (f"asked_by_id = {ME} OR {MINE} OR {PLATFORM} OR {ALL}", None),
    "import_batch": (f"{MINE} OR {ALL}", None),
    "analysis_run": (f"published_at IS NOT NULL OR {MINE} OR {ALL}", f"{MINE} OR {ALL}"),
    "topic": ("EXISTS (SELECT 1 FROM analysis_run r WHERE r.id = topic.run_id)", None),
    "invitation": (f"{MINE} OR {PLATFORM} OR {ALL}", None),
}


def upgrade() -> None:
    for n in range(SHUFFLES):
        op.execute(
            f"CREATE INDEX ix_idea_random_{n} ON idea (box_id, hashint8extended(shuffle, {n}), id)"
        )
    op.execute(FUNCTIONS)
    op.execute(TRIGGERS)
    for table, (sees, adds) in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sees ON {table} FOR SELECT USING ({sees})")
        op.execute(
            f"CREATE POLICY changes ON {table} FOR UPDATE USING ({sees}) WITH CHECK ({sees})"
        )
        op.execute(f"CREATE POLICY removes ON {table} FOR DELETE USING ({adds or sees})")
        op.execute(f"CREATE POLICY adds ON {table} FOR INSERT WITH CHECK ({adds or sees})")
    op.execute(
        """
        DO $$ BEGIN
            IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'participe_app') THEN
                GRANT USAGE ON SCHEMA public TO participe_app;
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO participe_app;
                GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO participe_app;
                ALTER DEFAULT PRIVILEGES IN SCHEMA public
                    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO participe_app;
                ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO participe_app;
                REVOKE TRUNCATE, DELETE ON audit FROM participe_app;
                REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM participe_app;
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    for table in POLICIES:
        for policy in ("sees", "changes", "removes", "adds"):
            op.execute(f"DROP POLICY {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for name, table in {
        "index_idea": "idea", "index_comment": "comment", "count_new_idea": "idea",
        "count_new_comment": "comment", "count_published": "subject", "count_deleted": "subject",
        "decided_by_moderator": "subject", "drop_bytes": "attachment", "keep_audit": "audit", "keep_audit_whole": "audit",
    }.items():  # fmt: skip
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for name in (
        "index_idea()", "index_comment()", "count_new_idea()", "count_new_comment()",
        "count_published()", "decided_by_moderator()", "drop_bytes()", "keep_audit()",
        "is_published(text, text)", "search_query_in(text, uuid, text)", "search_query(text)", "words_of(text, text, text)",
        "folded(text)", "enter(bytea, timestamptz)", "app_runs_platform()",
        "app_administrations()", "app_sees_all()", "app_person()",
    ):  # fmt: skip
        op.execute(f"DROP FUNCTION {name}")
    for n in range(SHUFFLES):
        op.execute(f"DROP INDEX ix_idea_random_{n}")
