"""The search page."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import component, ratelimit
from participe.core.paging import Page
from participe.core.web import db_of, page, path_for, viewer_of
from participe.projects import queries as projects
from participe.projects.cards import card
from participe.projects.queries import ProjectFilter
from participe.search import queries


async def search(request: Request) -> Response:
    db, viewer, query = db_of(request), viewer_of(request), request.query_params
    q = query.get("q", "").replace("\0", "").strip()[:200]
    number = int(query.get("page", "1")) if query.get("page", "1").isdecimal() else 1
    number = min(max(1, number), queries.LOOKED_AT // queries.SIZE)
    found: Page[queries.Found] = Page([], None, None, 0)
    cards = []
    if q:
        await ratelimit.check(request, ratelimit.SEARCHES)
        found = await queries.search(db, viewer, q, number)
        if number == 1:
            listed, _ = await projects.published(db, viewer, ProjectFilter(q=q), limit=3)
            cards = [card(request, project) for project in listed]
    more = number * queries.SIZE < found.total
    return page(
        request,
        "search/search.html",
        q=q,
        found=found,
        projects=cards,
        kinds={kind: one.name for kind, one in component.known().items()},
        previous_url=path_for(request, "search.search", q=q, page=number - 1)
        if number > 1
        else None,
        next_url=path_for(request, "search.search", q=q, page=number + 1) if more else None,
    )


routes = [Route("/search", search, name="search.search")]
