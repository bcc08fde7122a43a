"""Idea boxes of a project: the boxes themselves and their themes."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.errors import NotFound
from participe.core.i18n import Localized, _l
from participe.core.web import announce, db_of, viewer_of
from participe.ideas import queries as ideas
from participe.ideas.fields import OWN_KIND_NAMES
from participe.ideas.manage import boxes
from participe.ideas.manage.forms import (
    MOST_FIELDS,
    MOST_THEMES,
    BoxForm,
    NewBoxForm,
    ThemeActionForm,
    ThemeForm,
)
from participe.ideas.models import Who
from participe.ideas.queries import Box, ThemeView
from participe.manage.ground import path_in, project, project_page
from participe.manage.screens.projects import ONE, back
from participe.projects import services
from participe.projects.queries import ProjectView

announce(
    box_added=_l("The idea box is added. Write its question, then open it in a phase."),
    box_saved=_l("The idea box is saved."),
    box_removed=_l("The idea box is taken away."),
    theme_added=_l("The theme is added."),
    theme_saved=_l("The theme is saved."),
    theme_removed=_l("The theme is taken away. Its ideas are kept, without theme."),
)
WHO = (
    (Who.SIGNED_IN.value, _l("Everybody who signs in")),
    (
        Who.STAFF.value,
        _l("Our staff only"),
        _l("The ideas are those of the administration. Everybody may support and comment."),
    ),
)


async def box_of(request: Request) -> Box:
    """The box of the address, in a project that the viewer manages."""
    found = await project(request)
    one = found.component(request.path_params["box"], "idea")
    return await ideas.box_in(db_of(request), found, one)


async def show_all(request: Request) -> Response:
    return await _list(request, await project(request), forms.Filled())


async def _list(
    request: Request, found: ProjectView, form: forms.Filled, status: int = 200
) -> Response:
    db = db_of(request)
    return project_page(
        request,
        found,
        "manage/boxes.html",
        "boxes",
        _l("Idea boxes"),
        status=status,
        form=form,
        boxes=[await ideas.box_in(db, found, one) for one in found.of_kind("idea")],
    )


async def add(request: Request) -> Response:
    found = await project(request)
    form = await forms.read(request, NewBoxForm)
    if form.data is not None:
        forms.ask_in(form, found.languages[:1], "title")
    if form.data is None:
        return await _list(request, found, form, status=422)
    row = await services.add_component(
        db_of(request), viewer_of(request), found, "idea", form.data.title
    )
    return back(request, "manage.box", found, "box_added", box=row.slug)


async def show(request: Request) -> Response:
    box = await box_of(request)
    form = forms.shown(
        {
            "title": box.component.title, "question": box.question, "intro": box.intro,
            "who": box.who.value, "place": "yes" if box.ask_place else "",
            "supports_limit": box.supports_limit, "title_min": box.title_min,
            "title_max": box.title_max, "body_min": box.body_min, "body_max": box.body_max,
        }
    )  # fmt: skip
    return _page(request, box, form)


def _page(
    request: Request,
    box: Box,
    form: forms.Filled,
    status: int = 200,
) -> Response:
    return project_page(
        request,
        box.project,
        "manage/box.html",
        "boxes",
        box.component.title,
        above=(_l("Idea boxes"), path_in(request, "manage.boxes", box.project)),
        status=status,
        box=box,
        form=form,
        who=WHO,
        most_fields=MOST_FIELDS,
        own_kinds=OWN_KIND_NAMES,
        is_empty=box.idea_count == 0,
    )


async def save(request: Request) -> Response:
    box = await box_of(request)
    form = await forms.read(request, BoxForm)
    if "form" in form.errors:  # the limits together
        form.errors["title_min"] = form.errors.pop("form")
    if form.data is not None:
        forms.ask_in(form, box.project.languages[:1], "title")
    if form.data is None:
        return _page(request, box, form, status=422)
    await boxes.change(db_of(request), viewer_of(request), box, form.data)
    return back(request, "manage.box", box.project, "box_saved", box=box.component.slug)


async def remove(request: Request) -> Response:
    box = await box_of(request)
    await boxes.remove(db_of(request), viewer_of(request), box)
    return back(request, "manage.boxes", box.project, "box_removed")


# --- Themes ---


async def show_themes(request: Request) -> Response:
    return _themes_page(request, await box_of(request), forms.Filled())


def _above(request: Request, box: Box) -> tuple[Localized, str]:
    return box.component.title, path_in(request, "manage.box", box.project, box=box.component.slug)


def _themes_page(request: Request, box: Box, form: forms.Filled, status: int = 200) -> Response:
    return project_page(
        request,
        box.project,
        "manage/themes.html",
        "boxes",
        _l("Themes"),
        above=_above(request, box),
        status=status,
        box=box,
        form=form,
        is_full=len(box.themes) >= MOST_THEMES,
    )


async def add_theme(request: Request) -> Response:
    box = await box_of(request)
    form = await forms.read(request, ThemeForm)
    if form.data is not None:
        forms.ask_in(form, box.project.languages[:1], "name")
    if form.data is None:
        return _themes_page(request, box, form, status=422)
    await boxes.add_theme(db_of(request), viewer_of(request), box, form.data)
    return back(request, "manage.themes", box.project, "theme_added", box=box.component.slug)


def _theme(request: Request, box: Box) -> ThemeView:
    theme = box.theme(request.path_params["theme"])
    if theme is None:
        raise NotFound
    return theme


async def show_theme(request: Request) -> Response:
    box = await box_of(request)
    theme = _theme(request, box)
    return _theme_page(request, box, theme, forms.shown({"name": theme.name}))


def _theme_page(
    request: Request, box: Box, theme: ThemeView, form: forms.Filled, status: int = 200
) -> Response:
    themes = path_in(request, "manage.themes", box.project, box=box.component.slug)
    return project_page(
        request,
        box.project,
        "manage/theme.html",
        "boxes",
        theme.name,
        above=(_l("Themes"), themes),
        status=status,
        box=box,
        theme=theme,
        form=form,
        back_url=themes,
    )


async def save_theme(request: Request) -> Response:
    box = await box_of(request)
    theme = _theme(request, box)
    form = await forms.read(request, ThemeForm)
    if form.data is not None:
        forms.ask_in(form, box.project.languages[:1], "name")
    if form.data is None:
        return _theme_page(request, box, theme, form, status=422)
    await boxes.rename_theme(db_of(request), viewer_of(request), box, theme, form.data)
    return back(request, "manage.themes", box.project, "theme_saved", box=box.component.slug)


async def act_on_theme(request: Request) -> Response:
    """Up, down, or away."""
    box = await box_of(request)
    theme = _theme(request, box)
    form = await forms.read(request, ThemeActionForm)
    if form.data is None:
        raise NotFound
    db, viewer, notice = db_of(request), viewer_of(request), ""
    if form.data.action == "remove":
        await boxes.remove_theme(db, viewer, box, theme)
        notice = "theme_removed"
    else:
        await boxes.move_theme(db, viewer, box, theme, -1 if form.data.action == "up" else 1)
    return back(request, "manage.themes", box.project, notice, box=box.component.slug)


BOXES = f"{ONE}/boxes"
BOX = BOXES + "/{box:slug}"
THEME = BOX + "/themes/{theme:slug}"
routes = [
    Route(BOXES, show_all, name="manage.boxes"),
    Route(BOXES, add, name="manage.add_box", methods=["POST"]),
    Route(BOX, show, name="manage.box"),
    Route(BOX, save, name="manage.save_box", methods=["POST"]),
    Route(f"{BOX}/remove", remove, name="manage.remove_box", methods=["POST"]),
    Route(f"{BOX}/themes", show_themes, name="manage.themes"),
    Route(f"{BOX}/themes", add_theme, name="manage.add_theme", methods=["POST"]),
    Route(THEME, show_theme, name="manage.theme"),
    Route(THEME, save_theme, name="manage.save_theme", methods=["POST"]),
    Route(f"{THEME}/act", act_on_theme, name="manage.act_on_theme", methods=["POST"]),
]
