"""Feeds, calendar and places of a project: valid for other programs, and nothing that is hidden."""

import json
from datetime import timedelta

import feedparser
import icalendar
import pytest
from geojson_pydantic import FeatureCollection

from participe.subjects.models import Visibility
from tests.exports.conftest import SECRET
from tests.factories import code_of, make_idea, words
from tests.insights.material import set_visibility

FEEDS = "/fr/projects/parks/feeds"


async def test_contributions_are_an_atom_feed_in_the_readers_language(clients, everything):
    answer = await clients().get(f"{FEEDS}/contributions.atom")
    feed = feedparser.parse(answer.content)

    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert not feed.bozo and feed.version == "atom10"
    assert len(feed.entries) == 37 and feed.feed.language == "fr"
    assert SECRET not in answer.text
    newest = feed.entries[0]
    assert newest.title == "=1+1" and "/fr/ideas/" in newest.link
    assert {entry.published[11:19] for entry in feed.entries} == {"12:00:00"}
    other = feedparser.parse((await clients().get("/nl/projects/parks/feeds/answers.atom")).content)
    assert "/nl/ideas/" in other.entries[0].link


async def test_answers_are_a_feed_too(clients, everything):
    feed = feedparser.parse((await clients().get(f"{FEEDS}/answers.atom")).content)

    (entry,) = feed.entries
    assert entry.summary == "Oui, c’est décidé."
    assert (await clients().get(f"{FEEDS}/comments.atom")).status_code == 404


async def test_entries_keep_their_id_whatever_the_language(clients, everything):
    ids = [
        [e.id for e in feedparser.parse((await clients().get(f"/{lang}/projects/parks/feeds/contributions.atom")).content).entries]
        for lang in ("fr", "de")
    ]  # fmt: skip
    assert ids[0] == ids[1] and len(set(ids[0])) == 37


async def test_words_that_look_like_markup_stay_words(clients, db, place):
    title = "<script>alert(1)</script> & \x0b“quoted”"
    await make_idea(db, place, title=title, body="]]> <b>bold</b>")

    answer = await clients().get(f"{FEEDS}/contributions.atom")

    assert not feedparser.parse(answer.content).bozo
    assert "<script" not in answer.text and "<b>" not in answer.text


async def test_what_is_hidden_leaves_the_feeds_and_the_places(clients, db, everything, moderator):
    gone = everything.ideas[0]  # the one with an answer
    code = await code_of(db, gone)
    assert code in (await clients().get(f"{FEEDS}/answers.atom")).text

    await set_visibility(db, [gone.id], Visibility.HIDDEN, moderator)

    for path in ("feeds/answers.atom", "feeds/contributions.atom", "places.geojson"):
        assert code not in (await clients(moderator).get(f"/fr/projects/parks/{path}")).text


async def test_phases_are_a_calendar_in_brussels_time(clients, place):
    answer = await clients().get("/fr/projects/parks/calendar.ics")
    calendar = icalendar.Calendar.from_ical(answer.content)

    (event,) = calendar.events
    assert abs(event.start - place.phase.opens_at) < timedelta(seconds=1)
    assert str(event.start.tzinfo) == "Europe/Brussels" and calendar.timezones
    assert event.uid == f"phase-{place.phase.code}@{event.uid.partition('@')[2]}"


async def test_places_are_geojson_cut_to_a_hundred_metres(clients, db, place):
    await make_idea(db, place, title="Sans lieu précis")
    for title, changes in (
        ("Un banc ici", {}), (SECRET, {"state": "draft"}), (SECRET, {"visibility": Visibility.HELD}),
    ):  # fmt: skip
        idea = await make_idea(db, place, title=title, **changes)
        idea.lat, idea.lon = 50.4669123, 4.8674987
        db.add(idea)
    await db.commit()

    answer = await clients().get("/fr/projects/parks/places.geojson")
    found = FeatureCollection.model_validate(json.loads(answer.content))

    (feature,) = found.features
    assert tuple(feature.geometry.coordinates) == (4.867, 50.467)
    assert feature.properties["title"] == "Un banc ici"
    assert (
        "4.8674" not in (await clients().get("/fr/projects/parks/open-data/contributions.csv")).text
    )


@pytest.mark.parametrize(
    "path", ["feeds/contributions.atom", "feeds/answers.atom", "calendar.ics", "places.geojson"]
)
async def test_a_draft_has_none_of_them(clients, db, place, manager, path):
    place.project.published_at = None
    db.add(place.project)
    await db.commit()

    for actor in (None, manager):
        assert (await clients(actor).get(f"/fr/projects/parks/{path}")).status_code == 404


async def test_the_page_of_the_open_data_announces_them(clients, place):
    page = (await clients().get("/fr/projects/parks/open-data")).text
    for path in (
        "feeds/contributions.atom",
        "feeds/answers.atom",
        "calendar.ics",
        "places.geojson",
    ):
        assert f"/fr/projects/parks/{path}" in page


async def test_a_phase_tells_its_words_in_each_language(clients, db, place):
    place.phase.title = words("Vos idées", "Your ideas")
    db.add(place.phase)
    await db.commit()

    for lang, said in (("fr", "Vos idées"), ("en", "Your ideas")):
        assert said in (await clients().get(f"/{lang}/projects/parks/calendar.ics")).text
