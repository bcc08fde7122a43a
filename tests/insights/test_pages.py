"""The screens of officials and the page of the public."""

import json
import re

import pytest
from markupsafe import escape
from sqlmodel import select

from participe.core import jobs
from participe.core.jobs import Job, JobState
from participe.core.observe import STATEMENTS
from participe.insights import services
from participe.insights.models import Topic
from participe.projects import queries as projects
from participe.subjects.models import Visibility
from tests.factories import code_of, make_actor, make_idea
from tests.insights.material import (
    analysed,
    ask,
    make_ideas,
    published,
    read_sample,
    set_visibility,
)

PUBLIC = "/en/projects/parks/topics"
OFFICIAL = "/en/manage/commune-parks/projects/parks/topics"


async def topics_of(db, run) -> list[Topic]:
    found = select(Topic).where(Topic.run_id == run.id).order_by(Topic.number)
    return list((await db.exec(found)).all())


async def upper_topics_of(db, run) -> list[Topic]:
    return [topic for topic in await topics_of(db, run) if topic.parent_id is None]


async def test_the_public_sees_topics_from_publication_until_they_are_taken_back(
    app, clients, db, place, ideas, manager, citizen
):
    run = await analysed(db, place, manager)
    await read_sample(db, run, manager)
    topic = (await topics_of(db, run))[0]
    pages = [PUBLIC, f"{PUBLIC}/{topic.code}", f"{PUBLIC}/report.json"]

    async def statuses(actor=None) -> list[int]:
        app.state.kept_pages.clear()
        return [(await clients(actor).get(page)).status_code for page in pages]

    # Not even an official, at the public address: what one sees there is what all see.
    for actor in (None, citizen, manager):
        assert await statuses(actor) == [404, 404, 404]
    assert "See the topics" not in (await clients().get("/en/projects/parks")).text

    answer = await clients(manager).post(f"{OFFICIAL}/runs/{run.code}/publish")
    assert "Everybody can see these topics now." in answer.text
    assert await statuses() == [200, 200, 200]
    for page in ("/en/projects/parks", "/en/projects/parks/ideas?order=newest"):
        assert PUBLIC in (await clients().get(page)).text

    await clients(manager).post(f"{OFFICIAL}/runs/{run.code}/take-back")
    assert await statuses() == [404, 404, 404]


async def test_the_public_page_says_what_it_is_and_how_to_check_it(
    clients, db, place, ideas, manager
):
    run = await published(db, place, manager)
    first = (await topics_of(db, run))[0]

    page = (await clients().get(PUBLIC)).text

    assert f"A program grouped {len(ideas)} ideas" in page
    assert "Nobody was scored" in page
    assert run.method["input_sha256"] in page
    assert "participe analyse analysis-ideas.csv -o again.json" in page
    assert "Claire M." not in page
    words = escape(first.label.replace(" · ", "\u00a0· "))
    assert f'<span lang="fr">{words}</span>' in page
    assert page.count('class="topic-area ') == len(await upper_topics_of(db, run))


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.HELD])
async def test_what_is_hidden_later_is_gone_from_every_public_page(
    app, clients, db, place, ideas, manager, moderator, visibility
):
    run = await published(db, place, manager)
    gone = [ideas[at] for at in range(0, 36, 3)]
    codes = [await code_of(db, idea) for idea in gone]

    await set_visibility(db, [idea.id for idea in gone], visibility, moderator)

    app.state.kept_pages.clear()
    pages = [PUBLIC, f"{PUBLIC}/report.json"]
    pages += [f"{PUBLIC}/{topic.code}" for topic in await topics_of(db, run)]
    for page in pages:
        text = (await clients().get(page)).text
        for code, idea in zip(codes, gone, strict=True):
            assert code not in text, page
            assert idea.title not in text, page
    page = (await clients().get(PUBLIC)).text
    assert "12 ideas that were read are not public any more" in page
    report = (await clients().get(f"{PUBLIC}/report.json")).json()
    assert report["received"] == report["read"] == len(report["items"]) == 24


async def test_another_typical_idea_takes_the_place_of_a_hidden_one(
    clients, db, place, ideas, manager, moderator
):
    """For officials too, to whom row-level security would show what is hidden."""
    from participe.insights.models import TopicItem

    run = await published(db, place, manager)
    topic = (await topics_of(db, run))[0]
    first = select(TopicItem.subject_id).where(TopicItem.topic_id == topic.id, TopicItem.rank < 2)
    gone = (await db.exec(first)).all()

    await set_visibility(db, gone, Visibility.HIDDEN, moderator)

    page = (await clients(manager).get(OFFICIAL)).text
    card = page.split(f'id="topic-{topic.code}"')[1].split("</article>")[0]
    assert card.count("<li>") == 3
    listed = (await clients(manager).get(f"{OFFICIAL}/{topic.code}")).text
    assert listed.count("<h3") == topic.size - 2


async def test_the_public_report_is_the_library_s_own(clients, db, place, ideas, manager):
    from participe.analysis import Options, analyse
    from participe.insights.reading import read

    await published(db, place, manager)
    corpus = (await read(db, "idea", place.component.id)).corpus

    answer = await clients().get(f"{PUBLIC}/report.json")

    assert answer.text == analyse(corpus, Options()).to_json()


async def test_every_idea_of_a_topic_is_met_once_page_by_page(
    clients, db, place, manager, monkeypatch
):
    from participe.insights.queries import items

    monkeypatch.setattr(items, "SIZE", 5)
    monkeypatch.setattr(items, "_LISTED", items._LISTED.replace("LIMIT 21", "LIMIT 6"))
    await make_ideas(db, place)
    run = await published(db, place, manager)
    topic = (await topics_of(db, run))[0]

    seen, url, back = [], f"{PUBLIC}/{topic.code}", None
    while url:
        page = (await clients().get(url)).text
        seen += re.findall(
            r'<h3><a href="/en/ideas/(\w+)"|<h3 lang="fr"><a href="/en/ideas/(\w+)"', page
        )
        previous = re.search(r'rel="prev" href="([^"]+)"', page)
        back = previous[1] if previous else back
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = following[1].replace("&amp;", "&") if following else None

    codes = [a or b for a, b in seen]
    assert len(codes) == len(set(codes)) == topic.size > 5
    assert back and (await clients().get(back.replace("&amp;", "&"))).is_success
    assert (await clients().get(f"{PUBLIC}/{topic.code}?cursor=rubbish")).is_success


async def test_pages_cost_the_same_number_of_statements_with_more_ideas(
    app, clients, db, place, elsewhere, manager
):
    theirs = await make_actor(db, "Bert B.", manager=elsewhere.administration.id)
    await make_ideas(db, place, number=18)
    await make_ideas(db, elsewhere, number=60)
    runs = [await published(db, place, manager), await published(db, elsewhere, theirs)]

    async def statements(actor, path: str) -> int:
        app.state.kept_pages.clear()
        before = STATEMENTS._value.get()
        assert (await clients(actor).get(path)).is_success
        return int(STATEMENTS._value.get() - before)

    for actor, path in (
        ([None, None], "/en/projects/{slug}/topics"),
        ([None, None], "/en/projects/{slug}/topics/{topic}"),
        ([None, None], "/en/projects/{slug}/open-data"),
        ([manager, theirs], "/en/manage/commune-{slug}/projects/{slug}/topics"),
    ):
        counts = []
        for who, slug, run in zip(actor, ("parks", "elsewhere"), runs, strict=True):
            topic = (await topics_of(db, run))[0]
            counts.append(await statements(who, path.format(slug=slug, topic=topic.code)))
        assert counts[0] == counts[1] <= 10, (path, counts)


async def test_words_of_people_stay_text_in_a_topic(clients, db, place, ideas, manager):
    run = await published(db, place, manager)
    topic = (await topics_of(db, run))[0]
    topic.label, topic.terms = "<script>x</script>", ["<b onclick=x>", "\"'><img src=x>"]
    db.add(topic)
    await db.commit()

    for actor, path in (
        (None, PUBLIC), (None, f"{PUBLIC}/{topic.code}"), (manager, OFFICIAL),
        (manager, f"{OFFICIAL}/{topic.code}"),
    ):  # fmt: skip
        page = (await clients(actor).get(path)).text
        assert "&lt;script&gt;x" in page
        for wrong in ("<script>x", "<b onclick", "<img src=x"):
            assert wrong not in page, path


# --- Officials ---


async def test_a_box_never_analysed_explains_and_offers_to_begin(
    clients, db, place, ideas, manager
):
    page = (await clients(manager).get(OFFICIAL)).text

    assert "Analyse 36 ideas" in page
    assert "Only officials see the result until you publish it." in page


async def test_too_few_ideas_are_told_instead_of_a_button(clients, place, manager):
    page = (await clients(manager).get(OFFICIAL)).text

    assert "At least 16 published ideas are needed to find topics; there are 0." in page
    assert "insights.start" not in page and f"{OFFICIAL}/start" not in page


async def test_a_reader_may_look_and_not_begin(clients, db, place, ideas):
    reader = await make_actor(db, "Rita R.", reader=place.administration.id)

    page = (await clients(reader).get(OFFICIAL)).text
    answer = await clients(reader).post(f"{OFFICIAL}/start", data={})

    assert "A project manager can start the analysis." in page
    assert answer.status_code == 403


async def test_a_second_start_says_that_one_is_running(clients, db, place, ideas, manager):
    first = await clients(manager).post(f"{OFFICIAL}/start", data={"topics": "3"})
    second = await clients(manager).post(f"{OFFICIAL}/start", data={})

    assert "An analysis is running" in first.text
    assert "nothing was started twice" in second.text
    (job,) = (await db.exec(select(Job))).all()
    assert job.arguments["options"] == {"topics": 3, "fresh": False}


@pytest.mark.parametrize("topics", ["1", "201", "many"])
async def test_an_impossible_number_of_topics_is_refused_with_what_was_typed(
    clients, db, place, ideas, manager, topics
):
    answer = await clients(manager).post(f"{OFFICIAL}/start", data={"topics": topics})

    assert answer.status_code == 422
    assert f'value="{topics}"' in answer.text
    assert (await db.exec(select(Job))).all() == []


async def test_a_failure_is_told_until_the_next_run(clients, db, place, ideas, manager):
    job = await ask(db, manager, place)
    job.state, job.error = JobState.FAILED, "It needed too much memory."
    db.add(job)
    await db.commit()
    assert "The last analysis failed." in (await clients(manager).get(OFFICIAL)).text

    await analysed(db, place, manager)

    assert "The last analysis failed." not in (await clients(manager).get(OFFICIAL)).text


async def test_officials_see_who_asked_and_what_came_since(clients, db, place, ideas, manager):
    await analysed(db, place, manager)
    await make_idea(db, place)
    await make_idea(db, place, visibility=Visibility.HIDDEN)

    page = (await clients(manager).get(OFFICIAL)).text

    assert "1 idea was sent since this analysis." in page
    assert "Claire M." in page
    assert "Read 30 contributions before you publish" in page


async def test_ideas_to_check_are_marked_for_officials_alone(clients, db, place, ideas, manager):
    from participe.insights.models import TopicItem

    run = await published(db, place, manager)
    topic = (await topics_of(db, run))[0]
    item = (await db.exec(select(TopicItem).where(TopicItem.topic_id == topic.id))).first()
    assert item
    item.check = True
    db.add(item)
    await db.commit()

    assert (
        "Almost as near to the topic"
        in (await clients(manager).get(f"{OFFICIAL}/{topic.code}")).text
    )
    assert "Almost as near" not in (await clients().get(f"{PUBLIC}/{topic.code}")).text


async def test_an_earlier_run_stays_readable_and_can_be_published(
    clients, db, place, ideas, manager
):
    earlier = await analysed(db, place, manager)
    await make_ideas(db, place, number=6)
    later = await analysed(db, place, manager)
    await read_sample(db, earlier, manager)

    page = (await clients(manager).get(f"{OFFICIAL}?run={earlier.code}")).text
    assert "topics in 36 ideas" in page
    assert "topics in 42 ideas" in (await clients(manager).get(OFFICIAL)).text
    await clients(manager).post(f"{OFFICIAL}/runs/{earlier.code}/publish")

    assert earlier.method["input_sha256"] in (await clients().get(PUBLIC)).text
    report = await clients(manager).get(f"{OFFICIAL}/runs/{later.code}/report.json")
    assert json.loads(report.text)["read"] == 42


async def test_two_boxes_have_topics_of_their_own(clients, db, place, ideas, manager):
    from participe.ideas.models import IdeaBox
    from participe.projects.models import ProjectComponent
    from tests.factories import words

    component = ProjectComponent(
        administration_id=place.administration.id, project_id=place.project.id, kind="idea",
        slug="second", title=words("Seconde boîte", "Second box"), position=1,
    )  # fmt: skip
    db.add(component)
    await db.flush()
    db.add(IdeaBox(id=component.id, question=words("Et puis ?")))
    await db.commit()
    await published(db, place, manager)

    assert (await clients().get(PUBLIC)).status_code == 200
    assert (await clients().get(f"{PUBLIC}?box=second")).status_code == 404
    page = (await clients(manager).get(f"{OFFICIAL}?box=second")).text
    assert "there are 0" in page
    project = await projects.project(db, manager.viewer, "parks")
    assert len(project.of_kind("idea")) == 2
    assert services.once(component.id) != services.once(place.component.id)
    assert jobs.title(services.ANALYSE) == "Analysis of topics"
