"""Appeals, corrections, messages with moderators; decisions in their order; figures without names."""

import sqlalchemy as sa

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ME = "(SELECT app_person())"
ALL = "(SELECT app_sees_all())"


def _of(table: str, *, author: bool) -> str:
    """Staff of the administration of the thing; its author too."""
    own = f"s.author_id = {ME} OR " if author else ""
    return (
        f"EXISTS (SELECT 1 FROM subject s WHERE s.id = {table}.subject_id AND ({own}"
        "s.administration_id = ANY ((SELECT app_administrations())::uuid[])))"
    )


# table: who sees a row, adds one, changes one; nobody but the worker removes any
POLICIES = {
    "appeal": (
        f"person_id = {ME} OR {ALL} OR {_of('appeal', author=False)}",
        f"{ALL} OR (person_id = {ME} AND outcome IS NULL AND (SELECT s.author_id FROM subject s "
        f"WHERE s.id = appeal.subject_id) = {ME})",
        f"{ALL} OR {_of('appeal', author=False)}",
    ),
    "correction": (
        f"person_id = {ME} OR {ALL} OR {_of('correction', author=False)}",
        f"{ALL} OR (person_id = {ME} AND {_of('correction', author=True)})",
        f"{ALL} OR {_of('correction', author=False)}",
    ),
    "moderation_message": (
        f"{ALL} OR {_of('moderation_message', author=True)}",
        f"{ALL} OR (person_id = {ME} AND {_of('moderation_message', author=True)})",
        ALL,
    ),
}

GUARDS = r"""
-- The decision must be the last one on the thing: an old one does not excuse a new change.
CREATE OR REPLACE FUNCTION decided_by_moderator() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last text;
BEGIN
    SELECT d.action INTO last FROM moderation_decision d WHERE d.subject_id = NEW.id
    ORDER BY d.created_at DESC, d.id DESC LIMIT 1;
    IF last IS DISTINCT FROM
        (CASE NEW.visibility WHEN 'hidden' THEN 'hide' WHEN 'held' THEN 'hold' ELSE 'restore' END)
    THEN
        RAISE EXCEPTION 'visibility of subject % changed without a decision', NEW.id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

-- Who took a decision does not judge the appeal against it, nor does who appeals.
CREATE FUNCTION judged_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decider uuid;
BEGIN
    SELECT d.by_id INTO decider FROM moderation_decision d
    WHERE d.id = NEW.decision_id AND d.subject_id = NEW.subject_id;
    IF decider IS NULL OR decider = NEW.decided_by_id OR NEW.person_id = NEW.decided_by_id THEN
        RAISE EXCEPTION 'appeal % is not judged by another person', NEW.id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER judged_by_another BEFORE INSERT OR UPDATE OF decided_by_id ON appeal
FOR EACH ROW EXECUTE FUNCTION judged_by_another();

-- Counts for everybody of rows that nobody may read: hence the scope, for these statements.
CREATE FUNCTION moderation_figures(place uuid, since timestamptz, until timestamptz)
RETURNS TABLE (administration_id uuid, month date, action text, why text, number int)
LANGUAGE plpgsql AS $$
DECLARE
    scope text := coalesce(current_setting('app.administrations', true), '');
BEGIN
    PERFORM set_config('app.administrations', 'all', true);
    RETURN QUERY
    SELECT s.administration_id, date_trunc('month', e.at AT TIME ZONE 'Europe/Brussels')::date AS m,
        e.what, e.reason, count(*)::int
    FROM (
        SELECT d.subject_id, d.created_at, d.action::text, coalesce(d.why::text, '')
        FROM moderation_decision d WHERE d.created_at >= since AND d.created_at < until
        UNION ALL
        SELECT r.subject_id, r.created_at, 'report', r.why::text
        FROM report r WHERE r.created_at >= since AND r.created_at < until
        UNION ALL
        SELECT a.subject_id, a.created_at, 'appeal', ''
        FROM appeal a WHERE a.created_at >= since AND a.created_at < until
        UNION ALL
        SELECT a.subject_id, a.decided_at, a.outcome::text, ''
        FROM appeal a WHERE a.decided_at >= since AND a.decided_at < until
    ) AS e (subject_id, at, what, reason)
    JOIN subject s ON s.id = e.subject_id
    WHERE place IS NULL OR s.administration_id = place
    GROUP BY s.administration_id, m, e.what, e.reason;
    PERFORM set_config('app.administrations', scope, true);
END $$;

-- In days, half of them decided sooner: reports, then appeals. Null: none was decided.
CREATE FUNCTION moderation_delays(place uuid, since timestamptz, until timestamptz)
RETURNS TABLE (reports float8, appeals float8) LANGUAGE plpgsql AS $$
DECLARE
    scope text := coalesce(current_setting('app.administrations', true), '');
BEGIN
    PERFORM set_config('app.administrations', 'all', true);
    RETURN QUERY
    SELECT (SELECT percentile_cont(0.5) WITHIN GROUP
            (ORDER BY extract(epoch FROM r.handled_at - r.created_at) / 86400)
            FROM report r JOIN subject s ON s.id = r.subject_id
            WHERE r.handled_at >= since AND r.handled_at < until
                AND (place IS NULL OR s.administration_id = place)),
        (SELECT percentile_cont(0.5) WITHIN GROUP
            (ORDER BY extract(epoch FROM a.decided_at - a.created_at) / 86400)
            FROM appeal a JOIN subject s ON s.id = a.subject_id
            WHERE a.decided_at >= since AND a.decided_at < until AND a.outcome <> 'moot'
                AND (place IS NULL OR s.administration_id = place));
    PERFORM set_config('app.administrations', scope, true);
END $$;
"""
BEFORE = r"""
CREATE OR REPLACE FUNCTION decided_by_moderator() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
VERSION = "(SELECT true FROM subject s WHERE s.id = idea_version.idea_id)"
SHOWN_VERSION = (
    f"(SELECT NOT idea_version.withheld OR {ALL} OR s.author_id = {ME} OR s.administration_id = ANY "
    "((SELECT app_administrations())::uuid[]) FROM subject s WHERE s.id = idea_version.idea_id)"
)


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome IN ('upheld', 'overturned', 'moot')", name=op.f("ck_appeal_outcome")),
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_appeal_decided")),
        sa.CheckConstraint(
            "(outcome IS NOT NULL AND outcome <> 'moot') = (decided_by_id IS NOT NULL)",
            name=op.f("ck_appeal_decided_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_appeal_subject_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["moderation_decision.id"], name=op.f("fk_appeal_decision_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appeal_person_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_appeal_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeal_decision_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_appeal_subject_id"), "appeal", ["subject_id"])
    op.create_index(op.f("ix_appeal_person_id"), "appeal", ["person_id"])
    op.create_index(
        "ix_appeal_open", "appeal", ["subject_id"], postgresql_where=sa.text("outcome IS NULL")
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_correction_subject_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )  # fmt: skip
    op.create_index(op.f("ix_correction_subject_id"), "correction", ["subject_id"])
    op.create_index(op.f("ix_correction_person_id"), "correction", ["person_id"])
    op.create_index(
        "ix_correction_open",
        "correction",
        ["subject_id"],
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_table(
        "moderation_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("is_by_author", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_moderation_message_subject_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_moderation_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_message")),
    )  # fmt: skip
    op.create_index(
        "ix_moderation_message_thread", "moderation_message", ["subject_id", "created_at", "id"]
    )
    op.create_index(op.f("ix_moderation_message_person_id"), "moderation_message", ["person_id"])
    op.create_index("ix_moderation_decision_created_at", "moderation_decision", ["created_at"])
    op.add_column("report", sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "idea_version", sa.Column("withheld", sa.Boolean(), server_default="false", nullable=False)
    )
    op.execute(GUARDS)
    op.execute(f"ALTER POLICY sees ON idea_version USING ({SHOWN_VERSION})")
    for table, (sees, adds, changes) in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sees ON {table} FOR SELECT USING ({sees})")
        op.execute(f"CREATE POLICY adds ON {table} FOR INSERT WITH CHECK ({adds})")
        op.execute(
            f"CREATE POLICY changes ON {table} FOR UPDATE USING ({changes}) WITH CHECK ({changes})"
        )
        op.execute(f"CREATE POLICY removes ON {table} FOR DELETE USING ({ALL})")


def downgrade() -> None:
    op.execute(f"ALTER POLICY sees ON idea_version USING ({VERSION})")
    op.drop_column("idea_version", "withheld")
    op.drop_column("report", "handled_at")
    op.drop_index("ix_moderation_decision_created_at", "moderation_decision")
    for table in reversed(POLICIES):
        op.drop_table(table)
    for name in (
        "judged_by_another()", "moderation_figures(uuid, timestamptz, timestamptz)",
        "moderation_delays(uuid, timestamptz, timestamptz)",
    ):  # fmt: skip
        op.execute(f"DROP FUNCTION {name}")
    op.execute(BEFORE)
