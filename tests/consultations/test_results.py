"""What people think: groups found in their answers, told in plain words, public when published."""

import json

import numpy as np
import pytest
from sqlalchemy import text
from sqlmodel import select

from participe.analysis.opinions import find_groups, read_votes
from participe.consultations import adapter
from participe.consultations.models import OpinionRun
from participe.core import jobs
from participe.core.db import enter_scope, sql
from participe.core.jobs import Job, JobState, Work
from participe.people.models import Person
from participe.subjects.models import Subject
from tests.consultations.conftest import make_statements
from tests.consultations.test_keeping import base

SAID = tuple(f"Phrase numéro {at:02} sur la ville." for at in range(14))
PUBLIC = "/fr/projects/parks/statements/results"


async def make_answers(db, statements, groups=2, people=40, noise=0.1):
    """Answers of people in planted groups; all agree with the first two statements."""
    rng = np.random.default_rng(0)
    opinion = rng.choice([-1, 1], (groups, len(SAID)))
    opinion[:, :2] = 1
    persons = [Person(name=f"P{at}", lang="fr") for at in range(people)]
    db.add_all(persons)
    await db.flush()
    rows = []
    for at, person in enumerate(persons):
        for column, subject in enumerate(statements.subjects):
            value = int(opinion[at % groups, column])
            if groups == 1 or rng.random() < noise:
                value = int(rng.integers(-1, 2))
            rows.append({"s": subject.id, "p": person.id, "v": value})
    for row in rows:
        await sql(
            db,
            text("UPDATE statement SET seen = seen + 1, passed = passed + 1 WHERE id = :s"),
            {"s": row["s"]},
        )
        await sql(
            db,
            text(
                "INSERT INTO vote (subject_id, person_id, value, created_at) "
                "VALUES (:s, :p, :v, now())"
            ),
            row,
        )
    await db.commit()


@pytest.fixture
async def answered(db, place):
    found = await make_statements(db, place, SAID)
    await make_answers(db, found)
    return found


async def looked_for(db, sessions, settings, clients, place, manager) -> Job:
    """Ask in the screen, and do the work as the worker does."""
    asked = await clients(manager).post(f"{base(place)}/views/opinions")
    assert asked.status_code == 200
    job = (await db.exec(select(Job).where(Job.name == "consultations.opinions"))).one()
    job.state = JobState.RUNNING
    await db.commit()
    result = await jobs.function_of(job.name)(Work(sessions, settings, job))
    job.state, job.result = JobState.DONE, result
    await db.commit()
    return job


async def test_groups_are_looked_for_told_and_published(
    clients, db, sessions, settings, place, manager, answered
):
    desk = clients(manager)
    job = await looked_for(db, sessions, settings, clients, place, manager)

    screen = await desk.get(job.result["next"])
    unseen = await clients().get(PUBLIC)
    run = (await db.exec(select(OpinionRun))).one()
    await desk.post(f"{base(place)}/views/opinions/{run.code}/publish")
    seen = await clients().get(PUBLIC)

    assert (run.received, run.grouped, run.refusal) == (40, 40, "")
    assert unseen.status_code == 404 and seen.status_code == 200
    for page in (screen.text, seen.text):
        assert SAID[0] in page and SAID[1] in page  # what all share
        assert page.count("<circle") == 40 and "opinion-map" in page
        assert page.count('class="card"') >= 2
    assert "/statements/results" in (await clients().get("/fr/projects/parks")).text

    await desk.post(f"{base(place)}/views/opinions/{run.code}/take-back")
    assert (await clients(manager).get(PUBLIC)).status_code == 404


async def test_a_result_names_nobody(clients, db, place, manager, answered):
    run = await adapter.at_once(db, place_of(place, answered))
    run.published_at = run.done_at
    await db.commit()
    people = list((await sql(db, text("SELECT id, code FROM person"))).all())

    kept = json.dumps([run.result, run.places])
    file = await clients().get("/fr/projects/parks/statements/groups.json")

    for person in people:
        assert person.id.hex not in kept and str(person.id) not in kept
        assert person.code not in file.text
    assert "people" not in run.result and run.places == sorted(run.places)
    assert file.json()["received"] == 40


def place_of(place, statements):
    return adapter.Place(place.administration.id, place.project.id, statements.component.id)


async def test_anybody_makes_the_result_again_from_the_answers(
    clients, db, place, manager, answered, tmp_path
):
    run = await adapter.at_once(db, place_of(place, answered))
    run.published_at = run.done_at
    await db.commit()
    people = list((await sql(db, text("SELECT id, code FROM person"))).all())

    file = await clients().get("/fr/projects/parks/statements/votes.csv")
    (tmp_path / "votes.csv").write_bytes(file.content)
    again = find_groups(read_votes(tmp_path / "votes.csv")).to_dict()

    assert file.text.startswith("person,statement,vote") and file.text.count("\n") == 561
    assert {name: again[name] for name in run.result} == run.result
    assert not any(one.code in file.text or one.id.hex in file.text for one in people)


async def test_answers_are_kept_from_the_public_until_they_are_published(
    db, sessions, place, manager, elsewhere, answered
):
    await adapter.at_once(db, place_of(place, answered))
    await db.commit()
    count = text("SELECT count(*) FROM opinion_ballot")

    async def seen(**scope) -> int:
        async with sessions() as own:
            await enter_scope(own, **scope)
            return (await sql(own, count)).scalar_one()

    assert await seen() == 0 == await seen(administrations=[elsewhere.administration.id])
    assert await seen(administrations=[place.administration.id]) == 40
    await sql(db, text("UPDATE opinion_run SET published_at = now()"))
    await db.commit()
    assert await seen() == 40


async def test_a_refusal_is_told_in_plain_words(clients, db, place, manager):
    statements = await make_statements(db, place, SAID)
    await make_answers(db, statements, groups=1, people=60)
    run = await adapter.at_once(db, place_of(place, statements))
    run.published_at = run.done_at
    await db.commit()

    page = await clients().get(PUBLIC)

    assert run.refusal and run.grouped == 0
    assert page.status_code == 200 and "<circle" not in page.text
    assert run.result["refused"] not in page.text  # not the words of the program


async def test_what_is_hidden_since_is_told_no_more(
    clients, db, place, manager, answered, moderator
):
    run = await adapter.at_once(db, place_of(place, answered))
    run.published_at = run.done_at
    await db.commit()
    before = (await clients(manager).get(PUBLIC)).text

    await clients(moderator).post(
        f"/fr/subjects/{answered.codes[0]}/moderation",
        data={"action": "hide", "why": "spam", "text": "Une publicité."},
    )
    after = (await clients(manager).get(PUBLIC)).text

    assert SAID[0] in before and SAID[0] not in after and SAID[1] in after


async def test_answers_to_held_statements_are_not_read(db, place, answered):
    subject = (await db.exec(select(Subject).where(Subject.id == answered.subjects[0].id))).one()
    subject.state = "withdrawn"
    await db.commit()

    votes = await adapter.read(db, answered.component.id)

    assert subject.code not in votes.statements and len(votes.statements) == len(SAID) - 1


async def test_two_officials_at_once_start_one_search(clients, db, place, manager, answered):
    desk = clients(manager)

    for _ in range(2):
        await desk.post(f"{base(place)}/views/opinions")

    assert len((await db.exec(select(Job))).all()) == 1
