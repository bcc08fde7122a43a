"""What comes after an analysis finds its topic, and its report stays as it was."""

from sqlmodel import select

from participe.core import batches, events
from participe.insights import arriving, correcting, queries
from participe.insights.models import TopicItem
from participe.projects import queries as projects
from participe.subjects.models import Subject, Visibility
from tests.factories import code_of, make_idea
from tests.insights.material import analysed, set_visibility
from tests.insights.test_correcting import board_of, codes_in, topics_of

BIKES = (
    "Des pistes cyclables sûres et un vélo pour rouler, avec des arceaux à vélos près de la gare"
)


async def report(db, manager, place, run) -> str:
    project = await projects.project(db, manager.viewer, place.project.slug)
    view = await queries.run(db, project, run.code)
    return "".join([line async for line in queries.report_lines(batches.within(db), view)])


async def item_of(db, idea) -> TopicItem:
    return (await db.exec(select(TopicItem).where(TopicItem.subject_id == idea.id))).one()


async def test_it_goes_to_the_nearest_topic_and_not_into_the_report(
    db, place, elsewhere, ideas, manager
):
    run = await analysed(db, place, manager)
    before = await report(db, manager, place, run)
    idea = await make_idea(db, place, title="Vélos", body=BIKES)
    await make_idea(db, elsewhere, title="Vélos", body=BIKES)

    for _ in range(2):  # a handler may run twice
        await arriving.assign(db, place.component.id)
        await db.commit()

    item = await item_of(db, idea)
    assert item.position is None and item.topic_id is not None
    (topic,) = [t for t in await topics_of(db, run) if t.id == item.topic_id]
    bodies = select(Subject.code).where(Subject.id.in_([i.id for i in ideas[::3]]))
    about_bikes = set((await db.exec(bodies)).all())
    assert len(await codes_in(db, topic) & about_bikes) > len(ideas) / 6
    await db.refresh(run)
    await db.refresh(topic)
    assert (run.came, run.read, run.shown) == (1, len(ideas), len(ideas) + 1)
    assert topic.size == topic.shown == topic.made_size + 1
    assert await report(db, manager, place, run) == before


async def test_the_event_of_a_new_idea_brings_it_there(
    app, clients, db, sessions, place, ideas, manager, citizen
):
    await analysed(db, place, manager)
    mine = await make_idea(db, place, author=citizen, title="Vélos", body=BIKES)
    events.publish(db, _submitted(mine, place))
    await db.commit()

    await events.deliver(sessions)

    assert (await item_of(db, mine)).topic_id is not None


def _submitted(idea, place):
    from participe.ideas.events import IdeaSubmitted

    return IdeaSubmitted(str(idea.id), str(place.component.id))


async def test_it_follows_a_topic_that_was_merged_meanwhile(db, place, ideas, manager):
    run = await analysed(db, place, manager)
    first, second, third = await topics_of(db, run)
    board = await board_of(db, manager, place, run)
    await correcting.merge(board, second.code, second.version, first.code)
    await correcting.merge(board, third.code, third.version, first.code)
    await db.commit()
    idea = await make_idea(db, place, title="Vélos", body=BIKES)

    await arriving.assign(db, place.component.id)
    await db.commit()

    assert (await item_of(db, idea)).topic_id == first.id


async def test_numbers_follow_when_it_is_hidden(db, place, ideas, manager, moderator):
    run = await analysed(db, place, manager)
    idea = await make_idea(db, place, title="Vélos", body=BIKES)
    held = await make_idea(db, place, title="Autre", body=BIKES, visibility=Visibility.HELD)
    await arriving.assign(db, place.component.id)
    await db.commit()

    await set_visibility(db, [idea.id], Visibility.HIDDEN, moderator)

    await db.refresh(run)
    assert (run.came, run.shown) == (1, len(ideas))
    assert await code_of(db, held) not in {
        code for topic in await topics_of(db, run) for code in await codes_in(db, topic)
    }
