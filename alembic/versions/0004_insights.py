"""Topics: what a run read and left out, what is shown of it now; long work asked for only once."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# name, type, what rows that are there get; none: it may be empty
RUN = (
    ("left_out", sa.Integer(), "0"),
    ("excluded", postgresql.JSONB(), "{}"),
    ("unread", postgresql.JSONB(), "[]"),
    ("shown", sa.Integer(), "0"),
    ("untold", sa.Integer(), "0"),
    ("to_check", sa.Integer(), "0"),
    ("read_at", sa.DateTime(timezone=True), None),
)
TOPIC = (
    ("texts", sa.Integer(), "0"),
    ("shown", sa.Integer(), "0"),
    ("to_check", sa.Integer(), "0"),
)
ITEM = (
    ("position", sa.Integer(), "0"),
    ("other", sa.Integer(), None),
    ("lang", sa.Text(), "und"),
    ("quote", sa.Text(), None),
    ("quote_text", sa.Text(), None),
)

# An author who withdraws, or a moderator who hides, must move the counters of runs that they
# may not see themselves: hence the scope, for these two statements.
SHOWN = """
CREATE FUNCTION count_shown() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step int;
    scope text := coalesce(current_setting('app.administrations', true), '');
BEGIN
    IF TG_OP = 'DELETE' THEN
        step := -is_published(OLD.state, OLD.visibility);
    ELSE
        step := is_published(NEW.state, NEW.visibility) - is_published(OLD.state, OLD.visibility);
    END IF;
    IF step <> 0 THEN
        PERFORM set_config('app.administrations', 'all', true);
        UPDATE topic SET shown = topic.shown + step
        FROM topic_item i WHERE i.subject_id = OLD.id AND topic.id = i.topic_id;
        UPDATE analysis_run SET shown = analysis_run.shown + step
        FROM topic_item i WHERE i.subject_id = OLD.id AND analysis_run.id = i.run_id;
        PERFORM set_config('app.administrations', scope, true);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER count_shown AFTER UPDATE OF state, visibility ON subject
FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.visibility IS DISTINCT FROM NEW.visibility)
EXECUTE FUNCTION count_shown();
CREATE TRIGGER count_shown_deleted BEFORE DELETE ON subject
FOR EACH ROW EXECUTE FUNCTION count_shown();
"""
OF_RUN = "EXISTS (SELECT 1 FROM analysis_run r WHERE r.id = topic_item.run_id)"


def upgrade() -> None:
    op.add_column("job", sa.Column("once", sa.Text(), nullable=True))
    op.create_index(
        "uq_job_once",
        "job",
        ["once"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )
    for table, columns in (("analysis_run", RUN), ("topic", TOPIC), ("topic_item", ITEM)):
        for name, type_, default in columns:
            op.add_column(
                table, sa.Column(name, type_, nullable=default is None, server_default=default)
            )
            op.alter_column(table, name, server_default=None)
    op.execute("ALTER TABLE analysis_run ALTER COLUMN method TYPE json USING method::json")
    op.create_index("uq_analysis_run_job_id", "analysis_run", ["job_id"], unique=True)
    op.create_index(
        "uq_analysis_run_published",
        "analysis_run",
        ["component_id"],
        unique=True,
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_check_constraint(
        op.f("ck_analysis_run_complete"),
        "analysis_run",
        "received = read + left_out AND shown BETWEEN 0 AND read",
    )
    op.alter_column("topic_item", "confidence", nullable=True)
    op.create_index("uq_topic_item_position", "topic_item", ["run_id", "position"], unique=True)
    op.execute(SHOWN)
    op.execute("ALTER TABLE topic_item ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE topic_item FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY sees ON topic_item FOR SELECT USING ({OF_RUN})")
    op.execute(
        f"CREATE POLICY changes ON topic_item FOR UPDATE USING ({OF_RUN}) WITH CHECK ({OF_RUN})"
    )
    op.execute(f"CREATE POLICY removes ON topic_item FOR DELETE USING ({OF_RUN})")
    op.execute(f"CREATE POLICY adds ON topic_item FOR INSERT WITH CHECK ({OF_RUN})")


def downgrade() -> None:
    for policy in ("sees", "changes", "removes", "adds"):
        op.execute(f"DROP POLICY {policy} ON topic_item")
    op.execute("ALTER TABLE topic_item NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE topic_item DISABLE ROW LEVEL SECURITY")
    op.execute("DROP TRIGGER count_shown ON subject")
    op.execute("DROP TRIGGER count_shown_deleted ON subject")
    op.execute("DROP FUNCTION count_shown()")
    op.drop_index("uq_topic_item_position", "topic_item")
    op.execute("UPDATE topic_item SET confidence = 0 WHERE confidence IS NULL")
    op.alter_column("topic_item", "confidence", nullable=False)
    op.drop_constraint(op.f("ck_analysis_run_complete"), "analysis_run")
    op.drop_index("uq_analysis_run_published", "analysis_run")
    op.drop_index("uq_analysis_run_job_id", "analysis_run")
    op.execute("ALTER TABLE analysis_run ALTER COLUMN method TYPE jsonb USING method::jsonb")
    for table, columns in (("analysis_run", RUN), ("topic", TOPIC), ("topic_item", ITEM)):
        for name, _, _ in columns:
            op.drop_column(table, name)
    op.drop_index("uq_job_once", "job")
    op.drop_column("job", "once")
