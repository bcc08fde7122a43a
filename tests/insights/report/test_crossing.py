"""Cross-tables of a run count people that are public now, and keep small numbers to themselves."""

import json

from sqlalchemy import text
from sqlmodel import select

from participe.core import jobs
from participe.core.db import new_id, sql, working
from participe.core.jobs import Job, Work
from participe.insights.report import crossing
from participe.insights.report.models import CrossTable
from participe.people.models import Kind, Person
from participe.projects.models import Participation
from participe.subjects.models import Channel, Subject, Visibility
from tests.insights.material import analysed, ask, make_ideas, run_now, set_visibility


async def of_people(db, place, number=72):
    """Ideas of as many people; a third of them on paper, of two communes and one with few."""
    ideas = await make_ideas(db, place, number)
    place.project.questions = ["commune"]
    db.add(place.project)
    people = [Person(id=new_id(), kind=Kind.ACCOUNT, name=f"P{at}") for at in range(number)]
    db.add_all(people)
    await db.flush()
    for at, (idea, person) in enumerate(zip(ideas, people, strict=True)):
        subject = (await db.exec(select(Subject).where(Subject.id == idea.id))).one()
        subject.author_id = person.id
        subject.channel = Channel.PAPER if at % 3 == 0 else Channel.WEB
        commune = "Huy" if at < 4 else "Namur" if at % 2 else "  namur" if at == 6 else "Liège"
        db.add(Participation(project_id=place.project.id, person_id=person.id,
                             answers={"commune": commune}))  # fmt: skip
    await db.commit()
    return ideas


async def tables_of(sessions, run):
    async with working(sessions) as db:
        made = await crossing.cross(db, run.id)
        return {table.by: table.content for table in made}


async def test_people_are_counted_by_how_they_took_part(sessions, db, place):
    await of_people(db, place)
    run = await analysed(db, place)

    tables = await tables_of(sessions, run)

    assert list(tables) == ["channel", "author_kind", "commune"]
    channel = tables["channel"]
    assert channel["groups"] == ["web", "paper"] and channel["group_people"] == [48, 24]
    assert sum(channel["topic_people"]) == 72 - channel["untold"]
    assert channel["is_significant"] and channel["strength"] == "strong"
    kind = tables["author_kind"]
    assert kind["groups"] == ["citizen"] and kind["how"] == "none"


async def test_a_commune_written_in_two_ways_is_one_and_small_ones_are_together(
    sessions, db, place
):
    await of_people(db, place)
    run = await analysed(db, place)

    commune = (await tables_of(sessions, run))["commune"]

    assert "Namur" in commune["groups"] and "namur" not in str(commune["groups"])
    assert "Huy" not in commune["groups"]
    assert min(commune["group_people"]) >= 10


async def test_no_small_number_and_no_figure_that_tells_it_is_stored(sessions, db, place):
    await of_people(db, place)
    run = await analysed(db, place)
    await tables_of(sessions, run)

    async with working(sessions) as own:
        stored = (await own.exec(select(CrossTable))).all()

    assert stored
    for table in stored:
        shown = [one for row in table.content["people"] for one in row if one is not None]
        assert all(number >= 10 for number in shown)
        assert table.content["hidden"] == sum(row.count(None) for row in table.content["people"])
        holes = [[one is None for one in row] for row in table.content["people"]]
        for other in ("shares", "marks"):
            assert [[one is None for one in row] for row in table.content[other]] == holes
        said = json.dumps(table.content)
        assert "chi" not in said.replace("chi_square", "") and '"p"' not in said


async def test_what_is_hidden_later_is_not_counted_the_next_time(sessions, db, place, moderator):
    ideas = await of_people(db, place)
    run = await analysed(db, place)
    await tables_of(sessions, run)
    await set_visibility(db, [ideas[1].id], Visibility.HIDDEN, moderator)

    again = await tables_of(sessions, run)

    assert sum(again["channel"]["group_people"]) == 71


async def test_only_those_who_see_a_run_see_its_tables(sessions, db, place, elsewhere):
    await of_people(db, place)
    run = await analysed(db, place)
    await tables_of(sessions, run)
    number = text("SELECT count(*) FROM cross_table")

    async with sessions() as stranger:
        assert (await sql(stranger, number, {})).scalar_one() == 0
    async with working(sessions) as own:
        await sql(own, text("UPDATE analysis_run SET published_at = now()"), {})
    async with sessions() as stranger:
        assert (await sql(stranger, number, {})).scalar_one() == 3


async def test_tables_go_with_their_run(sessions, db, place):
    await of_people(db, place, 36)
    run = await analysed(db, place)
    await tables_of(sessions, run)

    async with working(sessions) as own:
        await sql(own, text("DELETE FROM analysis_run WHERE id = :run"), {"run": run.id})
        assert not (await own.exec(select(CrossTable))).all()


async def test_a_manager_has_the_groups_counted_again_and_others_may_not(
    clients, sessions, settings, db, place, manager, moderator, citizen
):
    await of_people(db, place)
    run = await analysed(db, place, manager)
    report = f"/en/manage/commune-parks/projects/parks/topics/runs/{run.code}/report"
    assert "Who speaks of what" not in (await clients(manager).get(report)).text
    for other in (moderator, citizen, None):
        answer = await clients(other, follow=False).post(f"{report}/count")
        assert answer.status_code in (303, 403) and "sign-in" in answer.headers.get(
            "location", "sign-in"
        )

    said = await clients(manager).post(f"{report}/count")
    await clients(manager).post(f"{report}/count")  # twice is once
    (job,) = (await db.exec(select(Job))).all()
    assert await jobs.take_next(sessions) == job.id
    await db.refresh(job)
    done = await crossing.again(Work(sessions, settings, job))

    assert "The groups are being counted." in said.text and "Counting who speaks" in said.text
    assert done == {"next": report}
    page = (await clients(manager).get(report)).text
    assert "Who speaks of what" in page and "Topics by the way people took part" in page


async def test_the_job_of_an_analysis_counts_the_groups(sessions, settings, db, place, manager):
    await of_people(db, place)
    job = await ask(db, manager, place)
    await run_now(sessions, settings, db, job)

    await crossing.after(Work(sessions, settings, job))

    async with working(sessions) as own:
        assert len((await own.exec(select(CrossTable))).all()) == 3


async def test_languages_are_crossed_only_where_a_topic_joins_them(sessions, db, place):
    await of_people(db, place)
    run = await analysed(db, place)
    assert "language" not in await tables_of(sessions, run)

    async with working(sessions) as own:
        some = "UPDATE topic_item SET lang = 'nl' WHERE position % 3 = 0"
        await sql(own, text(some), {})

    assert (await tables_of(sessions, run))["language"]["groups"] == ["fr", "nl"]
