"""What is hidden leaves what was written, packed, counted or kept before, and mails not yet sent."""

import asyncio
import io
import zipfile

import pytest
from sqlmodel import select

from participe.answers.models import Answer
from participe.comments.events import CommentPosted
from participe.core import clock, events, mail
from participe.core.db import working
from participe.core.files import make_storage
from participe.core.mail import Mail
from participe.exports import packing
from participe.follows import services as follows
from participe.insights.models import Topic
from participe.notifications import gathering
from participe.subjects.models import Status
from participe.votes.models import Vote
from tests import factories
from tests.factories import words
from tests.insights import material
from tests.moderation.test_holding import decide
from tests.notifications.conftest import monday

TITLE = "Un kiosque à musique"
BODY = "La fanfare jouerait sous un toit de zinc."
ACTIONS = pytest.mark.parametrize("action", ["hold", "hide"])


@pytest.fixture
async def idea(db, place, citizen, other_citizen, manager):
    """Answered, supported and followed."""
    idea = await factories.make_idea(
        db, place, author=citizen, title=TITLE, body=BODY, is_answered=True, status=Status.ACCEPTED,
        support_count=1,
    )  # fmt: skip
    db.add(
        Answer(
            subject_id=idea.id, status=Status.ACCEPTED, by_id=manager.id, signed_as="Claire M.",
            text=words("Oui, en mars."),
        )
    )  # fmt: skip
    db.add(Vote(subject_id=idea.id, person_id=other_citizen.id, value=1))
    await follows.follow(db, idea.id, other_citizen.id)
    await db.commit()
    return idea


@pytest.fixture
async def code(db, idea) -> str:
    return await factories.code_of(db, idea)


def unzipped(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return "".join(found.read(name).decode("utf-8", "replace") for name in found.namelist())


@ACTIONS
@pytest.mark.parametrize(
    "address",
    [
        "/fr/", "/fr/results", "/fr/projects/parks/feeds/answers.atom", "/fr/me/supports",
        "/fr/me/follows", "/fr/me",
    ],
)  # fmt: skip
async def test_answers_supports_and_follows_do_not_show_it(
    clients, code, moderator, other_citizen, address, action
):
    reading = clients(other_citizen)
    assert TITLE in (await reading.get(address)).text

    await decide(clients, moderator, code, action=action, why="insult")
    away = await reading.get(address)
    assert away.status_code == 200
    assert TITLE not in away.text and code not in away.text

    await decide(clients, moderator, code, action="restore")
    assert TITLE in (await reading.get(address)).text


@ACTIONS
async def test_the_archive_of_open_data_is_without_it(clients, code, moderator, action):
    archive = "/fr/projects/parks/open-data.zip"
    assert BODY in unzipped((await clients().get(archive)).content)

    await decide(clients, moderator, code, action=action, why="insult")
    away = unzipped((await clients().get(archive)).content)
    assert BODY not in away and code not in away


async def test_the_packed_archive_goes_when_something_in_it_is_hidden(
    clients, sessions, settings, code, moderator
):
    packed, storage = "/open-data/parks.zip", make_storage(settings)
    assert await packing.pack(sessions, settings, storage, "parks")
    assert BODY in unzipped((await clients().get(packed)).content)

    await decide(clients, moderator, code, action="hide", why="insult")
    assert BODY not in unzipped((await clients().get(packed)).content)  # before the worker came
    await events.deliver(sessions)
    await packing.pack(sessions, settings, storage, "parks")
    assert BODY not in unzipped((await clients().get(packed)).content)


@ACTIONS
async def test_topics_show_another_one_and_count_one_less(
    app, clients, db, place, manager, moderator, action
):
    ideas = await material.make_ideas(db, place)
    run = await material.published(db, place, manager)
    codes = {await factories.code_of(db, one) for one in ideas}
    pages = ["/en/projects/parks/topics"]
    pages += [
        f"/en/projects/parks/topics/{topic.code}"
        for topic in (await db.exec(select(Topic).where(Topic.run_id == run.id))).all()
    ]

    async def shown() -> str:
        app.state.kept_pages.clear()
        return "".join([(await clients().get(page)).text for page in pages])

    before = await shown()
    quoted = next(one for one in sorted(codes) if one in before)
    await decide(clients, moderator, quoted, action=action, why="insult")
    assert quoted not in await shown()
    await decide(clients, moderator, quoted, action="restore")
    assert quoted in await shown()


async def test_the_page_kept_for_strangers_forgets_it_after_a_second(clients, code, moderator):
    board = "/fr/projects/parks/ideas?order=newest"
    assert TITLE in (await clients().get(board)).text
    await decide(clients, moderator, code, action="hide", why="insult")

    await asyncio.sleep(1.1)
    assert TITLE not in (await clients().get(board)).text
    assert (await clients().get(f"/fr/ideas/{code}")).status_code == 404


@pytest.mark.parametrize("what", ["qr.svg", "versions"])
async def test_its_other_addresses_are_gone_too(clients, code, moderator, other_citizen, what):
    await decide(clients, moderator, code, action="hide", why="insult")
    for reader in (None, other_citizen):
        assert (await clients(reader).get(f"/fr/ideas/{code}/{what}")).status_code == 404


@ACTIONS
async def test_comments_of_what_is_hidden_are_found_nowhere(
    db, clients, place, idea, code, moderator, other_citizen, action
):
    said = "Une contrebasse aussi."
    comment = await factories.make_comment(db, place, idea, author=other_citizen, body=said)
    own = await factories.code_of(db, comment)
    reader = await factories.make_actor(db, "Zoé")
    pages = ["/fr/search?q=contrebasse", "/fr/projects/parks/feeds/contributions.atom",
             "/fr/projects/parks/open-data/comments.csv"]  # fmt: skip
    await decide(clients, moderator, code, action=action, why="insult")

    for page in pages:
        found = await clients(reader).get(page)
        assert found.status_code == 200
        assert said not in found.text and own not in found.text
    assert (
        await clients(reader).get(f"/fr/comments/{own}", follow_redirects=True)
    ).status_code == 404


@pytest.mark.parametrize("action", ["hold", "hide", ""])
async def test_a_mail_not_yet_sent_says_nothing_of_it(
    db, clients, sessions, settings, place, idea, code, moderator, citizen, other_citizen, action
):
    """A comment is told to the author and to a follower; before they are written, it is hidden.

    Without a decision (the empty action) both say it: the mails are the right ones.
    """
    said = "Une insulte, à ne pas redire."
    comment = await factories.make_comment(db, place, idea, author=moderator, body=said)
    events.publish(db, CommentPosted(str(comment.id), str(idea.id), ""))
    await db.commit()
    await events.deliver(sessions)
    own = await factories.code_of(db, comment)
    second = await factories.make_actor(db, "Sonia", moderator=place.administration.id)
    for one in (own, code) if action else ():
        await decide(clients, second, one, action=action, why="insult")

    with clock.stopped_at(monday()):
        await events.deliver(sessions)
        await gathering.gather(sessions)
        await mail.send_due(sessions, settings)
    async with working(sessions) as looking:
        mails = (await looking.exec(select(Mail))).all()
    said_in = [one.kind for one in mails if said in one.text or said in one.html]
    to_follower = [one for one in mails if one.person_id == other_citizen.id]
    told = [one.kind for one in to_follower if TITLE in one.text or TITLE in one.subject]
    if action:
        assert said_in == [] and told == []
    else:
        assert len(said_in) == 2 and told == ["summary"]
