"""What the operator sees of mails and events that wait or failed, and what they never see."""

from datetime import timedelta

import pytest
from sqlmodel import select

from participe.core import clock, events, mail
from participe.core.events import OutboxEntry
from participe.core.mail import Mail

REFUSED = "SMTPRecipientsRefused: {'nadia@mail.example': (550, b'<nadia@mail.example> unknown')}"


def a_mail(**changes) -> Mail:
    values = {
        "kind": "answer", "address": "nadia@mail.example", "lang": "fr",
        "subject": "Votre secret", "text": "Le code est 123456", "html": "<p>123456</p>",
        "attempts": mail.MAX_ATTEMPTS, "last_error": REFUSED,
    }  # fmt: skip
    return Mail(**values | changes)


@pytest.fixture
async def mails(db):
    waiting = a_mail(kind="sign_in", attempts=2, due_at=clock.now() + timedelta(hours=3))
    sent = a_mail(kind="comment", sent_at=clock.now())
    failed, other = a_mail(), a_mail(address="luc@other.example", last_error="timed out")
    db.add_all([waiting, sent, failed, other])
    await db.commit()
    return {"waiting": waiting, "sent": sent, "failed": failed, "other": other}


async def test_failed_and_waiting_mails_are_listed_without_words_and_addresses(
    clients, mails, admin
):
    failed = (await clients(admin).get("/en/platform/mails")).text
    waiting = (await clients(admin).get("/en/platform/mails?state=waiting")).text

    assert "Answers to me" in failed and "2 mails" in failed
    assert "mail.example" in failed and "SMTPRecipientsRefused" in failed and "550" in failed
    assert "1 mail" in waiting and "Comments on what I wrote" not in failed + waiting
    for page in (failed, waiting):
        for secret in ("nadia@", "nadia", "secret", "123456", "luc@"):
            assert secret not in page, secret


async def test_one_mail_is_sent_again_and_the_others_are_left(db, clients, mails, admin, manager):
    path = f"/en/platform/mails/{mails['failed'].id}/again"

    assert (await clients(manager).post(path)).status_code == 403
    assert "sent again in a moment" in (await clients(admin).post(path)).text

    async def attempts(name) -> int:
        found = select(Mail.attempts).where(Mail.id == mails[name].id)
        return (await db.exec(found)).one()

    assert await attempts("failed") == 0
    assert await attempts("other") == mail.MAX_ATTEMPTS
    gone = f"/en/platform/mails/{mails['sent'].id}/again"
    assert (await clients(admin).post(gone)).status_code == 404
    assert "1 mail" in (await clients(admin).get("/en/platform/mails")).text


async def test_a_mail_that_waits_for_its_turn_can_leave_at_once(db, clients, mails, admin):
    await clients(admin).post(f"/en/platform/mails/{mails['waiting'].id}/again")

    due = (await db.exec(select(Mail.due_at).where(Mail.id == mails["waiting"].id))).one()
    assert due <= clock.now()


async def test_all_mails_that_were_given_up_are_sent_again(db, clients, mails, admin):
    await clients(admin).post("/en/platform/mails/again")

    left = (await db.exec(select(Mail).where(Mail.attempts >= mail.MAX_ATTEMPTS))).all()
    assert [one.id for one in left] == [mails["sent"].id]
    assert "No mail was given up" in (await clients(admin).get("/en/platform/mails")).text


def an_event(**changes) -> OutboxEntry:
    values = {
        "handler": "participe.search.handlers.index", "payload": {"words": "Le secret de Nadia"},
        "attempts": events.MAX_ATTEMPTS, "last_error": "ValueError('nadia@mail.example')",
    }  # fmt: skip
    return OutboxEntry(**values | changes)


async def test_an_event_that_was_given_up_is_tried_again(db, clients, admin, manager):
    one, other = an_event(), an_event(handler="participe.follows.handlers.count")
    going_on = an_event(attempts=1, handler="participe.me.handlers.other")
    db.add_all([one, other, going_on])
    await db.commit()
    page = (await clients(admin).get("/en/platform/events")).text
    assert "2 events" in page and "participe.search.handlers.index" in page
    assert "secret" not in page and "nadia" not in page and "handlers.other" not in page

    path = f"/en/platform/events/{one.id}/again"
    assert (await clients(manager).post(path)).status_code == 403
    assert "delivered again in a moment" in (await clients(admin).post(path)).text

    assert "1 event" in (await clients(admin).get("/en/platform/events")).text
    again = await clients(admin).post(path)
    assert again.status_code == 404 and "delivered meanwhile" in again.text
    await clients(admin).post("/en/platform/events/again")
    assert "No event was given up" in (await clients(admin).get("/en/platform/events")).text
    assert "No event and no mail" in (await clients(admin).get("/en/platform/jobs")).text


async def test_long_queues_are_paged(db, clients, admin):
    db.add_all([a_mail() for _ in range(60)])
    await db.commit()

    first = (await clients(admin).get("/en/platform/mails")).text
    last = (await clients(admin).get("/en/platform/mails?page=2")).text

    assert first.count("Send again") == 50 and last.count("Send again") == 10
    assert "60 mails" in first and "60 mails" in last and "page=2" in first
    odd = await clients(admin).get("/en/platform/mails?page=abc&state=%00")
    assert odd.status_code == 200
