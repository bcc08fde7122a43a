"""The administrations of the platform: the list, closing one, opening it again."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import queries as administrations
from participe.administrations import services
from participe.administrations.models import Administration
from participe.core import forms
from participe.core.errors import Conflict
from participe.core.i18n import _l
from participe.core.web import announce, db_of, page, path_for, see_other, viewer_of
from participe.manage import authorities
from participe.manage.screens.administration import KINDS
from participe.manage.screens.platform_queues import number_of, pages
from participe.manage.services import operate

announce(
    administration_closed=_l("The administration is closed. What it published stays readable."),
    administration_reopened=_l("The administration is open again."),
)
ROUTE = "manage.platform_administrations"


async def show_all(request: Request) -> Response:
    operate.require(viewer_of(request), None)
    q = request.query_params.get("q", "").replace("\0", "").strip()[:80]
    number = number_of(request)
    found, total = await authorities.authorities(db_of(request), q, number)
    return page(
        request,
        "manage/platform_administrations.html",
        found=found,
        total=total,
        q=q,
        kinds={kind.value: name for kind, name in KINDS.items()},
        **pages(request, ROUTE, number, total, authorities.SIZE, q=q or None),
    )


async def _place(request: Request) -> Administration:
    operate.require(viewer_of(request), None)
    return await administrations.by_slug(db_of(request), request.path_params["administration"])


async def show_close(request: Request) -> Response:
    return await _close_page(request, await _place(request))


async def _close_page(request: Request, place: Administration, status: int = 200) -> Response:
    running = await authorities.running(db_of(request), viewer_of(request), place.id)
    trail: list[Any] = [
        (_l("Manage"), path_for(request, "manage.home")),
        (_l("Administrations"), path_for(request, ROUTE)),
        (place.name, None),
    ]
    return page(
        request, "manage/close_administration.html", status=status, place=place, trail=trail,
        running=running, refused=status != 200,
    )  # fmt: skip


async def close(request: Request) -> Response:
    place = await _place(request)
    await forms.read(request, forms.Form)
    db, viewer = db_of(request), viewer_of(request)
    if await authorities.running(db, viewer, place.id):
        return await _close_page(request, place, 422)
    await services.close(db, viewer, place)
    return see_other(request, ROUTE, notice="administration_closed")


async def reopen(request: Request) -> Response:
    place = await _place(request)
    await forms.read(request, forms.Form)
    if place.closed_at is None:
        raise Conflict(_l("This administration is open already."))
    await services.reopen(db_of(request), viewer_of(request), place)
    return see_other(request, ROUTE, notice="administration_reopened")


ALL = "/platform/administrations"
ONE = ALL + "/{administration:slug}"
routes = [
    Route(ALL, show_all, name=ROUTE),
    Route(f"{ONE}/close", show_close, name="manage.close_administration"),
    Route(f"{ONE}/close", close, name="manage.confirm_close_administration", methods=["POST"]),
    Route(f"{ONE}/reopen", reopen, name="manage.reopen_administration", methods=["POST"]),
]
