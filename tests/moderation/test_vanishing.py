"""What is held or hidden is in no list, search, feed, file or count that strangers can read."""

import pytest
from sqlmodel import select

from participe.subjects.models import Subject
from tests import factories
from tests.moderation.test_holding import decide

BODY = "La fanfare jouerait sous un toit de zinc."
TITLE = "Un kiosque à musique"
ADDRESSES = (
    "/fr/projects/parks",
    "/fr/projects/parks/ideas?order=newest",
    "/fr/projects/parks/ideas?order=supported",
    "/fr/projects/parks/ideas?q=fanfare",
    "/fr/search?q=fanfare",
    "/fr/projects/parks/feeds/contributions.atom",
    "/fr/projects/parks/open-data/contributions.csv",
    "/fr/projects/parks/places.geojson",
)


@pytest.mark.parametrize("action", ["hold", "hide"])
@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_stranger_finds_it_nowhere_until_it_is_shown_again(
    db, clients, place, citizen, other_citizen, moderator, address, action
):
    idea = await factories.make_idea(db, place, author=citizen, title=TITLE, body=BODY)
    idea.lat, idea.lon = 50.5, 4.8
    code = await factories.code_of(db, idea)
    await db.commit()
    reading = clients(other_citizen)  # signed in: no copy of a second ago
    before = (await reading.get(address)).text
    assert code in before

    await decide(clients, moderator, code, action=action, why="insult")
    away = await reading.get(address)
    assert away.status_code == 200
    for said in (code, TITLE, BODY):
        assert said not in away.text

    await decide(clients, moderator, code, action="restore")
    assert code in (await reading.get(address)).text


@pytest.mark.parametrize("action", ["hold", "hide"])
async def test_a_comment_leaves_its_page_and_the_count(
    db, clients, place, citizen, other_citizen, moderator, action
):
    idea = await factories.make_idea(db, place, author=citizen)
    comment = await factories.make_comment(db, place, idea, author=citizen, body="Une insulte.")
    page = f"/fr/ideas/{await factories.code_of(db, idea)}"
    code = await factories.code_of(db, comment)
    await db.commit()
    reading = clients(other_citizen)
    assert "Une insulte." in (await reading.get(page)).text

    await decide(clients, moderator, code, action=action, why="insult")
    assert "Une insulte." not in (await reading.get(page)).text
    found = select(Subject).where(Subject.id == idea.id)
    subject = (await db.exec(found.execution_options(populate_existing=True))).one()
    assert subject.comment_count == 0
