"""A whole platform with its demonstration, and a real Chromium to look at it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from participe.core import embedded, migrations
from participe.core.settings import Settings
from participe.demo import load
from tests import chromium
from tests.browser.running import running
from tests.browser.visitor import Visitor

# One server and one demonstration for all of them.


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if item.get_closest_marker("xdist_group") is None:
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


@pytest.fixture(scope="session")
async def chromium_browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.path(), args=chromium.ARGUMENTS
        )
        yield browser
        await browser.close()


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
