"""Archives of open data packed each night, and figures of people without a name."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The rows of single people are behind row-level security; this gives sums to anybody. It may look
# at all rows only while it runs.
PEOPLE = r"""
CREATE FUNCTION people_figures(wanted uuid)
RETURNS TABLE (question text, value text, people bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    scope text := coalesce(current_setting('app.administrations', true), '');
BEGIN
    PERFORM set_config('app.administrations', 'all', true);
    RETURN QUERY
    WITH took_part AS (
        SELECT s.author_id AS person FROM subject s
        WHERE s.project_id = wanted AND s.state = 'submitted' AND s.visibility = 'visible'
            AND s.author_id IS NOT NULL
        UNION
        SELECT v.person_id FROM vote v JOIN subject s ON s.id = v.subject_id
        WHERE s.project_id = wanted AND s.state = 'submitted' AND s.visibility = 'visible'),
    asked AS (SELECT unnest(p.questions) AS question FROM project p WHERE p.id = wanted)
    SELECT 'all', '', count(*) FROM took_part
    UNION ALL
    SELECT a.question, coalesce(p.answers ->> a.question, ''), count(*)
    FROM asked a CROSS JOIN took_part t
        LEFT JOIN participation p ON p.project_id = wanted AND p.person_id = t.person
    GROUP BY 1, 2;
    PERFORM set_config('app.administrations', scope, true);
END $$;
"""
TRIGGERS = r"""
CREATE FUNCTION forget_open_data_of() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM open_data_file WHERE project_id = OLD.project_id;
    RETURN NULL;
END $$;
CREATE TRIGGER forget_open_data_of AFTER UPDATE OF state, visibility, author_id ON subject
FOR EACH ROW WHEN (OLD.state = 'submitted' AND OLD.visibility = 'visible' AND (
    NEW.state <> 'submitted' OR NEW.visibility <> 'visible'
    OR NEW.author_id IS DISTINCT FROM OLD.author_id))
EXECUTE FUNCTION forget_open_data_of();
CREATE TRIGGER forget_open_data AFTER DELETE ON subject
FOR EACH ROW WHEN (OLD.state = 'submitted' AND OLD.visibility = 'visible')
EXECUTE FUNCTION forget_open_data_of();

CREATE FUNCTION forget_open_data_with() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM open_data_file f USING subject s WHERE s.id = OLD.id AND f.project_id = s.project_id;
    RETURN NULL;
END $$;
CREATE TRIGGER forget_open_data_with AFTER UPDATE OF title, body, place, lat, lon, fields ON idea
FOR EACH ROW EXECUTE FUNCTION forget_open_data_with();
CREATE TRIGGER forget_open_data_with AFTER UPDATE OF body ON comment
FOR EACH ROW EXECUTE FUNCTION forget_open_data_with();

CREATE FUNCTION drop_open_data() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (id, created_at, handler, payload, due_at, attempts, last_error)
    VALUES (gen_random_uuid(), now(), 'participe.attachments.handlers.drop_bytes',
        jsonb_build_object('key', OLD.file_key, 'thumbnail_key', NULL), now(), 0, '');
    RETURN NULL;
END $$;
CREATE TRIGGER drop_open_data AFTER DELETE ON open_data_file
FOR EACH ROW WHEN (OLD.file_key <> '') EXECUTE FUNCTION drop_open_data();
"""


def upgrade() -> None:
    op.create_table(
        "open_data_file",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_open_data_file_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_open_data_file")),
    )  # fmt: skip
    op.execute(PEOPLE)
    op.execute(TRIGGERS)


def downgrade() -> None:
    op.execute("DROP TRIGGER forget_open_data_with ON comment")
    op.execute("DROP TRIGGER forget_open_data_with ON idea")
    op.execute("DROP FUNCTION forget_open_data_with()")
    op.execute("DROP TRIGGER forget_open_data ON subject")
    op.execute("DROP TRIGGER forget_open_data_of ON subject")
    op.execute("DROP FUNCTION forget_open_data_of()")
    op.execute("DROP FUNCTION people_figures(uuid)")
    op.drop_table("open_data_file")
    op.execute("DROP FUNCTION drop_open_data()")
