"""Suggestions: pairs that are nearly the same, decided once."""

import random

import pytest

from participe.core import clock, jobs
from participe.core.db import working
from participe.core.jobs import Work
from participe.duplicates import nearness
from participe.duplicates.jobs import look
from tests.factories import make_idea

SYLLABLES = ["ban", "lo", "mi", "tra", "fou", "pe", "chi", "gar", "vel", "dun", "sor", "ket"]
WORDS = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES[:3]]


def invented(rng: random.Random) -> str:
    return " ".join(rng.sample(WORDS, 14))


def test_nearly_equal_texts_are_found_and_others_are_not():
    """Ten texts with a word changed and one more each, among 300 others."""
    rng = random.Random(7)
    texts = [invented(rng) for _ in range(300)]
    planted = set()
    for n in range(10):
        words = texts[n].split()
        words[3] = rng.choice(WORDS)
        planted.add((n, len(texts)))
        texts.append(" ".join(words) + " merci")

    found = nearness.pairs(texts)

    first = {(pair.first, pair.second) for pair in found[:10]}
    assert len(first & planted) >= 9
    assert found == nearness.pairs(texts)
    assert all(0 <= pair.score <= 1 and pair.first < pair.second for pair in found)


@pytest.mark.parametrize("texts", [[], ["un"], ["", ""], ["a", "b"], ["🐸🐸", "\x00"]])
def test_too_little_to_compare_suggests_nothing(texts):
    assert nearness.pairs(texts) == []


def test_endings_and_accents_matter_little():
    found = nearness.pairs([
        "Des bancs ombragés près de l'école", "Un banc ombragé pres de l’ecole",
        "Une piscine en plein air", "Mehr Radwege",
    ])  # fmt: skip
    assert [(pair.first, pair.second) for pair in found] == [(0, 1)]


def test_shared_words_say_what_both_speak_of():
    shared = nearness.shared_words("Des bancs à l’ombre", "Un banc ombragé, de l’ombre", ["fr"])
    assert shared == ["bancs", "ombre"] or shared == ["ombre", "bancs"]


@pytest.fixture
async def looked(db, sessions, settings, clients, place, manager):
    """The page of the suggestions, after a search."""
    path = f"/fr/manage/{place.administration.slug}/projects/parks/duplicates"

    async def run() -> str:
        await clients(manager, follow=False).post(f"{path}/look")
        job_id = await jobs.take_next(sessions)
        async with working(sessions) as looking:
            job = await looking.get(jobs.Job, job_id)
        await look(Work(sessions, settings, job))
        async with working(sessions) as looking:
            done = await looking.get(jobs.Job, job_id)
            done.state, done.ended_at = jobs.JobState.DONE, clock.now()
        return (await clients(manager).get(path)).text

    run.path = path
    return run


async def test_what_is_not_the_same_is_not_suggested_again(
    db, clients, place, manager, moderator, looked
):
    a = await make_idea(db, place, title="Des bancs à l’ombre", body="Pour se reposer en été.")
    b = await make_idea(db, place, title="Des bancs à l’ombre !", body="Pour se reposer l’été.")
    await make_idea(db, place, title="Une piscine", body="Chauffée toute l’année.")
    page = await looked()
    assert "1 paire" in page or "1 pair" in page
    from tests.factories import code_of

    data = {"first": await code_of(db, a), "second": await code_of(db, b)}
    assert data["first"] in page and data["second"] in page
    refused = await clients(moderator, follow=False).post(
        f"{looked.path}/decide", data=data | {"what": "first"}
    )
    assert refused.status_code == 403

    await clients(manager).post(f"{looked.path}/decide", data=data | {"what": "not_same"})

    assert data["first"] not in await looked()


async def test_a_pair_is_grouped_from_its_suggestion(db, clients, place, manager, looked):
    a = await make_idea(db, place, title="Des bancs à l’ombre", body="Pour se reposer en été.")
    b = await make_idea(db, place, title="Des bancs à l’ombre !", body="Pour se reposer l’été.")
    await looked()
    from tests.factories import code_of

    data = {"first": await code_of(db, a), "second": await code_of(db, b), "what": "second"}
    page = (await clients(manager).post(f"{looked.path}/decide", data=data)).text

    assert data["second"] in page and "1 group" in page
    out = await clients(manager).post(f"{looked.path}/{data['first']}/out")
    assert out.status_code == 200
