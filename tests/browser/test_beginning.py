"""An empty platform: from one command to the first project, and how an administration staffs itself."""

import email
import re
import subprocess
import sys
from collections.abc import Iterator
from email.policy import default
from pathlib import Path

import psycopg
import pytest
from playwright.async_api import Page, expect

from participe.core import embedded, migrations
from tests.browser.running import Platform, running
from tests.browser.visitor import SCRIPT, Visitor, press


@pytest.fixture(scope="session")
def empty_platform(shared_home: Path, worker_id: str, tmp_path_factory) -> Iterator[Platform]:
    """Web and worker on a database in which nothing is, without demonstration."""
    home = tmp_path_factory.mktemp("e")
    with (
        embedded.postgres(shared_home, f"empty_{worker_id}") as database,
        embedded.redis(home) as redis_url,
    ):
        migrations.upgrade(database.owner_url)
        with running(database, redis_url, home, demo=False) as platform:
            yield platform


@pytest.fixture
def empty(empty_platform: Platform) -> Iterator[Platform]:
    yield empty_platform
    url = empty_platform.env["DATABASE_URL"]
    name = url.split("@/")[1].split("?")[0]
    with psycopg.connect(embedded.as_role(url, "postgres", name)) as db:
        tables = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [one for (one,) in tables if one != "alembic_version"]
        db.execute("SET LOCAL session_replication_role = replica")
        for one in names:
            db.execute(f"DELETE FROM {one}")  # type: ignore[arg-type]


async def kept_mail(visitor: Visitor, home: Path, kind: str, known: set[Path]) -> str:
    """The text of a mail that was not there before: without SMTP they are files."""
    for _ in range(100):
        new = set((home / "mail").glob(f"*-{kind}-*.eml")) - known
        if new:
            known |= new
            message = email.message_from_bytes(new.pop().read_bytes(), policy=default)
            return f"{message['Subject']}\n{message.get_body(('plain',)).get_content()}"
        await visitor.page.wait_for_timeout(100)
    raise AssertionError(f"No mail of kind {kind} was written.")


@SCRIPT
async def test_the_first_administrator_is_led_to_the_first_project(visit, empty, js):
    address = "emilie@example.org"
    made = subprocess.run(
        [sys.executable, "-m", "participe", "people", "create-admin", address, "--lang", "en"],
        env=empty.env, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert "They sign in at /sign-in" in made.stdout
    known = set((empty.home / "mail").glob("*.eml"))

    async with visit(js=js, width=360, at=empty.address) as visitor:
        page = await visitor.go("/en/")
        await expect(page.get_by_text("No project is public yet.")).to_be_visible()
        await visitor.go("/en/sign-in?next=/en/manage")
        assert await page.get_by_text("This is a demonstration").count() == 0
        await page.get_by_label("Your e-mail address").fill(address)
        await press(page, "Send me the link and the code")
        mail = await kept_mail(visitor, empty.home, "sign_in", known)
        await page.get_by_label("The 6 digits of the code").fill(re.search(r"\d{3} \d{3}", mail)[0])
        await press(page, "Sign in")
        await page.get_by_label("The name that others see").fill("Émilie")
        await page.locator("label", has_text="I have read the rules").click()
        await press(page, "Go on")

        await expect(page.get_by_role("heading", name="First steps")).to_be_visible()
        await page.get_by_role("link", name="Create the first administration").click()
        await press(page, "Create the administration")
        await expect(page.get_by_role("alert")).to_be_visible()
        await visitor.fill(name_fr="Commune de Vesprée", name_en="Commune of Vesprée")
        await page.locator("label", has_text=re.compile("^Municipality|^Commune")).first.click()
        await press(page, "Create the administration")
        await visitor.go("/en/manage")
        await page.get_by_role("link", name="Create the first project").click()
        await visitor.fill(title_en="A pond for Vesprée")
        await press(page, "Create the draft")
        await expect(page.locator(".checks")).to_contain_text("Write the summary")
        await expect(page.locator(".phases > *")).to_have_count(3)
        await visitor.go("/en/manage")
        await expect(page.get_by_role("heading", name="First steps")).to_have_count(0)
        visitor.clean()
    async with visit(js=js, at=empty.address) as stranger:
        page = await stranger.go("/en/projects")
        await expect(page.get_by_text("A pond for Vesprée")).to_have_count(0)
        stranger.clean()


async def sign_in(visitor: Visitor, address: str, form: str, name: str = "") -> Page:
    """By the code of a mail, to where the address of the form leads; the first time with a name."""
    page = await visitor.go(form)
    await page.locator("#email").fill(address)
    await page.locator("main form button").first.click()
    code, digits = page.url, ""
    while not digits:
        await visitor.go("/en/demo/mailbox")
        row = page.locator("tbody tr", has_text=address).first
        digits = (re.search(r"\d{3} \d{3}", await row.inner_text()) or [""])[0]
    await page.goto(code)
    await page.locator("#digits").fill(digits)
    await page.locator("main form button").first.click()
    if name:
        await visitor.fill(name=name)
        await page.locator("label[for=rules]").click()
        await page.locator("main form button").last.click()
    return page


def invitation(mail: str) -> str:
    found = re.search(r"http\S+(/\w\w/sign-in\S+)", mail)
    assert found, mail
    return found[1]


@SCRIPT
async def test_an_administration_shows_its_colour_and_chooses_its_staff(visit, js):
    word = "avec" if js else "sans"
    slug, boss, clerk = f"hautfays-{word}", f"boss.{word}@example.org", f"clerk.{word}@example.org"
    staff = f"/en/manage/{slug}/staff"
    async with visit("admin", js=js) as visitor:
        page = await visitor.go("/en/manage")
        await page.get_by_role("link", name="Create an administration").click()
        await visitor.fill(name_fr=f"Commune de Hautfays {word}", slug=slug, accent="#ffd100")
        await page.locator("label", has_text=re.compile("^Municipality|^Commune")).first.click()
        await press(page, "Create the administration")
        refused = page.get_by_role("alert")
        await expect(refused).to_contain_text("too pale to be read on white")
        darker = re.search("#[0-9a-f]{6}", await refused.inner_text())[0]
        await visitor.fill(accent=darker)
        await press(page, "Create the administration")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Projects")
        await page.get_by_role("link", name="Identity").click()
        await visitor.fill(accent="#fff")
        await press(page, "Save the identity")
        await expect(page.get_by_role("alert")).to_contain_text("six letters or digits")
        await visitor.fill(accent="#7a1f2b")
        await press(page, "Save the identity")
        await expect(page.locator(".swatch text").first).to_have_text("#7a1f2b")
        await page.wait_for_load_state()
        colour = "getComputedStyle(document.documentElement).getPropertyValue('--c-accent')"
        assert "7a1f2b" in await page.evaluate(colour)
        await visitor.go(staff)
        await visitor.fill(email=boss)
        await page.locator("label", has_text=re.compile("^administrator", re.I)).click()
        await press(page, "Send the invitation")
        await expect(page.locator("#notices")).to_contain_text("The invitation is sent")
        await expect(page.get_by_text(boss).first).to_be_visible()
        visitor.clean()

    async with visit(js=js) as visitor:
        link = invitation(await visitor.mail(boss, "invites you to join"))
        page = await sign_in(visitor, boss, link, "Bea")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Today")
        await visitor.go(staff)
        await visitor.fill(email=clerk)
        await page.locator("label", has_text=re.compile("^moderator", re.I)).click()
        await page.locator("label", has_text="Deutsch").click()
        await press(page, "Send the invitation")
        link = invitation(await visitor.mail(clerk, "lädt Sie"))

        async with visit(js=js, width=360) as invited:
            mine = await sign_in(invited, clerk, link, "Carl")
            assert f"/de/manage/{slug}" in mine.url
            menu = mine.locator(".side-nav a")
            moderating = await menu.count()

            # Another role: given as the first one was, then the old one is taken away.
            await visitor.go(staff)
            await visitor.fill(email=clerk)
            await page.locator("label", has_text=re.compile("^project manager", re.I)).click()
            await press(page, "Send the invitation")
            # Signed in as they are, the link of the second mail lets them take the role up.
            await sign_in(invited, clerk, link)
            await invited.go(f"/de/manage/{slug}/projects/new")
            invited.clean()
            await visitor.go(staff)
            await page.get_by_role("link", name="Carl").click()
            await visitor.fill(title_fr="Agent du cadre de vie")
            await press(page, "Save the function")
            await expect(page.locator("#notices")).to_contain_text("The function is saved")
            for role in ("moderator", "project manager"):
                await page.get_by_role("button", name=re.compile(f"Take this role.*{role}")).click()
                await expect(page.locator("#notices")).to_contain_text("The role is taken away")
                if role == "moderator":
                    await page.get_by_role("link", name="Carl").click()
            await expect(page.get_by_role("link", name="Carl")).to_have_count(0)
            answer = await mine.goto(f"{invited.site}/de/manage/{slug}")
            assert answer.status == 403
            assert moderating
        await page.get_by_role("link", name="Bea").click()
        await page.get_by_role("button", name=re.compile("Take this role")).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("My page")
        await expect(page.locator("#notices")).to_contain_text("The role is taken away")
        visitor.clean()
