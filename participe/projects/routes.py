"""The list of projects and the page of one."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import queries as administrations
from participe.core import component, ratelimit
from participe.core.errors import NotFound
from participe.core.i18n import _l
from participe.core.web import db_of, page, path_for, see_other, viewer_of
from participe.follows import queries as follows
from participe.projects import queries, rules
from participe.projects.cards import card, image_url
from participe.projects.queries import STATE_NAMES, ProjectFilter
from participe.projects.services import documents

SIZE = 12


async def show_list(request: Request) -> Response:
    db, viewer, query = db_of(request), viewer_of(request), request.query_params
    number = int(query.get("page", "1")) if query.get("page", "1").isdecimal() else 1
    number = min(max(1, number), 1000)
    chosen = ProjectFilter(
        query.get("state", ""), query.get("administration", ""), query.get("q", "").strip()[:100]
    )
    if chosen.q:
        await ratelimit.check(request, ratelimit.SEARCHES)
    listed, total = await queries.published(
        db, viewer, chosen, limit=SIZE, offset=(number - 1) * SIZE
    )
    said = {"state": chosen.state, "administration": chosen.administration, "q": chosen.q}

    def to(page_number: int) -> str | None:
        if page_number < 1 or (page_number - 1) * SIZE >= max(total, 1):
            return None
        return path_for(
            request, "projects.list", **said, page=page_number if page_number > 1 else None
        )

    return page(
        request,
        "projects/list.html",
        cards=[card(request, project) for project in listed],
        total=total,
        chosen=chosen,
        states=[("", _l("All")), *STATE_NAMES.items()],
        authorities=await administrations.listed(db),
        previous_url=to(number - 1),
        next_url=to(number + 1),
    )


async def show(request: Request) -> Response:
    db, viewer, slug = db_of(request), viewer_of(request), request.path_params["project"]
    try:
        project = await queries.project(db, viewer, slug)
    except NotFound:
        target = await administrations.current_slug(db, "project", slug)
        if target is None:
            raise
        project = await queries.project_of(db, viewer, target)
        return see_other(request, "projects.project", project=project.slug)
    kinds = component.known()
    return page(
        request,
        "projects/project.html",
        project=project,
        administration=project.administration,
        words=await queries.words(db, project.id),
        image_url=image_url(project),
        components=[
            await teaser(db, viewer, project, one)
            for one in project.components
            if one.kind in kinds and (teaser := kinds[one.kind].teaser)
        ],
        followed=await follows.is_following_project(db, viewer, project.id),
        rules=rules,
    )


async def image(request: Request) -> Response:
    project = await queries.project(
        db_of(request), viewer_of(request), request.path_params["project"]
    )
    key = project.image_key
    if key is None or not key.startswith(request.path_params["version"]):
        raise NotFound
    try:
        content = await request.app.state.storage.get(key)
    except FileNotFoundError:
        raise NotFound from None
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(content, media_type="image/webp", headers=headers)


async def document(request: Request) -> Response:
    """A file to download, for whoever may see the project; never shown inside our pages."""
    db = db_of(request)
    project = await queries.project(db, viewer_of(request), request.path_params["project"])
    found = await documents.of_code(db, project, request.path_params["document"])
    if found.file_key is None:
        raise NotFound
    try:
        content = await request.app.state.storage.get(found.file_key)
    except FileNotFoundError:
        raise NotFound from None
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.file_name)}",
        "Cache-Control": "no-store" if project.published_at is None else "public, max-age=300",
    }
    return Response(content, media_type="application/pdf", headers=headers)


routes = [
    Route("/projects", show_list, name="projects.list"),
    Route("/projects/{project:slug}", show, name="projects.project"),
    Route("/projects/{project:slug}/documents/{document:code}", document, name="projects.document"),
]
root_routes = [
    Route("/projects/{project:slug}/image-{version}.webp", image, name="projects.image"),
]
