"""A citizen takes a copy of their data along and leaves, with and without script."""

import io
import json
import zipfile

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from participe.core import embedded
from tests.browser.test_beginning import sign_in
from tests.browser.visitor import SCRIPT, Visitor, accessible, follow, press, said

BOARD = "/en/projects/place-de-la-laine/ideas?order=newest&q=banc"


async def write_a_comment(visitor: Visitor, words: str) -> str:
    """Under an idea that is open; return its address."""
    page = await visitor.go(BOARD)
    address = await page.locator(".idea-card h3 a").first.get_attribute("href")
    assert address
    await visitor.go(address)
    await page.get_by_label("Your comment").fill(words)
    await press(page, "Publish my comment")
    await expect(page.locator("#comments")).to_contain_text(words)
    return address


async def take_a_copy(visitor: Visitor, page: Page) -> dict[str, bytes]:
    """Ask for a copy, wait for the worker, download it; the files in it."""
    await press(page, "Make a copy of my data")
    button = page.get_by_role("button", name="Download my copy")
    await visitor.until(button, "/en/me/data")
    async with page.expect_download() as coming:
        await button.click()
    path = await (await coming.value).path()
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def long_ago(live: embedded.Database, address: str) -> None:
    """Their sign-in was an hour ago: no screen can make that so."""
    name = live.url.split("@/")[1].split("?")[0]
    engine = create_async_engine(embedded.as_role(live.url, "postgres", name))
    async with engine.begin() as db:
        await db.execute(
            text(
                "UPDATE session SET proved_at = proved_at - interval '1 hour' WHERE person_id = "
                "(SELECT person_id FROM mailbox WHERE address = :address)"
            ),
            {"address": address},
        )
    await engine.dispose()


@SCRIPT
@pytest.mark.parametrize("texts", ["remove", "keep"])
async def test_taking_a_copy_and_leaving(visit, live, js, texts):
    word = f"{texts} {'with' if js else 'without'}"
    address, words = f"leaver.{word.replace(' ', '.')}@example.org", f"I leave soon: {word} script."
    async with visit(js=js, width=360) as visitor:
        page = await sign_in(visitor, address, "/en/sign-in", "Passing Person")
        idea = await write_a_comment(visitor, words)
        await visitor.go("/en/me")
        await accessible(visitor, js)
        await expect(page.get_by_text(words)).to_be_visible()

        await follow(page, "My data")
        await accessible(visitor, js)
        files = await take_a_copy(visitor, page)
        comments = json.loads(files["json/comment.json"])
        assert [one["body"] for one in comments] == [words]
        assert words in files["index.html"].decode()
        assert json.loads(files["json/mailbox.json"])[0]["address"] == address
        await visitor.go("/en/me/data")
        await expect(page.get_by_text("Your copy was downloaded on")).to_be_visible()

        await long_ago(live, address)
        await visitor.go("/en/me/leave")
        await expect(page.get_by_text("You have written 1 comment.")).to_be_visible()
        again = await page.get_by_role("link", name="Sign in once more").get_attribute("href")
        assert again
        await sign_in(visitor, address, again)
        assert page.url.startswith(f"{visitor.site}/en/me/leave")
        await accessible(visitor, js)
        await press(page, "Continue")
        await expect(page.get_by_role("alert")).to_contain_text("Choose what happens")
        choice = {"remove": "Remove my texts", "keep": "Keep my texts"}[texts]
        await page.locator("label", has_text=choice).click()
        await press(page, "Continue")
        await accessible(visitor, js)
        await press(page, "Leave the platform")
        await expect(page.get_by_role("alert")).to_contain_text("Tick the box")
        await page.locator("label[for=sure]").click()
        await press(page, "Leave the platform")

        await expect(page.get_by_role("heading", level=1)).to_have_text("Your account is closed")
        goodbye = page.url.removeprefix(visitor.site)
        await visitor.until(page.get_by_text("All traces of you are deleted."), goodbye)
        await visitor.go("/en/me")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        await visitor.go(idea)
        await expect(page.locator("main")).not_to_contain_text("Passing Person")
        await expect(page.get_by_text(words)).to_have_count(0 if texts == "remove" else 1)
        visitor.clean()


@SCRIPT
async def test_signing_out_everywhere_else(visit, js):
    async with visit("citizen2", js=js, width=360) as phone, visit("citizen2", js=js) as desk:
        page = await phone.go("/en/me/security")
        await accessible(phone, js)
        await press(page, "Sign out everywhere else")
        await said(page, "All other devices are signed out.")

        await desk.go("/en/me")
        await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Sign in")
        phone.clean()
