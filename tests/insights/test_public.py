"""What the public sees and says: the map, rare voices, what came since, reported mistakes."""

import pytest
from sqlmodel import select

from participe.insights import arriving, drawing
from participe.insights.board_models import TopicMistake
from participe.insights.models import TopicItem
from participe.subjects.models import Subject, Visibility
from tests.factories import make_actor, make_idea
from tests.insights.material import published, set_visibility
from tests.insights.test_correcting import codes_in, topics_of

PUBLIC = "/en/projects/parks/topics"
OFFICIAL = "/en/manage/commune-parks/projects/parks/topics"


@pytest.mark.parametrize(
    "numbers", [[6, 6, 4, 3, 2, 2, 1], [1], [50, 1, 1, 1], list(range(200, 0, -1))]
)
def test_areas_of_the_map_are_as_the_numbers_and_fill_it_without_overlap(numbers):
    boxes = drawing.squarify(numbers, drawing.Box(0, 0, 1000, 600))

    for number, box in zip(numbers, boxes, strict=True):
        share = number / sum(numbers)
        assert abs(box.width * box.height / 600_000 - share) < 0.002
        assert box.x >= -0.2 and box.x + box.width <= 1000.3
        assert box.y >= -0.2 and box.y + box.height <= 600.3
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert wide <= 0.3 or high <= 0.3


def test_the_published_example_of_the_map_comes_out_as_in_the_paper():
    """6, 6, 4, 3, 2, 2, 1 in 6 by 4: figure 6 of Bruls, Huizing, van Wijk."""
    boxes = drawing.squarify([6, 6, 4, 3, 2, 2, 1], drawing.Box(0, 0, 6, 4))

    assert [(box.width, box.height) for box in boxes[:2]] == [(3, 2), (3, 2)]
    assert boxes[2].height == boxes[3].height == 2.3


async def test_map_and_table_show_both_levels_and_lead_to_the_contributions(
    clients, db, place, ideas, manager
):
    run = await published(db, place, manager)

    page = (await clients().get(PUBLIC)).text

    table = page.split("<table")[1].split("</table>")[0]
    for topic in (*await topics_of(db, run), *await topics_of(db, run, parts=True)):
        assert f"{PUBLIC}/{topic.code}" in table
    assert page.count("<rect") >= len(await topics_of(db, run))
    assert "Officials have read 30 of 36 ideas themselves." in page
    assert "In the words of people" in page


async def test_rare_voices_and_what_came_since_are_lists_of_their_own(
    clients, db, place, ideas, manager
):
    run = await published(db, place, manager)
    for item in (await db.exec(select(TopicItem))).all():
        item.is_rare = item.position == 3
        db.add(item)
    late = await make_idea(db, place, title="Un vélo de plus", body="Des pistes cyclables sûres")
    await arriving.assign(db, place.component.id)
    await db.commit()
    assert run.came == 0  # as it was read

    page = (await clients().get(PUBLIC)).text
    rare = (await clients().get(f"{PUBLIC}/list/rare")).text
    since = (await clients().get(f"{PUBLIC}/list/late")).text

    assert "1 idea says something that hardly anybody else says." in page
    assert "1 idea came after this analysis" in page
    assert rare.count("<h3") == 1
    assert late.title in since and since.count("<h3") == 1
    assert (await clients().get(f"{PUBLIC}/list/check")).status_code == 404


async def test_a_mistake_is_told_once_by_each_and_decided_by_an_official(
    clients, db, place, ideas, manager, citizen
):
    run = await published(db, place, manager)
    first, second, *_ = await topics_of(db, run)
    code = sorted(await codes_in(db, first))[0]
    other = await make_actor(db, "Omar K.")
    path = f"{PUBLIC}/{first.code}/mistake/{code}"

    assert f"{PUBLIC}/" in (await clients().get(f"{PUBLIC}/{first.code}")).text
    assert "/sign-in" in str((await clients().get(path)).url)
    for _ in range(2):
        answer = await clients(citizen).post(path, data={"to": second.code, "words": "Pas ici."})
    assert "You have told us about this idea already." in answer.text
    await clients(other).post(path, data={"to": "", "words": ""})
    assert len((await db.exec(select(TopicMistake))).all()) == 2

    queue = (await clients(manager).get(f"{OFFICIAL}/runs/{run.code}/mistakes")).text
    assert "Pas ici." in queue
    mistake = (
        await db.exec(select(TopicMistake).where(TopicMistake.person_id == citizen.id))
    ).one()
    done = await clients(manager).post(
        f"{OFFICIAL}/runs/{run.code}/mistakes/{mistake.code}",
        data={"act": "put", "to": second.code},
    )
    assert "No report waits" in done.text
    assert code in await codes_in(db, second)


async def test_a_mistake_of_a_contribution_that_is_hidden_is_not_taken(
    clients, db, place, ideas, manager, citizen, moderator
):
    run = await published(db, place, manager)
    topic = (await topics_of(db, run))[0]
    code = sorted(await codes_in(db, topic))[0]
    subject = (await db.exec(select(Subject).where(Subject.code == code))).one()
    await set_visibility(db, [subject.id], Visibility.HIDDEN, moderator)

    answer = await clients(citizen).post(f"{PUBLIC}/{topic.code}/mistake/{code}", data={})

    assert answer.status_code == 404
