"""What people wrote with the contact form, and the answers: of an administration, or of the site."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import rules
from participe.contact import queries, services
from participe.contact.forms import AnswerForm
from participe.contact.models import MATTER_NAMES
from participe.core import forms
from participe.core.forms import Filled
from participe.core.i18n import _l, in_brussels
from participe.core.web import announce, db_of, page, path_for, see_path, settings_of, viewer_of
from participe.manage.ground import Office, office, office_page
from participe.manage.services import operate

announce(enquiry_answered=_l("Your answer is on its way by mail."))
TITLE = _l("Messages")


async def _place(request: Request) -> Office | None:
    """None: the site itself, for its operator."""
    if "administration" in request.path_params:
        return await office(request, rules.manage)
    operate.require(viewer_of(request), None)
    return None


def _path(request: Request, place: Office | None, code: str = "", **params: Any) -> str:
    name = "enquiry" if code else "enquiries"
    if code:
        params["enquiry"] = code
    if place:
        return path_for(request, f"manage.{name}", administration=place.slug, **params)
    return path_for(request, f"manage.platform_{name}", **params)


def _page(
    request: Request, place: Office | None, template: str, title: Any, **context: Any
) -> Response:
    above = (TITLE, _path(request, place))
    if place:
        return office_page(
            request, place, template, "enquiries", title,
            above=above if title is not TITLE else None, layout="manage/_base.html", **context,
        )  # fmt: skip
    trail = [(_l("Manage"), path_for(request, "manage.home")), (TITLE, None)]
    return page(
        request, template, layout="manage/_plain.html", heading=title, eyebrow="", trail=trail,
        **context,
    )  # fmt: skip


async def show_all(request: Request) -> Response:
    place = await _place(request)
    asked = request.query_params.get("page", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 5 else 1
    id_ = place.administration_id if place else None
    found, total = await queries.enquiries(db_of(request), id_, number)
    return _page(
        request, place, "contact/enquiries.html", TITLE,
        found=found,
        total=total,
        matter_names=MATTER_NAMES,
        today=in_brussels(viewer_of(request).now).date(),
        to=lambda one: _path(request, place, one.code),
        previous_url=_path(request, place, page=number - 1) if number > 1 else None,
        next_url=_path(request, place, page=number + 1)
        if number * queries.SIZE < total
        else None,
    )  # fmt: skip


async def show(request: Request) -> Response:
    return await _show(request, await _place(request), Filled())


async def _show(
    request: Request, place: Office | None, form: Filled, status: int = 200
) -> Response:
    id_ = place.administration_id if place else None
    one = await queries.enquiry(db_of(request), id_, request.path_params["enquiry"])
    answer = _page(
        request, place, "contact/enquiry.html", MATTER_NAMES[one.matter],
        one=one, form=form, send_to=_path(request, place, one.code),
    )  # fmt: skip
    answer.status_code = status
    return answer


async def answer(request: Request) -> Response:
    place = await _place(request)
    form = await forms.read(request, AnswerForm)
    if form.data is None:
        return await _show(request, place, form, 422)
    db, settings = db_of(request), settings_of(request)
    id_ = place.administration_id if place else None
    one = await queries.enquiry(db, id_, request.path_params["enquiry"])
    await services.answer(
        db, viewer_of(request), request.app.state.templates, settings, one, form.data,
        place.name.said(one.lang).text if place else settings.site_name,
    )  # fmt: skip
    return see_path(_path(request, place, one.code), "enquiry_answered")


OWN, SITE = "/manage/{administration:slug}/enquiries", "/platform/enquiries"
ONE = "/{enquiry:code}"
routes = [
    Route(OWN, show_all, name="manage.enquiries"),
    Route(OWN + ONE, show, name="manage.enquiry"),
    Route(OWN + ONE, answer, name="manage.answer_enquiry", methods=["POST"]),
    Route(SITE, show_all, name="manage.platform_enquiries"),
    Route(SITE + ONE, show, name="manage.platform_enquiry"),
    Route(SITE + ONE, answer, name="manage.answer_platform_enquiry", methods=["POST"]),
]
