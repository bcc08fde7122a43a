"""A file is told in words too, for those who cannot read it."""

from sqlmodel import select

from participe.projects.models import Document

PDF = ("plan.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "application/pdf")


async def test_a_file_without_a_summary_is_warned_of_until_there_is_one(
    db, clients, place, manager
):
    base = f"/en/manage/{place.administration.slug}/projects/{place.project.slug}/documents"
    me, typed = clients(manager), {"title-fr": "Le plan", "position": "0"}

    added = await me.post(f"{base}/new", data=typed, files={"file": PDF})

    assert "The document is saved" in added.text and "No summary" in added.text
    one = (await db.exec(select(Document))).one()
    assert "This file has no summary" in (await me.get(f"{base}/{one.code}")).text
    told = typed | {"body-fr": "La place vue d’en haut, avec douze arbres."}
    assert "No summary" not in (await me.post(f"{base}/{one.code}", data=told)).text
    assert "douze arbres" in (await clients().get("/fr/projects/parks")).text


async def test_a_note_needs_no_summary(clients, place, manager):
    base = f"/en/manage/{place.administration.slug}/projects/{place.project.slug}/documents"

    added = await clients(manager).post(
        f"{base}/new", data={"title-fr": "Une note", "body-fr": "Du texte.", "position": "0"}
    )

    assert "Une note" in added.text and "No summary" not in added.text
