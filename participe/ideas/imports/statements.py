"""The statements of an import: many rows in each, handed over as one JSON text."""

from sqlalchemy import text

LOCKS = text(
    "SELECT set_config('lock_timeout', '60s', true), "
    "pg_advisory_xact_lock(hashtextextended(:component, 0))"
)
SUBJECTS = text(
    """
    INSERT INTO subject (id, created_at, code, kind, administration_id, project_id, component_id,
        author_kind, channel, entered_by_id, lang, source, source_id, state, visibility,
        hidden_because, status, is_answered, support_count, comment_count, follow_count)
    SELECT r.id, r.created_at, r.code, r.kind, :administration, :project, :component,
        r.author_kind, r.channel, :by, r.lang, :source, r.source_id, 'submitted', 'visible', '',
        r.status, false, 0, 0, 0
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id uuid, created_at timestamptz, code text,
        kind text, author_kind text, channel text, lang text, source_id text, status text)
    ON CONFLICT (component_id, source, source_id) DO NOTHING
    RETURNING source_id
    """
)
IDEAS = text(
    """
    INSERT INTO idea (id, box_id, title, title_is_made, body, body_html, excerpt, theme_id, place,
        lat, lon, fields, version, shuffle)
    SELECT r.id, :component, r.title, r.title_is_made, r.body, r.body_html, r.excerpt, r.theme_id,
        r.place, r.lat, r.lon, '{}', 1, r.shuffle
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id uuid, title text, title_is_made boolean,
        body text, body_html text, excerpt text, theme_id uuid, place text, lat float8, lon float8,
        shuffle bigint)
    """
)
COMMENTS = text(
    """
    INSERT INTO comment (id, on_id, parent_id, root_id, body, body_html, stance)
    SELECT r.id, r.on_id, r.parent_id, r.root_id, r.body, r.body_html, r.stance
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id uuid, on_id uuid, parent_id uuid,
        root_id uuid, body text, body_html text, stance text)
    """
)
TOTALS = text(
    """
    INSERT INTO inherited_total (subject_id, supports)
    SELECT r.id, r.supports
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id uuid, supports int)
    """
)
ITEMS = text(
    "INSERT INTO import_item (subject_id, batch_id) SELECT unnest(CAST(:ids AS uuid[])), :batch"
)
# What was taken back although people had answered to it was withdrawn, not deleted.
AGAIN = text(
    """
    WITH again AS (
        UPDATE subject s SET state = 'submitted' FROM import_item i, import_batch b
        WHERE i.subject_id = s.id AND b.id = i.batch_id AND b.undone_at IS NOT NULL
            AND s.component_id = :component AND s.source = :source AND s.source_id = ANY (:ids)
            AND s.state = 'withdrawn'
        RETURNING s.id
    )
    UPDATE import_item SET batch_id = :batch FROM again WHERE subject_id = again.id
    """
)
PLACES = text(
    """
    SELECT s.source_id, s.id, c.on_id, c.root_id
    FROM subject s LEFT JOIN comment c ON c.id = s.id
    WHERE s.component_id = :component AND s.source = :source AND s.source_id = ANY (:ids)
        AND s.state <> 'draft'
    """
)
PLACES_ELSEWHERE = text(
    """
    SELECT s.source_id, s.id, c.on_id, c.root_id
    FROM subject s LEFT JOIN comment c ON c.id = s.id
    WHERE s.component_id = :component AND s.source_id = ANY (:ids) AND s.state <> 'draft'
    ORDER BY s.created_at DESC, s.id DESC
    """
)
THEMES = text("SELECT id, key, name, position FROM theme WHERE component_id = :component")
THEME = text(
    """
    INSERT INTO theme (id, created_at, component_id, key, name, position)
    VALUES (:id, :now, :component, :key, CAST(:name AS jsonb), :position)
    """
)
MADE = text(
    "UPDATE import_batch SET theme_ids = theme_ids || CAST(:ids AS jsonb) WHERE id = :batch"
)
