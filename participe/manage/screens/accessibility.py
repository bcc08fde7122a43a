"""The accessibility statement, as its administrator writes it: of an administration, or of the site."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.accessibility import queries, services, words
from participe.accessibility.forms import StatementForm
from participe.accessibility.models import CONFORMITY_NAMES, Statement
from participe.accessibility.ombudsmen import CHOICES
from participe.administrations import rules
from participe.core import forms
from participe.core.i18n import LANGUAGES, _l
from participe.core.web import (
    announce,
    db_of,
    languages_in,
    page,
    path_for,
    see_other,
    settings_of,
    viewer_of,
)
from participe.manage.ground import Office, office, office_page
from participe.manage.services import operate

TITLE = _l("Accessibility")
announce(
    statement_whole=_l("The statement is saved and public. Nothing is missing."),
    statement_saved=_l(
        "The statement is saved and public. Some fields are still empty: see below."
    ),
)


async def _place(request: Request) -> Office | None:
    """None: the site itself, for its operator."""
    if "administration" in request.path_params:
        return await office(request, rules.administer)
    operate.require(viewer_of(request), None)
    return None


async def show(request: Request) -> Response:
    return await _page(request, await _place(request))


async def _page(
    request: Request, place: Office | None, form: forms.Filled | None = None, status: int = 200
) -> Response:
    stored = await queries.statement(db_of(request), place.administration_id if place else None)
    one = stored or _proposed(request, place)
    names = StatementForm.model_fields
    form = form or forms.shown({name: getattr(one, name) for name in names})
    context = {
        "form": form,
        "is_new": stored is None,
        "lacks": queries.lacks(one) if stored else [],
        "is_old": queries.is_old(stored, viewer_of(request)),
        "conformities": list(CONFORMITY_NAMES.items()),
        "ombudsmen": list(CHOICES.items()),
        "fields_in": languages_in(LANGUAGES),
    }
    if place:
        return office_page(
            request, place, "manage/accessibility.html", "accessibility", TITLE, status=status,
            layout="manage/_base.html",
            save_to=path_for(request, "manage.save_accessibility", administration=place.slug),
            public_url=path_for(request, "accessibility.statement", slug=place.slug), **context,
        )  # fmt: skip
    return page(
        request, "manage/accessibility.html", status=status, layout="manage/_plain.html",
        heading=TITLE, trail=[(_l("Manage"), path_for(request, "manage.home")), (TITLE, None)],
        save_to=path_for(request, "manage.save_platform_accessibility"),
        public_url=path_for(request, "accessibility.site"), **context,
    )  # fmt: skip


def _proposed(request: Request, place: Office | None) -> Statement:
    """Our own words, with what we know of this administration; nothing of it is stored yet."""
    one = words.default()
    if place:
        one.email, one.phone = place.administration.email, place.administration.phone
        one.complaints = place.administration.address
    else:
        one.email = settings_of(request).contact_email
    return one


async def save(request: Request) -> Response:
    place = await _place(request)
    form = await forms.read(request, StatementForm)
    if form.data is None:
        return await _page(request, place, form, 422)
    saved = await services.save(
        db_of(request), viewer_of(request), place.administration if place else None, form.data
    )
    notice = "statement_saved" if queries.lacks(saved) else "statement_whole"
    if place:
        return see_other(request, "manage.accessibility", administration=place.slug, notice=notice)
    return see_other(request, "manage.platform_accessibility", notice=notice)


OWN, SITE = "/manage/{administration:slug}/accessibility", "/platform/accessibility"
routes = [
    Route(OWN, show, name="manage.accessibility"),
    Route(OWN, save, name="manage.save_accessibility", methods=["POST"]),
    Route(SITE, show, name="manage.platform_accessibility"),
    Route(SITE, save, name="manage.save_platform_accessibility", methods=["POST"]),
]
