"""Answer templates, filters that are kept, and who is in charge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from participe.casework import templates
from participe.casework.models import AnswerTemplate, Assignment, SavedFilter
from participe.core.i18n import Localized
from tests.factories import code_of, make_actor, make_idea


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=60))
def test_only_two_words_are_filled_in(title, name, rest):
    words = Localized({"fr": rest.replace("{", "(") + " {other} {title}"})
    found = templates.filled(words, title, name)["fr"]
    assert "{other}" in found and "{title}" not in found.replace(title, "")


def test_a_name_that_nobody_knows_leaves_no_hole():
    words = Localized({"fr": "Bonjour {name}, merci."})
    assert templates.filled(words, "t", "")["fr"] == "Bonjour, merci."
    assert templates.filled(Localized({"fr": "{title}"}), "**gras** [x](y)", "")["fr"].startswith(
        r"\*\*"
    )


@pytest.fixture
def base(place) -> str:
    return f"/fr/manage/{place.administration.slug}"


async def test_a_template_is_kept_once_under_a_name_and_used(
    db, clients, base, place, manager, citizen
):
    me = clients(manager, follow=False)
    data = {"name": "Merci", "status": "transmitted", "text-fr": "Merci {name} pour « {title} »."}
    assert (await me.post(f"{base}/templates/new", data=data)).status_code == 303
    twice = await me.post(f"{base}/templates/new", data=data)
    assert twice.status_code == 422 and "Un autre modèle" in twice.text
    assert "Merci {name}" in twice.text, "what was typed is kept"
    empty = await me.post(f"{base}/templates/new", data={"name": "X", "status": "done"})
    assert empty.status_code == 422
    one = (await db.exec(select(AnswerTemplate))).one()
    code = await code_of(db, await make_idea(db, place, title="Un banc", author=citizen, lang="de"))

    page = await me.post(
        f"/fr/subjects/{code}/answer/template",
        data={"template": one.code, "text-de": "Schon geschrieben", "status": "", "seen": ""},
    )

    assert f"Merci {citizen.person.name} pour « Un banc »." in page.text
    assert "Schon geschrieben" in page.text
    await me.post(f"{base}/templates/{one.code}/remove")
    assert (await db.exec(select(AnswerTemplate))).all() == []


async def test_filters_are_ones_own_unless_shared(db, clients, base, place, manager):
    colleague = await make_actor(db, "Denis D.", manager=place.administration.id)
    ideas = f"{base}/projects/parks/ideas"
    me, other = clients(manager, follow=False), clients(colleague, follow=False)
    await me.post(f"{ideas}/filters?lang=fr", data={"name": "En français"})
    await me.post(f"{ideas}/filters?unanswered=yes", data={"name": "À répondre", "shared": "yes"})
    await me.post(f"{ideas}/filters?lang=de", data={"name": "En français"})
    assert "filter_unnamed" in (await me.post(f"{ideas}/filters", data={})).headers["location"]

    assert len((await db.exec(select(SavedFilter))).all()) == 2
    page, theirs = (await me.get(ideas)).text, (await other.get(ideas)).text
    assert "En français" in page and "À répondre" in page and "lang=de" in page
    assert "À répondre" in theirs and "En français" not in theirs
    shared = (await db.exec(select(SavedFilter).where(SavedFilter.is_shared))).one()
    await other.post(f"{ideas}/filters/{shared.code}/forget")
    assert "À répondre" in (await me.get(ideas)).text, "only its owner removes it"
    await me.post(f"{ideas}/filters/{shared.code}/forget")
    assert "À répondre" not in (await me.get(ideas)).text


async def test_who_is_in_charge_is_set_filtered_and_told_on_the_first_page(
    db, clients, base, place, manager, moderator
):
    idea, other = (
        await make_idea(db, place, title="Un banc"),
        await make_idea(db, place, title="Un puits"),
    )
    code = await code_of(db, idea)
    me = clients(manager, follow=False)

    await me.post(
        f"/fr/subjects/{code}/charge", data={"person": manager.person.code, "due_on": "2020-01-15"}
    )
    assert (
        await clients(moderator, follow=False).post(f"/fr/subjects/{code}/charge", data={})
    ).status_code == 403

    row = (await db.exec(select(Assignment))).one()
    assert row.person_id == manager.id and str(row.due_on) == "2020-01-15"
    ideas = f"{base}/projects/parks/ideas"
    for query, shows in (("charge=mine", [True, False]), ("charge=nobody", [False, True]),
                         ("due=late", [True, False]), (f"charge={manager.person.code}", [True, False])):  # fmt: skip
        page = (await me.get(f"{ideas}?{query}")).text
        found = [f">{title}</a>" in page for title in ("Un banc", "Un puits")]
        assert found == shows, query
    today = (await me.get(base)).text
    assert "due=late" in today and "charge=mine" in today
    assert str(other.id)


async def test_the_table_takes_the_same_number_of_statements_for_one_row_and_for_fifty(
    db, clients, base, place, manager, engine
):
    from sqlalchemy import event

    counted = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
    numbers = []
    for more in (1, 49):
        for n in range(more):
            await make_idea(db, place, title=f"Idée {n}")
        await clients(manager).get(f"{base}/projects/parks/ideas")
        counted.clear()
        await clients(manager).get(f"{base}/projects/parks/ideas")
        numbers.append(len(counted))
    assert numbers[0] == numbers[1], numbers
