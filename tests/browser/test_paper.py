"""Ten papers at the desk: typed in, one refused by the colleague, followed at home by code."""

import re

from playwright.async_api import Page, expect

from tests.browser.visitor import SCRIPT, accessible, follow, press, said

PAPER = "/en/manage/tilvaux/projects/place-de-la-laine/paper"
PEOPLE = "/en/projects/place-de-la-laine/paper"


async def type_in(page: Page, number: int, word: str) -> str:
    """One sheet by keyboard alone, as from the first field on; its code."""
    keys = page.keyboard
    await expect(page.locator("#title")).to_be_focused()
    await keys.type(f"{word} {number}")
    await keys.press("Tab")
    await keys.type(f"A {word} in the street, sheet {number}.")
    await keys.press("Tab")
    await keys.type("2")
    await keys.press("Tab")
    await keys.type("Rue de la Carde")
    for _ in range(4):  # past code, language and day, which stay as they are
        await keys.press("Tab")
    # The date has three parts of its own: the button is reached by its own key everywhere.
    await page.get_by_role("button", name="Keep it and go on").focus()
    await keys.press("Enter")
    kept = page.locator(".last-sheet")
    await expect(kept).to_contain_text(f"Sheet {number} is kept")
    return (await kept.locator("code").inner_text()).strip()


async def compare(page: Page, refuse: int) -> None:
    """Every sheet that was drawn; the first `refuse` of them are refused."""
    await follow(page, "Compare the next sheet")
    for n in range(3):
        await expect(
            page.get_by_role("heading", name="Does it say what the paper says?")
        ).to_be_visible()
        if n < refuse:
            await page.get_by_text("Refuse the sheet").first.click()
            await page.locator("#reason").fill("no")
            await press(page, "Refuse the sheet")
            await expect(page.get_by_role("alert")).to_contain_text("at least 10")
            await page.locator("#reason").fill(
                "It names a neighbour. Please write it without the name."
            )
            await press(page, "Refuse the sheet")
        else:
            await press(page, "Yes, it is right")


@SCRIPT
async def test_ten_papers_from_the_desk_to_the_public(visit, js):
    word = "Bench" if js else "Lamp"
    async with visit("official", js=js) as desk, visit("official2", js=js, width=360) as other:
        page = await desk.go(PAPER)
        await accessible(desk, js)
        await follow(page, "Open a pile")
        await press(page, "Open it and type in the first sheet")
        await expect(page.get_by_role("alert")).to_be_visible()
        await page.locator("#name").fill(f"Town hall, {word}")
        await page.locator("#announced").fill("10")
        await accessible(desk, js)
        await press(page, "Open it and type in the first sheet")
        pile = re.sub(r"/enter.*", "", page.url.removeprefix(desk.site))
        codes = [await type_in(page, number, word) for number in range(1, 10)]
        await accessible(desk, js)
        # The totals do not agree yet: nine of ten.
        await desk.go(pile)
        await press(page, "Close the pile")
        await expect(page.locator("#pile")).to_contain_text(
            "You counted 10 sheets, and 9 are typed in"
        )
        await follow(page, "Type in a sheet")
        codes.append(await type_in(page, 10, word))
        await desk.go(pile)
        await press(page, "Close the pile")
        await said(page, "The totals agree")
        await expect(page.locator("#pile")).to_contain_text("ask a colleague")
        await expect(page.get_by_role("button", name=re.compile("public"))).to_have_count(0)
        await accessible(desk, js)

        there = await other.go(pile)
        await accessible(other, js)
        await compare(there, refuse=1)
        await said(there, "All sheets that you can compare are compared")
        await press(there, "Make 9 sheets public")
        await other.until(there.get_by_text("9 sheets of this pile are public"), pile, seconds=60)
        refused = await there.locator("tbody tr", has_text="Refused").locator("th").inner_text()
        desk.clean()
        other.clean()

    number = int(re.search(r"\d+", refused)[0])
    async with visit(js=js, width=360) as writer:
        page = await writer.go("/en/receipts")
        await accessible(writer, js)
        await page.locator("#code").fill("AAAA-AAAA-AA")
        await press(page, "See what became of it")
        await expect(page.get_by_role("alert")).to_contain_text("No sheet has this code")
        await page.locator("#code").fill(codes[number - 1].lower())
        await press(page, "See what became of it")
        await expect(page.locator("main")).to_contain_text("It names a neighbour")
        await accessible(writer, js)
        public = codes[number % 10]
        await writer.go("/en/receipts")
        await page.locator("#code").fill(public.replace("-", " "))
        await press(page, "See what became of it")
        await expect(page.locator("main")).to_contain_text(f"A {word} in the street")
        await accessible(writer, js)
        await follow(page, "See its page, with supports and comments")
        await expect(page.locator("main")).to_contain_text("Written on paper")
        writer.clean()


@SCRIPT
async def test_a_person_prints_a_form_and_follows_it_from_home(visit, js):
    async with visit(js=js, width=360) as writer:
        page = await writer.go("/en/projects/place-de-la-laine")
        await follow(page, "Or take part on paper")
        await accessible(writer, js)
        answer = await writer.context.request.post(
            writer.site + PEOPLE, form={"size": "large"}, headers={"Origin": writer.site}
        )
        assert answer.headers["content-type"] == "application/pdf"
        code = re.search("code=([a-z2-7]{10})", answer.url)[1]
        await writer.go(f"/en/receipts/{code}")
        await expect(page.locator("main")).to_contain_text("This form is not here yet")
        await accessible(writer, js)
        writer.clean()


async def test_enter_leads_on_and_ctrl_enter_keeps_the_sheet(visit):
    async with visit("official") as desk:
        page = await desk.go(f"{PAPER}/new")
        await page.locator("#name").fill("Keyboard")
        await page.locator("#announced").fill("1")
        await press(page, "Open it and type in the first sheet")
        await expect(page.locator("#title")).to_be_focused()
        await page.keyboard.type("Shade")
        await page.keyboard.press("Enter")
        await expect(page.locator("#body")).to_be_focused()
        await page.keyboard.type("More shade.")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator(".last-sheet")).to_contain_text("Sheet 1 is kept")
        desk.clean()
