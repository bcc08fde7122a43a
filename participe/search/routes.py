"""The search page."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import queries as administrations
from participe.administrations.models import Administration
from participe.core import component, i18n, ratelimit
from participe.core.errors import NotFound
from participe.core.i18n import LazyText, _l
from participe.core.web import db_of, page, path_for, settings_of, viewer_of
from participe.search import others, queries
from participe.search.queries import Asked

OTHER_NAMES: dict[str, LazyText] = {
    others.PROJECT: _l("Projects"),
    others.ANSWER: _l("Answers of the administrations"),
    others.ADMINISTRATION: _l("Administrations"),
    others.DOCUMENT: _l("Documents"),
    others.PAGE: _l("Help and legal pages"),
}


def names_of_kinds() -> dict[str, LazyText]:
    """What one can look for alone, in the order in which it is offered."""
    contributions = {kind: one.many or one.name for kind, one in component.known().items()}
    return {others.PROJECT: OTHER_NAMES[others.PROJECT]} | contributions | OTHER_NAMES


async def search(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    kinds = names_of_kinds()
    asked = Asked.read(request.query_params, list(kinds))
    context: dict[str, Any] = {
        "asked": asked,
        "kinds": kinds,
        "found": None,
        "others": None,
        "place": None,
    }
    if asked.q:
        await ratelimit.check(request, ratelimit.SEARCHES)
        place = await _place(request, asked.administration)
        id_ = place.id if place else None
        context["place"] = place
        if asked.kind in OTHER_NAMES:
            context["others"] = await others.others(
                db, viewer, settings_of(request), asked.q,
                administration_id=id_, only=asked.kind, page=asked.page,
            )  # fmt: skip
            total = context["others"].totals[asked.kind]
        else:
            context["found"] = await queries.contributions(db, viewer, asked, id_)
            total = context["found"].page.total
            if asked.page == 1 and not asked.kind:
                context["others"] = await others.others(
                    db, viewer, settings_of(request), asked.q, administration_id=id_
                )
        context |= _neighbours(request, asked, total)
    return page(request, "search/search.html", texts_in=list(i18n.LANGUAGES), **context)


async def _place(request: Request, slug: str) -> Administration | None:
    """An administration that does not exist counts as not said."""
    try:
        return await administrations.by_slug(db_of(request), slug) if slug else None
    except NotFound:
        return None


def _neighbours(request: Request, asked: Asked, total: int) -> dict[str, str | None]:
    def url(number: int) -> str:
        return path_for(request, "search.search", **asked.query(page=number))

    last = min(total, queries.LOOKED_AT)
    return {
        "previous_url": url(asked.page - 1) if asked.page > 1 else None,
        "next_url": url(asked.page + 1) if asked.page * queries.SIZE < last else None,
    }


routes = [Route("/search", search, name="search.search")]
