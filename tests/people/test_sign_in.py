"""Signing in by mail, with a real mail server."""

import re
import socket
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr
from sqlmodel import select

from participe.core import clock, mail
from participe.core.mail import Mail
from participe.people.models import Mailbox, Person, Session


class Box:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.received: list = []

    async def handle_DATA(self, server, session, envelope):
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def post_office():
    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def mailing(settings, post_office):
    url = f"smtp://127.0.0.1:{post_office.port}"
    return settings.model_copy(update={"smtp_url": SecretStr(url)})


async def ask(client, locale: str = "fr", **form) -> str:
    answer = await client.post(f"/{locale}/sign-in", data={"email": "ana@example.org"} | form)
    assert answer.status_code == 200, answer.text
    return answer.url.path


def digits_in(message) -> str:
    text = message.get_body(("plain",)).get_content()
    return re.search(r"\b(\d{3}) (\d{3})\b", text).expand(r"\1\2")


def link_in(message) -> str:
    return re.search(r"/fr/sign-in/link/\S+", message.get_body(("plain",)).get_content())[0]


async def test_the_code_of_the_mail_signs_in_and_makes_an_account(
    clients, db, sessions, mailing, post_office
):
    client = clients()
    code_page = await ask(client)
    await mail.send_due(sessions, mailing)

    (message,) = post_office.received
    entered = await client.post(code_page, data={"digits": digits_in(message)})

    assert entered.url.path == "/fr/welcome"
    chosen = {"name": "Ana", "lang": "fr", "rules": "yes", "next": "/"}
    welcomed = await client.post("/fr/welcome", data=chosen)
    assert welcomed.url.path == "/fr/me"
    assert (await db.exec(select(Person.name))).all() == ["Ana"]


async def test_the_mail_is_in_the_reader_s_language_in_text_and_html(
    clients, sessions, mailing, post_office
):
    await ask(clients(), "en")
    await mail.send_due(sessions, mailing)

    (message,) = post_office.received
    assert message["Content-Language"] == "en"
    assert message["To"] == "ana@example.org"
    assert "Your code" in message["Subject"]
    assert "Write this code" in message.get_body(("plain",)).get_content()
    assert "<html" in message.get_body(("html",)).get_content()
    assert "&#39;" not in message.get_body(("plain",)).get_content()


async def test_a_link_works_once_and_only_by_its_button(
    clients, sessions, mailing, post_office, db
):
    await ask(clients())
    await mail.send_due(sessions, mailing)
    link = link_in(post_office.received[0])

    looked_at = await clients().get(link)  # as a mail scanner does
    client = clients(follow=False)
    first = await client.post(link)
    second = await clients().post(link)

    assert looked_at.status_code == 200
    assert looked_at.headers["referrer-policy"] == "same-origin"
    assert first.status_code == 303
    assert "session=" in first.headers["set-cookie"]
    assert second.status_code == 422
    assert len((await db.exec(select(Session))).all()) == 1


async def test_five_wrong_codes_burn_the_right_one(clients, sessions, mailing, post_office):
    client = clients()
    code_page = await ask(client)
    await mail.send_due(sessions, mailing)
    right = digits_in(post_office.received[0])
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    answers = [await client.post(code_page, data={"digits": wrong}) for _ in range(5)]
    last = await client.post(code_page, data={"digits": right})

    assert {answer.status_code for answer in answers} == {422}
    assert last.status_code == 422


async def test_a_code_works_in_the_browser_that_asked_only(clients, sessions, mailing, post_office):
    code_page = await ask(clients())
    await mail.send_due(sessions, mailing)

    stolen = await clients().post(code_page, data={"digits": digits_in(post_office.received[0])})

    assert stolen.status_code == 422


async def test_a_code_ends_after_ten_minutes(clients, sessions, mailing, post_office):
    client = clients()
    code_page = await ask(client)
    await mail.send_due(sessions, mailing)

    with clock.stopped_at(clock.now() + timedelta(minutes=11)):
        late = await client.post(code_page, data={"digits": digits_in(post_office.received[0])})

    assert late.status_code == 422


async def test_known_and_unknown_mailboxes_get_the_same_answer(clients, db, citizen):
    address = (await db.exec(select(Mailbox.address))).one()

    known = await clients(follow=False).post("/fr/sign-in", data={"email": address})
    unknown = await clients(follow=False).post("/fr/sign-in", data={"email": "no@example.org"})

    assert known.status_code == unknown.status_code == 303
    assert len(known.headers["location"]) == len(unknown.headers["location"])


async def test_a_mailbox_is_one_account_however_it_is_written(
    clients, sessions, mailing, post_office, db
):
    for address in ("Ana.B@gmail.com", "anab+idees@googlemail.com"):
        client = clients()
        code_page = await ask(client, email=address)
        await mail.send_due(sessions, mailing)
        await client.post(code_page, data={"digits": digits_in(post_office.received[-1])})

    assert len((await db.exec(select(Person))).all()) == 1


async def test_a_mail_that_cannot_be_sent_waits_and_is_sent_once(
    clients, sessions, mailing, post_office, db
):
    away = mailing.model_copy(update={"smtp_url": SecretStr("smtp://127.0.0.1:9")})
    await ask(clients())

    assert await mail.send_due(sessions, away) == 0
    waiting = (await db.exec(select(Mail))).one()
    assert waiting.attempts == 1
    assert waiting.last_error
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        assert await mail.send_due(sessions, mailing) == 1
        assert await mail.send_due(sessions, mailing) == 0

    assert len(post_office.received) == 1


async def test_one_s_sessions_are_listed_and_can_be_ended(clients, db, citizen, other_citizen):
    sessions_ = {s.person_id: s.id for s in (await db.exec(select(Session))).all()}
    client = clients(citizen)

    settings = await client.get("/fr/me/settings")
    listed = await client.get("/fr/me/security")
    await client.post(f"/fr/me/security/{sessions_[other_citizen.id]}/end")
    await client.post(f"/fr/me/security/{sessions_[citizen.id]}/end")
    after = await clients(citizen, follow=False).get("/fr/me")
    others = await clients(other_citizen, follow=False).get("/fr/me")

    assert "/fr/me/security" in settings.text and listed.status_code == 200
    assert others.status_code == 200
    assert after.status_code == 303
    assert "/fr/sign-in" in after.headers["location"]


async def test_a_signed_in_page_is_kept_nowhere(clients, citizen):
    answer = await clients(citizen).get("/fr/")

    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("email", ["", "ana", "ana@", "a b@example.org"])
async def test_a_wrong_address_is_explained_and_kept(clients, email):
    answer = await clients().post("/en/sign-in", data={"email": email})

    assert answer.status_code == 422
    assert f'value="{email}"' in answer.text
    assert "Write an e-mail address" in answer.text or "Fill this in" in answer.text
