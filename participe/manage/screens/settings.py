"""The settings of a project: languages, contact, questions, place, address, picture."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.errors import Conflict
from participe.core.i18n import LANGUAGES, _l
from participe.core.web import announce, db_of, see_other, viewer_of
from participe.manage.files import COVER, drop, keep_picture
from participe.manage.ground import project, project_page
from participe.manage.screens.projects import CHOOSE_LANGUAGE, ONE, back
from participe.projects import services
from participe.projects.forms import ImageForm, SettingsForm
from participe.projects.queries import ProjectView
from participe.projects.services.projects import stored

announce(
    picture_saved=_l("The picture is shown on the project's page."),
    picture_removed=_l("The picture is no longer shown."),
)
QUESTIONS = (
    ("commune", _l("In which commune they live")),
    ("age_band", _l("Their age, in bands of fifteen years")),
)


async def show(request: Request) -> Response:
    return await _page(request, await project(request))


async def _page(
    request: Request,
    found: ProjectView,
    form: forms.Filled | None = None,
    image_form: forms.Filled | None = None,
    status: int = 200,
) -> Response:
    row = await stored(db_of(request), found)
    if form is None:
        form = forms.shown(
            {
                "languages": row.languages, "contact_email": row.contact_email,
                "questions": row.questions, "communes": "\n".join(row.communes),
                "lat": row.lat, "lon": row.lon, "zoom": row.zoom, "slug": row.slug,
                "indexable": "yes" if row.is_indexable else "",
            }
        )  # fmt: skip
    image_url = f"/projects/{found.slug}/image-{row.image_key[:8]}.webp" if row.image_key else None
    return project_page(
        request,
        found,
        "manage/project_settings.html",
        "settings",
        _l("Settings"),
        status=status,
        form=form,
        image_form=image_form or forms.shown({"image_alt": row.image_alt}),
        image_url=image_url,
        image_alt=row.image_alt,
        language_options=list(LANGUAGES.items()),
        questions=QUESTIONS,
    )


async def save(request: Request) -> Response:
    found = await project(request)
    form = await forms.read(request, SettingsForm)
    if "languages" in form.errors:
        form.errors["languages"] = CHOOSE_LANGUAGE
    if form.data and (form.data.lat is None) != (form.data.lon is None):
        form.fail("lat", _l("Write both numbers of the place, or neither."))
    if form.data is not None:
        try:
            slug = await services.change_settings(
                db_of(request), viewer_of(request), found, form.data
            )
        except Conflict as taken:
            form.fail("slug", taken.message)
        else:
            return see_other(
                request, "manage.project_settings", administration=found.administration.slug,
                project=slug, notice="project_saved",
            )  # fmt: skip
    return await _page(request, found, form, status=422)


async def save_image(request: Request) -> Response:
    found = await project(request)
    form = await forms.read(request, ImageForm, uploads=1)
    key = None
    if form.data is not None:
        upload = form.data.image
        forms.ask_in(form, found.languages, "image_alt")
        if form.data is not None:
            key = await keep_picture(request, form, "image", upload, COVER)
    if form.data is None or key is None:
        return await _page(request, found, None, form, status=422)
    old = await services.change_image(
        db_of(request), viewer_of(request), found, key, form.data.image_alt
    )
    drop(request, old)
    return back(request, "manage.project_settings", found, "picture_saved")


async def remove_image(request: Request) -> Response:
    found = await project(request)
    row = await stored(db_of(request), found)
    old = await services.change_image(
        db_of(request), viewer_of(request), found, None, row.image_alt
    )
    drop(request, old)
    return back(request, "manage.project_settings", found, "picture_removed")


routes = [
    Route(f"{ONE}/settings", show, name="manage.project_settings"),
    Route(f"{ONE}/settings", save, name="manage.save_settings", methods=["POST"]),
    Route(f"{ONE}/picture", save_image, name="manage.save_image", methods=["POST"]),
    Route(f"{ONE}/picture/remove", remove_image, name="manage.remove_image", methods=["POST"]),
]
