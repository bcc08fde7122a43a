"""The board of officials: everything that is to be read first, forms without script, nothing lost."""

import re

import pytest
from sqlmodel import select

from participe.core.observe import STATEMENTS
from participe.insights.models import Topic, TopicItem
from participe.subjects.models import Subject
from tests.factories import make_actor
from tests.insights.material import analysed, make_ideas
from tests.insights.test_correcting import codes_in, topics_of

OFFICIAL = "/en/manage/commune-parks/projects/parks/topics"


async def mark(db, run, **values) -> list[str]:
    """Two contributions of the run get these values; their codes."""
    found = select(TopicItem).where(TopicItem.run_id == run.id).order_by(TopicItem.position)
    items = (await db.exec(found.limit(2))).all()
    for item in items:
        for name, value in values.items():
            setattr(item, name, value)
        db.add(item)
    await db.commit()
    named = select(Subject.code).where(Subject.id.in_([item.subject_id for item in items]))
    return list((await db.exec(named)).all())


def shown(page: str) -> set[str]:
    return set(re.findall(r'id="c-(\w+)"', page))


@pytest.mark.parametrize(
    ("show", "values"),
    [
        ("untold", {"topic_id": None, "subtopic_id": None}),
        ("check", {"check": True}),
        ("rare", {"is_rare": True}),
        ("late", {"position": None}),
    ],
)
async def test_what_needs_a_person_first_is_listed_apart(
    clients, db, place, ideas, manager, show, values
):
    run = await analysed(db, place, manager)
    for item in (await db.exec(select(TopicItem))).all():
        item.check = item.is_rare = False
        db.add(item)
    codes = await mark(db, run, **values)

    page = (await clients(manager).get(f"{OFFICIAL}/runs/{run.code}/board?show={show}")).text

    assert shown(page) == set(codes)


async def test_the_board_opens_with_what_has_no_topic(clients, db, place, ideas, manager):
    run = await analysed(db, place, manager)
    codes = await mark(db, run, topic_id=None, subtopic_id=None)
    await mark(db, run, check=True)

    page = (await clients(manager).get(f"{OFFICIAL}/runs/{run.code}/board")).text

    assert shown(page) == set(codes)
    assert "Read by a person: 0 of 36" in page


async def test_a_contribution_tells_which_words_speak_for_it_and_what_is_like_it(
    clients, db, place, ideas, manager
):
    run = await analysed(db, place, manager)
    topic = (await topics_of(db, run))[0]
    code = sorted(await codes_in(db, topic))[0]

    page = (await clients(manager).get(f"{OFFICIAL}/{topic.code}?near={code}")).text

    assert "Words that speak for it here:" in page
    card = page.split(f'id="c-{code}"')[1].split("</li>\n    <li")[0]
    assert "Similar ones" in card
    assert 1 <= len(set(re.findall(r'/en/ideas/(\w+)"', card)) - {code}) <= 3


async def test_reading_one_or_several_moves_the_counter(clients, db, place, ideas, manager):
    run = await analysed(db, place, manager)
    topic = (await topics_of(db, run))[0]
    one, *others = sorted(await codes_in(db, topic))
    path = f"{OFFICIAL}/runs/{run.code}/items?topic={topic.code}"

    await clients(manager).post(path, data={"read": one})
    answer = await clients(manager).post(path, data={"item": [one, others[0]], "act": "read"})

    assert "Read by a person: 2 of 36" in answer.text
    page = (await clients(manager).get(f"{OFFICIAL}/{topic.code}")).text
    assert "Read by Claire M." in page


async def test_forms_alone_rename_move_merge_split_and_take_back(
    clients, db, place, ideas, manager
):
    run = await analysed(db, place, manager)
    first, second, third = await topics_of(db, run)
    client, chosen = clients(manager), sorted(await codes_in(db, first))[:3]

    renamed = await client.post(
        f"{OFFICIAL}/{first.code}/rename", data={"label": "Rouler", "version": "1"}
    )
    assert "The topic has its new name." in renamed.text and "Rouler" in renamed.text
    made = await client.post(
        f"{OFFICIAL}/runs/{run.code}/items?topic={first.code}",
        data={"item": chosen, "act": "split", "label": "Arceaux"},
    )
    assert shown(made.text) == set(chosen)
    moved = await client.post(
        f"{OFFICIAL}/{second.code}/move", data={"under": third.code, "version": "1"}
    )
    assert "The topic has its new place." in moved.text
    await client.post(
        f"{OFFICIAL}/runs/{run.code}/items?topic={first.code}",
        data={"item": [sorted(await codes_in(db, first))[0]], "act": "put", "to": third.code},
    )
    await db.refresh(third)
    merged = await client.post(
        f"{OFFICIAL}/{third.code}/merge", data={"into": first.code, "version": str(third.version)}
    )
    assert "The topics are one now." in merged.text

    page = (await client.get(f"{OFFICIAL}/runs/{run.code}/history")).text
    for words in ("is now called “Rouler”", "new topic “Arceaux”", "went under", "Contributions moved to",
                  "became part of “Rouler”", "Claire M."):  # fmt: skip
        assert words in page
    back = await client.post(f"{OFFICIAL}/runs/{run.code}/history/5/undo")
    assert "Taken back on" in back.text
    assert third.code in {topic.code for topic in await topics_of(db, run)}


async def test_who_comes_second_sees_what_the_other_did_and_keeps_what_they_typed(
    clients, db, place, ideas, manager
):
    run = await analysed(db, place, manager)
    topic = (await topics_of(db, run))[0]
    thomas = await make_actor(db, "Thomas W.", manager=place.administration.id)
    path = f"{OFFICIAL}/{topic.code}/rename"
    await clients(manager).post(path, data={"label": "Par Claire", "version": "1"})

    second = await clients(thomas).post(path, data={"label": "Par Thomas", "version": "1"})

    assert second.status_code == 409
    assert "Somebody changed this topic while you were writing." in second.text
    assert "Claire M.:" in second.text and "is now called “Par Claire”" in second.text
    assert 'value="Par Thomas"' in second.text
    version = re.search(r'name="version" value="(\d+)"', second.text)
    assert version
    again = await clients(thomas).post(path, data={"label": "Par Thomas", "version": version[1]})
    assert "The topic has its new name." in again.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"act": "put", "to": ""}, "Tick at least one contribution first."),
        ({"act": "put", "item": "?", "to": ""}, "Choose the topic where they belong."),
        ({"act": "split", "item": "?", "label": ""}, "Give the new topic a name"),
    ],
)
async def test_what_is_missing_is_said_and_what_is_ticked_stays(
    clients, db, place, ideas, manager, data, words
):
    run = await analysed(db, place, manager)
    topic = (await topics_of(db, run))[0]
    code = sorted(await codes_in(db, topic))[0]
    data = {name: code if value == "?" else value for name, value in data.items()}

    answer = await clients(manager).post(
        f"{OFFICIAL}/runs/{run.code}/items?topic={topic.code}", data=data
    )

    assert answer.status_code == 422
    assert words in answer.text
    if "item" in data:
        assert re.search(rf'value="{code}" aria-labelledby="title-{code}" checked', answer.text)


async def test_who_may_only_look_gets_no_forms_and_an_older_run_neither(
    clients, db, place, ideas, manager
):
    run = await analysed(db, place, manager)
    topic = (await topics_of(db, run))[0]
    reader = await make_actor(db, "Rita R.", reader=place.administration.id)

    page = (await clients(reader).get(f"{OFFICIAL}/{topic.code}")).text
    answer = await clients(reader).post(
        f"{OFFICIAL}/runs/{run.code}/items", data={"read": sorted(await codes_in(db, topic))[0]}
    )

    assert "Give it this name" not in page and "I have read it" not in page
    assert answer.status_code == 403
    await analysed(db, place, manager)
    assert "Give it this name" not in (await clients(manager).get(f"{OFFICIAL}/{topic.code}")).text


async def test_all_of_a_topic_can_be_answered_at_once(clients, db, place, ideas, manager):
    run = await analysed(db, place, manager)
    topic = (await topics_of(db, run))[0]

    answer = await clients(manager).post(
        f"/en/manage/commune-parks/projects/parks/bulk?topic={topic.code}",
        data={"every": "yes", "back": f"{OFFICIAL}/{topic.code}"},
    )

    assert answer.status_code == 200
    assert f"{topic.shown} " in answer.text
    from participe.casework.models import BulkAction

    (action,) = (await db.exec(select(BulkAction))).all()
    assert action.total == topic.shown


async def test_the_board_costs_the_same_number_of_statements_with_more_ideas(
    app, clients, db, place, elsewhere, manager
):
    theirs = await make_actor(db, "Bert B.", manager=elsewhere.administration.id)
    await make_ideas(db, place, number=18)
    await make_ideas(db, elsewhere, number=60)
    counts = []
    for slug, at, actor in (("parks", place, manager), ("elsewhere", elsewhere, theirs)):
        run = await analysed(db, at, actor)
        topic: Topic = (await topics_of(db, run))[0]
        before = STATEMENTS._value.get()
        path = f"/en/manage/commune-{slug}/projects/{slug}/topics/{topic.code}"
        assert (await clients(actor).get(path)).is_success
        counts.append(int(STATEMENTS._value.get() - before))
    assert counts[0] == counts[1] <= 14, counts
