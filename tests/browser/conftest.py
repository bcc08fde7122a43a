"""A whole platform with its demonstration, and a real Chromium to look at it."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Request,
    async_playwright,
)

from participe.core import embedded, migrations
from participe.core.paths import STATIC
from participe.core.settings import Settings
from participe.demo import load
from tests import chromium

AXE = STATIC / "vendor" / "axe.min.js"
# One server and one demonstration for all of them.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def live(shared_home: Path, worker_id: str) -> Iterator[embedded.Database]:
    """The database of the demonstration: for what no screen can do, such as breaking a job."""
    with embedded.postgres(shared_home, f"live_{worker_id}") as database:
        migrations.upgrade(database.owner_url)
        asyncio.run(load.load(Settings(), database.url, say=lambda _: None))
        yield database


@pytest.fixture(scope="session")
def site(live: embedded.Database, redis_url: str, tmp_path_factory) -> Iterator[str]:
    """The address of a running platform with the demonstration's content."""
    with running(live, redis_url, tmp_path_factory.mktemp("live"), demo=True) as platform:
        yield platform.address


@dataclass(frozen=True)
class Platform:
    """A web process and a worker; `env` is what a command needs to work on the same."""

    address: str
    home: Path
    env: dict[str, str]


@contextmanager
def running(
    database: embedded.Database, redis_url: str, home: Path, *, demo: bool
) -> Iterator[Platform]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "DATABASE_URL": database.url,
        "REDIS_URL": redis_url,
        "PUBLIC_URL": address,
        "PARTICIPE_HOME": str(home),
        "SECRET_KEY": "a secret of the browser tests, long",
        "RATE_LIMITS": "false",
        "DEMO": "true" if demo else "false",
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "participe", *arguments], env=env, start_new_session=True
        )
        for arguments in (["web", "--port", str(port)], ["work"])
    ]
    try:
        _wait_for(f"{address}/readyz")
        yield Platform(address, home, env)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def _wait_for(url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"Nothing answers at {url}.")


@pytest.fixture(scope="session")
async def chromium_browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.path(), args=chromium.ARGUMENTS
        )
        yield browser
        await browser.close()


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


@pytest.fixture
def visit(site: str, chromium_browser: Browser):
    """`async with visit(js=False, width=360) as visitor: await visitor.go("/fr/")`."""

    @asynccontextmanager
    async def open_window(
        person: str = "",
        *,
        js: bool = True,
        width: int = 1280,
        dark: bool = False,
        at: str = "",
    ) -> AsyncIterator[Visitor]:
        context = await chromium_browser.new_context(
            java_script_enabled=js,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            locale="fr-BE",
        )
        context.set_default_timeout(15_000)
        try:
            visitor = Visitor(at or site, context, await context.new_page())
            if person:
                await visitor.sign_in(person)
            yield visitor
        finally:
            await context.close()

    return open_window
