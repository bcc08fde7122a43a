"""The public page of an authority, its colour, its logo."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import colour, queries
from participe.core.errors import NotFound
from participe.core.web import db_of, page, see_other, viewer_of


async def show(request: Request) -> Response:
    from participe.projects import queries as projects  # the layer above fills its page

    db, slug = db_of(request), request.path_params["slug"]
    if moved := await _moved(request, slug):
        return moved
    administration = await queries.by_slug(db, slug)
    listed, total = await projects.published(
        db, viewer_of(request), projects.ProjectFilter(administration=slug), limit=60
    )
    return page(
        request,
        "administrations/administration.html",
        authority=administration,
        administration=queries.identity(administration),
        projects=listed,
        total=total,
    )


async def accent_css(request: Request) -> Response:
    """The accent as custom properties: inline style is forbidden by the content policy."""
    administration = await queries.by_slug(db_of(request), request.path_params["slug"])
    css = colour.stylesheet(administration.accent)
    return Response(css, media_type="text/css", headers={"Cache-Control": "public, max-age=300"})


async def logo(request: Request) -> Response:
    administration = await queries.by_slug(db_of(request), request.path_params["slug"])
    key = administration.logo_key
    if key is None or not key.startswith(request.path_params["version"]):
        raise NotFound
    try:
        content = await request.app.state.storage.get(key)
    except FileNotFoundError:
        raise NotFound from None
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(content, media_type="image/webp", headers=headers)


async def _moved(request: Request, slug: str) -> Response | None:
    """An old slug redirects for ever."""
    from sqlmodel import select

    from participe.administrations.models import Administration

    db = db_of(request)
    target = await queries.current_slug(db, "administration", slug)
    if target is None:
        return None
    new = (await db.exec(select(Administration.slug).where(Administration.id == target))).one()
    return see_other(request, "administrations.administration", slug=new)


routes = [
    Route("/administrations/{slug:slug}", show, name="administrations.administration"),
    Route("/administrations/{slug:slug}/accent.css", accent_css, name="administrations.accent_css"),
]
root_routes = [
    Route("/administrations/{slug:slug}/logo-{version}.webp", logo, name="administrations.logo"),
]
