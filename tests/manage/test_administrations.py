"""The operator's list of administrations: found, renamed, closed, opened again."""

import pytest

from participe.core.errors import Refused
from participe.core.i18n import Localized
from participe.projects import services
from participe.projects.forms import NewProjectForm
from tests import factories

LIST = "/en/platform/administrations"


@pytest.fixture
async def over(db, place):
    """The commune whose phases have ended."""
    place.phase.opens_at -= 10 * factories.DAY
    place.phase.closes_at -= 10 * factories.DAY
    db.add(place.phase)
    await db.commit()
    return place


async def test_all_administrations_are_listed_and_found_by_name(
    db, clients, place, elsewhere, admin, manager
):
    whole = (await clients(admin).get(LIST)).text
    one = (await clients(admin).get(f"{LIST}?q=ELSEWHERE%25")).text

    assert "2 administrations" in whole and place.administration.slug in whole
    assert "1 administration" in one and "commune-parks" not in one
    assert "No administration has this name" in (await clients(admin).get(f"{LIST}?q=zzz")).text
    for n in range(55):
        await factories.make_administration(db, f"town-{n}")
    assert "57 administrations" in (await clients(admin).get(f"{LIST}?page=2")).text


async def test_a_closed_administration_takes_no_new_project_and_keeps_what_it_published(
    db, clients, over, elsewhere, admin, manager
):
    slug = over.administration.slug
    close = f"{LIST}/{slug}/close"
    assert "takes no new project" in (await clients(admin).get(close)).text

    assert "is closed" in (await clients(admin).post(close)).text

    assert "Closed on" in (await clients(admin).get(f"{LIST}?q={slug}")).text
    public = (await clients().get(f"/en/administrations/{slug}")).text
    assert "This administration closed here on" in public
    assert (await clients().get("/en/projects/parks")).status_code == 200
    assert f'value="{slug}"' not in (await clients().get("/en/projects")).text
    form = NewProjectForm(title=Localized(fr="Neuf"), languages=["fr"])
    with pytest.raises(Refused):
        await services.create(db, manager.viewer, over.administration.id, form)
    contact = (await clients().get(f"/en/contact?administration={slug}")).text
    assert str(over.administration.name) not in contact, "messages go to the site"

    await clients(admin).post(f"{LIST}/{slug}/reopen")
    assert await services.create(db, manager.viewer, over.administration.id, form)
    assert (await clients(admin).post(f"{LIST}/{slug}/reopen")).status_code == 409


async def test_nothing_closes_while_people_can_take_part(clients, place, admin):
    close = f"{LIST}/{place.administration.slug}/close"

    refused = await clients(admin).post(close)

    assert refused.status_code == 422 and "still take part in 1 of its projects" in refused.text
    assert "Closed on" not in (await clients(admin).get(LIST)).text


async def test_only_the_operator_closes(clients, over, administrator):
    close = f"{LIST}/{over.administration.slug}/close"

    assert (await clients(administrator).post(close)).status_code == 403


async def test_a_draft_of_a_closed_administration_does_not_open(db, clients, over, admin, manager):
    over.project.published_at = None
    db.add(over.project)
    await db.commit()
    await clients(admin).post(f"{LIST}/{over.administration.slug}/close")

    page = await clients(manager).get(f"/en/manage/{over.administration.slug}/projects/parks")

    assert "it takes no new project" in page.text
