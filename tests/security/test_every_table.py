"""Every table with row-level security, with the code's own conditions taken away (ACC-3).

Behind the rules, one row is put into each of these tables: words that a citizen has not sent, in a
project that is not public. Then everything is asked for, with no WHERE at all. The list of tables
is the database's: a new one is tried without a word here.
"""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from participe.core.db import EVERYTHING
from participe.subjects.models import State
from tests.factories import make_idea, make_place

# What everybody may read, and why.
PUBLIC: dict[str, str] = {
    "accessibility_statement": "a page of the authority, for everybody",
}
# Tables without rules that point to a person or a text, and why none are needed.
OPEN: dict[str, str] = {
    "counter_change": "by how much a public sum moved, for lists read page by page",
    "inherited_total": "sums that came with an import, shown to everybody",
    "role": "who works where; read before it is known who asks",
    "search_entry": "stems without order; each search joins the subject, which has rules",
}
GUARDED = text(
    "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace "
    "ORDER BY relname"
)
COLUMNS = text(
    """
    SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
        a.attnotnull AND NOT a.atthasdef AS needed, f.confrelid::regclass::text AS target,
        (SELECT string_agg(pg_get_constraintdef(c.oid), ' ') FROM pg_constraint c
         WHERE c.conrelid = a.attrelid AND c.contype = 'c' AND a.attnum = ANY (c.conkey)) AS checks
    FROM pg_attribute a LEFT JOIN pg_constraint f
        ON f.conrelid = a.attrelid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]
    WHERE a.attrelid = CAST(:of AS regclass) AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attgenerated = ''
    """
)
CHECKS = text(
    "SELECT conname FROM pg_constraint WHERE conrelid = CAST(:of AS regclass) AND contype = 'c'"
)
VALUES = {
    "uuid": "gen_random_uuid()", "text": "'x'", "boolean": "false", "integer": "1", "bigint": "1",
    "smallint": "1", "real": "1", "double precision": "1", "numeric": "1", "date": "current_date",
    "timestamp with time zone": "now()", "jsonb": "'{}'", "bytea": r"'\x00'", "tsvector": "''", "json": "'{}'", "vector": "'[1]'", "xid8": "'1'", "inet": "'::1'",
    "character": "'x'", "interval": "'1 day'",
}  # fmt: skip


@dataclass(frozen=True)
class Secret:
    """Whose row it is: a person, an administration, and a draft of theirs."""

    person: UUID
    administration: UUID
    project: UUID
    component: UUID
    subject: UUID

    def of(self, column: Any) -> str:
        """A value for a column, as it would be of this person's and this administration's."""
        known = {
            "person": self.person, "administration": self.administration, "project": self.project,
            "component": self.component, "idea_box": self.component, "subject": self.subject,
            "idea": self.subject, "comment": self.subject,
        }  # fmt: skip
        if found := known.get(column.target or column.name.removesuffix("_id")):
            return f"'{found}'"
        if column.type.endswith("[]"):
            return "'{}'"
        kind = "text" if column.type.startswith("character varying") else column.type
        if kind == "text" and (first := re.search(r"'([a-z_]+)'::", column.checks or "")):
            return f"'{first[1]}'"
        return VALUES.get(kind, "DEFAULT")

    async def put_into(self, connection: AsyncConnection, table: str) -> str:
        """Keys, triggers and conditions of a whole row set aside, in a transaction that ends."""
        await connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        columns = (await connection.execute(COLUMNS, {"of": table})).all()
        for name in (await connection.execute(CHECKS, {"of": table})).scalars().all():
            await connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        owned = ("person", "administration", "subject", "project", "component")
        used = [
            c for c in columns
            if c.needed or c.name.removesuffix("_id") in owned or c.target in owned
        ]  # fmt: skip
        values = {c.name: self.of(c) for c in used}
        for column in used:
            if column.name == "id" and not column.target:
                values["id"] = f"'{uuid4()}'"
            elif column.target and column.needed and values[column.name] == VALUES["uuid"]:
                values[column.name] = await self.put_into(
                    connection, column.target
                )  # what it is of
        names = ", ".join(f'"{name}"' for name in values)
        await connection.exec_driver_sql(
            f"INSERT INTO {table} ({names}) VALUES ({', '.join(values.values())}) "
            "ON CONFLICT DO NOTHING"
        )
        return values.get("id", "NULL")


@pytest.fixture
async def secret(db, citizen) -> Secret:
    place = await make_place(db, slug="secret", published_at=None)
    draft = await make_idea(db, place, author=citizen, state=State.DRAFT)
    await db.commit()
    return Secret(
        citizen.id, place.administration.id, place.project.id, place.component.id, draft.id
    )


async def test_no_table_shows_another_s_rows_when_the_code_forgets_to_ask(
    owner, secret, elsewhere, other_citizen
):
    shown, unproved = set(), []
    async with owner.connect() as connection:
        tables = (await connection.execute(GUARDED)).scalars().all()
        assert len(tables) > 30
        for table in tables:
            await connection.rollback()
            before = await seen(connection, table, other_citizen.id, elsewhere.administration.id)
            await secret.put_into(connection, table)
            after = await seen(connection, table, other_citizen.id, elsewhere.administration.id)
            if after[:2] != before[:2]:
                shown.add(table)
            if not after[2]:
                unproved.append(table)
        await connection.rollback()
    assert not unproved, "nobody sees these rows: the test proves nothing of them"
    assert sorted(shown) == sorted(PUBLIC)


async def seen(
    connection: AsyncConnection, table: str, person: UUID, administration: UUID
) -> list[int]:
    """How many rows the application sees for nobody, for another person and place, for itself."""
    counts: list[int] = []
    scopes = (("", ""), (str(person), str(administration)), ("", EVERYTHING))
    await connection.exec_driver_sql("SET LOCAL ROLE participe_app")
    for scope in scopes:
        await connection.execute(
            text(
                "SELECT set_config('app.person', :person, true), "
                "set_config('app.administrations', :administrations, true)"
            ),
            dict(zip(("person", "administrations"), scope, strict=True)),
        )
        counted = await connection.exec_driver_sql(f"SELECT count(*) FROM {table}")
        counts.append(counted.scalar_one())
    await connection.exec_driver_sql("RESET ROLE")
    return counts


async def test_every_table_with_rules_forces_them_on_its_owner(owner):
    async with owner.connect() as connection:
        loose = await connection.execute(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity")
        )
        assert loose.scalars().all() == []


async def test_every_table_that_names_a_person_or_a_text_of_one_has_rules(owner):
    """A table that points to a person or to a subject, and has no rules, is listed here."""
    async with owner.connect() as connection:
        found = await connection.execute(
            text(
                "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_constraint f "
                "ON f.conrelid = c.oid AND f.contype = 'f' "
                "AND f.confrelid IN ('person'::regclass, 'subject'::regclass) "
                "WHERE NOT c.relrowsecurity ORDER BY 1"
            )
        )
        assert sorted(found.scalars()) == sorted(OPEN)
