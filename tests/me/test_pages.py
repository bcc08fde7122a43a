"""One's own pages: lists in pages, states in words, devices, the copy, leaving."""

import io
import json
import zipfile
from datetime import timedelta

from sqlalchemy import text
from sqlmodel import select

from participe.answers.models import Answer
from participe.core import clock
from participe.core.db import sql
from participe.follows import services as follows
from participe.me.models import PersonalCopy
from participe.people import services as people
from participe.people.models import Person, Session
from participe.subjects.models import Status
from participe.votes import services as votes
from tests import factories
from tests.factories import words


async def test_a_newcomer_sees_what_each_list_would_hold(clients, citizen):
    page = await clients(citizen).get("/en/me")

    assert page.status_code == 200
    assert "You have not written an idea yet." in page.text


async def test_each_list_says_what_became_of_each_thing(db, clients, place, citizen, other_citizen):
    idea = await factories.make_idea(
        db, place, author=citizen, title="Une idée répondue", is_answered=True, status="accepted"
    )
    await factories.make_idea(
        db, place, author=citizen, title="Une idée cachée", visibility="hidden",
        hidden_because="spam",
    )  # fmt: skip
    await factories.make_idea(
        db, place, author=citizen, title="Une idée retenue", visibility="held"
    )
    theirs = await factories.make_idea(db, place, author=other_citizen, title="D’une autre")
    await factories.make_comment(db, place, theirs, author=citizen, body="Mon commentaire à moi")
    db.add(Answer(subject_id=idea.id, status=Status.ACCEPTED, text=words("Oui, dès mars.")))
    await votes.support(db, theirs.id, citizen.id)
    await follows.follow(db, theirs.id, citizen.id)
    await db.commit()
    browser = clients(citizen)

    ideas = (await browser.get("/en/me/ideas")).text
    answers = (await browser.get("/en/me/answers")).text

    assert "Hidden by a moderator" in ideas and "It is advertising" in ideas
    assert "a moderator reads it first" in ideas and "Accepted" in ideas
    assert "Oui, dès mars." in answers and "Une idée cachée" not in answers
    for one in ("supports", "follows"):
        assert "D’une autre" in (await browser.get(f"/en/me/{one}")).text
    assert "Mon commentaire" in (await browser.get("/en/me/comments")).text
    assert "D’une autre" not in (await clients(other_citizen).get("/en/me/supports")).text


async def test_a_long_list_is_read_page_by_page_and_nothing_is_missed(db, clients, place, citizen):
    for number in range(45):
        await factories.make_idea(db, place, author=citizen, title=f"Idée numéro {number:02}")
    browser = clients(citizen)

    seen: list[str] = []
    url: str | None = "/en/me/ideas"
    while url:
        page = (await browser.get(url)).text
        seen += [f"{n:02}" for n in range(45) if f"Idée numéro {n:02}" in page]
        after = page.partition('rel="next" href="')[2].partition('"')[0]
        url = after.replace("&amp;", "&") or None

    assert sorted(seen) == [f"{n:02}" for n in range(45)]
    assert "45 ideas" in page


async def test_one_can_sign_out_a_device_and_all_others(db, clients, citizen, other_citizen):
    person = (await db.exec(select(Person).where(Person.id == citizen.id))).one()
    for device in ("Firefox, Linux", "Safari, iOS", "Chrome, Android"):
        await people.sign_in(db, person, clock.now(), device)
    await db.commit()
    browser = clients(citizen)
    safari = (await db.exec(select(Session).where(Session.device == "Safari, iOS"))).one()

    page = await browser.post(f"/en/me/security/{safari.id}/end")
    assert "Safari" not in page.text and "Firefox" in page.text
    page = await browser.post("/en/me/security/end")

    assert "Firefox" not in page.text and "this one" in page.text
    assert (await clients(other_citizen).get("/en/me/security")).status_code == 200
    others = (await db.exec(select(Session).where(Session.person_id == other_citizen.id))).all()
    assert len(others) == 1


async def proved_long_ago(db, actor) -> None:
    old = clock.now() - timedelta(minutes=11)
    await sql(db, text("UPDATE session SET proved_at = :old WHERE person_id = :me"),
              {"old": old, "me": actor.id})  # fmt: skip
    await db.commit()


async def test_the_copy_and_leaving_ask_to_sign_in_once_more(db, clients, citizen):
    await proved_long_ago(db, citizen)
    browser = clients(citizen, follow=False)

    for answer in (
        await browser.post("/en/me/data"),
        await browser.post("/en/me/data/aaaaaaaaaa"),
        await browser.get("/en/me/leave/confirm?texts=keep"),
        await browser.post("/en/me/leave", data={"texts": "remove", "sure": "yes"}),
    ):
        assert answer.status_code == 303
        assert "/en/sign-in?again=1" in answer.headers["location"]
    again = await browser.get("/en/sign-in?again=1&next=/en/me/data")
    assert again.status_code == 200 and "Sign in once more" in again.text
    assert (await db.exec(select(Person).where(Person.id == citizen.id))).one().kind == "account"


async def made_copy(db, browser, work_off) -> str:
    await browser.post("/en/me/data")
    await work_off()
    return (await db.exec(select(PersonalCopy.code))).one()


async def test_the_copy_holds_ones_own_words_and_nobody_elses(
    db, clients, place, citizen, other_citizen, work_off
):
    idea = await factories.make_idea(db, place, author=citizen, body="Mes mots à moi, sur le parc.")
    await factories.make_comment(db, place, idea, author=other_citizen, body="Les mots d’une autre")
    await votes.support(db, idea.id, citizen.id)
    await db.commit()
    browser = clients(citizen)

    code = await made_copy(db, browser, work_off)
    assert "Download my copy" in (await browser.get("/en/me/data")).text
    content = (await browser.post(f"/en/me/data/{code}")).content

    with zipfile.ZipFile(io.BytesIO(content)) as copy:
        every = "\n".join(copy.read(name).decode() for name in copy.namelist())
        assert json.loads(copy.read("json/idea.json"))[0]["body"] == "Mes mots à moi, sur le parc."
        assert "Mes mots à moi" in copy.read("index.html").decode()
        assert len(json.loads(copy.read("json/vote.json"))) == 1
    assert "d’une autre" not in every and other_citizen.person.name not in every


async def test_the_copy_is_downloaded_once_by_its_owner_within_three_days(
    db, clients, settings, citizen, other_citizen, work_off
):
    files = settings.home / "files"
    before = set(files.rglob("*"))
    browser = clients(citizen)
    code = await made_copy(db, browser, work_off)

    assert (await clients(other_citizen).post(f"/en/me/data/{code}")).status_code == 404
    with clock.stopped_at(clock.now() + timedelta(hours=73)):
        await sql(db, text("UPDATE session SET proved_at = :now, ends_at = :end"),
                  {"now": clock.now(), "end": clock.now() + timedelta(days=1)})  # fmt: skip
        await db.commit()
        assert (await browser.post(f"/en/me/data/{code}")).status_code == 410
    assert (await browser.post(f"/en/me/data/{code}")).status_code == 200
    assert (await browser.post(f"/en/me/data/{code}")).status_code == 410
    assert set(files.rglob("*")) == before


async def test_leaving_says_first_what_happens_and_asks_twice(
    db, clients, place, citizen, work_off
):
    await factories.make_idea(db, place, author=citizen, title="Une idée à retirer")
    browser = clients(citizen)

    page = await browser.get("/en/me/leave")
    assert "You have published 1 idea." in page.text
    assert (await browser.get("/en/me/leave/confirm")).status_code == 422
    page = await browser.get("/en/me/leave/confirm?texts=remove")
    assert "cannot be undone" in page.text
    unsure = await browser.post("/en/me/leave", data={"texts": "remove"})
    assert unsure.status_code == 422 and "Tick the box" in unsure.text
    left = await browser.post("/en/me/leave", data={"texts": "remove", "sure": "yes"})
    assert "Your account is closed" in left.text
    await work_off()

    assert "All traces of you are deleted" in (await browser.get(left.url.path)).text
    assert "/en/sign-in" in str((await browser.get("/en/me")).url)
    assert (await db.exec(select(Person).where(Person.id == citizen.id))).first() is None
