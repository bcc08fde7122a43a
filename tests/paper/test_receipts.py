"""Forms to print and receipts, for anybody: without account, by a code."""

import pytest
from sqlmodel import select

from participe.answers.models import Answer
from participe.core import clock, pdf
from participe.core.db import new_id, working
from participe.core.i18n import in_brussels
from participe.moderation.models import Action, Decision, Why
from participe.paper.models import BatchState, Outcome, PaperBatch, PaperCode, PaperSheet
from participe.paper.queries import grouped, read_code
from participe.subjects.models import Channel, Status, Subject, Visibility
from tests.factories import code_of, make_idea, words

CODE = "abcdefgh23"


@pytest.fixture
async def sheet(db, place, manager):
    """A sheet that was typed in; its pile is not checked yet."""
    batch = PaperBatch(
        administration_id=place.administration.id, project_id=place.project.id,
        component_id=place.component.id, name="Semaine 47", channel=Channel.PAPER, announced=1,
    )  # fmt: skip
    db.add(batch)
    await db.flush()
    sheet = PaperSheet(
        code=CODE, administration_id=place.administration.id, batch_id=batch.id, number=1,
        answers={"title": "Des bancs", "body": "Plus de bancs.", "theme": place.theme.key},
        lang="fr", received_on=in_brussels(clock.now()).date(), entered_by_id=manager.id,
    )  # fmt: skip
    db.add(sheet)
    await db.commit()
    return sheet


async def make_public(db, place, sheet, manager, **subject) -> Subject:
    idea = await make_idea(db, place, title="Des bancs", body="Plus de bancs.", **subject)
    sheet.subject_id, sheet.answers = idea.id, {}
    db.add(sheet)
    await db.commit()
    return (await db.exec(select(Subject).where(Subject.id == idea.id))).one()


async def test_whoever_has_the_code_reads_what_was_typed_in(clients, sheet):
    stranger = clients(follow=True)
    answer = await stranger.get(f"/fr/receipts?code={grouped(CODE).lower()}")
    assert answer.status_code == 200 and answer.url.path == f"/fr/receipts/{CODE}"
    assert "Plus de bancs." in answer.text and answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.text


async def test_typed_codes_forgive_what_people_mistake():
    assert read_code(" ABCD-efgh 23 ") == CODE
    assert read_code("0BCD–1FGH–28") == "obcdlfgh2b"
    assert grouped(CODE) == "ABCD-EFGH-23"


async def test_an_unknown_code_is_said_and_kept(clients):
    for path in ("/fr/receipts?code=zzzz-zzzz-zz", "/fr/receipts?code=%3Cb%3E"):
        answer = await clients(follow=True).get(path)
        assert answer.status_code in (404, 422) and 'role="alert"' in answer.text


async def test_nothing_of_a_sheet_is_seen_without_its_code(clients, db, sheet, place):
    stranger = clients()
    for path in ("/fr/projects/parks", "/fr/projects/parks/ideas", "/fr/search?q=bancs"):
        assert "Plus de bancs." not in (await stranger.get(path)).text


async def test_the_receipt_leads_to_the_contribution_and_its_answer(
    clients, db, sheet, place, manager
):
    subject = await make_public(db, place, sheet, manager)
    db.add(Answer(
        id=new_id(), subject_id=subject.id, status=Status.ACCEPTED, text=words("Oui, en mars."),
        by_id=manager.id, signed_as="Denis", published_at=clock.now(),
    ))  # fmt: skip
    await db.commit()
    answer = (await clients().get(f"/fr/receipts/{CODE}")).text
    assert f"/fr/ideas/{subject.code}" in answer and "Oui, en mars." in answer


async def test_a_hidden_contribution_is_hidden_here_too_with_the_reason(
    clients, db, sheet, place, manager
):
    subject = await make_public(db, place, sheet, manager)
    db.add(Decision(
        subject_id=subject.id, action=Action.HIDE, why=Why.INSULT, by_id=manager.id,
        text="Le texte insulte une voisine.",
    ))  # fmt: skip
    subject.visibility, subject.hidden_because = Visibility.HIDDEN, "insult"
    db.add(subject)
    await db.commit()
    answer = (await clients().get(f"/fr/receipts/{CODE}")).text
    assert "Plus de bancs." not in answer and "Le texte insulte une voisine." in answer
    # The code in the address of the contribution is another one, and opens nothing.
    other = await clients(follow=False).get(f"/fr/receipts/{subject.code}")
    assert other.status_code == 404


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.ENTERED])
async def test_what_was_set_aside_says_why(clients, db, sheet, outcome):
    sheet.outcome, sheet.reason = outcome, "Parce que."
    db.add(sheet)
    await db.commit()
    answer = await clients().get(f"/fr/receipts/{CODE}")
    assert answer.status_code == 200 and "Parce que." in answer.text


async def test_the_code_of_what_was_written_online_leads_to_its_page(clients, db, place, citizen):
    idea = await make_idea(db, place, author=citizen)
    code = await code_of(db, idea)
    answer = await clients(follow=False).get(f"/fr/receipts/{code}")
    assert answer.status_code == 303 and answer.headers["location"] == f"/fr/ideas/{code}"


async def test_each_form_that_is_asked_for_bears_its_own_code(clients, db, place):
    stranger, codes = clients(follow=False), set()
    for _ in range(2):
        answer = await stranger.post("/fr/projects/parks/paper", data={"size": "large"})
        assert answer.status_code == 303
        printed = await stranger.get(answer.headers["location"])
        assert printed.status_code == 200 and printed.content.startswith(b"%PDF")
        codes.add(answer.headers["location"].partition("code=")[2][:10])
    assert set((await db.exec(select(PaperCode.code))).all()) == codes and len(codes) == 2
    waiting = await stranger.get(f"/fr/receipts/{codes.pop()}")
    assert waiting.status_code == 200
    wrong = await stranger.get("/fr/projects/parks/paper.pdf?code=zzzzzzzzzz")
    assert wrong.status_code == 404


@pytest.mark.parametrize("lang", ["fr", "de", "nl", "en"])
async def test_the_form_is_a_tagged_pdf_in_the_readers_language(clients, place, lang):
    content = (await clients().get(f"/{lang}/projects/parks/paper.pdf")).content
    assert b"/StructTreeRoot" in content and b"/Marked true" in content
    assert f"/Lang({lang}".encode() in content or f"/Lang ({lang}".encode() in content
    assert b"pdfuaid" in content


async def test_a_document_with_a_sign_that_no_font_has_is_made_all_the_same():
    data = {
        "title": "Reçu 😀", "authority": "A", "project": "P", "lang": "fr", "large": True,
        "foot": "x", "thanks": "Merci 😀 #let x = 1 *y* $z$", "code": "A", "qr": pdf.qr("https://x"),
        "steps": ["a"], "answers": [], "bring": ["b"],
        "words": dict.fromkeys(("code", "follow", "qr_code", "next", "typed", "help"), "w"),
    }  # fmt: skip
    assert (await pdf.pdf("receipt.typ", data)).startswith(b"%PDF")


async def test_row_security_alone_keeps_piles_and_sheets_from_strangers(sessions, sheet, place):
    """Even a query that forgets to ask who looks: the database gives nothing."""
    from participe.core.db import enter_scope

    async with sessions() as session:
        await enter_scope(session)
        for table in (PaperBatch, PaperSheet, PaperCode):
            assert (await session.exec(select(table))).all() == []


async def test_a_code_of_a_form_is_found_only_by_who_holds_it(sessions, db, place):
    async with working(sessions) as session:
        session.add(PaperCode(
            code=CODE, administration_id=place.administration.id,
            component_id=place.component.id, printed_at=clock.now(),
        ))  # fmt: skip
    found = (await db.exec(select(PaperCode))).one()
    assert found.code == CODE and BatchState.OPEN
