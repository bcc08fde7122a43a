"""Proposing an idea, step by step, as a browser without script does it."""

import re

import pytest
from sqlmodel import select

from participe.ideas.models import Idea
from participe.projects.models import Participation
from participe.subjects.models import State, Subject
from tests.factories import DAY, code_of, make_idea

NEW = "/fr/projects/parks/ideas/new"
TYPED = {
    "title": "Des bancs à l’ombre",
    "body": "Les personnes âgées pourraient s’y reposer en été.",
    "theme": "nature",
    "lang": "fr",
}


async def subjects_of(db, person):
    found = select(Subject, Idea).join(Idea, Idea.id == Subject.id)
    mine = found.where(Subject.author_id == person.id)
    return (await db.exec(mine.execution_options(populate_existing=True))).all()


async def begun(browser, **changes):
    """The path of the draft that one gets by sending the first step."""
    answer = await browser.post(NEW, data=TYPED | changes)
    return re.search(r"/fr/ideas/[a-z2-7]{10}/draft", str(answer.url))[0]


async def test_an_idea_is_written_checked_and_sent_without_script(clients, db, place, citizen):
    browser = clients(citizen)

    assert "1" in (await browser.get(NEW)).text
    details = await browser.post(NEW, data=TYPED)
    assert details.url.path.endswith("/draft/details")
    check = await browser.post(details.url.path, data={"action": "next"})
    assert check.url.path.endswith("/draft/check")
    assert "Des bancs à l’ombre" in check.text
    sent = await browser.post(check.url.path, data={})

    assert sent.status_code == 200
    assert "Des bancs à l’ombre" in sent.text
    [(subject, idea)] = await subjects_of(db, citizen)
    assert subject.state is State.SUBMITTED
    assert subject.follow_count == 1
    assert idea.theme_id == place.theme.id
    board = await clients().get("/fr/projects/parks/ideas?order=newest")
    assert "Des bancs à l’ombre" in board.text


async def test_a_draft_is_seen_by_its_author_alone(
    clients, db, place, citizen, other_citizen, manager
):
    draft = await begun(clients(citizen))

    assert (await clients(citizen).get(draft)).status_code == 200
    for other in (other_citizen, manager, None):
        assert (await clients(other, follow=False).get(draft)).status_code == 404
    assert "Des bancs" not in (await clients().get("/fr/projects/parks/ideas?order=newest")).text
    assert "Des bancs à l’ombre" in (await clients(citizen).get("/fr/me")).text


async def test_mistakes_keep_what_was_typed_and_a_draft_of_it(clients, db, place, citizen):
    browser = clients(citizen)

    refused = await browser.post(NEW, data=TYPED | {"title": "Bof", "body": "Trop court."})

    assert refused.status_code == 422
    assert 'value="Bof"' in refused.text
    assert "Trop court." in refused.text
    [(subject, idea)] = await subjects_of(db, citizen)
    assert (subject.state, idea.title) == (State.DRAFT, "Bof")
    # The form now belongs to the draft: sending it again makes no second one.
    action = re.search(r'<form class="form narrow" method="post" action="([^"]+)"', refused.text)[1]
    await browser.post(action, data=TYPED)
    [(_, idea)] = await subjects_of(db, citizen)
    assert idea.title == "Des bancs à l’ombre"


async def test_an_empty_form_makes_no_draft(clients, db, place, citizen):
    refused = await clients(citizen).post(NEW, data={"title": "", "body": "", "lang": "fr"})

    assert refused.status_code == 422
    assert await subjects_of(db, citizen) == []


async def test_a_second_click_makes_no_second_draft(clients, db, place, citizen):
    browser = clients(citizen)

    assert await begun(browser) == await begun(browser)

    assert len(await subjects_of(db, citizen)) == 1


async def test_sending_twice_publishes_once(clients, db, place, citizen):
    browser = clients(citizen)
    draft = await begun(browser)

    for _ in range(2):
        answer = await browser.post(f"{draft}/check", data={})
        assert answer.status_code == 200

    await db.refresh(place.box)
    assert place.box.idea_count == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "x" * 121},
        {"body": "x" * 5001},
        {"theme": "unknown"},
        {"lang": "français"},
        {"status": "accepted"},
        {"author_id": "me"},
    ],
)
async def test_what_the_form_does_not_ask_or_allow_is_refused(clients, db, place, citizen, wrong):
    refused = await clients(citizen).post(NEW, data=TYPED | wrong)

    assert refused.status_code == 422
    assert all(s.state is State.DRAFT for s, _ in await subjects_of(db, citizen))


async def test_similar_ideas_are_shown_whatever_the_accents_and_endings(
    clients, db, place, elsewhere, citizen
):
    near = await make_idea(db, place, title="Un banc ombragé pour les ainés", body="Assis au parc.")
    await make_idea(db, place, title="Une piste cyclable", body="Rouler sans danger vers l’école.")
    await make_idea(db, elsewhere, title="Des bancs à l’ombre")
    await make_idea(db, place, title="Des bancs à l’ombre, caché", state=State.WITHDRAWN)

    similar = await clients(citizen).post(
        NEW,
        data=TYPED | {"title": "Bancs ombragés", "body": "Pour que les aînés s’asseyent un peu."},
    )

    assert similar.url.path.endswith("/draft/similar")
    assert "Un banc ombragé pour les ainés" in similar.text
    assert "piste cyclable" not in similar.text
    assert "Des bancs à l’ombre" not in similar.text
    supported = await clients(citizen).post(
        f"/fr/subjects/{await code_of(db, near)}/support", data={"value": "1"}
    )
    assert "<b>1</b>" in supported.text


async def test_without_similar_ideas_the_step_is_left_out(clients, db, place, citizen):
    await make_idea(db, place, title="Une piste cyclable", body="Rouler sans danger vers l’école.")

    answer = await clients(citizen).post(NEW, data=TYPED)

    assert answer.url.path.endswith("/draft/details")


async def test_a_closed_box_takes_no_idea_and_says_since_when(clients, db, place, citizen):
    place.phase.opens_at -= 9 * DAY
    place.phase.closes_at -= 3 * DAY
    db.add(place.phase)
    await db.commit()

    for answer in (
        await clients(citizen).get(NEW),
        await clients(citizen).post(NEW, data=TYPED),
        await clients().get(NEW),
    ):
        assert answer.status_code == 403
    assert await subjects_of(db, citizen) == []
    assert "Proposer" not in (await clients(citizen).get("/fr/projects/parks/ideas")).text


async def test_a_draft_stays_when_the_box_closes_meanwhile(clients, db, place, citizen):
    browser = clients(citizen)
    draft = await begun(browser)
    place.phase.closes_at = place.phase.opens_at + DAY / 2
    db.add(place.phase)
    await db.commit()

    refused = await browser.post(f"{draft}/check", data={})
    kept = await browser.post(draft, data=TYPED | {"title": "Un autre titre"})

    assert refused.status_code == 403
    assert "Des bancs à l’ombre" in refused.text
    assert kept.status_code == 200
    [(subject, idea)] = await subjects_of(db, citizen)
    assert (subject.state, idea.title) == (State.DRAFT, "Un autre titre")


async def test_a_stranger_signs_in_first_and_comes_back(clients, db, place):
    answer = await clients(follow=False).get(f"{NEW}?box=ideas")

    assert answer.status_code == 303
    assert "/fr/sign-in" in answer.headers["location"]
    assert "box%3Dideas" in answer.headers["location"]


async def test_somebody_new_chooses_a_name_first(clients, db, place, citizen):
    citizen.person.welcomed_at = None
    db.add(citizen.person)
    await db.commit()

    answer = await clients(citizen, follow=False).get(NEW)

    assert "/fr/welcome?next=" in answer.headers["location"]


async def test_a_box_for_staff_takes_theirs_only(clients, db, place, citizen, manager):
    place.box.who = "staff"
    db.add(place.box)
    await db.commit()

    assert (await clients(citizen).post(NEW, data=TYPED)).status_code == 403
    assert (await clients(manager).post(NEW, data=TYPED)).status_code == 200
    [(subject, _)] = await subjects_of(db, manager)
    assert subject.author_kind == "official"


async def test_a_draft_can_be_deleted_and_no_other_one(clients, db, place, citizen, other_citizen):
    draft = await begun(clients(citizen))
    theirs = await begun(clients(other_citizen))

    assert (await clients(citizen).post(f"{theirs}/delete")).status_code == 404
    await clients(citizen).post(f"{draft}/delete")

    assert await subjects_of(db, citizen) == []
    assert len(await subjects_of(db, other_citizen)) == 1


async def test_the_project_s_questions_are_asked_once_and_may_be_left_out(
    clients, db, place, citizen
):
    place.project.questions, place.project.communes = ["commune", "age_band"], ["Namur", "Dinant"]
    db.add(place.project)
    await db.commit()
    browser = clients(citizen)
    draft = await begun(browser)

    asked = await browser.get(f"{draft}/check")
    wrong = await browser.post(f"{draft}/check", data={"commune": "Paris", "age_band": ""})
    await browser.post(f"{draft}/check", data={"commune": "Dinant", "age_band": ""})

    assert 'name="commune"' in asked.text
    assert wrong.status_code == 422
    [noted] = (await db.exec(select(Participation))).all()
    assert (noted.person_id, noted.answers) == (citizen.id, {"commune": "Dinant"})
    second = await begun(browser, title="Un second souhait, tout autre")
    assert 'name="commune"' not in (await browser.get(f"{second}/check")).text


async def test_a_person_keeps_ten_drafts_in_a_box_at_most(clients, db, place, citizen):
    browser = clients(citizen)
    for n in range(10):
        await begun(browser, title=f"Souhait numéro {n}")

    refused = await browser.post(NEW, data=TYPED)

    assert refused.status_code == 403
    assert len(await subjects_of(db, citizen)) == 10
