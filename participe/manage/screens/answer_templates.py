"""Answers that are used again, kept by an administration."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import rules
from participe.casework import queries, templates
from participe.casework.forms import TemplateForm
from participe.casework.models import AnswerTemplate
from participe.core import audit, forms
from participe.core.forms import Filled
from participe.core.i18n import LANGUAGES, _l
from participe.core.web import announce, db_of, languages_in, path_for, see_other, viewer_of
from participe.manage.ground import Office, office, office_page
from participe.subjects.models import STATUS_NAMES, Status

announce(
    template_saved=_l("The template is saved."),
    template_removed=_l("The template is removed. Answers that began with it stay as they are."),
)
TITLE = _l("Answer templates")
NAMED_SO = _l("Another template has this name. Choose another name.")
SAY_SOMETHING = _l("Write the answer in at least one language.")


async def show_all(request: Request) -> Response:
    place = await office(request, rules.manage)
    return office_page(
        request, place, "casework/templates.html", "templates", TITLE,
        templates=await queries.templates(db_of(request), place.administration_id),
        status_names=STATUS_NAMES,
    )  # fmt: skip


async def show_new(request: Request) -> Response:
    return await _page(request, await office(request, rules.manage), None, Filled())


async def show(request: Request) -> Response:
    place = await office(request, rules.manage)
    one = await queries.template(
        db_of(request), place.administration_id, request.path_params["template"]
    )
    said = {"name": one.name, "status": one.status.value, "text": one.text}
    return await _page(request, place, one, forms.shown(said))


async def _page(
    request: Request,
    place: Office,
    one: AnswerTemplate | None,
    form: Filled[Any],
    status: int = 200,
) -> Response:
    answer = office_page(
        request, place, "casework/template.html", "templates",
        one.name if one else _l("New template"),
        above=(TITLE, path_for(request, "manage.templates", administration=place.slug)),
        one=one,
        form=form,
        fields_in=languages_in(LANGUAGES),
        statuses=[(one.value, STATUS_NAMES[one]) for one in Status],
        example=templates.example(),
    )  # fmt: skip
    answer.status_code = status
    return answer


async def save(request: Request) -> Response:
    """A new one, or the one of the address."""
    place = await office(request, rules.manage)
    db, viewer = db_of(request), viewer_of(request)
    code = request.path_params.get("template")
    one = await queries.template(db, place.administration_id, code) if code else None
    form = await forms.read(request, TemplateForm)
    if form.data and not form.data.text:
        form.fail("text-fr", SAY_SOMETHING)
    if form.data is None:
        return await _page(request, place, one, form, 422)
    row = one or AnswerTemplate(
        administration_id=place.administration_id, name="", status=form.data.status
    )
    try:
        async with db.begin_nested():
            row.name, row.status, row.text = form.data.name, form.data.status, form.data.text
            row.changed_at = viewer.now
            db.add(row)
    except IntegrityError:
        form.fail("name", NAMED_SO)
        return await _page(request, place, None if not code else one, form, 422)
    audit.note(
        db, viewer, "template.save", f"template:{row.code}",
        administration_id=place.administration_id,
    )  # fmt: skip
    return see_other(
        request, "manage.templates", administration=place.slug, notice="template_saved"
    )


async def remove(request: Request) -> Response:
    place = await office(request, rules.manage)
    db, viewer = db_of(request), viewer_of(request)
    await forms.read(request, forms.Form)
    one = await queries.template(db, place.administration_id, request.path_params["template"])
    await db.delete(one)
    audit.note(
        db, viewer, "template.remove", f"template:{one.code}",
        administration_id=place.administration_id,
    )  # fmt: skip
    return see_other(
        request, "manage.templates", administration=place.slug, notice="template_removed"
    )


ALL = "/manage/{administration:slug}/templates"
ONE = ALL + "/{template:code}"
routes = [
    Route(ALL, show_all, name="manage.templates"),
    Route(f"{ALL}/new", show_new, name="manage.new_template"),
    Route(f"{ALL}/new", save, name="manage.add_template", methods=["POST"]),
    Route(ONE, show, name="manage.template"),
    Route(ONE, save, name="manage.save_template", methods=["POST"]),
    Route(f"{ONE}/remove", remove, name="manage.remove_template", methods=["POST"]),
]
