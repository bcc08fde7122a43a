"""The search: everything that is public, in four languages and none, with no dead end."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from participe.answers.models import Answer
from participe.core.db import sql
from participe.projects.models import Document
from participe.search import marks
from participe.subjects.models import State, Status, Visibility
from tests.factories import make_comment, make_idea, words


def links(page: str) -> set[str]:
    inside = page[page.index('id="results"') :]
    return set(re.findall(r'<h3[^>]*><a href="([^"?#]+)', inside))


@pytest.fixture
async def look(clients):
    async def search(q: str, into: str = "fr", actor=None, **more: str) -> str:
        answer = await clients(actor).get(f"/{into}/search", params={"q": q, **more})
        assert answer.status_code == 200
        return answer.text

    return search


@pytest.mark.parametrize(
    ("lang", "title", "asked"),
    [
        ("fr", "Des élèves à vélo", "eleve velos"),
        ("fr", "Une œuvre sur la place", "oeuvres"),
        ("de", "Mehr Bäume an der Straße", "baum strasse"),
        ("nl", "Veilige fietspaden", "fietspad"),
        ("en", "Quieter streets", "street"),
        ("und", "Ĝardeno por ĉiuj", "gardeno"),
    ],
)
async def test_words_are_found_whatever_their_accents_and_endings(
    db, place, look, lang, title, asked
):
    idea = await make_idea(db, place, title=title, body="Rien de plus.", lang=lang)
    await make_idea(db, place, title="Autre chose", body="Rien de plus.")

    page = await look(asked)

    assert len(links(page)) == 1 and "<mark>" in page, title
    assert str(idea.id) not in page


async def test_the_excerpt_shows_where_the_words_stand(db, place, look):
    await make_idea(
        db, place, body="Long début. " * 60 + "Les grenouilles reviennent. " + "Fin. " * 60
    )

    page = await look("grenouille")

    assert "Les <mark>grenouilles</mark> reviennent" in page


async def test_projects_documents_answers_and_administrations_are_found(
    db, place, elsewhere, look, manager
):
    place.project.description = words("Une passerelle sur la Meuse")
    place.administration.about = words("La commune aux passerelles")
    idea = await make_idea(db, place, title="Traverser à pied")
    db.add_all([
        place.project, place.administration,
        Document(project_id=place.project.id, title=words("Étude de la passerelle")),
        Answer(subject_id=idea.id, status=Status.ACCEPTED, text=words("La passerelle sera construite.")),
    ])  # fmt: skip
    await db.commit()

    page = await look("passerelle")

    assert f"/fr/projects/{place.project.slug}" in links(page)
    assert f"/fr/administrations/{place.administration.slug}" in links(page)
    assert any("/documents/" in link for link in links(page))
    assert any("/ideas/" in link for link in links(page)), "the answer"
    for kind in ("project", "document", "answer", "administration"):
        assert len(links(await look("passerelle", kind=kind))) == 1, kind
    only = await look("passerelle", administration=elsewhere.administration.slug)
    assert not links(only)


async def test_help_pages_are_found_in_the_readers_language(look):
    assert "/nl/pages/accessibility" in links(await look("schermlezer", "nl"))


async def test_what_is_not_public_is_not_found_by_anybody(db, place, look, manager, citizen):
    for changes in (
        {"state": State.DRAFT}, {"state": State.WITHDRAWN}, {"visibility": Visibility.HIDDEN},
        {"visibility": Visibility.HELD},
    ):  # fmt: skip
        idea = await make_idea(db, place, title="Xylophone", author=citizen, **changes)
        db.add(Answer(subject_id=idea.id, status=Status.ACCEPTED, text=words("Le xylophone")))
        await make_comment(db, place, idea, body="Un xylophone", visibility=Visibility.HIDDEN)
    place.project.published_at = None
    place.project.summary = words("Xylophone")
    db.add_all([place.project, Document(project_id=place.project.id, title=words("Xylophone"))])
    await db.commit()

    for actor in (None, citizen, manager):
        assert not links(await look("xylophone", actor=actor))


async def test_some_of_the_words_are_better_than_nothing(db, place, look):
    await make_idea(db, place, title="Une fontaine", body="De l’eau fraîche pour tout le monde.")

    page = await look("fontaine hippopotame", "en")
    near = await look("fontainne", "en")

    assert len(links(page)) == 1 and "No text has all of these words" in page
    assert len(links(near)) == 1 and "words that begin alike" in near


async def test_nothing_found_is_no_dead_end(place, look):
    page = await look("hippopotame", "en", kind="comment", lang="fr")

    assert "Nothing was found" in page
    assert "/en/projects" in page and "/en/help" in page and "everywhere" in page


async def test_a_search_is_narrowed_by_kind_language_and_place(db, place, elsewhere, look):
    idea = await make_idea(db, place, title="Un kiosque", lang="fr")
    await make_comment(db, place, idea, body="Kiosque, oui")
    await make_idea(db, elsewhere, title="Ein Kiosque", lang="de")

    assert len(links(await look("kiosque"))) == 2  # the comment leads to its idea
    assert len(links(await look("kiosque", kind="comment"))) == 1
    assert len(links(await look("kiosque", lang="de"))) == 1
    assert len(links(await look("kiosque", administration=elsewhere.administration.slug))) == 1
    whole = await look("kiosque", "en")
    assert "By administration" in whole and "Comments (1)" in whole


@pytest.mark.parametrize(
    "q", ["'", "\\", "%", "&|!", "\x00", '"', "-", "a" * 5000, "🐸", "(((", "<b>"]
)
async def test_odd_searches_do_no_harm(place, look, q):
    page = await look(q)
    assert "<b>" not in page[page.index('id="results"') :]


@given(st.text(max_size=600), st.text(max_size=30))
def test_an_excerpt_is_made_of_the_text_and_no_longer_than_asked(body, q):
    pieces = marks.excerpt(body, marks.forms(q), 80)
    shown = "".join(piece.text for piece in pieces if piece.text not in ("… ", "…"))

    assert len(shown) <= 80 + 20
    plain = marks._AGAINST.sub("", " ".join(marks._SIGNS.sub(" ", body).split()))
    assert shown in plain


async def test_languages_that_read_a_word_alike_ask_the_index_once(db):
    asked = text("SELECT search_query(:q)::text")
    one, two, none = [
        (await sql(db, asked, {"q": q})).scalar_one() for q in ("jardin", "école vélo", "  ")
    ]

    assert one == "'jardin'"
    assert two.count("|") == 1 and none == ""


def test_a_word_is_marked_alone_and_not_within_another():
    pieces = marks.title("École, école_s et autoécole : l’école", marks.forms("ecole"))

    assert [one.text for one in pieces if one.marked] == ["École", "école", "école"]
