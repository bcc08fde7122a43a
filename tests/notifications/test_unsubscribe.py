"""One press stops one kind of mails, without session; the token does nothing else."""

import re

import pytest
from sqlmodel import select

from participe.core import mail, smtp
from participe.core.db import working
from participe.core.mail import Mail
from participe.core.security import Links
from participe.follows import services as follows
from participe.notifications import queries, unsubscribing
from participe.notifications.kinds import KINDS
from participe.notifications.models import Frequency, NotificationSetting
from tests import factories
from tests.notifications.conftest import monday
from tests.notifications.test_telling import answer, comment

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
async def idea(db, place, citizen, other_citizen):
    idea = await factories.make_idea(db, place, author=citizen)
    await follows.follow(db, idea.id, other_citizen.id)
    await db.commit()
    return idea


def path(mail_: Mail) -> str:
    return mail_.unsubscribe.removeprefix("http://test")


async def frequencies(db, actor) -> dict[str, Frequency]:
    async with working(db.info["sessions"]) as fresh:
        return await queries.frequencies(fresh, actor.id)


async def test_a_mail_says_in_its_head_and_at_its_foot_how_to_stop_it(db, post, settings, idea):
    await answer(db, idea)
    (one,) = await post()

    message = smtp.as_message(one, settings)

    assert message["List-Unsubscribe"] == f"<{one.unsubscribe}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert one.unsubscribe in one.text
    assert one.unsubscribe in one.html


async def test_mails_about_one_s_own_words_or_asked_for_cannot_be_stopped(
    db, sessions, settings, post, clients, idea, moderator
):
    code = await factories.code_of(db, idea)
    await clients(moderator).post(
        f"/fr/subjects/{code}/moderation", data={"action": "hide", "why": "spam", "text": "Non."}
    )
    await clients().post("/fr/sign-in", data={"email": "ana@example.org"})

    mails = await post()

    assert sorted(one.kind for one in mails) == ["hidden", "sign_in"]
    for one in mails:
        assert "List-Unsubscribe" not in smtp.as_message(one, settings)
        assert "unsubscribe" not in one.text + one.html
    for kind in ("hidden", "sign_in", "nothing"):
        token = unsubscribing.token(Links(settings), "aaaaaaaaaa", kind)
        assert unsubscribing.read(Links(settings), token) is None


async def test_the_provider_s_press_works_without_session_and_from_anywhere(
    db, post, clients, idea, citizen, other_citizen
):
    await answer(db, idea)
    (one,) = await post()

    for headers in ({}, {"Origin": "https://mail.example.com", "Sec-Fetch-Site": "cross-site"}):
        done = await clients(follow=False).post(path(one), data=ONE_CLICK, headers=headers)
        assert (done.status_code, done.text) == (200, "Unsubscribed.")
    as_parts = await clients(follow=False).post(
        path(one), files={"List-Unsubscribe": (None, "One-Click")}
    )

    assert as_parts.status_code == 200
    now = await frequencies(db, citizen)
    assert now.pop("answer") is Frequency.NEVER
    assert Frequency.NEVER not in now.values()  # no other kind
    assert Frequency.NEVER not in (await frequencies(db, other_citizen)).values()
    await answer(db, idea)
    assert len([m for m in await post() if m.person_id == citizen.id]) == 1  # as before


async def test_opening_the_link_stops_nothing_and_the_button_does(db, post, clients, idea, citizen):
    await answer(db, idea)
    (one,) = await post()

    asked = await clients().get(path(one))
    assert (await frequencies(db, citizen))["answer"] is Frequency.AT_ONCE
    assert f'action="{path(one)}"' in asked.text
    assert asked.headers["referrer-policy"] == "same-origin"
    assert asked.headers["cache-control"] == "no-store"
    pressed = await clients().post(path(one))

    assert pressed.status_code == 200
    assert f'action="{path(one)}"' not in pressed.text  # there is nothing to press any more
    assert (await frequencies(db, citizen))["answer"] is Frequency.NEVER


async def test_stopping_the_summary_stops_all_that_comes_in_it(
    db, post, clients, place, idea, citizen, other_citizen
):
    await comment(db, place, idea, author=other_citizen)
    await post()
    (one,) = await post(monday())
    assert one.kind == "summary"

    await clients().post(path(one), data=ONE_CLICK)

    now = await frequencies(db, citizen)
    left = {kind for kind, frequency in now.items() if frequency is not Frequency.NEVER}
    assert left == {
        "answer",
        "appeal",
        "grouped",
        "moderation_reply",
        "phase",
    }  # those come at once


async def test_what_waits_is_stopped_too(
    db, app, post, clients, place, idea, citizen, other_citizen
):
    await comment(db, place, idea, author=other_citizen)
    await post()
    token = unsubscribing.token(app.state.links, citizen.person.code, "comment")

    await clients().post(f"/fr/unsubscribe/{token}", data=ONE_CLICK)

    assert await post(monday()) == []


PURPOSES = ("sign_in", "session", "api", "export", "invitation", "code", "", "unsubscribe2")


@pytest.mark.parametrize("purpose", PURPOSES)
async def test_a_token_made_for_another_purpose_stops_nothing(db, app, clients, citizen, purpose):
    token = app.state.links.sign(purpose, [citizen.person.code, "answer"])

    for answered in (
        await clients().get(f"/fr/unsubscribe/{token}"),
        await clients().post(f"/fr/unsubscribe/{token}", data=ONE_CLICK),
    ):
        assert answered.status_code == 404
    assert (await db.exec(select(NotificationSetting))).first() is None


async def test_a_session_a_link_to_sign_in_and_a_receipt_are_no_such_tokens(
    db, sessions, settings, clients, citizen, idea
):
    await clients().post("/fr/sign-in", data={"email": "ana@example.org"})
    (asked,) = (await db.exec(select(Mail))).all()
    link = re.search(r"/sign-in/link/(\S+)", asked.text)[1]

    for token in (citizen.key, link, citizen.person.code, await factories.code_of(db, idea)):
        refused = await clients().post(f"/fr/unsubscribe/{token}", data=ONE_CLICK)
        assert refused.status_code == 404


async def test_the_token_opens_nothing_else(app, clients, citizen):
    token = unsubscribing.token(app.state.links, citizen.person.code, "answer")
    stranger = clients(follow=False)
    opened = clients(follow=False)
    opened.cookies.set("session", token)

    assert (await opened.get("/fr/me")).status_code == 303  # to the sign-in
    assert (await opened.get("/fr/me/notifications")).status_code == 303
    assert (await stranger.post(f"/fr/sign-in/link/{token}")).status_code == 422
    assert (await stranger.get(f"/fr/sign-in/code/{token}")).status_code == 404
    for purpose in PURPOSES:
        assert app.state.links.read(purpose, token, 10**9) is None
    done = await stranger.post(f"/fr/unsubscribe/{token}", data=ONE_CLICK)
    assert "set-cookie" not in done.headers


async def test_a_forged_token_or_one_of_a_person_who_left_changes_nothing(
    db, app, clients, citizen
):
    token = unsubscribing.token(app.state.links, citizen.person.code, "answer")
    gone = unsubscribing.token(app.state.links, "aaaaaaaaaa", "answer")
    changed = token[:-2] + ("aa" if token[-2:] != "aa" else "bb")

    assert (await clients().post(f"/fr/unsubscribe/{changed}", data=ONE_CLICK)).status_code == 404
    assert (await clients().post(f"/fr/unsubscribe/{gone}", data=ONE_CLICK)).status_code == 200
    assert (await db.exec(select(NotificationSetting))).first() is None


def test_every_kind_that_can_be_stopped_has_a_token_of_its_own(settings):
    links = Links(settings)

    read = [unsubscribing.read(links, unsubscribing.token(links, "a" * 10, kind)) for kind in KINDS]

    assert [one[1] for one in read if one] == [k.key for k in KINDS.values() if not k.always]


async def test_writing_a_mail_directly_needs_no_composer(db, sessions, settings):
    """Codes to sign in hold their words from the beginning."""
    await mail.put(
        db, mail.Letter("Un code", "123", "<p>123</p>"), kind="sign_in", address="a@b.example",
        lang="fr",
    )  # fmt: skip
    await db.commit()

    assert await mail.send_due(sessions, settings) == 1
