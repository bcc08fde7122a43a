"""The contact form: of the site, or of one administration."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import queries as administrations
from participe.administrations.models import Administration
from participe.contact import services
from participe.contact.forms import EnquiryForm
from participe.contact.models import MATTER_NAMES, TERMS, Enquiry, Matter
from participe.core import forms, ratelimit
from participe.core.errors import NotFound
from participe.core.forms import Filled
from participe.core.web import db_of, own_path, page, settings_of, viewer_of

WRITING = ratelimit.Limit("contact", "10/hour")


async def show(request: Request) -> Response:
    query = request.query_params
    matter = query.get("matter", "")
    said = {
        "matter": matter if matter in Matter.__members__.values() else "",
        "about": own_path(query.get("about", "")[:300], ""),
    }
    return await _page(request, await _place(request), forms.shown(said))


async def _place(request: Request) -> Administration | None:
    """An administration that does not exist, or that closed, counts as not said."""
    slug = request.query_params.get("administration", "")
    try:
        found = await administrations.by_slug(db_of(request), slug[:120]) if slug else None
        return found if found and found.closed_at is None else None
    except NotFound:
        return None


async def _page(
    request: Request, place: Administration | None, form: Filled, status: int = 200,
    sent: Enquiry | None = None,
) -> Response:  # fmt: skip
    return page(
        request,
        "contact/form.html",
        status=status,
        authority=place,
        administration=administrations.identity(place) if place else None,
        form=form,
        sent=sent,
        matters=[(one.value, name) for one, name in MATTER_NAMES.items()],
        terms={one.value: term.days for one, term in TERMS.items()},
    )


async def send(request: Request) -> Response:
    """The page that follows says what was sent, so that one can print it: there is no account."""
    place = await _place(request)
    form = await forms.read(request, EnquiryForm)
    if form.data is None:
        return await _page(request, place, form, 422)
    await ratelimit.check(request, WRITING)
    sent = await services.send(
        db_of(request), viewer_of(request), request.app.state.templates, settings_of(request),
        place, form.data,
    )  # fmt: skip
    return await _page(request, place, Filled(), 200, sent)


routes = [
    Route("/contact", show, name="contact.form"),
    Route("/contact", send, name="contact.send", methods=["POST"]),
]
