"""What an official wrote is shown in the reader's language, else in the project's first."""

import re

import pytest

from participe.core.i18n import Localized, localized


@pytest.mark.parametrize(("languages", "said"), [(["de", "fr"], "Park"), (["fr", "de"], "Parc")])
async def test_a_reader_of_another_language_reads_the_project_s_first(
    clients, db, place, languages, said
):
    place.project.languages = languages
    place.project.title = Localized({"fr": "Parc", "de": "Park"})
    place.box.question = Localized({"fr": "Parc ?", "de": "Park?"})
    db.add_all([place.project, place.box])
    await db.commit()

    page = (await clients().get(f"/nl/projects/{place.project.slug}")).text

    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)[1]
    assert f'lang="{languages[0]}"' in heading + page[: page.index("</h1>")][-200:]
    assert said in heading
    assert f"{said}{' ' if said == 'Parc' else ''}?" in page
    own = (await clients().get(f"/de/projects/{place.project.slug}")).text
    assert "Park" in re.search(r"<h1[^>]*>(.*?)</h1>", own, re.S)[1]


def test_an_unlisted_language_is_not_lost():
    assert localized({"en": "Park", "fr": ""}, ["fr", "de"]).said("nl").text == "Park"
    assert localized(None).said("nl").text == ""
