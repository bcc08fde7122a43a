"""Contributions that say the same are grouped: each keeps its address, each person counts once."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Links are what officials decided, one beside the other; a group is all that they join. Its head is
# found by following the links to the last contribution that is public. So taking one link back
# gives exactly what there was, and a head that is hidden leaves its group to the others.
FUNCTIONS = r"""
CREATE FUNCTION regroup(started uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    scope text := coalesce(current_setting('app.administrations', true), '');
    ids uuid[];
BEGIN
    -- The votes of everybody are counted, whoever groups.
    PERFORM set_config('app.administrations', 'all', true);
    -- One change of groups at a time in a component: two halves must not miss each other.
    PERFORM pg_advisory_xact_lock(hashtextextended('duplicates' || s.component_id, 0))
    FROM subject s WHERE s.id = started;
    WITH RECURSIVE joined (id) AS (
        SELECT started
        UNION
        SELECT CASE WHEN l.member_id = j.id THEN l.head_id ELSE l.member_id END
        FROM joined j JOIN duplicate_link l ON (l.member_id = j.id OR l.head_id = j.id)
        WHERE l.undone_at IS NULL)
    SELECT array_agg(j.id) INTO ids FROM joined j;
    PERFORM 1 FROM subject s WHERE s.id = ANY (ids) ORDER BY s.id FOR UPDATE;
    WITH RECURSIVE up (id, at, head, steps) AS (
        SELECT x, x, NULL::uuid, 0 FROM unnest(ids) x
        UNION ALL
        SELECT u.id, l.head_id,
            CASE WHEN is_published(s.state, s.visibility) = 1 THEN l.head_id ELSE u.head END,
            u.steps + 1
        FROM up u JOIN duplicate_link l ON l.member_id = u.at AND l.undone_at IS NULL
            JOIN subject s ON s.id = l.head_id
        WHERE u.steps < 1000),
    heads AS (SELECT DISTINCT ON (id) id, head FROM up ORDER BY id, steps DESC)
    UPDATE subject s SET merged_into_id = h.head FROM heads h
    WHERE s.id = h.id AND s.merged_into_id IS DISTINCT FROM h.head;
    UPDATE subject s SET
        member_count = n.members,
        support_count = n.people
    FROM (
        SELECT x.id,
            (SELECT count(*) FROM subject m WHERE m.merged_into_id = x.id
             AND is_published(m.state, m.visibility) = 1) AS members,
            (SELECT count(DISTINCT v.person_id) FROM vote v WHERE v.value = 1 AND (
                v.subject_id = x.id OR v.subject_id IN (
                    SELECT m.id FROM subject m WHERE m.merged_into_id = x.id
                    AND is_published(m.state, m.visibility) = 1))) AS people
        FROM unnest(ids) x (id)) n
    WHERE s.id = n.id AND (s.member_count <> n.members OR s.support_count <> n.people);
    PERFORM set_config('app.administrations', scope, true);
END $$;

CREATE FUNCTION regroup_after() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM regroup(NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER regroup_after AFTER UPDATE OF state, visibility ON subject
FOR EACH ROW WHEN ((NEW.merged_into_id IS NOT NULL OR NEW.member_count > 0
    OR NEW.link_count > 0)
    AND is_published(OLD.state, OLD.visibility) <> is_published(NEW.state, NEW.visibility))
EXECUTE FUNCTION regroup_after();

-- A head is public, of the same kind and component, and nobody's member.
CREATE FUNCTION head_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.merged_into_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM subject h WHERE h.id = NEW.merged_into_id AND h.id <> NEW.id
            AND h.component_id = NEW.component_id AND h.kind = NEW.kind
            AND h.merged_into_id IS NULL
    ) THEN
        RAISE EXCEPTION 'subject % cannot be grouped with %', NEW.id, NEW.merged_into_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.merged_into_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM subject m WHERE m.merged_into_id = NEW.id) THEN
        RAISE EXCEPTION 'subject % is the head of a group', NEW.id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER head_stands AFTER UPDATE OF merged_into_id ON subject
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL)
EXECUTE FUNCTION head_stands();

-- How many open links a subject has: by it the trigger above knows a group at once.
CREATE FUNCTION count_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.undone_at IS NULL THEN
        UPDATE subject SET link_count = link_count - 1 WHERE id IN (OLD.member_id, OLD.head_id);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.undone_at IS NULL THEN
        UPDATE subject SET link_count = link_count + 1 WHERE id IN (NEW.member_id, NEW.head_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_links AFTER INSERT OR DELETE OR UPDATE OF undone_at ON duplicate_link
FOR EACH ROW EXECUTE FUNCTION count_links();

-- Ideas that lists leave out because their group shows them.
CREATE FUNCTION is_grouped(merged uuid, state text, visibility text) RETURNS int
LANGUAGE sql IMMUTABLE
AS $$ SELECT (merged IS NOT NULL)::int * is_published(state, visibility) $$;
CREATE FUNCTION count_grouped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE idea_box SET grouped_count = grouped_count
        + CASE WHEN TG_OP = 'DELETE' THEN 0
          ELSE is_grouped(NEW.merged_into_id, NEW.state, NEW.visibility) END
        - is_grouped(OLD.merged_into_id, OLD.state, OLD.visibility)
    WHERE id = OLD.component_id;
    RETURN NULL;
END $$;
CREATE TRIGGER count_grouped AFTER UPDATE OF merged_into_id, state, visibility ON subject
FOR EACH ROW WHEN (NEW.kind = 'idea' AND (OLD.merged_into_id IS NOT NULL
    OR NEW.merged_into_id IS NOT NULL))
EXECUTE FUNCTION count_grouped();
CREATE TRIGGER count_grouped_deleted AFTER DELETE ON subject
FOR EACH ROW WHEN (OLD.kind = 'idea' AND OLD.merged_into_id IS NOT NULL)
EXECUTE FUNCTION count_grouped();
"""
MINE = "administration_id = ANY ((SELECT app_administrations())::uuid[])"
POLICIES = {
    # Where a public contribution went is public; officials see the rest.
    "duplicate_link": ("(SELECT true FROM subject s WHERE s.id = duplicate_link.member_id)"),
    "duplicate_hint": (f"(SELECT app_sees_all()) OR {MINE}"),
}


def upgrade() -> None:
    op.add_column(
        "subject", sa.Column("member_count", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "subject", sa.Column("link_count", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "idea_box", sa.Column("grouped_count", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_table(
        "duplicate_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("head_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("objection", sa.Text(), nullable=True),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("member_id <> head_id", name=op.f("ck_duplicate_link_two")),
        sa.ForeignKeyConstraint(["member_id"], ["subject.id"], name=op.f("fk_duplicate_link_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["head_id"], ["subject.id"], name=op.f("fk_duplicate_link_head_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_duplicate_link_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_duplicate_link_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_link")),
    )  # fmt: skip
    op.create_index(
        "uq_duplicate_link_open", "duplicate_link", ["member_id"], unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )  # fmt: skip
    op.create_index("ix_duplicate_link_member_id", "duplicate_link", ["member_id"])
    op.create_index("ix_duplicate_link_head_id", "duplicate_link", ["head_id"])
    op.create_table(
        "duplicate_hint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=False),
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("not_same_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_same_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_duplicate_hint_in_order")),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name=op.f("fk_duplicate_hint_component_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["first_id"], ["subject.id"], name=op.f("fk_duplicate_hint_first_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["second_id"], ["subject.id"], name=op.f("fk_duplicate_hint_second_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["not_same_by_id"], ["person.id"], name=op.f("fk_duplicate_hint_not_same_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_hint")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_duplicate_hint_first_id_second_id")),
    )  # fmt: skip
    op.create_index("ix_duplicate_hint_second_id", "duplicate_hint", ["second_id"])
    op.create_index(
        "ix_duplicate_hint_open", "duplicate_hint", ["component_id", "score"],
        postgresql_where=sa.text("not_same_at IS NULL"),
    )  # fmt: skip
    op.execute(FUNCTIONS)
    for table, sees in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY everything ON {table} USING ({sees}) WITH CHECK ({sees})")


def downgrade() -> None:
    op.execute("DROP TRIGGER count_grouped_deleted ON subject")
    op.execute("DROP TRIGGER count_grouped ON subject")
    op.execute("DROP TRIGGER head_stands ON subject")
    op.execute("DROP TRIGGER regroup_after ON subject")
    op.drop_table("duplicate_hint")
    op.drop_table("duplicate_link")
    for name in (
        "count_grouped()", "is_grouped(uuid, text, text)", "count_links()", "head_stands()",
        "regroup_after()", "regroup(uuid)",
    ):  # fmt: skip
        op.execute(f"DROP FUNCTION {name}")
    op.drop_column("idea_box", "grouped_count")
    op.drop_column("subject", "link_count")
    op.drop_column("subject", "member_count")
