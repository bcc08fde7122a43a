"""Making an administration; its identity and its logo."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import colour, rules, services
from participe.administrations.forms import IdentityForm, LogoForm
from participe.administrations.models import AdministrationKind
from participe.core import forms, i18n
from participe.core.errors import Conflict
from participe.core.i18n import LANGUAGES, _l
from participe.core.web import announce, db_of, languages_in, page, see_other, viewer_of
from participe.manage.files import LOGO, drop, keep_picture
from participe.manage.ground import Office, office, office_page

announce(
    administration_made=_l(
        "The administration is made, and you are its administrator. Now create its first project."
    ),
    identity_saved=_l("The identity is saved."),
    logo_saved=_l("The logo is shown on the pages of your administration."),
    logo_removed=_l("The logo is no longer shown."),
)
KINDS = {
    AdministrationKind.COMMUNE: _l("Commune"),
    AdministrationKind.PROVINCE: _l("Province"),
    AdministrationKind.REGION: _l("Region"),
    AdministrationKind.AGENCY: _l("Public agency"),
    AdministrationKind.OTHER: _l("Another public authority"),
}
NO_NAME = _l("Write the name in at least one language.")


async def show_new(request: Request) -> Response:
    rules.create.require(viewer_of(request), None)
    return _new_page(request, forms.shown({"accent": "#0b5a63", "kind": "commune"}))


def _new_page(request: Request, form: forms.Filled, status: int = 200) -> Response:
    return page(
        request, "manage/new_administration.html", status=status, form=form,
        kinds=list(KINDS.items()), fields_in=languages_in(LANGUAGES),
    )  # fmt: skip


async def create(request: Request) -> Response:
    viewer = viewer_of(request)
    rules.create.require(viewer, None)
    form = await _read(request)
    if form.data is not None:
        try:
            made = await services.create(db_of(request), viewer, form.data)
        except Conflict as taken:
            form.fail("slug", taken.message)
        else:
            return see_other(
                request, "manage.projects", administration=made.slug, notice="administration_made"
            )
    return _new_page(request, form, status=422)


async def _read(request: Request) -> forms.Filled[IdentityForm]:
    form = await forms.read(request, IdentityForm)
    if form.data and not form.data.name:
        form.fail(f"name-{i18n.locale()}", NO_NAME)
    return form


async def show_identity(request: Request) -> Response:
    place = await office(request, rules.administer)
    return _identity_page(request, place, _stored(place))


def _stored(place: Office) -> forms.Filled:
    one = place.administration
    return forms.shown(
        {
            "name": one.name, "about": one.about, "kind": one.kind.value, "email": one.email,
            "phone": one.phone, "address": one.address, "website": one.website,
            "accent": one.accent, "slug": one.slug, "listed": "yes" if one.is_listed else "",
        }
    )  # fmt: skip


def _identity_page(
    request: Request,
    place: Office,
    form: forms.Filled,
    status: int = 200,
    logo_form: forms.Filled | None = None,
) -> Response:
    one = place.administration
    contrast = colour.contrast(one.accent, colour.LIGHT_GROUND)
    return office_page(
        request,
        place,
        "manage/identity.html",
        "identity",
        _l("Identity"),
        status=status,
        form=form,
        logo_form=logo_form or forms.shown({"logo_alt": one.logo_alt}),
        logo_alt=one.logo_alt,
        kinds=list(KINDS.items()),
        fields_in=languages_in(LANGUAGES),
        contrast=i18n.number(int(contrast * 10) / 10),
        light=(colour.LIGHT_GROUND, one.accent),
        dark=(colour.DARK_GROUND, colour.on_dark(one.accent)),
    )


async def save_identity(request: Request) -> Response:
    place = await office(request, rules.administer)
    form = await _read(request)
    if form.data is not None:
        try:
            await services.change_identity(
                db_of(request), viewer_of(request), place.administration, form.data
            )
        except Conflict as taken:
            form.fail("slug", taken.message)
        else:
            return see_other(
                request, "manage.identity", administration=place.administration.slug,
                notice="identity_saved",
            )  # fmt: skip
    return _identity_page(request, place, form, status=422)


async def save_logo(request: Request) -> Response:
    place = await office(request, rules.administer)
    form = await forms.read(request, LogoForm, uploads=1)
    key = None
    if form.data is not None:
        key = await keep_picture(request, form, "logo", form.data.logo, LOGO)
    if form.data is None or key is None:
        return _identity_page(request, place, _stored(place), 422, form)
    old = await services.change_logo(
        db_of(request), viewer_of(request), place.administration, key, form.data.logo_alt
    )
    drop(request, old)
    return see_other(request, "manage.identity", administration=place.slug, notice="logo_saved")


async def remove_logo(request: Request) -> Response:
    place = await office(request, rules.administer)
    old = await services.change_logo(
        db_of(request), viewer_of(request), place.administration, None, ""
    )
    drop(request, old)
    return see_other(request, "manage.identity", administration=place.slug, notice="logo_removed")


NEW = "/platform/administrations/new"
ONE = "/manage/{administration:slug}/identity"
routes = [
    Route(NEW, show_new, name="manage.new_administration"),
    Route(NEW, create, name="manage.create_administration", methods=["POST"]),
    Route(ONE, show_identity, name="manage.identity"),
    Route(ONE, save_identity, name="manage.save_identity", methods=["POST"]),
    Route(f"{ONE}/logo", save_logo, name="manage.save_logo", methods=["POST"]),
    Route(f"{ONE}/logo/remove", remove_logo, name="manage.remove_logo", methods=["POST"]),
]
