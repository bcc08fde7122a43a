"""What officials do with a project and its ideas, with and without script."""

import re
from datetime import datetime, timedelta

from playwright.async_api import expect

from tests.browser.visitor import SCRIPT, accessible, follow, press, said

MANAGE = "/en/manage/tilvaux"
SQUARE = f"{MANAGE}/projects/place-de-la-laine"


def wall_clock(days: int) -> str:
    return (datetime.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


@SCRIPT
async def test_a_project_from_the_first_word_to_the_first_idea(visit, js):
    how = "mit Skript" if js else "ohne Skript"
    title = f"Der Dorfplatz {how}"
    async with visit("official", js=js) as visitor:
        page = await visitor.go(f"{MANAGE}/projects")
        await follow(page, "Create a project")
        await page.locator("label", has_text="English").first.click()
        for language in ("Français", "Deutsch"):
            await page.locator("label", has_text=language).first.click()
        await visitor.fill(title_fr=f"La place du village {how}")
        await press(page, "Create the draft")
        await expect(page.get_by_role("alert")).to_contain_text("Title (DE) – Fill this in.")
        await accessible(visitor, js)
        await visitor.fill(title_de=title)
        await press(page, "Create the draft")
        await said(page, "The draft is made")
        overview = page.url.partition("?")[0]
        checks = page.locator(".checks a")
        await expect(checks.filter(has_text="say what will be decided")).to_have_count(1)
        before = await checks.count()
        await accessible(visitor, js)

        await checks.filter(has_text="Write the summary").click()
        await visitor.fill(
            summary_fr="Que faire de la place ?", summary_de="Was soll aus dem Platz werden?",
            description_fr="**Tout** est ouvert.", description_de="**Alles** ist offen.",
        )  # fmt: skip
        await press(page, "Save the texts")
        await said(page, "Your changes are saved")
        await follow(page, "Promise")
        for field in ("decides", "by_whom", "not_open", "feedback"):
            await visitor.fill(**{f"{field}_fr": "Le conseil décide.", f"{field}_de": "Der Rat."})
        await visitor.fill(by_when="2027-05-01")
        await press(page, "Save the promise")
        await page.goto(overview)
        assert await checks.count() < before
        assert await page.get_by_role("button", name="Open the project").count() == 0

        await follow(page, "Settings")
        await visitor.fill(contact_email="place@example.org")
        await press(page, "Save the settings")
        await follow(page, "Phases")
        await page.get_by_role("link", name=re.compile("Change this phase")).first.click()
        await page.locator("#opens_at").fill(wall_clock(-1))
        await page.locator("#closes_at").fill(wall_clock(30))
        for ability in ("propose ideas", "comment on ideas", "support ideas"):
            await expect(page.get_by_label(ability)).to_be_checked()
        await press(page, "Save the phase")
        await expect(page.locator("#phases")).to_contain_text("comment on ideas")

        await follow(page, "Idea boxes")
        await page.get_by_role("link", name=re.compile("Change this box")).click()
        await visitor.fill(question_fr="Que changer ?", question_de="Was soll anders werden?")
        await press(page, "Save the idea box")
        await follow(page, "Change the themes")
        await visitor.fill(name_fr="Verdure", name_de="Grün")
        await press(page, "Add the theme")
        await said(page, "The theme is added")
        await follow(page, "Go back to the box")
        await follow(page, "Add a question")
        await visitor.fill(label_fr="Quand ?", label_de="Wann?")
        await page.locator("label", has_text=re.compile("^Choice")).click()
        await visitor.fill(options_fr="Été\nHiver", options_de="Sommer\nWinter")
        await press(page, "Save the question")
        await expect(page.locator(".rows")).to_contain_text("Quand ?")
        await follow(page, "Documents")
        await follow(page, "Add a document")
        await visitor.fill(
            title_fr="Le plan", title_de="Der Plan", body_fr="Un carré.", body_de="Ein Quadrat."
        )
        await press(page, "Save the document")
        await said(page, "The document is saved")

        await page.goto(overview)
        await expect(page.get_by_role("heading", name="Ready to open")).to_be_visible()
        await press(page, "Open the project to the public")
        await said(page, "The project is public now")
        public = await page.get_by_role("link", name="See the public page").get_attribute("href")
        visitor.clean()

    public = public.replace("/en/", "/de/")
    async with visit(js=js, width=360) as visitor:
        page = await visitor.go(public)
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        await expect(page.locator(".facts--cards > div")).to_have_count(5)
        await expect(page.locator("summary", has_text="Der Plan")).to_be_visible()
        visitor.clean()

    async with visit("citizen3", js=js, width=360) as visitor:
        page = await visitor.go(public.replace("/de/", "/en/"))
        await page.get_by_role("link", name="Propose an idea").first.click()
        await visitor.fill(
            title="Eine Bank im Schatten", body="Damit man im Sommer sitzen kann. " * 3
        )
        await page.get_by_label("Theme").select_option(label="Verdure")
        await page.get_by_label("I write in").select_option("de")
        await press(page, "Continue")
        if await (
            similar := page.get_by_role("link", name=re.compile("Mine is different"))
        ).count():
            await similar.first.click()
        await page.locator("label", has_text="Été").click()
        await page.locator(".buttons button", has_text="Continue").click()
        await press(page, "Send my idea")
        await said(page, "Your idea is sent")
        await expect(page.locator(".facts")).to_contain_text("Été")
        await page.get_by_label("Your comment").fill("Und ein Brunnen daneben, sagt die Nachbarin.")
        await press(page, "Publish my comment")
        await expect(page.locator(".comment")).to_contain_text("Und ein Brunnen daneben")
        visitor.clean()


@SCRIPT
async def test_an_idea_is_found_moved_to_a_theme_and_answered(visit, js):
    title, how = "Etwas für Jugendliche, das nicht verboten ist", "mit" if js else "ohne"
    theme = "Memory and heritage" if js else "A square for everyone"
    async with visit("official", js=js) as visitor:
        page = await visitor.go(f"{SQUARE}/ideas")
        everything = await page.locator("tbody tr").count()
        await page.get_by_text("More filters").click()
        await page.locator("#filter-lang").select_option("de")
        await press(page, "Show")
        await expect(page).to_have_url(re.compile("lang=de"))
        german = await page.locator('tbody th [lang="de"]').count()
        assert 2 < german == await page.locator("tbody tr").count() < everything
        await page.get_by_label("Search in these ideas").fill("VERBOTEN")
        await press(page, "Show")
        await expect(page).to_have_url(re.compile("q=VERBOTEN"))
        row = page.locator("tbody tr")
        await expect(row).to_have_count(1)

        await press(page, "Do something with the ideas that you ticked")
        await said(page, "No idea was chosen")
        await page.get_by_label(title, exact=True).check()
        await press(page, "Do something with the ideas that you ticked")
        await page.locator("#theme").select_option(label=theme)
        await press(page, "Look at each of them")
        await press(page, "Do it")
        await expect(page.locator("#what")).to_have_text(re.compile("is changed"))
        await visitor.go(f"{SQUARE}/ideas?lang=de&q=VERBOTEN")
        await expect(row).to_contain_text(theme)

        await row.get_by_role("link", name=re.compile("^(Write an answer|Change)")).click()
        await page.locator("label", has_text=re.compile("^Accepted$")).click()
        await press(page, "Publish the answer")
        await expect(page.get_by_role("alert")).to_contain_text("people deserve a reason")
        await visitor.fill(text_fr="Deux tables.", text_de=f"Zwei Platten {how} Netz im Mai.")
        await press(page, "Publish the answer")
        await said(page, "Your answer is public")
        idea = page.url.partition("?")[0]
        visitor.clean()

        await visitor.mail("leni.h@example.org", f"Zwei Platten {how} Netz im Mai")
        await page.goto(idea)
        await page.get_by_role("link", name="Write an answer").click()
        await expect(page.get_by_label(re.compile("^Accepted"))).to_be_checked()
        await page.locator("label", has_text=re.compile("^In progress$")).click()
        await visitor.fill(text_fr="C’est commencé.", text_de=f"Begonnen, {how} Lärm.")
        await press(page, "Publish the answer")
        await expect(page.locator(".answer")).to_contain_text("C’est commencé.")
        await page.get_by_text("Earlier answers").click()
        await expect(page.get_by_text("Deux tables.").first).to_be_visible()
        last = await visitor.mail("leni.h@example.org", f"Begonnen, {how} Lärm.")
        assert "Guten Tag" in last, "The mail is not in the author's language."
        assert "/de/ideas/" in last

        await visitor.go(f"{SQUARE}/ideas?lang=de")
        for link, beginning in (
            ("Download as CSV", b"\xef\xbb\xbf"),
            ("Download for Excel", b"PK"),
        ):
            async with page.expect_download() as waiting:
                await page.get_by_role("link", name=link).click()
            data = (await (await waiting.value).path()).read_bytes()
            assert data.startswith(beginning), data[:80]
            if data.startswith(b"\xef"):
                assert title in data.decode()
        visitor.clean()

    async with visit("citizen3", js=js, width=360) as visitor:
        page = await visitor.go("/de/me")
        await page.get_by_role("link", name=title).first.click()
        assert page.url == idea.replace("/en/", "/de/")
        await expect(page.locator(".answer")).to_contain_text(f"Begonnen, {how} Lärm.")
        await expect(page.locator(".answer")).to_contain_text("Aurélie C.")
        visitor.clean()


@SCRIPT
async def test_a_report_is_read_the_idea_hidden_with_a_reason_and_shown_again(visit, js):
    title, box = "Rendez l’eau à la Tisserande", "/en/projects/place-de-la-laine/ideas"
    why = f"Le nom de la sœur {'avec' if js else 'sans'} son accord."
    seen = (
        f"{box}?q=Tisserande&order=newest",
        "/en/search?q=Tisserande",
        f"{box}/map?order=newest",
    )
    # One person reports a thing once.
    async with visit("citizen" if js else "citizen3", js=js, width=360) as visitor:
        page = await visitor.go(seen[0])
        await page.get_by_role("link", name=title).click()
        idea = page.url.removeprefix(visitor.site).partition("?")[0]
        await page.locator("article").get_by_role("link", name="Report").first.click()
        await page.locator("label", has_text="It tells personal things").click()
        await page.get_by_label("Explain in a few words").fill(why)
        await press(page, "Send my report")
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        visitor.clean()

    async with visit("moderator", js=js) as visitor:
        page = await visitor.go(MANAGE)
        await follow(page, "Read the reports")
        await accessible(visitor, js)
        await page.get_by_role("link", name=title).click()
        await expect(page.locator("blockquote").first).to_contain_text(why)
        await press(page, "Hide it from everybody")
        await expect(page.get_by_role("alert")).to_be_visible()
        await page.locator("label", has_text="It tells personal things").click()
        await page.get_by_label("A word for the author").fill(why)
        await press(page, "Hide it from everybody")
        await expect(page.locator(".notice--warning")).to_contain_text("Hidden now")
        await accessible(visitor, js)
        decision = page.url.partition("?")[0]
        await visitor.go(f"{MANAGE}/reports")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await expect(page.get_by_role("link", name=title)).to_have_count(0)
        visitor.clean()

        assert idea.split("/")[-1] in await visitor.mail("marcel.d@example.org", why)
        async with visit("citizen2", js=js, width=360) as author:
            hidden = await author.go(idea)
            await expect(hidden.get_by_text("J’ai 84 ans")).to_be_visible()
            await expect(hidden.get_by_text("It tells personal things of somebody")).to_be_visible()
            await expect(hidden.locator("blockquote")).to_contain_text(why)
            await follow(hidden, "What you can do")
            await expect(hidden.get_by_text("You do not agree?")).to_be_visible()
            author.clean()
        async with visit(js=js) as stranger:
            for path in seen:
                await stranger.go(path)
                await expect(stranger.page.get_by_text(title)).to_have_count(0)
            answer = await stranger.page.goto(stranger.site + idea)
            assert answer.status == 404

        await page.goto(decision)
        await page.get_by_label("A word for the author").fill(f"Merci. {why}")
        await press(page, "Show it to everybody again")
        await expect(page.get_by_text("Shown again").first).to_be_visible()
        await visitor.mail("marcel.d@example.org", f"Merci. {why}")
        visitor.clean()
    async with visit(js=js) as stranger:
        for path in (idea, *seen):
            await stranger.go(path)
            await expect(stranger.page.get_by_text(title).first).to_be_visible()
        stranger.clean()


async def test_on_a_phone_the_table_of_ideas_is_cards_with_all_their_actions(visit):
    async with visit("official", width=360) as visitor:
        page = await visitor.go(f"{SQUARE}/ideas")
        box = page.locator(".table-box")
        assert await box.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
        card = page.get_by_role("row").nth(1)
        for name in ("Answer", "In charge", "Sent", "Supports", "Comments"):
            cell = card.locator(f'td[data-label="{name}"]')
            assert (
                await cell.evaluate("e => getComputedStyle(e, '::before').content") == f'"{name}"'
            )
        await card.get_by_role("checkbox").focus()
        await page.keyboard.press("Space")
        await expect(card.get_by_role("checkbox")).to_be_checked()
        for action in (
            card.get_by_role("checkbox"),
            card.get_by_role("link", name="Write an answer"),
        ):
            size = await action.locator(
                "xpath=ancestor-or-self::*[self::a or self::label][1]"
            ).bounding_box()
            assert size and size["height"] >= 44
