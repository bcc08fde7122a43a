"""What a citizen does, from finding an idea box to seeing the answer, with and without script."""

import io
import re

import pytest
from PIL import Image
from playwright.async_api import expect

PROJECT = "/en/projects/place-de-la-laine"
SCRIPT = pytest.mark.parametrize("js", [True, False], ids=["script", "no script"])


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "seagreen").save(file, "JPEG")
    return file.getvalue()


@SCRIPT
async def test_proposing_an_idea_step_by_step(visit, js):
    title = f"A drinking fountain for walkers ({'with' if js else 'without'} script)"
    async with visit("citizen3", js=js, width=360) as visitor:
        page = await visitor.go("/en/")
        await page.get_by_role("link", name="See what is open now").click()
        await page.locator('a[href$="/projects/place-de-la-laine"]').first.click()
        await page.get_by_role("link", name="Propose an idea").click()

        await page.get_by_label("Title of your idea").fill(title)
        await page.get_by_label("Explain your idea").fill("Too short.")
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_role("alert")).to_contain_text("kept as a draft")
        await expect(page.get_by_label("Title of your idea")).to_have_value(title)

        await page.get_by_label("Explain your idea").fill(
            "People who walk through the square in summer find no water. A tap near the linden "
            "trees costs little, and the pipes are already there."
        )
        await page.get_by_label("I write in").select_option("en")
        await page.get_by_role("button", name="Continue").click()

        similar = page.get_by_role("link", name=re.compile("Mine is different|Continue"))
        if await similar.count():
            await similar.first.click()
        await (
            page.locator("summary", has_text="Picture 1")
            .or_(page.get_by_label("Choose a picture").first)
            .first.wait_for()
        )
        await page.locator("input[type=file]").first.set_input_files(
            {"name": "tap.jpg", "mimeType": "image/jpeg", "buffer": picture()}
        )
        await page.locator("input[name=alt1]").fill("A green surface")
        await page.locator(".buttons button", has_text="Continue").click()

        await expect(page.get_by_role("heading", level=2, name=title)).to_be_visible()
        await page.get_by_role("button", name="Send my idea").click()
        await expect(page.locator("#notices")).to_contain_text("Your idea is sent")
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        image = page.locator(".gallery img").first
        await expect(image).to_have_attribute("alt", "A green surface")
        visitor.clean()

        await page.get_by_role("link", name="Change my idea").click()
        body = page.get_by_label("Explain your idea")
        await body.fill((await body.input_value()) + " It should be low enough for children.")
        await page.get_by_role("button", name="Save my change").click()
        await page.get_by_role("link", name=re.compile("what changed", re.I)).click()
        await expect(page.locator("ins", has_text="children").first).to_be_visible()
        visitor.clean()

        await visitor.go(f"{PROJECT}/ideas?order=newest&q=drinking+fountain")
        await page.get_by_role("link", name=title).click()
        await page.get_by_role("link", name="Withdraw my idea").click()
        await page.get_by_role("button", name="Withdraw my idea").click()
        await visitor.go(f"{PROJECT}/ideas?order=newest&q=drinking+fountain")
        await expect(page.get_by_role("link", name=title)).to_have_count(0)


@SCRIPT
async def test_supporting_commenting_and_following(visit, js):
    async with visit("citizen2", js=js, width=360) as visitor:
        page = await visitor.go(f"{PROJECT}/ideas?order=newest&q=pétanque")
        await page.locator(".idea-card h3 a").first.click()
        support = page.locator("#support")
        before = int((await support.locator("output b").inner_text()).replace(" ", ""))
        pressed = await support.locator("button").get_attribute("aria-pressed") == "true"

        await support.locator("button").click()
        await expect(page.locator("#support output b")).to_have_text(
            str(before - 1 if pressed else before + 1)
        )
        await page.locator("#support button").click()
        await expect(page.locator("#support output b")).to_have_text(str(before))

        words = f"My knees agree, says a player {'with' if js else 'without'} script."
        await page.locator("label", has_text=re.compile("^For$")).click()
        await page.get_by_label("Your comment").fill(words)
        await page.get_by_role("button", name="Publish my comment").click()
        comment = page.locator(".comment", has_text=words)
        await expect(comment).to_be_visible()
        await expect(comment).to_contain_text("In favour")
        await expect(page.locator("#notices")).to_contain_text("Your comment is published")

        await comment.get_by_role("link", name=re.compile("^Change")).click()
        await page.get_by_label("Your comment").fill(f"Both knees: {words}")
        await page.get_by_role("button", name="Save").click()
        await expect(page.locator(".comment", has_text=f"Both knees: {words}")).to_be_visible()

        follow = page.locator("#follow button")
        wanted = (
            "You follow this idea" if "Follow" in await follow.inner_text() else "Follow this idea"
        )
        await follow.click()
        await expect(page.locator("#follow button")).to_have_text(wanted)
        visitor.clean()


@SCRIPT
async def test_finding_by_words_filters_and_pages(visit, js):
    async with visit(js=js) as visitor:
        page = await visitor.go(f"{PROJECT}/ideas")
        assert "seed=" in page.url
        await page.get_by_label("Order").select_option("supported")
        await page.get_by_role("button", name="Show").click()
        await expect(page).to_have_url(re.compile("order=supported"))
        first = await page.locator(".idea-card h3 a").first.inner_text()
        how_many = page.get_by_role("heading", name=re.compile(r"^\d+ ideas?$"))
        all_ideas = await how_many.inner_text()
        await page.get_by_role("link", name="Next").click()
        await expect(page.locator(".idea-card h3 a").first).not_to_have_text(first)
        await page.get_by_role("link", name="Previous").click()
        await expect(page.locator(".idea-card h3 a").first).to_have_text(first)

        await page.get_by_label("Search in these ideas").fill("TOILETTES")
        await page.get_by_role("button", name="Show").click()
        await expect(page.locator(".idea-card").first).to_contain_text("toilettes")
        await expect(how_many).not_to_have_text(all_ideas)
        await page.get_by_role("link", name=re.compile("Remove the filter: ?TOILETTES")).click()
        await expect(how_many).to_have_text(all_ideas)
        visitor.clean()


async def test_signing_in_by_mail_and_out_again(visit):
    async with visit(width=360) as visitor:
        page = await visitor.go("/en/sign-in")
        await page.get_by_label("Your e-mail address").fill("walker@example.org")
        await page.get_by_role("button", name="Send me the link and the code").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Look at your mails")
        form = page.url

        await visitor.go("/en/demo/mailbox")
        subject = await page.get_by_role("link", name=re.compile("Your code")).first.inner_text()
        await page.goto(form)
        await page.get_by_label("The 6 digits of the code").fill(subject.split(":")[1])
        await page.get_by_role("button", name="Sign in").click()

        await page.get_by_label("The name that others see").fill("Walker")
        await page.get_by_role("button", name="Go on").click()
        await expect(page.get_by_role("alert")).to_contain_text("Tick the box")
        await page.locator("label", has_text="I have read the rules").click()
        await page.get_by_role("button", name="Go on").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("My page")

        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
        visitor.clean()


async def test_the_whole_way_by_keyboard(visit):
    """Tab and Enter only: from the top of the list to a support."""
    async with visit("citizen") as visitor:
        page = await visitor.go(f"{PROJECT}/ideas?order=newest&q=pétanque")
        await _tab_to(page, ".idea-card h3 a")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("/ideas/[a-z2-7]{10}"))
        before = await page.locator("#support button").get_attribute("aria-pressed")
        await _tab_to(page, "#support button")
        await page.keyboard.press("Enter")
        await expect(page.locator("#support button")).not_to_have_attribute("aria-pressed", before)


async def _tab_to(page, selector: str, limit: int = 60) -> None:
    for _ in range(limit):
        await page.keyboard.press("Tab")
        if await page.evaluate("s => document.activeElement.matches(s)", selector):
            visible = await page.evaluate(
                "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"
            )
            assert visible, "The focus cannot be seen."
            return
    raise AssertionError(f"{selector} is not reached by Tab.")
