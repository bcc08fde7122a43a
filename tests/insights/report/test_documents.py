"""The report as pages and files: the same for all four, only of what is public now."""

import html
import io
import re

import docx as word
import pytest
from sqlmodel import select

from participe.core.observe import STATEMENTS
from participe.insights.models import Topic
from participe.insights.report import answers, source
from participe.subjects.models import Subject, Visibility
from tests.factories import make_actor
from tests.insights.material import analysed, make_ideas, published, set_visibility
from tests.insights.report.reading import cells, links_of_docx, texts_of_docx

PUBLIC = "/en/projects/parks/topics/report"
OFFICIAL = "/en/manage/commune-parks/projects/parks/topics/runs"


@pytest.fixture
async def ideas(db, place):
    return await make_ideas(db, place)


async def all_four(client, address=PUBLIC):
    """The page, and what stands in the three files, as text."""
    page = await client.get(address)
    docx, xlsx = await client.get(f"{address}.docx"), await client.get(f"{address}.xlsx")
    pdf = await client.get(f"{address}.pdf")
    assert [one.status_code for one in (page, docx, xlsx, pdf)] == [200] * 4
    sheets, _ = cells(xlsx.content)
    return page, docx.content, sheets, pdf.content


async def quotes_of(client):
    """What the library's own report quotes, by contribution."""
    topics = (await client.get(f"{PUBLIC}.json")).json()["topics"]
    return {one["id"]: " ".join(one["text"].split()) for topic in topics for one in topic["quotes"]}


async def test_the_public_reads_a_report_when_its_topics_are_public(
    app, clients, db, place, ideas, manager
):
    run = await analysed(db, place, manager)
    for address in (PUBLIC, f"{PUBLIC}.pdf", f"{PUBLIC}.docx", f"{PUBLIC}.xlsx"):
        assert (await clients().get(address)).status_code == 404
        assert (await clients(manager).get(address)).status_code == 404
    official = f"{OFFICIAL}/{run.code}/report"
    assert "Only officials see this report" in (await clients(manager).get(official)).text

    run = await published(db, place, manager)
    app.state.kept_pages.clear()

    page, _, _, _ = await all_four(clients())
    assert f"{PUBLIC}.docx" in page.text
    assert PUBLIC in (await clients().get("/en/projects/parks/topics")).text
    official = f"{OFFICIAL}/{run.code}/report"
    assert "Only officials" not in (await clients(manager).get(official)).text


async def test_all_four_tell_the_same(clients, db, place, ideas, manager):
    run = await published(db, place, manager)
    labels = (await db.exec(select(Topic.label).where(Topic.run_id == run.id))).all()

    page, docx, sheets, pdf = await all_four(clients())

    words = texts_of_docx(docx)
    told = [str(cell) for rows in sheets.values() for row in rows for cell in row]
    assert len(labels) > 1
    sentence = "Every idea received is counted: 36 received = 36 read + 0 left out."
    shown = html.unescape(page.text)
    for one in (*labels, sentence):
        assert one in shown and one in words and one in told
    quotes = await quotes_of(clients())
    assert quotes
    for line in quotes.values():
        assert line in words and line in told
    assert b"pdfuaid" in pdf and b"/StructTreeRoot" in pdf


async def test_every_link_leads_to_the_platform_and_works(
    clients, settings, db, place, ideas, manager
):
    await published(db, place, manager)

    page, docx, _, _ = await all_four(clients())

    links = links_of_docx(docx)
    assert links and all(link.startswith(f"{settings.public_url}/en/") for link in links)
    main = page.text.partition("<main")[2].partition("</main>")[0]
    inside = set(re.findall(r'href="(/en/[^"#]*)"', main))
    assert {link.removeprefix(settings.public_url) for link in links} - inside == {PUBLIC}
    for path in inside:
        assert (await clients().get(path)).status_code == 200, path
    topics = (await db.exec(select(Topic))).all()
    assert {f"/en/projects/parks/topics/{topic.code}" for topic in topics} <= inside


async def test_what_is_hidden_after_the_analysis_is_in_none_of_them(
    app, clients, db, place, ideas, manager, moderator
):
    await published(db, place, manager)
    code, secret = next(iter((await quotes_of(clients())).items()))
    gone = (await db.exec(select(Subject.id).where(Subject.code == code))).one()
    before = await all_four(clients())
    assert secret in texts_of_docx(before[1])

    await set_visibility(db, [gone], Visibility.HIDDEN, moderator)
    app.state.kept_pages.clear()
    page, docx, sheets, pdf = await all_four(clients())

    assert code not in page.text and secret not in page.text
    assert secret not in texts_of_docx(docx)
    assert not any(code in link for link in links_of_docx(docx))
    assert secret not in str(sheets) and "1" in str(sheets)
    assert pdf != before[3]
    assert "Read, but no longer public" in page.text


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
async def test_the_report_is_there_in_each_language(clients, db, place, ideas, manager, language):
    await published(db, place, manager)

    address = f"/{language}/projects/parks/topics/report"
    _, docx, _, pdf = await all_four(clients(), address)

    assert f"/Lang ({language}".encode() in pdf or b"/Lang" in pdf
    book = word.Document(io.BytesIO(docx))
    assert book.core_properties.language == language
    xml = book.element.xml
    assert (language == "fr") == ('w:lang w:val="fr-BE"' not in xml), "quotes keep their language"


async def test_officials_of_another_commune_read_nothing(
    clients, db, place, ideas, manager, elsewhere
):
    run = await analysed(db, place, manager)
    stranger = await make_actor(db, "Zoé", manager=elsewhere.administration.id)

    for end in ("report", "report.pdf", "report.docx", "report.xlsx"):
        answer = await clients(stranger).get(f"{OFFICIAL}/{run.code}/{end}")
        assert answer.status_code in (403, 404)


async def test_other_kinds_of_file_are_not_there(clients, db, place, ideas, manager):
    await published(db, place, manager)

    assert (await clients().get(f"{PUBLIC}.zip")).status_code == 404
    assert (await clients().get(f"{PUBLIC}.json")).status_code == 200  # the report of the library


async def test_a_report_asks_the_database_as_much_whatever_its_size(
    app, clients, db, place, elsewhere, manager
):
    theirs = await make_actor(db, "Lena K.", manager=elsewhere.administration.id)
    await make_ideas(db, place, number=18)
    await make_ideas(db, elsewhere, number=60)
    counts = []
    for there, who, slug in ((place, manager, "parks"), (elsewhere, theirs, "elsewhere")):
        run = await published(db, there, who)
        official = f"/en/manage/commune-{slug}/projects/{slug}/topics/runs/{run.code}/report"
        for actor, path in ((None, f"/en/projects/{slug}/topics/report"), (who, official)):
            app.state.kept_pages.clear()
            before = STATEMENTS._value.get()
            assert (await clients(actor).get(path)).is_success
            counts.append(int(STATEMENTS._value.get() - before))

    assert counts[:2] == counts[2:] and max(counts) <= 15


async def test_of_a_large_run_the_contributions_are_not_fetched(
    monkeypatch, clients, db, place, ideas, manager
):
    run = await analysed(db, place, manager)
    monkeypatch.setattr(source, "MOST", 10)

    page = await clients(manager).get(f"{OFFICIAL}/{run.code}/report")

    assert page.status_code == 200 and "36 received = 36 read" in page.text


async def test_the_same_file_is_made_once(clients, db, place, ideas, manager, monkeypatch):
    await published(db, place, manager)
    first = (await clients().get(f"{PUBLIC}.docx")).content

    async def never(report, kind):
        raise AssertionError("made again")

    monkeypatch.setattr(answers, "_made", never)

    assert (await clients().get(f"{PUBLIC}.docx")).content == first
