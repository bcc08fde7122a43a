"""Several workers at once write one mail for each thing, and one summary for each person."""

import asyncio
from collections import Counter
from datetime import timedelta

from sqlalchemy import text
from sqlmodel import select

from participe.core import clock, events, mail
from participe.core.db import sql
from participe.core.mail import Mail
from participe.notifications import gathering, services
from participe.notifications.models import Notice
from tests import factories
from tests.notifications.conftest import morning, to
from tests.notifications.test_telling import answer


async def test_three_workers_at_once_write_one_summary_for_each_person(db, sessions, place):
    people = [await factories.make_actor(db, f"P{n}") for n in range(25)]
    ids = [one.id for one in people]
    for n in range(4):
        await services.tell(db, "reports", ids, once=f"n{n}", project_id=place.project.id)
    await db.commit()

    with clock.stopped_at(morning()):
        written = await asyncio.gather(*(gathering.gather(sessions) for _ in range(3)))

    assert sum(written) == len(people)
    mails = (await db.exec(select(Mail))).all()
    assert Counter(one.person_id for one in mails) == dict.fromkeys(ids, 1)
    tied = Counter(one.mail_id for one in (await db.exec(select(Notice))).all())
    assert tied == {one.id: 4 for one in mails}


async def test_what_comes_after_today_s_summary_is_in_tomorrow_s(db, post, place, citizen):
    at = morning()
    with clock.stopped_at(at - timedelta(days=1)):
        await services.tell(db, "reports", [citizen.id], once="first")
    await post(at)
    await services.tell(db, "reports", [citizen.id], once="second")
    await sql(db, text("UPDATE notice SET due_at = :at WHERE once_key LIKE 'second%'"), {"at": at})

    await post(at + timedelta(minutes=5))

    found = select(Notice).where(Notice.once_key == f"second:{citizen.id}")
    late = (await db.exec(found.execution_options(populate_existing=True))).one()
    assert late.due_at == at + timedelta(days=1)


async def test_a_mail_that_cannot_be_written_does_not_hold_the_others(
    db, sessions, settings, post, place, citizen, other_citizen
):
    await answer(db, await factories.make_idea(db, place, author=citizen))
    await answer(db, await factories.make_idea(db, place, author=other_citizen))
    broken = {"id": str(citizen.id)}
    await db.commit()

    await events.deliver(sessions)
    await gathering.gather(sessions)
    ids = text("UPDATE notice SET ids = '{}' WHERE person_id = :id")
    await sql(db, ids, broken)
    await db.commit()

    assert await mail.send_due(sessions, settings) == 1
    assert to(await post(), citizen, other_citizen) == [[], ["answer"]]
    waiting = (await db.exec(select(Mail).where(Mail.person_id == citizen.id))).one()
    assert waiting.last_error == "Not written: IndexError"


async def test_who_has_no_mailbox_is_told_on_their_page_only(db, post, place, citizen):
    await sql(db, text("DELETE FROM mailbox WHERE person_id = :id"), {"id": citizen.id})
    await answer(db, await factories.make_idea(db, place, author=citizen))

    assert await post(morning()) == []
    assert (await db.exec(select(Notice))).one().due_at is None


async def test_a_new_address_and_a_new_language_count_for_what_waits(
    db, sessions, settings, post, place, citizen
):

    await answer(db, await factories.make_idea(db, place, author=citizen))
    await events.deliver(sessions)
    await gathering.gather(sessions)
    values = {"id": citizen.id}
    await sql(
        db, text("UPDATE mailbox SET address = 'new@example.org' WHERE person_id = :id"), values
    )
    await sql(db, text("UPDATE person SET lang = 'en' WHERE id = :id"), values)

    (one,) = await post()

    assert (one.address, one.lang) == ("new@example.org", "en")
    assert one.subject == "Commune commune-parks has answered your contribution"
