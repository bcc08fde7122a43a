"""An author corrects what is hidden; it stays so until a moderator has looked at it again."""

import pytest
from sqlmodel import select

from participe.core import events
from participe.core.rules import Viewer
from participe.notifications.models import Notice
from participe.notifications.telling import reports
from participe.subjects.models import Correction, Visibility
from tests import factories
from tests.moderation.test_appeals import DAY, subject_of
from tests.moderation.test_holding import decide

INSULT = "Le voisin est un idiot, et il manque un kiosque au parc."
BETTER = "Il manque un kiosque au parc, près de l’étang."


@pytest.fixture
async def code(db, place, citizen, moderator, clients) -> str:
    idea = await factories.make_idea(db, place, author=citizen, title="Un kiosque", body=INSULT)
    code = await factories.code_of(db, idea)
    await db.commit()
    await decide(clients, moderator, code, action="hide", why="insult", text="Le voisin.")
    return code


async def correct(clients, actor, code, status=303, body=BETTER):
    data = {"title": "Un kiosque", "body": body, "lang": "fr", "theme": "nature", "version": "1"}
    answer = await clients(actor, follow=False).post(f"/fr/ideas/{code}/edit", data=data)
    assert answer.status_code == status, answer.text
    return answer


def queue(place, only="") -> str:
    return f"/fr/manage/{place.administration.slug}/reports?only={only}"


async def test_a_corrected_idea_stays_hidden_and_waits_in_the_queue(
    db, clients, place, code, citizen, moderator
):
    assert (
        f"/fr/ideas/{code}/edit"
        in (await clients(citizen).get(f"/fr/subjects/{code}/decision")).text
    )
    answer = await correct(clients, citizen, code)
    assert answer.headers["location"].startswith(f"/fr/subjects/{code}/decision")

    assert (await subject_of(db, code)).visibility is Visibility.HIDDEN
    assert (await clients().get(f"/fr/ideas/{code}")).status_code == 404
    assert code in (await clients(moderator).get(queue(place, "corrected"))).text
    assert code not in (await clients(moderator).get(queue(place, "reported"))).text
    page = (await clients(moderator).get(f"/fr/subjects/{code}/moderation")).text
    assert BETTER in page and INSULT in page  # beside one another


async def test_once_shown_again_the_hidden_words_are_not_among_its_versions(
    db, clients, place, code, citizen, moderator
):
    await correct(clients, citizen, code)
    await decide(clients, moderator, code, action="restore")

    versions = f"/fr/ideas/{code}/versions"
    assert BETTER in (await clients().get(f"/fr/ideas/{code}")).text
    for reader in (None, await factories.make_actor(db, "Zoé")):
        seen = await clients(reader).get(versions)
        assert seen.status_code == 200 and "idiot" not in seen.text
    for reader in (citizen, moderator):
        assert "idiot" in (await clients(reader).get(versions)).text
    assert code not in (await clients(moderator).get(queue(place))).text


async def test_a_correction_that_is_not_enough_is_hidden_anew_with_a_reason(
    db, clients, place, code, citizen, moderator
):
    await correct(clients, citizen, code, body="Le voisin est toujours un idiot, je le répète.")
    await decide(clients, moderator, code, action="hide", why="insult", text="Encore le voisin.")

    page = (await clients(citizen).get(f"/en/subjects/{code}/decision")).text
    assert "Encore le voisin." in page and "You can contest it until" in page
    assert code not in (await clients(moderator).get(queue(place))).text
    await decide(clients, moderator, code, status=409, action="hide", why="insult")


async def test_it_can_be_corrected_when_the_box_is_closed(db, clients, place, code, citizen):
    place.phase.closes_at = place.phase.opens_at + DAY / 2
    db.add(place.phase)
    await db.commit()

    await correct(clients, citizen, code)


async def test_nobody_else_corrects_it(clients, code, other_citizen, moderator, citizen):
    await correct(clients, other_citizen, code, status=404)
    await correct(clients, moderator, code, status=403)


async def test_a_comment_is_corrected_after_its_ten_minutes(db, clients, place, citizen, moderator):
    idea = await factories.make_idea(db, place)
    old = Viewer(citizen.viewer.now).now.replace(year=2020)
    comment = await factories.make_comment(
        db, place, idea, author=citizen, body="Idiot !", created_at=old
    )
    code = await factories.code_of(db, comment)
    await db.commit()
    data = {"body": "Je ne suis pas d’accord.", "stance": "contra"}
    sending = clients(citizen, follow=False)
    assert (await sending.post(f"/fr/comments/{code}/edit", data=data)).status_code == 403

    await decide(clients, moderator, code, action="hold", why="insult")
    answer = await sending.post(f"/fr/comments/{code}/edit", data=data)
    assert answer.headers["location"].startswith(f"/fr/subjects/{code}/decision")
    (found,) = (await db.exec(select(Correction))).all()
    assert found.before == "Idiot !" and found.handled_at is None
    await decide(clients, moderator, code, action="restore")
    await db.refresh(found)
    assert found.handled_at is not None
    assert (
        "Je ne suis pas"
        in (await clients().get(f"/fr/ideas/{await factories.code_of(db, idea)}")).text
    )


async def test_moderators_are_told_in_the_morning(db, clients, sessions, code, citizen, moderator):
    await correct(clients, citizen, code)
    await events.deliver(sessions)
    await reports.tell_reports(db, citizen.viewer.now.date())
    told = select(Notice.person_id).where(Notice.kind == "reports")
    assert (await db.exec(told)).all() == [moderator.id]
