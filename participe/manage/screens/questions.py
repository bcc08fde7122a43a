"""The own questions of an idea box, each on its page."""

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.errors import NotFound
from participe.core.forms import Form
from participe.core.i18n import Localized, _l
from participe.core.web import announce, db_of, viewer_of
from participe.ideas.fields import OWN_KIND_NAMES, OwnField, OwnKind
from participe.ideas.manage import boxes
from participe.ideas.manage.forms import OwnFieldForm
from participe.ideas.queries import Box
from participe.manage.ground import path_in, project_page
from participe.manage.screens.boxes import BOX, box_of
from participe.manage.screens.projects import back

announce(
    question_saved=_l("The question is saved."),
    question_removed=_l("It is not asked any more. Its answers are kept, but no longer shown."),
)
MEANINGS = {
    OwnKind.TEXT: _l("A line to write in."),
    OwnKind.CHOICE: _l("One answer of a list that you write below."),
    OwnKind.NUMBER: _l("An amount, a length, a number of people."),
    OwnKind.YESNO: _l("Two buttons: yes, no."),
    OwnKind.FILE: _l("A picture or a PDF, such as an estimate."),
}


class ActionForm(Form):
    action: Literal["up", "down", "remove"]


def _own(request: Request, box: Box) -> OwnField:
    own = box.own(request.path_params["question"])
    if own is None:
        raise NotFound
    return own


async def show_new(request: Request) -> Response:
    box = await box_of(request)
    return _page(request, box, None, forms.shown({"kind": OwnKind.TEXT.value}))


async def show(request: Request) -> Response:
    box = await box_of(request)
    own = _own(request, box)
    form = forms.shown(
        {
            "label": Localized(own.label),
            "hint": Localized(own.hint),
            "kind": own.kind.value,
            "required": "yes" if own.required else "",
            "options": boxes.options_in_lines(own, box.project.languages),
        }
    )
    return _page(request, box, own, form)


def _page(
    request: Request, box: Box, own: OwnField | None, form: forms.Filled, status: int = 200
) -> Response:
    back_url = path_in(request, "manage.box", box.project, box=box.component.slug)
    return project_page(
        request,
        box.project,
        "manage/question.html",
        "boxes",
        own.label if own else _l("New question"),
        above=(box.component.title, back_url),
        status=status,
        box=box,
        own=own,
        form=form,
        kinds=[(kind.value, OWN_KIND_NAMES[kind], MEANINGS[kind]) for kind in OwnKind],
        back_url=f"{back_url}#questions",
    )


async def _read(request: Request, box: Box) -> forms.Filled[OwnFieldForm]:
    form = await forms.read(request, OwnFieldForm)
    if "form" in form.errors:  # the answers of a choice
        form.errors[f"options-{box.project.languages[0]}"] = form.errors.pop("form")
    if form.data is not None:
        forms.ask_in(form, box.project.languages[:1], "label")
    return form


async def add(request: Request) -> Response:
    box = await box_of(request)
    form = await _read(request, box)
    if form.data is None:
        return _page(request, box, None, form, status=422)
    await boxes.save_field(db_of(request), viewer_of(request), box, None, form.data)
    return back(request, "manage.box", box.project, "question_saved", box=box.component.slug)


async def save(request: Request) -> Response:
    box = await box_of(request)
    own = _own(request, box)
    form = await _read(request, box)
    if form.data is None:
        return _page(request, box, own, form, status=422)
    await boxes.save_field(db_of(request), viewer_of(request), box, own.key, form.data)
    return back(request, "manage.box", box.project, "question_saved", box=box.component.slug)


async def act(request: Request) -> Response:
    """Up, down, or away."""
    box = await box_of(request)
    own = _own(request, box)
    form = await forms.read(request, ActionForm)
    if form.data is None:
        raise NotFound
    db, viewer, notice = db_of(request), viewer_of(request), ""
    if form.data.action == "remove":
        await boxes.remove_field(db, viewer, box, own.key)
        notice = "question_removed"
    else:
        await boxes.move_field(db, viewer, box, own.key, -1 if form.data.action == "up" else 1)
    return back(request, "manage.box", box.project, notice, box=box.component.slug)


QUESTIONS = f"{BOX}/questions"
ONE = QUESTIONS + "/{question}"
routes = [
    Route(f"{QUESTIONS}/new", show_new, name="manage.new_question"),
    Route(f"{QUESTIONS}/new", add, name="manage.add_question", methods=["POST"]),
    Route(ONE, show, name="manage.question"),
    Route(ONE, save, name="manage.save_question", methods=["POST"]),
    Route(f"{ONE}/act", act, name="manage.act_on_question", methods=["POST"]),
]
