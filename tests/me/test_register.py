"""Nothing that the platform holds of a person is forgotten: in words, in copies, in leaving."""

import re

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from participe import slices
from participe.core import personal
from participe.core.db import sql
from participe.core.personal import Leaving
from participe.me import leaving

slices.load()
HOLDINGS = {holding.table: holding for holding in personal.holdings()}


def test_every_column_of_a_person_is_declared():
    assert personal.undeclared(SQLModel.metadata.tables) == []


def test_a_column_that_must_not_be_empty_is_never_emptied():
    wrong = [
        f"{holding.table}.{column}"
        for holding in HOLDINGS.values()
        for column, leaving_ in holding.points.items()
        if leaving_ is Leaving.UNSIGNED
        and not SQLModel.metadata.tables[holding.table].columns[column].nullable
    ]
    assert wrong == []


def test_whoever_holds_words_of_a_person_says_how_they_are_copied_and_how_they_go():
    wrong = [
        holding.table
        for holding in HOLDINGS.values()
        if holding.words and not holding.internal and holding.table != "sign_in_request"
        and not holding.export
    ]  # fmt: skip
    kept = [
        holding.table
        for holding in HOLDINGS.values()
        if holding.words and not holding.steps
        and Leaving.DELETED not in holding.points.values()
        and holding.table not in ("person", "import_batch", "paper_sheet")  # of people without account
    ]  # fmt: skip
    assert wrong == [] and kept == []


def test_names_of_periods_are_said_once():
    names = [period.name for holding in HOLDINGS.values() for period in holding.periods]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("table", sorted(HOLDINGS))
async def test_every_statement_of_a_holding_can_be_run(table, db, citizen):
    """And a column named in a copy exists."""
    holding = HOLDINGS[table]
    for statement in (holding.export, holding.files):
        if statement:
            await sql(db, text(statement), {"person": citizen.id})
    values = leaving.values_of(citizen.id, citizen.id, removes=True, name="Nadia", address="n@b.eu")
    for step in holding.steps:
        used = set(re.findall(r"(?<!:):(\w+)", step.sql))
        assert used <= values.keys()
        await sql(db, text(step.sql), {name: values[name] for name in used})
    for period in holding.periods:
        statement = f"SELECT 1 FROM {table} WHERE {period.where}"
        await sql(db, text(statement), {"before": citizen.viewer.now, "now": citizen.viewer.now})
