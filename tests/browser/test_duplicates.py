"""An official groups twelve ideas that say the same, and takes one out again."""

import re

from playwright.async_api import expect
from sqlmodel import select

from participe.core.db import make_engine, make_sessions, working
from participe.ideas.models import Idea
from participe.projects.models import Project, ProjectComponent
from participe.subjects.models import State, Subject
from tests.browser.visitor import SCRIPT, accessible, follow, press, said

PROJECT = "/projects/budget-participatif"
MANAGED = f"/en/manage/tilvaux{PROJECT}"


async def twelve_ideas(live, title: str) -> None:
    engine = make_engine(live.url, size=1)
    async with working(make_sessions(engine)) as db:
        found = select(ProjectComponent).join(Project).where(Project.slug == "budget-participatif")
        box = (await db.exec(found)).first()
        for _ in range(12):
            row = Subject(
                kind="idea", administration_id=box.administration_id, project_id=box.project_id,
                component_id=box.id, lang="fr", state=State.SUBMITTED,
            )  # fmt: skip
            db.add(row)
            await db.flush()
            words = "La même demande que vous."
            db.add(Idea(id=row.id, box_id=box.id, title=title, body=words, excerpt=words))
    await engine.dispose()


@SCRIPT
async def test_twelve_ideas_are_grouped_and_one_is_taken_out(visit, live, js):
    title = f"Une rampe devant la maison communale {'avec' if js else 'sans'} script"
    await twelve_ideas(live, title)
    async with visit("official", js=js) as visitor:
        page = await visitor.go(f"{MANAGED}/ideas?q=rampe+{'avec' if js else 'sans'}+script")
        ticks = page.locator("input[name=idea]")
        await expect(ticks).to_have_count(12)
        for tick in await ticks.all():
            await tick.check()
        await press(page, "Group the ideas that you ticked: they say the same")
        await expect(page.get_by_text("12 contributions are chosen")).to_be_visible()
        await accessible(visitor, js)
        await page.locator("#reason").fill("Toutes demandent une rampe.")
        await press(page, "Group them")
        await said(page, "They are grouped")
        head = page.url.partition("?")[0]
        await expect(page.locator("#group h2")).to_have_text("11 others say the same")
        await accessible(visitor, js)

        await visitor.go(f"{MANAGED}/duplicates")
        await accessible(visitor, js)
        await page.get_by_role("link", name=title).first.click()
        await page.get_by_role("button", name=re.compile("^Take it out")).first.click()
        await said(page, "It stands for itself again")
        await page.goto(head)
        await expect(page.locator("#group h2")).to_have_text("10 others say the same")
        visitor.clean()

    async with visit("citizen", js=js, width=360) as visitor:
        page = await visitor.go(head[head.index("/en/") :])
        before = int(await page.locator("#support b, #support strong").first.inner_text())
        await page.locator("#group ol a").first.click()
        await expect(page.locator("#group h2")).to_have_text("It was grouped with another one")
        await accessible(visitor, js)
        await page.locator("#group a", has_text=title).first.click()
        assert page.url.partition("?")[0] == head
        assert before == 0
        visitor.clean()


@SCRIPT
async def test_a_program_suggests_and_a_person_decides(visit, js):
    async with visit("official", js=js) as visitor:
        page = await visitor.go(f"{MANAGED}/duplicates")
        await page.get_by_role("button", name=re.compile("Look")).click()
        await said(page, "The search is running")
        await visitor.until(page.get_by_text("A program compares the words; you decide."))
        await follow(page, "Group by hand")
        await page.locator("#q").fill("pain")
        await press(page, "Find")
        await page.locator("input[type=checkbox][name=code]").first.check()
        await press(page, "Add these")
        await expect(page.get_by_text("1 contribution is chosen")).to_be_visible()
        await press(page, "Group them")
        await expect(page.get_by_role("alert")).to_contain_text("at least two")
        await accessible(visitor, js)
        visitor.clean()
