"""A project: making it, its overview, its words, its opening."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import rules as administration_rules
from participe.core import forms, i18n
from participe.core.component import Gap
from participe.core.i18n import LANGUAGES, _l
from participe.core.web import announce, db_of, languages_in, path_for, see_other, viewer_of
from participe.manage.ground import office, office_page, path_in, project, project_page
from participe.projects import checks, rules, services
from participe.projects.forms import NewProjectForm, PromiseForm, TextForm
from participe.projects.queries import ProjectView
from participe.projects.services.projects import stored

announce(
    project_made=_l("The draft is made, with an idea box and three phases to adapt."),
    project_saved=_l("Your changes are saved."),
    project_published=_l("The project is public now."),
    project_unpublished=_l("The project is a draft again. Only your staff sees it."),
)
CHOOSE_LANGUAGE = _l("Choose at least one language.")
ALL = "/manage/{administration:slug}/projects"
ONE = ALL + "/{project:slug}"


def back(request: Request, route: str, found: ProjectView, notice: str, **params: Any) -> Response:
    """To a screen of this project, with a word on what was done."""
    return see_other(
        request, route, administration=found.administration.slug, project=found.slug,
        notice=notice, **params,
    )  # fmt: skip


async def show_new(request: Request) -> Response:
    place = await office(request, administration_rules.manage)
    return _new_page(request, place, forms.shown({"languages": [i18n.locale()]}))


def _new_page(request: Request, place: Any, form: forms.Filled, status: int = 200) -> Response:
    return office_page(
        request,
        place,
        "manage/new_project.html",
        "projects",
        _l("New project"),
        above=(_l("Projects"), path_for(request, "manage.projects", administration=place.slug)),
        status=status,
        form=form,
        fields_in=languages_in(LANGUAGES),
        language_options=list(LANGUAGES.items()),
    )


async def create(request: Request) -> Response:
    place = await office(request, administration_rules.manage)
    form = await forms.read(request, NewProjectForm)
    if "languages" in form.errors:
        form.errors["languages"] = CHOOSE_LANGUAGE
    if form.data is not None:
        forms.ask_in(form, form.data.languages, "title")
    if form.data is None:
        return _new_page(request, place, form, status=422)
    made = await services.create(
        db_of(request), viewer_of(request), place.administration_id, form.data
    )
    return see_other(
        request, "manage.project", administration=place.slug, project=made.slug,
        notice="project_made",
    )  # fmt: skip


def link_of(request: Request, found: ProjectView, gap: Gap) -> str:
    path = path_in(request, gap.route, found, **gap.params)
    return f"{path}#{gap.anchor}" if gap.anchor else path


async def show(request: Request) -> Response:
    """The overview: what is missing before it opens, where it stands."""
    return await _overview(request, await project(request, rules.read))


async def _overview(request: Request, found: ProjectView, status: int = 200) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    gaps = await checks.gaps(db, viewer, found)
    return project_page(
        request,
        found,
        "manage/project.html",
        "overview",
        found.title,
        status=status,
        gaps=[(gap.text, link_of(request, found, gap)) for gap in gaps],
        refused=status != 200,
        untouched=found.published_at is not None and await services.is_untouched(db, found),
        may_manage=rules.manage.allows(viewer, found),
    )


async def publish(request: Request) -> Response:
    """Refused with the list of what is missing."""
    found = await project(request)
    db, viewer = db_of(request), viewer_of(request)
    if found.published_at is None and await checks.gaps(db, viewer, found):
        return await _overview(request, found, status=422)
    await services.publish(db, viewer, found)
    return back(request, "manage.project", found, "project_published")


async def unpublish(request: Request) -> Response:
    found = await project(request)
    await services.unpublish(db_of(request), viewer_of(request), found)
    return back(request, "manage.project", found, "project_unpublished")


async def show_text(request: Request) -> Response:
    found = await project(request)
    row = await stored(db_of(request), found)
    names = ("title", "summary", "description")
    return _text_page(request, found, forms.shown({name: getattr(row, name) for name in names}))


def _text_page(
    request: Request, found: ProjectView, form: forms.Filled, status: int = 200
) -> Response:
    return project_page(
        request, found, "manage/project_text.html", "text", _l("Texts"), status=status, form=form
    )


async def save_text(request: Request) -> Response:
    found = await project(request)
    form = await forms.read(request, TextForm)
    if form.data and not form.data.title:
        form.fail(f"title-{found.languages[0]}", _l("Write the title in at least one language."))
    if form.data is None:
        return _text_page(request, found, form, status=422)
    await services.change_text(db_of(request), viewer_of(request), found, form.data)
    return back(request, "manage.project_text", found, "project_saved")


async def show_promise(request: Request) -> Response:
    found = await project(request)
    row = await stored(db_of(request), found)
    names = ("decides", "by_whom", "not_open", "feedback")
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    values["by_when"] = row.by_when.isoformat() if row.by_when else ""
    return _promise_page(request, found, forms.shown(values))


def _promise_page(
    request: Request, found: ProjectView, form: forms.Filled, status: int = 200
) -> Response:
    return project_page(
        request, found, "manage/project_promise.html", "promise", _l("Promise"), status=status,
        form=form,
    )  # fmt: skip


async def save_promise(request: Request) -> Response:
    found = await project(request)
    form = await forms.read(request, PromiseForm)
    if form.data is None:
        return _promise_page(request, found, form, status=422)
    await services.change_promise(db_of(request), viewer_of(request), found, form.data)
    return back(request, "manage.project_promise", found, "project_saved")


routes = [
    Route(f"{ALL}/new", show_new, name="manage.new_project"),
    Route(f"{ALL}/new", create, name="manage.create_project", methods=["POST"]),
    Route(ONE, show, name="manage.project"),
    Route(f"{ONE}/publish", publish, name="manage.publish", methods=["POST"]),
    Route(f"{ONE}/unpublish", unpublish, name="manage.unpublish", methods=["POST"]),
    Route(f"{ONE}/texts", show_text, name="manage.project_text"),
    Route(f"{ONE}/texts", save_text, name="manage.save_text", methods=["POST"]),
    Route(f"{ONE}/promise", show_promise, name="manage.project_promise"),
    Route(f"{ONE}/promise", save_promise, name="manage.save_promise", methods=["POST"]),
]
