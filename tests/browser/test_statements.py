"""Short statements, from the first answer to what people think, with and without script."""

import re

from playwright.async_api import expect

from tests.browser.visitor import SCRIPT

PROJECT = "/en/projects/place-de-la-laine"
HERE = "/en/manage/tilvaux/projects/place-de-la-laine/statements/votre-avis"


@SCRIPT
async def test_answering_changing_and_adding_a_statement(visit, js):
    own = f"The square needs a covered market ({'with' if js else 'without'} script)."
    async with visit("citizen2" if js else "citizen3", js=js, width=360) as visitor:
        page = await visitor.go(PROJECT)
        await page.get_by_role("link", name="Answer short statements").click()
        await expect(page.locator("#voting")).to_contain_text(re.compile("0 of 1. answered"))
        first = await page.locator("h2.statement").inner_text()
        await page.get_by_role("button", name="I agree").click()
        await expect(page.locator("#voting")).to_contain_text(re.compile("1 of 1. answered"))
        await expect(page.locator("h2.statement")).not_to_have_text(first)
        await page.get_by_role("button", name="Pass").click()
        await expect(page.locator("#voting")).to_contain_text(re.compile("2 of 1. answered"))

        await page.get_by_role("link", name="See all your answers").click()
        row = page.locator(".row", has_text=first)
        await expect(row.get_by_role("button", name="I agree")).to_have_attribute(
            "aria-pressed", "true"
        )
        await row.get_by_role("button", name="I disagree").click()
        await expect(page.locator("#notices")).to_contain_text("Your answer is changed")
        await expect(row.get_by_role("button", name="I disagree")).to_have_attribute(
            "aria-pressed", "true"
        )

        await page.get_by_role("link", name="Go on answering").click()
        await page.get_by_role("link", name="Add a statement of your own").click()
        await page.get_by_role("button", name="Send the statement").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await page.get_by_role("textbox", name="Your statement").fill(own)
        await page.get_by_role("button", name="Send the statement").click()
        await expect(page.locator("#notices")).to_contain_text("A moderator reads your statement")
        visitor.clean()

    async with visit("moderator", js=js) as visitor:
        page = await visitor.go("/en/manage/tilvaux/reports?only=held")
        await page.get_by_role("link", name=own).click()
        await page.get_by_role("button", name="Show it to everybody").click()
        await expect(page.locator("#notices")).to_be_visible()

    async with visit("", js=js) as visitor:
        page = await visitor.go("/en/search?q=covered+market")
        await expect(page.locator("main")).to_contain_text(own)


@SCRIPT
async def test_an_official_looks_for_groups_and_everybody_reads_them(visit, js):
    async with visit("official", js=js) as visitor:
        page = await visitor.go(HERE)
        await page.get_by_role("link", name="See what people think").click()
        await page.get_by_role("button", name="Look for groups").click()
        publish = page.get_by_role("button", name="Publish this result")
        if js:
            await expect(publish).to_be_visible(timeout=40_000)
        else:
            await visitor.until(publish, f"{HERE}/opinions", seconds=40)
        await publish.click()
        await page.get_by_role("link", name="See the public page").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("What people think")
        await expect(page.locator("main")).to_contain_text("Group A")
        assert await page.locator(".opinion-map circle").count() > 50
        visitor.clean()
