"""Every page, looked at by a machine: accessible, its own, and as wide as the window."""

import itertools

import pytest

PROJECT = "/projects/place-de-la-laine"
CLOSED = "/projects/lumieres-de-la-nuit"
PUBLIC = [
    "/", "/projects", "/projects?state=closed", PROJECT, "/projects/rester-au-frais",
    "/projects/lumieres-de-la-nuit", f"{PROJECT}/ideas?order=newest",
    f"{PROJECT}/ideas?order=newest&q=xyzzy", f"{PROJECT}/ideas/map?order=newest",
    "/results", "/search", "/search?q=banc", "/help", "/pages/accessibility", "/pages/privacy",
    "/pages/terms", "/pages/source", "/pages/contact", "/sign-in", "/administrations/tilvaux",
    "/demo/mailbox", "IDEA", "IDEA/versions", f"{CLOSED}/topics", "TOPIC", f"{CLOSED}/open-data",
]  # fmt: skip
CITIZEN = ["/me", "/me/settings", f"{PROJECT}/ideas/new", "IDEA", "REPORT"]
OFFICIAL = [
    "/manage/tilvaux", "/manage/tilvaux/projects/place-de-la-laine",
    "/manage/tilvaux/projects/place-de-la-laine/ideas", "ANSWER",
    "/manage/tilvaux/projects/place-de-la-laine/topics", "MANAGED TOPIC",
    "/manage/tilvaux/projects/budget-participatif/topics",
]  # fmt: skip
PAGES = (
    [("", p) for p in PUBLIC]
    + [("citizen", p) for p in CITIZEN]
    + [("official", p) for p in OFFICIAL]
)
TOPICS = {"TOPIC": f"{CLOSED}/topics", "MANAGED TOPIC": f"/manage/tilvaux{CLOSED}/topics"}
LANGUAGES = ("fr", "de", "nl", "en")
LOOKS = {"phone": (360, False), "desk, dark": (1280, True)}


async def address(visitor, locale: str, path: str) -> str:
    """The addresses that hold a code are found by following a link."""
    if path.startswith("/"):
        return f"/{locale}{path}"
    if path in TOPICS:
        await visitor.go(f"/{locale}{TOPICS[path]}")
        return await visitor.page.locator(".card h3 a").first.get_attribute("href")
    await visitor.go(f"/{locale}{PROJECT}/ideas?order=newest&q=banc")
    idea = await visitor.page.locator(".idea-card h3 a").first.get_attribute("href")
    code = idea.rsplit("/", 1)[1]
    return {
        "IDEA": idea,
        "IDEA/versions": f"{idea}/versions",
        "REPORT": f"/{locale}/subjects/{code}/report",
        "ANSWER": f"/{locale}/subjects/{code}/answer",
    }[path]


async def look(visit, person: str, path: str, locale: str, width: int, dark: bool) -> None:
    async with visit(person, width=width, dark=dark) as visitor:
        page = await visitor.go(await address(visitor, locale, path))

        assert await visitor.axe() == []
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{wide} px wide"
        assert await page.get_attribute("html", "lang") == locale
        assert await page.locator("h1").count() == 1
        visitor.clean()


@pytest.mark.parametrize(("person", "path"), PAGES)
@pytest.mark.parametrize("look_", LOOKS)
async def test_a_page_is_accessible_and_fits(visit, person, path, look_):
    width, dark = LOOKS[look_]
    # French on the phone; on the desk the languages take turns.
    turn = LANGUAGES[(PAGES.index((person, path)) + 1) % 4] if dark else "fr"
    await look(visit, person, path, turn, width, dark)


@pytest.mark.full
@pytest.mark.parametrize(("person", "path"), PAGES)
@pytest.mark.parametrize(
    ("locale", "width", "dark"), list(itertools.product(LANGUAGES, (320, 360, 1280), (False, True)))
)
async def test_a_page_is_accessible_in_every_look(visit, person, path, locale, width, dark):
    await look(visit, person, path, locale, width, dark)


@pytest.mark.parametrize("path", [PROJECT, f"{PROJECT}/ideas?order=newest"])
async def test_a_first_view_weighs_less_than_a_hundred_kilobytes(visit, path):
    import gzip

    sizes: list[int] = []
    async with visit(width=360) as visitor:

        async def weigh(response) -> None:
            if "image" not in response.headers.get("content-type", ""):
                body = await response.body()
                is_packed = response.url.endswith((".woff2", ".png", ".webp"))
                sizes.append(len(body) if is_packed else len(gzip.compress(body)))

        waiting = []
        import asyncio

        visitor.page.on("response", lambda r: waiting.append(asyncio.ensure_future(weigh(r))))
        await visitor.go(f"/fr{path}")
        await visitor.page.wait_for_load_state("networkidle")
        await asyncio.gather(*waiting)

    assert sum(sizes) < 100_000, f"{sum(sizes)} bytes packed"
