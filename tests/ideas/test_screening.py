"""A text that tells who somebody is comes back before it is published."""

import logging

import pytest
from sqlmodel import select

from participe.comments.models import Comment
from participe.subjects.models import State
from tests.factories import code_of, make_idea
from tests.ideas.test_propose import TYPED, begun, subjects_of

NATIONAL = "85.07.30-033 28"


async def typed(browser, body):
    """The page that checks a draft with these words."""
    draft = await begun(browser, body=body)
    await browser.post(f"{draft}/details", data={"action": "next"})
    return f"{draft}/check"


@pytest.mark.parametrize("number", [NATIONAL, "BE68 5390 0754 7034"])
async def test_a_national_number_or_account_is_never_published(
    clients, db, place, citizen, number, caplog
):
    caplog.set_level(logging.DEBUG)
    browser = clients(citizen)
    check = await typed(browser, f"Mon numéro est {number}, appelez-moi pour ce banc.")

    shown = await browser.get(check)
    refused = [await browser.post(check, data=answer) for answer in ({}, {"as_is": "yes"})]

    assert f"<mark>{number}</mark>" in shown.text
    for answer in refused:
        assert answer.status_code == 422
        assert f"<mark>{number}</mark>" in answer.text
        assert 'name="as_is"' not in answer.text
    [(subject, _)] = await subjects_of(db, citizen)
    assert subject.state is State.DRAFT
    assert number not in caplog.text


async def test_an_address_is_published_once_its_author_says_so(clients, db, place, citizen):
    browser = clients(citizen)
    check = await typed(browser, "Écrivez à amis@example.org pour aider à peindre ce banc.")

    refused = await browser.post(check, data={})
    sent = await browser.post(check, data={"as_is": "yes"})

    assert refused.status_code == 422
    assert 'name="as_is"' in refused.text
    assert "<mark>amis@example.org</mark>" in refused.text
    assert sent.status_code == 200
    [(subject, _)] = await subjects_of(db, citizen)
    assert subject.state is State.SUBMITTED


async def test_a_change_is_looked_at_like_the_first_words(clients, db, place, citizen):
    idea = await make_idea(db, place, author=citizen)
    await db.commit()
    path = f"/fr/ideas/{await code_of(db, idea)}/edit"
    browser = clients(citizen)

    words = TYPED | {"version": "1", "body": f"Mon numéro est {NATIONAL}, merci beaucoup."}
    refused = await browser.post(path, data=words)

    assert refused.status_code == 422
    assert refused.text.count(NATIONAL) == 2  # in the form, and marked
    assert NATIONAL not in (await clients().get(path.removesuffix("/edit"))).text


async def test_a_comment_comes_back_with_what_was_found(clients, db, place, citizen):
    idea = await make_idea(db, place, author=citizen)
    await db.commit()
    path = f"/fr/subjects/{await code_of(db, idea)}/comments"
    browser = clients(citizen)

    refused = await browser.post(path, data={"body": f"Je suis {NATIONAL}", "as_is": "yes"})
    asked = await browser.post(path, data={"body": "Appelez le 0470 12 34 56"})
    posted = await browser.post(path, data={"body": "Appelez le 0470 12 34 56", "as_is": "yes"})

    assert (refused.status_code, asked.status_code, posted.status_code) == (422, 422, 200)
    assert f"<mark>{NATIONAL}</mark>" in refused.text
    assert "<mark>0470 12 34 56</mark>" in asked.text
    assert [one.body for one in (await db.exec(select(Comment))).all()] == [
        "Appelez le 0470 12 34 56"
    ]


async def test_officials_see_a_flag_whoever_wrote_it(clients, db, place, manager):
    await make_idea(db, place, title="Un banc", body="Écrivez à amis@example.org pour aider.")
    await make_idea(db, place, title="Une fontaine", body="Mon numéro est " + NATIONAL)
    await make_idea(db, place, title="Un arbre", body="Pour 1.250 euros en 2026, à 4000 Liège.")
    await db.commit()

    administration, project = place.administration.slug, place.project.slug
    table = await clients(manager).get(
        f"/en/manage/{administration}/projects/{project}/ideas", follow_redirects=True
    )

    assert table.status_code == 200
    assert table.text.count("Tells an e-mail address") == 1
    assert table.text.count("Tells a national number") == 1
    assert table.text.count("Tells ") == 2


async def test_the_moderator_sees_the_flag_beside_the_text(clients, db, place, manager):
    idea = await make_idea(db, place, body="Appelez le 0470 12 34 56 pour aider.")
    other = await make_idea(db, place, title="Un arbre", body="Pour l’ombre de la place.")
    await db.commit()

    path = "/en/subjects/{}/moderation"
    told = await clients(manager).get(path.format(await code_of(db, idea)))
    calm = await clients(manager).get(path.format(await code_of(db, other)))

    assert "Tells a phone number" in told.text
    assert calm.status_code == 200
    assert "Tells " not in calm.text
