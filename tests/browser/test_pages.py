"""Every page, looked at by a machine: accessible, its own, and as wide as the window."""

import itertools

import pytest

# A worker of their own, with a platform of its own: journeys go on beside.
pytestmark = pytest.mark.xdist_group("pages")

PROJECT = "/projects/place-de-la-laine"
CLOSED = "/projects/lumieres-de-la-nuit"
ASKING = "/projects/budget-participatif"
BOX = "idees-place-laine"
PUBLIC = [
    "/", "/projects", "/projects?state=closed", PROJECT, "/projects/rester-au-frais",
    "/projects/lumieres-de-la-nuit", f"{PROJECT}/ideas?order=newest",
    f"{PROJECT}/ideas?order=newest&q=xyzzy", f"{PROJECT}/ideas/map?order=newest",
    "/results", "/search", "/search?q=banc", "/help", "/pages/accessibility", "/pages/privacy",
    "/administrations/tilvaux/accessibility", "/administrations/rodenvenn/accessibility",
    "/pages/house-rules", "/pages/legal", "/pages/security", "/contact?administration=tilvaux",
    "/pages/terms", "/pages/source", "/pages/contact", "/sign-in", "/administrations/tilvaux",
    "/demo/mailbox", "IDEA", "IDEA/versions", f"{CLOSED}/topics", f"{CLOSED}/topics/report", f"{CLOSED}/topics/list/rare", "TOPIC", f"{CLOSED}/open-data",
    "/open-data", "/administrations/tilvaux/open-data", f"{PROJECT}/paper", "/receipts",
    "/receipts/laine2bnch", "/receipts/laine4bibl", "/receipts/laine5stnd",
    f"{PROJECT}/statements", f"{PROJECT}/statements/results",
    "/transparency/moderation", "/administrations/tilvaux/transparency/moderation",
]  # fmt: skip
CITIZEN = [
    "/me", "/me/ideas", "/me/answers", "/me/comments", "/me/follows", "/me/settings",
    "/me/notifications", "/me/security", "/me/data", "/me/leave", "/me/leave/confirm?texts=keep",
    f"{PROJECT}/ideas/new", "IDEA", "REPORT", "DECISION", f"{PROJECT}/statements",
    f"{PROJECT}/statements/answers", f"{PROJECT}/statements/new", "STATEMENT",
]  # fmt: skip
MANAGED = f"/manage/tilvaux{PROJECT}"
OFFICIAL = [
    "/manage/tilvaux", "/manage/tilvaux/projects", "/manage/tilvaux/projects/new",
    "/manage/tilvaux/jobs", MANAGED, f"{MANAGED}/texts", f"{MANAGED}/promise", f"{MANAGED}/phases",
    f"{MANAGED}/phases/new", "PHASE", f"{MANAGED}/boxes", f"{MANAGED}/boxes/{BOX}",
    f"{MANAGED}/boxes/{BOX}/themes", f"{MANAGED}/boxes/{BOX}/themes/voitures",
    f"{MANAGED}/boxes/{BOX}/questions/new", "QUESTION", f"{MANAGED}/documents", "DOCUMENT",
    f"{MANAGED}/documents/new", f"{MANAGED}/settings", f"{MANAGED}/ideas",
    f"{MANAGED}/ideas?status=declined&q=xyzzy", "ANSWER", f"{MANAGED}/imports",
    f"{MANAGED}/paper", f"{MANAGED}/paper/new", "OPEN PILE", "CHECKED PILE", "PUBLIC PILE",
    f"{MANAGED}/statements", f"{MANAGED}/statements/votre-avis",
    f"{MANAGED}/statements/votre-avis/opinions",
    f"{MANAGED}/topics", "MANAGED TOPIC", "MANAGED REPORT", "BOARD", "CODING", "CODEBOOK",
    "/manage/tilvaux/projects/budget-participatif/topics",
]  # fmt: skip
ADMIN = [
    "/manage", "/manage/tilvaux/staff", "MEMBER", "/manage/tilvaux/identity", "/platform/jobs",
    "/platform/administrations/new", "/platform/administrations", "/manage/tilvaux/accessibility",
    "/platform/administrations/tilvaux/close", "/platform/mails", "/platform/mails?state=waiting",
    "/platform/events", "/platform/accessibility", "/platform/enquiries",
]  # fmt: skip
PAGES = (
    [("", p) for p in PUBLIC]
    + [("citizen", p) for p in CITIZEN]
    + [("official", p) for p in OFFICIAL]
    + [
        ("moderator", p)
        for p in ("/manage/tilvaux/reports", "MODERATION", "CONTESTED", "CORRECTED")
    ]
    + [("admin", p) for p in ADMIN]
    + [("juror", "/me")]
)
# Pages whose address holds a code: the list that leads there, and the link on it.
LED = {
    "STATEMENT": (f"{PROJECT}/statements/results", ".rows a"),
    "TOPIC": (f"{CLOSED}/topics", ".card h3 a"),
    "MANAGED TOPIC": (f"/manage/tilvaux{CLOSED}/topics", ".card h3 a"),
    "BOARD": (f"/manage/tilvaux{CLOSED}/topics", "a[href$='/board']"),
    "CODING": (f"/manage/tilvaux{CLOSED}/topics", "a[href$='/coding']"),
    "CODEBOOK": (f"/manage/tilvaux{CLOSED}/topics", "a[href$='/codebook']"),
    "MANAGED REPORT": (f"{MANAGED}/topics", "a[href$='/report']"),
    "PHASE": (f"{MANAGED}/phases", "#phases .card a >> nth=1"),
    "QUESTION": (f"/manage/tilvaux{ASKING}/boxes/projets-quartiers", ".rows a"),
    "DOCUMENT": (f"{MANAGED}/documents", ".rows a"),
    "OPEN PILE": (f"{MANAGED}/paper", "tbody a >> nth=0"),
    "CHECKED PILE": (f"{MANAGED}/paper", "tbody a >> nth=1"),
    "PUBLIC PILE": (f"{MANAGED}/paper", "tbody a >> nth=2"),
    "DECISION": ("/me/ideas", "a[href$='/decision']"),
    "CONTESTED": ("/manage/tilvaux/reports?only=appeals", ".plain-list h3 a"),
    "CORRECTED": ("/manage/tilvaux/reports?only=corrected", ".plain-list h3 a"),
    "MEMBER": ("/manage/tilvaux/staff", "tbody a"),
}
REFUSED = [
    ("", "/projects/nowhere", 404), ("citizen", "/manage/tilvaux", 403),
    ("official_b", MANAGED, 403), ("official", "/platform/jobs", 403),
    ("citizen", "/ideas/aaaaaaaaaa", 404),
]  # fmt: skip
LANGUAGES = ("fr", "de", "nl", "en")
LOOKS = {"phone": (360, False), "desk, dark": (1280, True)}


async def address(visitor, locale: str, path: str) -> str:
    """The addresses that hold a code are found by following a link."""
    if path.startswith("/"):
        return f"/{locale}{path}"
    if path in LED:
        above, link = LED[path]
        await visitor.go(f"/{locale}{above}")
        return await visitor.page.locator(link).first.get_attribute("href")
    await visitor.go(f"/{locale}{PROJECT}/ideas?order=newest&q=banc")
    idea = await visitor.page.locator(".idea-card h3 a").first.get_attribute("href")
    code = idea.rsplit("/", 1)[1]
    return {
        "IDEA": idea,
        "IDEA/versions": f"{idea}/versions",
        "REPORT": f"/{locale}/subjects/{code}/report",
        "ANSWER": f"/{locale}/subjects/{code}/answer",
        "MODERATION": f"/{locale}/subjects/{code}/moderation",
    }[path]


async def look(
    visit, person: str, path: str, locale: str, width: int, dark: bool, status: int = 200
) -> None:
    async with visit(person, width=width, dark=dark) as visitor:
        page = visitor.page
        answer = await page.goto(visitor.site + await address(visitor, locale, path))

        assert answer.status == status
        await examine(visitor, locale, width)
        visitor.clean()


async def examine(visitor, locale: str, width: int) -> None:
    page = visitor.page
    assert await visitor.axe() == []
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{wide} px wide"
    assert await page.get_attribute("html", "lang") == locale
    assert await page.locator("h1").count() == 1


@pytest.mark.parametrize(("person", "path"), PAGES)
@pytest.mark.parametrize("look_", LOOKS)
async def test_a_page_is_accessible_and_fits(visit, person, path, look_):
    width, dark = LOOKS[look_]
    # French on the phone; on the desk the languages take turns.
    turn = LANGUAGES[(PAGES.index((person, path)) + 1) % 4] if dark else "fr"
    await look(visit, person, path, turn, width, dark)


@pytest.mark.parametrize(("person", "path", "status"), REFUSED)
async def test_a_refusal_is_a_page_too(visit, person, path, status):
    await look(visit, person, path, LANGUAGES[len(path) % 4], 360, False, status)


CUT = """() => [...document.querySelectorAll("main *")].filter(e => {
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    if (!box.width || style.visibility == "hidden" || e.closest(".vh, svg")) return false;
    const hides = style.overflowX != "visible" || style.overflowY != "visible";
    return hides && e.innerText && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
        || box.right > innerWidth + 1;
}).map(e => e.className + ": " + e.innerText.slice(0, 60))"""


@pytest.mark.parametrize("path", [PROJECT, "ANSWERED"])
async def test_paper_shows_the_words_and_nothing_to_press(visit, path):
    async with visit("citizen", width=680) as visitor:  # A4 between its margins
        page = await visitor.go(f"/fr{PROJECT}/ideas?order=newest&q=cloches")
        if path == "ANSWERED":
            await page.locator(".idea-card h3 a").first.click()
        else:
            await visitor.go(f"/fr{path}")
        await page.emulate_media(media="print", color_scheme="dark")

        for gone in ("nav", "footer.site-footer", "main form", ".btn", ".skip-link", ".share"):
            for one in await page.locator(gone).all():
                assert not await one.is_visible(), await one.inner_text()
        for folded in await page.locator("main details > .prose").all():
            assert await folded.is_visible(), "What is folded on the screen is lost on paper."
        assert await page.evaluate(CUT) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 680
        ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
        assert (await page.pdf(format="A4")).startswith(b"%PDF")
        visitor.clean()


@pytest.mark.full
@pytest.mark.parametrize(("person", "path"), PAGES)
@pytest.mark.parametrize(
    "locale",
    [
        pytest.param(code, marks=pytest.mark.xdist_group("pages" if n % 2 else "browser"))
        for n, code in enumerate(LANGUAGES)
    ],
)
async def test_a_page_is_accessible_in_every_look(visit, person, path, locale):
    """Opened once in each language, then made narrower and darker in place."""
    async with visit(person) as visitor:
        page = visitor.page
        answer = await page.goto(visitor.site + await address(visitor, locale, path))
        assert answer.status == 200
        for width, scheme in itertools.product((1280, 360, 320), ("light", "dark")):
            await page.set_viewport_size({"width": width, "height": 800})
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            await examine(visitor, locale, width)
        visitor.clean()


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
