"""An official answers two hundred of five hundred ideas at once, with and without script."""

import re

from playwright.async_api import expect
from sqlalchemy import func
from sqlmodel import select

from participe.answers.models import Answer
from participe.core.db import make_engine, make_sessions, working
from participe.ideas.models import Idea
from participe.projects.models import Project, ProjectComponent
from participe.subjects.models import State, Subject
from tests.browser.visitor import SCRIPT, accessible, follow, press, said

MANAGE = "/en/manage/tilvaux"
MANAGED = f"{MANAGE}/projects/budget-participatif"
SQUARE = f"{MANAGE}/projects/place-de-la-laine"


async def five_hundred_ideas(live, word: str) -> None:
    engine = make_engine(live.url, size=1)
    async with working(make_sessions(engine)) as db:
        found = select(ProjectComponent).join(Project).where(Project.slug == "budget-participatif")
        box = (await db.exec(found)).first()
        for n in range(500):
            row = Subject(
                kind="idea", administration_id=box.administration_id, project_id=box.project_id,
                component_id=box.id, lang="nl" if n < 200 else "en", state=State.SUBMITTED,
            )  # fmt: skip
            db.add(row)
            await db.flush()
            title, words = f"{word} {n}", "Een voorstel zoals vele andere."
            db.add(Idea(id=row.id, box_id=box.id, title=title, body=words, excerpt=words))
    await engine.dispose()


async def answers_to(live, word: str) -> int:
    engine = make_engine(live.url, size=1)
    async with working(make_sessions(engine)) as db:
        counted = select(func.count()).select_from(Answer).join(
            Idea, Idea.id == Answer.subject_id
        ).where(Idea.title.startswith(word))  # fmt: skip
        number = (await db.exec(counted)).one()
    await engine.dispose()
    return number


@SCRIPT
async def test_two_hundred_answers_with_a_template_and_one_left_out(visit, live, js):
    word = "Fietspad" if js else "Voetpad"
    await five_hundred_ideas(live, word)
    async with visit("official", js=js) as visitor:
        page = await visitor.go(f"{MANAGE}/templates/new")
        await page.locator("#name").fill(f"Bedankt, {word}")
        await page.locator("#status").select_option("under_review")
        await page.locator("#text-nl").fill("Dag {name}, bedankt voor “{title}”.")
        await page.locator("#text-fr").fill("Bonjour {name}, merci pour « {title} ».")
        await accessible(visitor, js)
        await press(page, "Save the template")
        await said(page, "The template is saved")

        await visitor.go(f"{MANAGED}/ideas?q={word}&lang=nl")
        await expect(page.locator("#found")).to_contain_text("200 ideas")
        await page.get_by_text("Keep this filter").first.click()
        await page.locator("#filter-name").fill(f"Nederlands, {word}")
        await press(page, "Keep it")
        await said(page, "This filter is kept")
        await accessible(visitor, js)
        await press(page, "Do something with all 200 ideas of this list")
        await page.locator("#template").select_option(label=f"Bedankt, {word}")
        await press(page, "Fill it in")
        await expect(page.locator("#text-fr")).to_have_value(
            "Bonjour {name}, merci pour « {title} »."
        )
        await accessible(visitor, js)
        await press(page, "Look at each of them")
        await expect(page.locator("tbody tr")).to_have_count(50)
        await page.locator("input[name=take]").first.uncheck()
        await press(page, "Keep these ticks and see the next ones")
        await expect(page.get_by_text("199 of 200 ideas take part").first).to_be_visible()
        await accessible(visitor, js)
        await press(page, "Do it")
        await expect(page.locator("#what")).to_contain_text("199 answers become public")
        await accessible(visitor, js)
        assert await answers_to(live, word) == 0
        await press(page, "Publish them now")
        await visitor.until(page.get_by_text(re.compile("^199 ideas are changed")), seconds=60)
        await accessible(visitor, js)
        assert await answers_to(live, word) == 199
        await visitor.go(f"{MANAGED}/ideas?q={word}&lang=nl")
        await follow(page, f"Nederlands, {word}")
        await expect(page.locator("#found")).to_contain_text("200 ideas")
        visitor.clean()


@SCRIPT
async def test_a_date_for_all_is_taken_back(visit, live, js):
    async with visit("official2", js=js, width=360) as visitor:
        page = await visitor.go(f"{SQUARE}/ideas?unanswered=yes&lang=fr")
        await page.locator("input[name=idea]").first.check()
        await press(page, "Do something with the ideas that you ticked")
        await press(page, "Look at each of them")
        await expect(page.get_by_role("alert")).to_contain_text("at least one thing")
        await page.locator("#due_on").fill("2020-01-15")
        await press(page, "Look at each of them")
        await press(page, "Do it")
        await expect(page.locator("#what")).to_have_text("1 idea is changed")
        await visitor.go(f"{SQUARE}/ideas?due=late")
        await expect(page.locator("tbody tr")).to_have_count(1)
        await visitor.go(MANAGE)
        await follow(page, "1 is late")
        await page.locator("#recent ~ ul a").first.click()
        await press(page, "Take it back")
        await said(page, "It is taken back")
        await visitor.go(f"{SQUARE}/ideas?due=late")
        await expect(page.get_by_text("No idea matches")).to_be_visible()
        visitor.clean()
