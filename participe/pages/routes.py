"""Home, help, results, the legal pages, and what machines ask for."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from participe.administrations import queries as administrations
from participe.core import register
from participe.core.errors import NotFound
from participe.core.i18n import LANGUAGES
from participe.core.web import absolute, db_of, page, path_for, settings_of, viewer_of
from participe.pages import queries, texts
from participe.projects import queries as projects
from participe.projects.cards import card
from participe.projects.queries import ProjectFilter, State
from participe.subjects.models import STATUS_NAMES

LEGAL = ("privacy", "terms", "house-rules", "legal", "security", "source", "contact")


async def home(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    listed, _ = await projects.published(db, viewer, limit=6)
    return page(
        request,
        "pages/home.html",
        now=[card(request, project) for project in listed if project.state is State.OPEN],
        others=[card(request, project) for project in listed if project.state is not State.OPEN],
        figures=await queries.figures(db),
        answers=await queries.last_answers(db, viewer, 3),
        status_names=STATUS_NAMES,
    )


async def results(request: Request) -> Response:
    """What became of what people said: finished projects, and the last answers."""
    db, viewer = db_of(request), viewer_of(request)
    closed, total = await projects.published(db, viewer, ProjectFilter("closed"), limit=60)
    return page(
        request,
        "pages/results.html",
        cards=[card(request, project) for project in closed],
        total=total,
        answers=await queries.last_answers(db, viewer, 20),
        status_names=STATUS_NAMES,
    )


async def show(request: Request) -> Response:
    slug = request.path_params.get("slug", "help")
    if slug not in (*LEGAL, "help"):
        raise NotFound
    settings = settings_of(request)
    words = texts.page_text(slug, settings)
    if slug == "privacy":
        kept = register.entries(settings.retention_days)
        return page(request, "pages/privacy.html", words=words, entries=kept)
    return page(request, "pages/page.html", slug=slug, words=words)


async def privacy(request: Request) -> Response:
    """The address that people guess."""
    return RedirectResponse(path_for(request, "pages.page", slug="privacy"), 308)


async def robots(request: Request) -> Response:
    sitemap = absolute(request, "/sitemap.xml")
    return PlainTextResponse(
        "User-agent: *\nDisallow: /*/manage\nDisallow: /*/me\nDisallow: /*/sign-in\n"
        f"Disallow: /*?\nSitemap: {sitemap}\n"
    )


async def sitemap(request: Request) -> Response:
    """Every public page that stays, in each language (sitemaps.org, with hreflang)."""
    db, viewer = db_of(request), viewer_of(request)
    listed, _ = await projects.published(db, viewer, limit=5000)
    paths = [("pages.home", {}), ("projects.list", {}), ("pages.results", {}), ("pages.help", {})]
    paths += [("pages.page", {"slug": slug}) for slug in LEGAL]
    paths.append(("accessibility.site", {}))
    for place in await administrations.listed(db):
        paths.append(("administrations.administration", {"slug": place.slug}))
        paths.append(("accessibility.statement", {"slug": place.slug}))
    for project in listed:
        if project.is_indexable:
            paths.append(("projects.project", {"project": project.slug}))
            if project.of_kind("idea"):
                paths.append(("ideas.board", {"project": project.slug, "order": "newest"}))
    entries = []
    for name, params in paths:
        for code in LANGUAGES:
            entries.append(
                f"<url><loc>{_address(request, name, code, params)}</loc>"
                + "".join(
                    f'<xhtml:link rel="alternate" hreflang="{other}" '
                    f'href="{_address(request, name, other, params)}"/>'
                    for other in LANGUAGES
                )
                + "</url>"
            )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">' + "\n".join(entries) + "</urlset>"
    )
    return Response(body, media_type="application/xml")


def _address(request: Request, name: str, code: str, params: dict[str, str]) -> str:
    return absolute(request, path_for(request, name, locale=code, **params)).replace("&", "&amp;")


async def security_txt(request: Request) -> Response:
    """RFC 9116. It expires in half a year from the request: an old copy says so itself."""
    settings = settings_of(request)
    expires = viewer_of(request).now + timedelta(days=180)
    return PlainTextResponse(
        f"Contact: {settings.security_contact}\n"
        f"Expires: {expires:%Y-%m-%dT%H:00:00Z}\n"
        f"Preferred-Languages: {', '.join(LANGUAGES)}\n"
        f"Canonical: {absolute(request, '/.well-known/security.txt')}\n"
        f"Policy: {absolute(request, path_for(request, 'pages.page', slug='security', locale='en'))}\n"
    )


routes = [
    Route("/", home, name="pages.home"),
    Route("/results", results, name="pages.results"),
    Route("/help", show, name="pages.help"),
    Route("/privacy", privacy, name="pages.privacy"),
    Route("/pages/{slug:slug}", show, name="pages.page"),
]
root_routes = [
    Route("/robots.txt", robots, name="pages.robots"),
    Route("/sitemap.xml", sitemap, name="pages.sitemap"),
    Route("/.well-known/security.txt", security_txt, name="pages.security_txt"),
]
