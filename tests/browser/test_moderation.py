"""A citizen reports, a moderator holds and hides, the author contests, another shows it again."""

import re

import pytest
from playwright.async_api import expect
from sqlmodel import select

from participe.core.db import make_engine, make_sessions, working
from participe.ideas.models import Idea, Theme
from participe.people.models import Person
from participe.projects.models import Project, ProjectComponent
from participe.subjects.models import State, Subject
from tests.browser.visitor import SCRIPT, accessible, follow, press, said

WHY = "Je parle du garage, et de personne."
WIDTH = pytest.mark.parametrize("width", [360, 1280])


async def choose(page, words: str) -> None:
    """As people do: by the words beside the button."""
    await page.locator(".choice label", has_text=words).click()


async def an_idea(live, title: str) -> str:
    """An idea of Nadia's in the project on the square; its code."""
    engine = make_engine(live.url, size=1)
    async with working(make_sessions(engine)) as db:
        found = select(ProjectComponent).join(Project).where(Project.slug == "place-de-la-laine")
        box = (await db.exec(found)).first()
        author = (await db.exec(select(Person.id).where(Person.demo_key == "citizen"))).one()
        theme = (await db.exec(select(Theme.id).where(Theme.component_id == box.id))).first()
        row = Subject(
            kind="idea", administration_id=box.administration_id, project_id=box.project_id,
            component_id=box.id, author_id=author, lang="fr", state=State.SUBMITTED,
        )  # fmt: skip
        db.add(row)
        await db.flush()
        words = "Le garage occupe toute la rue, et personne ne peut plus passer à vélo."
        db.add(
            Idea(
                id=row.id, box_id=box.id, title=title, body=words, body_html=f"<p>{words}</p>",
                excerpt=words, theme_id=theme,
            )
        )  # fmt: skip
        code = row.code
    await engine.dispose()
    return code


@SCRIPT
@WIDTH
async def test_from_a_report_to_an_appeal_that_is_won(visit, live, js, width):
    code = await an_idea(live, f"Une rue sans garage ({'avec' if js else 'sans'} script, {width})")
    idea, moderation = f"/en/ideas/{code}", f"/en/subjects/{code}/moderation"

    async with visit("citizen2", js=js, width=width) as visitor:
        page = await visitor.go(idea)
        await page.get_by_role("link", name="Report", exact=True).first.click()
        await choose(page, "personal things")
        await press(page, "Send my report")
        await said(page, "The moderators read your report")
        visitor.clean()

    async with visit("moderator", js=js, width=width) as visitor:
        page = await visitor.go("/en/manage/tilvaux/reports?only=reported")
        await accessible(visitor, js)
        await page.locator(f'a[href="{moderation}"]').click()
        await expect(page.get_by_text("1 report", exact=False).first).to_be_visible()
        await choose(page, "personal things")
        await press(page, "Hold it back for now")
        await said(page, "It is held back")
        await accessible(visitor, js)
        await choose(page, "personal things")
        await page.locator("#text").fill("On reconnaît le garagiste.")
        await press(page, "Hide it from everybody")
        await said(page, "It is hidden")
        await page.locator("#message").fill("De quelle rue parlez-vous ?")
        await press(page, "Send the message")
        await said(page, "Your message is sent")
        visitor.clean()

    async with visit("", js=js, width=width) as visitor:
        assert (await visitor.page.goto(visitor.site + idea)).status == 404

    async with visit("citizen", js=js, width=width) as visitor:
        await visitor.mail("nadia.b@example.org", f"/fr/subjects/{code}/decision")
        page = await visitor.go(f"/en/subjects/{code}/decision")
        await expect(page.get_by_text("On reconnaît le garagiste.")).to_be_visible()
        await expect(page.get_by_text("De quelle rue parlez-vous ?")).to_be_visible()
        await expect(page.locator("main")).not_to_contain_text("Fatima")
        await accessible(visitor, js)
        await page.locator("#text").fill("Non !")
        await press(page, "Send my appeal")
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.locator("#text")).to_have_value("Non !")
        await page.locator("#text").fill(WHY)
        await press(page, "Send my appeal")
        await said(page, "Your appeal is sent")
        await page.locator("#message").fill("De la rue des Foulons.")
        await press(page, "Send the message")
        await expect(page.get_by_text("De la rue des Foulons.")).to_be_visible()
        await accessible(visitor, js)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        visitor.clean()

    async with visit("moderator", js=js, width=width) as visitor:
        page = await visitor.go(moderation)
        await expect(page.get_by_text("You took this decision")).to_be_visible()
        await expect(page.get_by_role("button", name="Decide the appeal")).to_have_count(0)

    async with visit("official", js=js, width=width) as visitor:
        page = await visitor.go("/en/manage/tilvaux/reports")
        await page.get_by_role("link", name=re.compile("^Appeals")).click()
        await page.locator(f'a[href="{moderation}"]').click()
        await expect(page.get_by_text(WHY)).to_be_visible()
        await accessible(visitor, js)
        await choose(page, "The author is right")
        await page.locator("#reason").fill("Le texte parle d’un garage, pas d’une personne.")
        await press(page, "Decide the appeal")
        await said(page, "It is public again")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        visitor.clean()

    async with visit("", js=js, width=width) as visitor:
        await visitor.go(idea)
        page = await visitor.go("/en/transparency/moderation")
        await accessible(visitor, js)
        await expect(page.get_by_role("rowheader").first).to_be_visible()


@SCRIPT
async def test_a_hidden_idea_is_corrected_and_comes_back_without_its_old_words(visit, live, js):
    code = await an_idea(live, f"Un vélo pour le facteur {'avec' if js else 'sans'} script")
    moderation = f"/en/subjects/{code}/moderation"
    async with visit("moderator", js=js) as visitor:
        page = await visitor.go(moderation)
        await choose(page, "insults")
        await press(page, "Hide it from everybody")

    async with visit("citizen", js=js, width=360) as visitor:
        page = await visitor.go(f"/en/ideas/{code}")
        await follow(page, "What you can do")
        await follow(page, "Correct my text")
        await accessible(visitor, js)
        await page.locator("#body").fill("Un vélo avec de grandes sacoches, pour toute la rue.")
        await press(page, "Ask to look at it again")
        await said(page, "Your correction is sent")
        await accessible(visitor, js)
        visitor.clean()

    async with visit("moderator", js=js) as visitor:
        page = await visitor.go("/en/manage/tilvaux/reports?only=corrected")
        await page.locator(f'a[href="{moderation}"]').click()
        await page.get_by_text("The text before").click()
        await expect(page.locator("details").get_by_text("Le garage occupe")).to_be_visible()
        await accessible(visitor, js)
        await press(page, "Show it to everybody again")
        await said(page, "It is public again")
        visitor.clean()

    async with visit("", js=js) as visitor:
        page = await visitor.go(f"/en/ideas/{code}/versions")
        await expect(page.get_by_text("grandes sacoches")).to_be_visible()
        await expect(page.get_by_text("Le garage occupe")).to_have_count(0)


@SCRIPT
async def test_a_moderator_needs_the_keyboard_only(visit, live, js):
    code = await an_idea(live, f"Un banc au clavier {'avec' if js else 'sans'} script")
    async with visit("moderator", js=js) as visitor:
        page = await visitor.go(f"/en/subjects/{code}/moderation")
        await page.locator("input[name=why]").first.focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")  # the word for the author
        await page.keyboard.type("Une insulte.")
        await page.keyboard.press("Tab")  # hold
        await page.keyboard.press("Tab")  # hide
        await page.keyboard.press("Enter")
        await said(page, "It is hidden")
        await expect(page.get_by_text("Une insulte.")).to_be_visible()
