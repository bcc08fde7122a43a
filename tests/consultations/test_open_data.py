"""Statements in the open data: sums and, once a result is published, the answers behind it."""

import csv
import io

from sqlalchemy import text

from participe.consultations import adapter
from participe.core.db import sql
from tests.consultations.conftest import make_statement
from tests.consultations.test_results import SAID, answered, place_of  # noqa: F401 - a fixture

OPEN = "/fr/projects/parks/open-data"


async def rows(clients, name):
    answer = await clients().get(f"{OPEN}/{name}.csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_statements_are_told_with_their_sums(clients, db, place, answered):  # noqa: F811
    await make_statement(db, place, answered.component, "Une phrase en attente.", visibility="held")
    await sql(db, text("UPDATE statement SET agreed = 3, disagreed = 0, passed = 1, seen = 4"))
    await db.commit()

    found = await rows(clients, "statements")

    assert {row["text"] for row in found} == set(SAID)
    assert {(row["agreed"], row["disagreed"], row["passed"]) for row in found} == {("3", "0", "1")}


async def test_answers_are_open_only_while_a_result_is_public(clients, db, place, answered):  # noqa: F811
    run = await adapter.at_once(db, place_of(place, answered))
    await db.commit()
    before = await rows(clients, "statement_votes")
    run.published_at = run.done_at
    await db.commit()

    found = await rows(clients, "statement_votes")

    assert before == [] and len(found) == 560
    assert {row["vote"] for row in found} <= {"1", "-1", "0"}
    assert len({row["person"] for row in found}) == 40


async def test_the_archive_goes_when_a_result_is_taken_back(db, place, answered):  # noqa: F811
    run = await adapter.at_once(db, place_of(place, answered))
    run.published_at = run.done_at
    await db.flush()
    packed = text(
        "INSERT INTO open_data_file (project_id, token, file_key, sha256, size, rows) "
        "VALUES (:id, gen_random_uuid(), 'k', 's', 1, '{}')"
    )
    await sql(db, packed, {"id": place.project.id})
    await db.commit()

    run.published_at = None
    await db.commit()

    assert (await sql(db, text("SELECT count(*) FROM open_data_file"))).scalar_one() == 0
