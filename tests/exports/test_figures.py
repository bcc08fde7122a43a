"""Figures of a project: they add up, and nobody can be recognised by them."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from participe.core import small
from participe.core.db import Table
from participe.exports.left_out import LEFT_OUT, OPEN
from participe.exports.tables import TABLES
from participe.projects.models import Participation
from participe.votes import services as votes
from tests.factories import make_actor, make_idea


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), min_size=1))
def test_no_small_number_can_be_found_by_subtraction(counts):
    left_out = small.hidden(counts)

    assert all(number >= small.LEAST for cell, number in counts.items() if cell not in left_out)
    if left_out and len(counts) > 1:
        assert len(left_out) >= 2
    if all(number >= small.LEAST for number in counts.values()):
        assert not left_out


def test_every_column_is_open_or_left_out_for_a_reason():
    """A new column turns this red until somebody decides."""
    told = {field.of for table in TABLES for field in table.fields if field.of}
    columns = {
        f"{name}.{column.name}" for name in OPEN for column in Table.metadata.tables[name].columns
    }

    assert columns == told | LEFT_OUT.keys()
    assert not told & LEFT_OUT.keys()


async def figures(clients) -> list[dict[str, str]]:
    answer = await clients().get("/fr/projects/parks/open-data/figures.csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_parts_add_up_to_the_whole(clients, db, everything):
    found = await figures(clients)

    whole = {f["figure"]: int(f["number"]) for f in found if f["by"] == "all"}
    assert whole["contributions"] == 37 and whole["answered"] == 1
    for by in ("theme", "channel", "author_kind", "status", "lang", "month"):
        for figure in ("contributions", "supports", "comments", "answered"):
            parts = [int(f["number"]) for f in found if (f["figure"], f["by"]) == (figure, by)]
            assert sum(parts) == whole[figure], (figure, by)


async def test_few_people_of_a_commune_are_not_shown(clients, db, place):
    place.project.questions = ["commune"]
    db.add(place.project)
    idea = await make_idea(db, place)
    for number, commune in enumerate(["Namur"] * 12 + ["Jambes"] * 11 + ["Wépion"] * 3):
        actor = await make_actor(db, f"P{number}")
        await votes.support(db, idea.id, actor.id)
        db.add(
            Participation(
                project_id=place.project.id, person_id=actor.id, answers={"commune": commune}
            )
        )
    await db.commit()

    people = {
        (f["by"], f["value"]): (f["number"], f["is_hidden"])
        for f in await figures(clients)
        if f["figure"] == "people"
    }

    assert people["all", ""] == ("26", "false")
    assert people["commune", "Namur"] == ("12", "false")
    assert people["commune", "Wépion"] == ("", "true")
    assert people["commune", "Jambes"] == ("", "true"), "else 26 - 12 - 11 would tell"
