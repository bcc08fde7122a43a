"""Something does not work for somebody: the statement, the three steps, the answer by mail."""

import re

from playwright.async_api import expect

from tests.browser.visitor import SCRIPT, accessible, follow, press, said

TILVAUX = "/en/administrations/tilvaux/accessibility"
MANAGED = "/en/manage/tilvaux"
HERE = "/en/manage/rodenvenn"  # where a draft waits to be opened


@SCRIPT
async def test_a_page_that_is_not_accessible_is_told_of_and_answered(visit, js):
    how = "with" if js else "without"
    words = f"My screen reader finds no button on the map ({how} script)."
    address = f"odile-{how}@example.org"
    async with visit(js=js, width=360) as visitor:
        page = await visitor.go("/en/projects/place-de-la-laine")
        await follow(page, "Accessibility statement")
        assert page.url.endswith(TILVAUX)
        await expect(page.get_by_text("Rue Lucien Namêche 54, 5000 Namur")).to_be_visible()
        await expect(page.get_by_text("plaintes.tilvaux@example.org")).to_be_visible()
        before = int(await page.locator(".stats dd").first.inner_text())

        await follow(page, "Say what does not work for you")
        chosen = page.get_by_label("Something on this site does not work for me")
        await expect(chosen).to_be_checked()
        await press(page, "Send my message")
        await expect(page.get_by_role("alert")).to_contain_text("not sent yet")
        await expect(chosen).to_be_checked()
        await page.get_by_label("Your message", exact=True).fill(words)
        await page.get_by_role("textbox", name="Your e-mail address").fill(address)
        await press(page, "Send my message")
        await expect(
            page.get_by_role("status").filter(has_text="We answer by mail")
        ).to_be_visible()
        await accessible(visitor, js)
        assert words in await visitor.mail(address, words)

        await visitor.go(TILVAUX)
        await expect(page.locator(".stats dd").first).to_have_text(str(before + 1))
        await expect(page.get_by_text(words)).to_have_count(0)
        visitor.clean()

    async with visit("official", js=js) as official:
        page = await official.go(f"{MANAGED}/enquiries")
        waiting = page.locator(".plain-list li", has_text="Answer until")
        for link in await waiting.get_by_role("link").all():
            await official.go(await link.get_attribute("href"))
            if await page.get_by_text(words).count():
                break
            await official.go(f"{MANAGED}/enquiries")
        await expect(page.get_by_text(words)).to_be_visible()
        await expect(page.get_by_text("/en/administrations/tilvaux/accessibility")).to_be_visible()
        await page.get_by_label("Your answer", exact=True).fill(
            f"Thank you: the list does the same ({how})."
        )
        await press(page, "Send the answer")
        await said(page, "Your answer is on its way by mail")
        official.clean()

    async with visit(js=js) as visitor:
        answer = f"the list does the same ({how})"
        assert answer in await visitor.mail(address, answer)


@SCRIPT
async def test_an_administration_opens_no_project_before_its_statement_is_whole(visit, js):
    """The draft of the demonstration; what is emptied here is filled in again."""
    how = "with" if js else "without"
    overview = f"{HERE}/projects/sicher-zur-schule"
    async with visit("admin", js=js) as admin, visit("official_b", js=js) as official:
        office = await official.go(overview)
        gap = office.get_by_role("link", name=re.compile("Ask an administrator"))
        await expect(gap).to_have_count(0)

        page = await admin.go(f"{HERE}/accessibility")
        method = page.locator("#method-nl")
        told = await method.input_value()
        await method.fill("")
        await page.locator("#complaints_email").fill("plaintes")
        await press(page, "Save the statement")
        await expect(page.get_by_role("alert")).to_contain_text("Write an e-mail address")
        await expect(method).to_have_value("")
        await accessible(admin, js)
        await page.locator("#complaints_email").fill("beschwerden.rodenvenn@example.org")
        await press(page, "Save the statement")
        await said(page, "Some fields are still empty")
        await accessible(admin, js)

        await official.go(overview)
        await expect(gap).to_have_count(1)
        await expect(office.get_by_role("button", name="Open the project")).to_have_count(0)
        await gap.click()
        await expect(office.get_by_text("has not completed its statement yet")).to_be_visible()

        await page.get_by_role("link", name=re.compile("how this was assessed")).click()
        await expect(page).to_have_url(re.compile("#method-nl$"))
        await method.fill(f"{told} ({how})")
        await press(page, "Save the statement")
        await said(page, "Nothing is missing")
        await official.go(overview)
        await expect(gap).to_have_count(0)
        public = await official.go("/nl/administrations/rodenvenn/accessibility")
        await expect(public.get_by_text(f"({how})")).to_be_visible()
        admin.clean()
        official.clean()

        await admin.go(f"{HERE}/accessibility")
        await method.fill(told)
        await press(page, "Save the statement")


@SCRIPT
async def test_the_operator_closes_and_opens_an_administration(visit, js):
    name = "Verein für Bäume" if js else "Verein für Wasser"
    async with visit("admin", js=js) as visitor:
        page = await visitor.go("/en/manage")
        await follow(page, "All administrations")
        await follow(page, "Create an administration")
        await page.locator("#name-de").fill(name)
        await press(page, "Create the administration")
        await visitor.go("/en/platform/administrations")
        row = page.get_by_role("row").filter(has_text=name)
        await accessible(visitor, js)

        await row.get_by_role("link", name=f"Close – {name}").click()
        await accessible(visitor, js)
        await press(page, "Close this administration")
        await said(page, "The administration is closed")
        await expect(row).to_contain_text("Closed on")
        await row.get_by_role("button", name=f"Open again – {name}").click()
        await said(page, "open again")
        await expect(row).not_to_contain_text("Closed on")

        await visitor.go("/en/platform/jobs")
        await follow(page, "Mails that wait or failed")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Mails that wait or failed")
        visitor.clean()
