"""Writing to an administration without an account, and being answered."""

import pytest
from sqlmodel import select

from participe.contact.models import Enquiry
from participe.core import clock
from participe.core.mail import Mail

GOOD = {"matter": "access", "address": "nadia@example.org", "name": "Nadia",
        "text": "Le bouton Envoyer ne répond pas au clavier.", "about": "/fr/projects/parks"}  # fmt: skip


async def mails(db) -> dict[str, str]:
    return {one.kind: one.address for one in (await db.exec(select(Mail))).all()}


async def test_a_message_reaches_the_administration_and_is_answered(
    db, clients, place, manager, moderator
):
    place.administration.email = "participation@commune.example"
    db.add(place.administration)
    await db.commit()
    slug = place.administration.slug

    sent = await clients().post(f"/nl/contact?administration={slug}", data=GOOD)

    one = (await db.exec(select(Enquiry))).one()
    assert sent.status_code == 200 and one.code in sent.text and one.lang == "nl"
    assert (one.due_on - clock.now().date()).days in (29, 30, 31)
    assert await mails(db) == {
        "enquiry": "participation@commune.example", "enquiry_receipt": "nadia@example.org",
    }  # fmt: skip
    own = f"/en/manage/{slug}/enquiries"
    assert "does not work for me" in (await clients(manager).get(own)).text
    assert "au clavier" in (await clients(manager).get(f"{own}/{one.code}")).text
    assert (await clients(moderator).get(own)).status_code == 403
    empty = await clients(manager).post(f"{own}/{one.code}", data={"answer": ""})
    assert empty.status_code == 422
    await clients(manager).post(f"{own}/{one.code}", data={"answer": "C’est réparé, merci."})
    again = await clients(manager).post(f"{own}/{one.code}", data={"answer": "Encore."})
    assert again.status_code == 409
    answer = (await db.exec(select(Mail).where(Mail.kind == "enquiry_answer"))).one()
    assert answer.lang == "nl" and "C’est réparé" in answer.text


async def test_a_message_to_the_site_is_for_its_operator(db, clients, manager, citizen, settings):
    await clients(citizen).post("/fr/contact", data=GOOD)

    one = (await db.exec(select(Enquiry))).one()
    assert one.administration_id is None
    assert (await mails(db))["enquiry"] == settings.contact_email
    assert (await clients(manager).get("/fr/platform/enquiries")).status_code == 403


@pytest.mark.parametrize(
    ("change", "field"),
    [({"address": "nadia"}, "address"), ({"text": "Aide"}, "text"), ({"matter": "war"}, "matter"),
     ({"website": "http://spam.example"}, "website")],
)  # fmt: skip
async def test_mistakes_keep_what_was_typed(db, clients, place, change, field):
    answer = await clients().post("/en/contact", data=GOOD | change)

    assert answer.status_code == 422
    assert "Nadia" in answer.text
    if field == "address":
        assert "Write an e-mail address such as" in answer.text
    assert (await db.exec(select(Enquiry))).all() == []


async def test_the_form_is_reached_from_each_page_and_knows_the_administration(clients, place):
    page = (await clients().get("/en/projects/parks")).text
    assert f"/en/contact?administration={place.administration.slug}" in page
    chosen = (await clients().get("/en/contact?matter=access&administration=nobody")).text
    assert 'value="access" checked' in chosen
