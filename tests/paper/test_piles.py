"""A pile of sheets: counted, typed in, closed when it agrees, compared, made public, followed."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from participe.core import clock, component, jobs
from participe.core.db import working
from participe.core.i18n import in_brussels
from participe.core.jobs import Work
from participe.ideas.models import Idea
from participe.paper.models import BatchState, Outcome, PaperBatch, PaperCode, PaperSheet, Verdict
from participe.subjects.models import Channel, Subject
from tests.factories import make_actor


@pytest.fixture
def base(place) -> str:
    return f"/fr/manage/{place.administration.slug}/projects/parks/paper"


@pytest.fixture
async def colleague(db, place):
    return await make_actor(db, "Denis D.", manager=place.administration.id)


class Pile:
    """What an official does with a pile, screen by screen."""

    def __init__(self, client, path: str) -> None:
        self.client, self.path = client, path

    async def get(self, step: str = ""):
        return await self.client.get(self.path + step)

    async def post(self, step: str = "", **data):
        return await self.client.post(self.path + step, data=data)

    async def enter(self, body: str, key: str = "", **more):
        day = more.pop("sheet_day", in_brussels(clock.now()).date().isoformat())
        said = {"body": body, "sheet_day": day, "sheet_lang": "fr", "sheet_key": key}
        return await self.post("/enter", **(said | more))

    def by(self, client) -> "Pile":
        return Pile(client, self.path)


@pytest.fixture
async def pile(clients, manager, base) -> Pile:
    client = clients(manager, follow=False)
    answer = await client.post(
        f"{base}/new", data={"name": "Maison communale", "channel": "desk", "announced": "3"}
    )
    assert answer.status_code == 303
    return Pile(client, answer.headers["location"].removesuffix("/enter?notice=pile_open"))


async def batch_of(db) -> PaperBatch:
    return (await db.exec(select(PaperBatch).execution_options(populate_existing=True))).one()


async def sheets_of(db) -> list[PaperSheet]:
    found = select(PaperSheet).order_by(PaperSheet.number)
    return list((await db.exec(found.execution_options(populate_existing=True))).all())


async def run_job(sessions, settings) -> None:
    async with working(sessions) as db:
        job = (await db.exec(select(jobs.Job).where(jobs.Job.name == "paper.publish"))).one()
        job.state = jobs.JobState.RUNNING
    await jobs.function_of("paper.publish")(Work(sessions, settings, job))


async def test_three_sheets_from_the_pile_to_the_public(
    db, pile, clients, colleague, place, sessions, settings
):
    assert (await pile.get("/enter")).status_code == 200
    await pile.enter("Plus de bancs au parc.", title="Des bancs", theme=place.theme.key)
    await pile.enter("Une fontaine pour les enfants de la place.")
    too_early = await pile.post("/close")
    assert too_early.status_code == 403 and "3" in too_early.text
    assert (await batch_of(db)).state is BatchState.OPEN
    blank = await pile.post(
        "/enter", outcome="blank", sheet_day=in_brussels(clock.now()).date().isoformat()
    )
    assert blank.status_code == 303
    assert (await pile.post("/close")).status_code == 303

    sheets = await sheets_of(db)
    assert [s.outcome for s in sheets] == [Outcome.ENTERED, Outcome.ENTERED, Outcome.BLANK]
    assert [s.is_drawn for s in sheets] == [True, True, False]
    assert (await db.exec(select(Idea))).all() == []
    # Whoever typed it in cannot compare it, nor make the pile public before it is compared.
    assert (await pile.post("/sheets/1/right")).status_code == 403
    assert (await pile.post("/publish")).status_code == 403
    other = pile.by(clients(colleague, follow=False))
    first = await other.get("/check")
    assert first.headers["location"].endswith("/sheets/1")
    await other.post("/sheets/1/right")
    refused = await other.post("/sheets/2/refuse", reason="trop court")
    assert refused.status_code == 303
    assert (await other.post("/publish")).status_code == 303
    await run_job(sessions, settings)

    (idea,) = (await db.exec(select(Idea))).all()
    subject = (await db.exec(select(Subject).where(Subject.id == idea.id))).one()
    assert (idea.title, idea.theme_id) == ("Des bancs", place.theme.id)
    assert subject.is_published and subject.channel is Channel.DESK and subject.author_id is None
    batch, sheets = await batch_of(db), await sheets_of(db)
    assert batch.state is BatchState.PUBLISHED
    assert sheets[0].answers == {} and sheets[0].subject_id == idea.id
    assert sheets[1].outcome is Outcome.REFUSED and sheets[1].subject_id is None


async def test_a_pile_that_is_made_public_twice_holds_each_sheet_once(
    db, pile, clients, colleague, sessions, settings
):
    await pile.post(name="Maison communale", channel="desk", announced="1")
    await pile.enter("Un seul banc.")
    await pile.post("/close")
    other = pile.by(clients(colleague, follow=False))
    await other.post("/sheets/1/right")
    await other.post("/publish")
    assert (await other.post("/publish")).status_code == 409
    await run_job(sessions, settings)
    await run_job(sessions, settings)
    assert len((await db.exec(select(Idea))).all()) == 1


async def test_a_form_sent_twice_is_kept_once(db, pile):
    for _ in range(2):
        answer = await pile.enter("Plus de bancs.", key="abcdefgh23")
        assert answer.status_code == 303
    assert [s.code for s in await sheets_of(db)] == ["abcdefgh23"]


async def test_a_printed_code_counts_once_and_only_for_its_project(db, pile, place, manager, base):
    printed = await pile.client.post(f"{base}/forms", data={"number": "3", "size": "normal"})
    assert printed.headers["content-type"] == "application/pdf"
    codes = (await db.exec(select(PaperCode.code))).all()
    assert len(codes) == 3
    shown = f"{codes[0][:4]}-{codes[0][4:8]}-{codes[0][8:]}".upper()
    assert (await pile.enter("Premier.", sheet_code=shown)).status_code == 303
    again = await pile.enter("Le même, par la poste.", sheet_code=codes[0])
    assert again.status_code == 422 and "Le même, par la poste." in again.text
    assert "Maison communale" in again.text  # where it was typed in before
    unknown = await pile.enter("Inconnu.", sheet_code="zzzz-zzzz-zz")
    assert unknown.status_code == 422
    (sheet,) = await sheets_of(db)
    assert sheet.code == codes[0]


async def test_mistakes_keep_what_was_typed_and_say_what_to_do(db, pile, place):
    late = in_brussels(clock.now() - timedelta(days=90)).date().isoformat()
    for more in ({"sheet_day": late}, {"sheet_day": "2099-01-01"}, {"sheet_day": ""}):
        answer = await pile.enter("Un texte assez long.", title="Titre gardé", **more)
        assert answer.status_code == 422 and "Titre gardé" in answer.text
    empty = await pile.enter("")
    assert empty.status_code == 422
    number = await pile.enter("Appelez-moi, mon numéro est 85.07.30-033.28.", as_is="yes")
    assert number.status_code == 422 and "85.07.30-033.28" in number.text
    assert await sheets_of(db) == []


async def test_a_sheet_is_corrected_taken_out_and_the_others_move_up(db, pile):
    for body in ("un", "deux", "trois"):
        await pile.enter(body)
    await pile.post(
        "/sheets/2/change", body="deux bis", sheet_lang="nl",
        sheet_day=in_brussels(clock.now()).date().isoformat(), sheet_key="",
    )  # fmt: skip
    assert "deux bis" in (await pile.get("/sheets/2")).text
    await pile.post("/sheets/1/remove")
    assert [(s.number, s.answers["body"]) for s in await sheets_of(db)] == [
        (1, "deux bis"), (2, "trois"),
    ]  # fmt: skip


async def test_many_mistakes_make_every_sheet_be_compared(db, pile, clients, colleague):
    await pile.post(name="Grand tas", channel="paper", announced="12")
    for n in range(12):
        await pile.enter(f"Idée numéro {n}")
    await pile.post("/close")
    assert sum(s.is_drawn for s in await sheets_of(db)) == 3
    other = pile.by(clients(colleague, follow=False))
    drawn = [s.number for s in await sheets_of(db) if s.is_drawn]
    for number in drawn[:2]:
        await other.post(f"/sheets/{number}/refuse", reason="Ce n’est pas ce qui est écrit.")
    assert all(s.is_drawn for s in await sheets_of(db) if s.outcome is Outcome.ENTERED)
    await pile.post("/reopen")
    after = await sheets_of(db)
    assert not any(s.is_drawn or s.verdict for s in after)
    assert {s.outcome for s in after} == {Outcome.ENTERED}


async def test_a_correction_by_the_colleague_replaces_what_was_typed(db, pile, clients, colleague):
    await pile.post(name="Un", channel="paper", announced="1")
    await pile.enter("Plus de blancs.")
    await pile.post("/close")
    other = pile.by(clients(colleague, follow=False))
    answer = await other.post(
        "/sheets/1/change", body="Plus de bancs.", sheet_lang="fr",
        sheet_day=in_brussels(clock.now()).date().isoformat(),
    )  # fmt: skip
    assert answer.status_code == 303
    (sheet,) = await sheets_of(db)
    assert sheet.answers == {"body": "Plus de bancs."} and sheet.verdict is Verdict.CORRECTED
    assert sheet.checked_by_id == colleague.id


async def test_the_database_lets_nobody_compare_their_own_sheet(db, pile, manager):
    await pile.enter("Plus de bancs.")
    (sheet,) = await sheets_of(db)
    sheet.checked_by_id, sheet.checked_at, sheet.verdict = manager.id, clock.now(), Verdict.RIGHT
    with pytest.raises(IntegrityError, match="another_checks"):
        await db.flush()
    await db.rollback()


async def test_a_closed_pile_takes_no_sheet(db, pile):
    await pile.post(name="Un", channel="paper", announced="1")
    await pile.enter("Plus de bancs.")
    await pile.post("/close")
    answer = await pile.enter("Trop tard, mais gardé ici.")
    assert answer.status_code == 409 and "Trop tard, mais gardé ici." in answer.text
    assert len(await sheets_of(db)) == 1


async def test_the_sheet_asks_what_the_screen_asks(place, db, stranger):
    paper = component.of("idea").paper
    from participe.projects import queries as projects

    project = await projects.project(db, stranger, "parks")
    box = await paper.thing(db, stranger, project, project.components[0])
    names = [field.name for field in paper.fields(box)]
    assert names == list(paper.form(box).model_fields)
    assert names[:2] == ["title", "body"]


async def test_a_picture_of_the_sheet_is_for_staff_alone(db, pile, clients, citizen, elsewhere):
    await pile.enter("Plus de bancs.")
    drawn = BytesIO()
    Image.new("RGB", (60, 80), "white").save(drawn, "PNG")
    png = drawn.getvalue()
    kept = await pile.client.post(
        f"{pile.path}/sheets/1/scan", files={"scan": ("feuille.png", png, "image/png")}
    )
    assert kept.status_code == 303 and "scan_kept" in kept.headers["location"]
    seen = await pile.get("/sheets/1/scan")
    assert seen.status_code == 200 and seen.headers["content-type"] == "image/webp"
    official_b = await make_actor(db, "Berta", manager=elsewhere.administration.id)
    for somebody in (clients(citizen, follow=False), clients(official_b, follow=False)):
        assert (await pile.by(somebody).get("/sheets/1/scan")).status_code in (403, 404)
        assert (await pile.by(somebody).get("/sheets/1")).status_code in (403, 404)
    wrong = await pile.client.post(
        f"{pile.path}/sheets/1/scan", files={"scan": ("x.exe", b"MZ no picture", "image/png")}
    )
    assert wrong.status_code == 422
    assert re.search("image|photo", wrong.text)
