"""What an administration says of its accessibility: public, complete before it opens a project."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import select

from participe.accessibility import queries, words
from participe.accessibility import services as statements
from participe.accessibility.forms import StatementForm
from participe.accessibility.models import Conformity, Ombudsman, Statement
from participe.contact.models import TERMS, Enquiry, Matter
from participe.core import clock
from participe.core.db import enter_scope
from participe.core.errors import Refused
from participe.projects import queries as projects
from participe.projects import services
from tests import factories

WHOLE = {
    "conformity": "partly", "email": "site@commune.example", "phone": "087 00 00 01",
    "complaints": "Service des plaintes, place de la Laine 1", "ombudsman": "wallonia",
    "complaints_email": "plaintes@commune.example", "assessed_on": "2026-03-02",
    **{f"{name}-{code}": f"{name} {code}" for name in words.TEXTS for code in ("fr", "de", "nl", "en")},
}  # fmt: skip


@pytest.fixture
async def administrator(db, place):
    return await factories.make_actor(db, "Anne A.", administrator=place.administration.id)


@pytest.fixture
def screen(place) -> str:
    return f"/en/manage/{place.administration.slug}/accessibility"


@pytest.fixture
def public(place) -> str:
    return f"/nl/administrations/{place.administration.slug}/accessibility"


async def test_the_form_begins_with_our_words_and_stores_nothing_by_itself(
    db, clients, screen, administrator
):
    page = (await clients(administrator).get(screen)).text

    for code in ("fr", "de", "nl", "en"):
        assert words.words("limits")[code][:30] in page
    assert "Nothing is saved yet" in page
    assert (await db.exec(select(Statement))).all() == []


async def test_what_the_administrator_saves_is_public_in_four_languages(
    db, clients, place, elsewhere, screen, public, administrator, manager
):
    refused = await clients(manager).post(screen, data=WHOLE)
    saved = await clients(administrator).post(screen, data=WHOLE)

    assert refused.status_code == 403 and "Nothing is missing" in saved.text
    for code in ("fr", "de", "nl", "en"):
        page = (await clients().get(public.replace("/nl/", f"/{code}/"))).text
        assert f"limits {code}" in page and f"alternatives {code}" in page
        assert "Rue Lucien Namêche 54, 5000 Namur" in page and "Médiateur" in page
        assert "plaintes@commune.example" in page and "place de la Laine 1" in page
        assert f"administration={place.administration.slug}" in page and "matter=access" in page
    neighbour = f"/en/administrations/{elsewhere.administration.slug}/accessibility"
    assert "has not completed its statement" in (await clients().get(neighbour)).text


async def test_only_who_runs_the_administration_writes_its_statement(
    db, sessions, place, elsewhere, manager, administrator
):
    form = StatementForm(conformity=Conformity.NOT, ombudsman=Ombudsman.WALLONIA)
    with pytest.raises(Refused):
        await statements.save(db, manager.viewer, place.administration, form)
    with pytest.raises(Refused):
        await statements.save(db, administrator.viewer, elsewhere.administration, form)
    with pytest.raises(Refused):
        await statements.save(db, administrator.viewer, None, form)

    await statements.save(db, administrator.viewer, place.administration, form)
    await db.commit()
    async with sessions() as theirs:  # and should the code forget, PostgreSQL does not
        await enter_scope(theirs, administrations=[elsewhere.administration.id])
        changed = await theirs.exec(update(Statement).values(email="x@example.org"))
        assert changed.rowcount == 0


async def test_the_copy_for_machines_says_the_same(clients, place, screen, public, administrator):
    await clients(administrator).post(screen, data=WHOLE | {"ombudsman": "german"})

    told = (await clients().get(f"{public}.json")).json()

    assert told["complete"] is True and told["conformity"] == "partly"
    assert told["limits"]["de"] == "limits de" and told["assessed_on"] == "2026-03-02"
    assert told["contact"]["email"] == "site@commune.example"
    assert [one["address"] for one in told["ombudsman"]] == [
        "Platz des Parlaments 1, 4700 Eupen", "Rue Lucien Namêche 54, 5000 Namur",
    ]  # fmt: skip
    assert told["page"].endswith(public)


@pytest.mark.parametrize(
    "empty", ["assessed_on", "email", "complaints", "complaints_email", "limits-nl", "method-de"]
)
async def test_an_empty_field_is_saved_and_told(
    db, clients, place, screen, public, administrator, empty
):
    saved = await clients(administrator).post(screen, data=WHOLE | {empty: ""})

    assert "1 field is empty" in saved.text and f'href="#{empty}"' in saved.text
    assert (await clients().get(f"{public}.json")).json()["complete"] is False
    assert not await queries.is_complete(db, place.administration.id)


async def test_pages_that_conform_need_not_say_what_does_not(
    db, clients, place, screen, administrator
):
    nothing = {name: "" for name in WHOLE if name.startswith(("limits", "alternatives"))}

    await clients(administrator).post(screen, data=WHOLE | nothing | {"conformity": "full"})

    assert await queries.is_complete(db, place.administration.id)


@pytest.mark.parametrize("wrong", ["2030-01-01", "1999-01-01", "yesterday"])
async def test_a_date_that_cannot_be_is_refused(clients, screen, administrator, wrong):
    answer = await clients(administrator).post(screen, data=WHOLE | {"assessed_on": wrong})

    assert answer.status_code == 422 and "limits fr" in answer.text


async def test_a_project_does_not_open_without_a_whole_statement(
    db, clients, place, elsewhere, screen, administrator, manager
):
    async def gaps(actor) -> str:
        path = f"/en/manage/{place.administration.slug}/projects/{place.project.slug}"
        return (await clients(actor).get(path)).text

    place.project.published_at = None
    db.add(place.project)
    await db.commit()
    view = await projects.project(db, manager.viewer, place.project.slug)
    assert "Complete the accessibility statement" in await gaps(administrator)
    assert f"{screen[3:]}" in await gaps(administrator)
    assert "Ask an administrator" in await gaps(manager)
    with pytest.raises(Refused):
        await services.publish(db, manager.viewer, view)
    await clients(administrator).post(screen, data=WHOLE | {"method-fr": ""})
    assert "accessibility statement" in await gaps(manager)

    await clients(administrator).post(screen, data=WHOLE)

    assert "accessibility statement of your" not in await gaps(administrator)


async def test_officials_are_reminded_a_year_after_the_assessment(
    clients, place, screen, administrator, manager
):
    home = f"/en/manage/{place.administration.slug}"

    async def told(actor, assessed) -> bool:
        await clients(administrator).post(screen, data=WHOLE | {"assessed_on": str(assessed)})
        return "more than a year old" in (await clients(actor).get(home)).text

    today = clock.now().date()
    assert not await told(administrator, today - timedelta(days=360))
    assert await told(administrator, today - timedelta(days=370))
    assert not await told(manager, today - timedelta(days=370)), "they cannot change it"


async def enquire(db, place, days, answered=None, matter=Matter.ACCESS):
    at = clock.now() - timedelta(days=days)
    db.add(
        Enquiry(
            administration_id=place.administration.id if place else None, matter=matter, lang="fr",
            address="n@example.org", text="Le secret de Nadia", created_at=at,
            due_on=(at + timedelta(days=30)).date(),
            answered_at=at + timedelta(days=answered) if answered else None,
        )
    )  # fmt: skip
    await db.commit()


async def test_the_page_counts_what_people_told_and_shows_none_of_it(
    db, clients, place, elsewhere, public, citizen
):
    await enquire(db, place, 100, answered=3)
    await enquire(db, place, 90, answered=5)
    await enquire(db, place, 80, answered=40)
    await enquire(db, place, 5, matter=Matter.OTHER_FORM)
    await enquire(db, place, 6, answered=1, matter=Matter.QUESTION)
    await enquire(db, place, 400, answered=1)
    await enquire(db, elsewhere, 7, answered=1)
    await enquire(db, None, 7)

    told = (await clients(citizen).get(f"{public}.json")).json()["feedback_of_twelve_months"]
    page = (await clients().get(public)).text
    site = (await clients().get("/en/accessibility.json")).json()["feedback_of_twelve_months"]

    assert told == {"received": 4, "answered": 3, "answered_in_time": 2, "median_days": 5}
    assert site["received"] == 1 and site["median_days"] is None
    assert "secret" not in page and "n@example.org" not in page


async def test_counting_opens_no_message_to_the_public(db, clients, place, sessions, stranger):
    """The function sees every message for the time of one count, and not longer."""
    await enquire(db, place, 5)
    async with sessions() as mine:
        assert (await queries.feedback(mine, stranger, place.administration.id)).received == 1
        assert (await mine.exec(select(Enquiry))).all() == []


async def test_the_platform_has_a_statement_of_its_own(clients, db, place, screen, administrator):
    admin = await factories.make_actor(db, "Olga P.", admin=place.administration.id)
    first = (await clients().get("/fr/pages/accessibility")).text
    assert words.words("limits")["fr"][-60:-1] in first and "Namêche" in first

    assert (
        await clients(administrator).post("/en/platform/accessibility", data=WHOLE)
    ).status_code == 403
    await clients(admin).post("/en/platform/accessibility", data=WHOLE)

    page = (await clients().get("/en/accessibility")).text
    assert "limits en" in page and "site@commune.example" in page
    assert (await db.exec(select(Statement))).one().administration_id is None


async def test_every_page_leads_to_the_statement_of_its_publisher(clients, place):
    own = f"/en/administrations/{place.administration.slug}/accessibility"

    assert f'href="{own}"' in (await clients().get("/en/projects/parks")).text
    assert 'href="/en/pages/accessibility"' in (await clients().get("/en/")).text


async def test_who_is_asked_last_has_a_full_address():
    from participe.accessibility.ombudsmen import CHOICES, SERVICES

    assert SERVICES.keys() == CHOICES.keys() == set(Ombudsman)
    for service in SERVICES.values():
        assert service.name and service.address and service.phone and "@" in service.email
        assert service.website.startswith("https://")


def test_the_term_told_is_that_of_the_form():
    assert TERMS[Matter.ACCESS].days == queries.ANSWER_DAYS
