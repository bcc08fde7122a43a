"""A person at a browser window, and what people do there."""

import asyncio
import re
import time

import pytest
from playwright.async_api import BrowserContext, Locator, Page, Request, expect

from participe.core.paths import STATIC

# Two cores serve the browser, the platform and other tests: five seconds are not always enough.
expect.set_options(timeout=10_000)
AXE = STATIC / "vendor" / "axe.min.js"
SCRIPT = pytest.mark.parametrize("js", [True, False], ids=["script", "no script"])


class Visitor:
    """A browser window of one person, which notes what must never happen."""

    def __init__(self, site: str, context: BrowserContext, page: Page) -> None:
        self.site, self.context, self.page = site, context, page
        self.foreign: list[str] = []
        self.violations: list[str] = []
        self.broken: list[str] = []
        page.on("request", self._watch)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.broken.append(str(error)))

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:", "about:")):
            self.foreign.append(request.url)

    def _listen(self, message) -> None:
        text = message.text
        if "Content Security Policy" in text or "Trusted" in text or "violates" in text:
            self.violations.append(text)

    async def sign_in(self, person: str) -> None:
        answer = await self.context.request.post(
            f"{self.site}/demo/sign-in", form={"person": person}, headers={"Origin": self.site}
        )
        assert answer.ok, await answer.text()

    async def fill(self, **texts: str) -> None:
        """`fill(title_fr="…")` fills `#title-fr`: fields by their id, for many at once."""
        for name, text in texts.items():
            await self.page.locator("#" + re.sub("_(fr|de|nl|en)$", r"-\1", name)).fill(text)

    async def until(self, locator: Locator, path: str = "", *, seconds: float = 20) -> Locator:
        """Look again at the page, as one does without script, until something is there."""
        deadline = time.monotonic() + seconds
        while not await locator.count():
            assert time.monotonic() < deadline, f"Nothing came: {locator}"
            await asyncio.sleep(0.1)
            await (self.go(path) if path else self.page.reload())
        return locator

    async def mail(self, address: str, words: str) -> str:
        """The text of the last mail to this mailbox, once it holds these words."""
        to = self.page.locator("tbody tr", has_text=address).first
        for _ in range(100):
            await self.go("/en/demo/mailbox")
            if await to.count():
                await to.get_by_role("link").click()
                text = await self.page.locator(".mail-text").inner_text()
                if words in text or words in await self.page.locator("h1").inner_text():
                    return text
            await asyncio.sleep(0.1)
        raise AssertionError(f"No mail to {address} says {words!r}.")

    async def go(self, path: str) -> Page:
        answer = await self.page.goto(self.site + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.page

    async def axe(self) -> list[str]:
        """The violations that axe finds on the page, one line each."""
        # Pages forbid foreign scripts: axe comes in by the debugger's door.
        if not await self.page.evaluate("() => 'axe' in window"):
            await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate(
            """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
                "wcag22aa", "best-practice"]})"""
        )
        return [
            f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes']][:3]}"
            for v in found["violations"]
        ]

    def clean(self) -> None:
        """Nothing foreign was asked for, nothing was refused by the policy, no script failed."""
        assert not self.foreign, self.foreign
        assert not self.violations, self.violations
        assert not self.broken, self.broken


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def follow(page: Page, name: str) -> None:
    await page.get_by_role("link", name=name, exact=True).click()


async def said(page: Page, words: str) -> None:
    await expect(page.locator("#notices")).to_contain_text(words)


async def accessible(visitor: Visitor, js: bool) -> None:
    """Screens that only a journey reaches; axe needs script."""
    assert not js or await visitor.axe() == []
