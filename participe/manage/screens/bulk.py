"""One thing done with many contributions: choose, say what, look at each, do, take back."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.casework import bulk, queries, templates
from participe.casework.bulk import Where
from participe.casework.forms import KEEP, NOBODY, ChoiceForm, LeftOutForm, WhatForm
from participe.casework.models import BulkAction, BulkState, Outcome
from participe.core import forms, jobs
from participe.core.errors import NotFound
from participe.core.forms import Filled
from participe.core.i18n import Localized, _l, localized
from participe.core.web import announce, db_of, own_path, see_path, viewer_of
from participe.ideas import queries as ideas
from participe.ideas.manage.table import TableFilter, where_of
from participe.ideas.queries import Box
from participe.manage.ground import path_in, project, project_page
from participe.manage.queries import job_view
from participe.manage.screens.projects import ONE
from participe.projects.queries import ProjectView
from participe.subjects.models import STATUS_NAMES, Status

announce(
    none_public=_l("None of these is public: there is nothing to do with them."),
    left_out=_l("Noted: only those that are ticked take part."),
    bulk_undone=_l("It is taken back."),
)
TITLE = _l("Several ideas at once")
SAY_SOMETHING = _l("Choose at least one thing to do.")
SAY_WHY = _l("Say why in at least one language: people deserve a reason, not only a word.")


async def choose(request: Request) -> Response:
    """The ideas that were ticked in the table, or all that its filter shows."""
    found = await project(request)
    box = await _box(request, found)
    form = await forms.read(request, ChoiceForm)
    if form.data is None:
        raise NotFound
    back = own_path(form.data.back, path_in(request, "manage.ideas", found, box=box.slug))
    if form.data.every:
        sql, values = where_of(box, TableFilter.read(request.query_params))
    elif form.data.idea:
        sql, values = "s.code = ANY (:codes)", {"codes": form.data.idea}
    else:
        return see_path(back, "none_chosen")
    db, viewer = db_of(request), viewer_of(request)
    action = await bulk.choose(db, viewer, found, box.component_id, Where(sql, values))
    if not action.total:
        return see_path(back, "none_public")
    return see_path(_path(request, found, action))


async def _box(request: Request, found: ProjectView) -> Box:
    """Raises NotFound for a project without a box."""
    wanted, boxes = request.query_params.get("box", ""), found.of_kind("idea")
    if not wanted and not boxes:
        raise NotFound
    one = found.component(wanted[:120], "idea") if wanted else boxes[0]
    return await ideas.box_in(db_of(request), found, one)


async def _action(request: Request) -> tuple[ProjectView, Box, BulkAction]:
    found = await project(request)
    action = await queries.action(db_of(request), found.id, request.path_params["action"])
    one = next(one for one in found.components if one.id == action.component_id)
    return found, await ideas.box_in(db_of(request), found, one), action


def _path(request: Request, found: ProjectView, action: BulkAction, **params: Any) -> str:
    return path_in(request, "manage.bulk", found, action=action.code, **params)


async def show(request: Request) -> Response:
    """What it is about, by its state: what to do, the preview, how it goes, how it went."""
    found, box, action = await _action(request)
    if action.state is BulkState.CHOSEN or (
        action.state is BulkState.READY and request.query_params.get("step") == "what"
    ):
        return await _what_page(request, found, box, action, _said(box, action))
    return await _state_page(request, found, box, action)


def _said(box: Box, action: BulkAction) -> Filled[Any]:
    """What was said before, to change it."""
    what = action.what
    theme = box.theme_of(what["theme"]) if what.get("theme") else None
    return forms.shown({
        "theme": (theme.key if theme else "") if "theme" in what else KEEP,
        "person": (what.get("person_code") or NOBODY) if "person" in what else KEEP,
        "due_on": what.get("due_on") or "",
        "status": what.get("status", KEEP),
        "text": Localized(what.get("text", {})),
    })  # fmt: skip


async def _what_page(
    request: Request, found: ProjectView, box: Box, action: BulkAction, form: Filled[Any], status: int = 200
) -> Response:  # fmt: skip
    db = db_of(request)
    answer = project_page(
        request,
        found,
        "casework/what.html",
        "ideas",
        TITLE,
        above=(_l("Ideas"), path_in(request, "manage.ideas", found, box=box.slug)),
        action=action,
        box=box,
        form=form,
        colleagues=await queries.colleagues(db, found.administration_id, found.id),
        templates=await queries.templates(db, found.administration_id),
        statuses=[(one.value, STATUS_NAMES[one]) for one in Status],
        example=templates.example(),
    )
    answer.status_code = status
    return answer


async def say(request: Request) -> Response:
    found, box, action = await _action(request)
    db, viewer = db_of(request), viewer_of(request)
    form = await forms.read(request, WhatForm)
    if form.data and form.data.fill and form.data.template:
        chosen = await queries.template(db, found.administration_id, form.data.template)
        values = form.values | {"status": chosen.status.value, "template": ""}
        values |= forms.shown({"text": localized(chosen.text, found.languages)}).values
        return await _what_page(request, found, box, action, Filled(values=values))
    if form.data is None:
        return await _what_page(request, found, box, action, form, 422)
    what = await _what(request, found, box, form)
    if form.data is None:
        return await _what_page(request, found, box, action, form, 422)
    await bulk.say(db, viewer, action, what)
    return see_path(_path(request, found, action))


async def _what(
    request: Request, found: ProjectView, box: Box, form: Filled[WhatForm]
) -> dict[str, Any]:
    """As `bulk` does it; mistakes are noted on the form."""
    said, what = form.data, dict[str, Any]()
    assert said
    if said.theme != KEEP:
        theme = box.theme(said.theme) if said.theme else None
        what["theme"] = str(theme.id) if theme else None
    if said.person != KEEP:
        known = await queries.colleagues(db_of(request), found.administration_id, found.id)
        one = next((one for one in known if one.code == said.person), None)
        what |= {"person": str(one.id) if one else None, "person_code": one.code if one else ""}
        what["person_name"] = one.name if one else ""
    if said.due_on:
        what["due_on"] = said.due_on.isoformat()
    if said.status != KEEP:
        what |= {"status": Status(said.status).value, "text": dict(said.text)}
        if not said.text:
            form.fail(f"text-{found.languages[0]}", SAY_WHY)
    if not what:
        form.fail("theme", SAY_SOMETHING)
    return what


async def _state_page(
    request: Request, found: ProjectView, box: Box, action: BulkAction
) -> Response:
    db, viewer, query = db_of(request), viewer_of(request), request.query_params
    number = int(query["page"]) if query.get("page", "").isdecimal() else 1
    number = min(max(1, number), 1000)
    outcome = query.get("outcome", "")
    outcome = outcome if outcome in Outcome.__members__.values() else ""
    counts = await queries.counts(db, action)
    listed = await queries.items(db, viewer, action, number, outcome or None)
    of = getattr(counts, outcome) if outcome else action.total
    job = await jobs.last(db, f"{bulk.APPLY}:{action.id}")
    text_of = localized(action.what.get("text"), found.languages)

    def to(page: int) -> str:
        return _path(request, found, action, page=page, outcome=outcome or None)

    return project_page(
        request,
        found,
        "casework/state.html",
        "ideas",
        TITLE,
        above=(_l("Ideas"), path_in(request, "manage.ideas", found, box=box.slug)),
        action=action,
        box=box,
        counts=counts,
        items=listed,
        outcome=outcome,
        page_number=number,
        answer_of=lambda item: templates.filled(text_of, item.card.title, item.author),
        due_on=date.fromisoformat(action.what["due_on"]) if action.what.get("due_on") else None,
        new_theme=box.theme_of(action.what["theme"]) if action.what.get("theme") else None,
        status_name=STATUS_NAMES[Status(action.what["status"])] if "status" in action.what else "",
        status_names=STATUS_NAMES,
        previous_url=to(number - 1) if number > 1 else None,
        next_url=to(number + 1) if number * queries.SIZE < of else None,
        job=job_view(job) if job else None,
        grace=int(bulk.GRACE.total_seconds() // 60),
        url=_path(request, found, action),
    )


async def do(request: Request) -> Response:
    """Keeps the ticks of this page first; then another page, another choice, or doing it."""
    found, _, action = await _action(request)
    db, viewer = db_of(request), viewer_of(request)
    form = await forms.read(request, LeftOutForm)
    if form.data is None:
        raise NotFound
    if action.state is BulkState.READY:
        await bulk.leave_out(db, action, form.data.shown, form.data.take)
    if form.data.go == "page":
        return see_path(_path(request, found, action, page=form.data.page), "left_out")
    if form.data.go == "back":
        return see_path(_path(request, found, action, step="what"))
    await bulk.do(db, viewer, action, _path(request, found, action))
    return see_path(_path(request, found, action))


async def do_now(request: Request) -> Response:
    found, _, action = await _action(request)
    await forms.read(request, forms.Form)
    await bulk.do_now(db_of(request), viewer_of(request), action)
    return see_path(_path(request, found, action))


async def leave_out(request: Request) -> Response:
    """Takes single contributions out while answers wait."""
    found, _, action = await _action(request)
    form = await forms.read(request, LeftOutForm)
    if form.data is None:
        raise NotFound
    await bulk.leave_out(db_of(request), action, form.data.shown, form.data.take)
    return see_path(_path(request, found, action, page=form.data.page), "left_out")


async def undo(request: Request) -> Response:
    found, _, action = await _action(request)
    await forms.read(request, forms.Form)
    await bulk.undo(db_of(request), viewer_of(request), action)
    return see_path(_path(request, found, action), "bulk_undone")


HERE = f"{ONE}/bulk"
BULK = HERE + "/{action:code}"
routes = [
    Route(HERE, choose, name="manage.choose_bulk", methods=["POST"]),
    Route(BULK, show, name="manage.bulk"),
    Route(BULK, say, name="manage.say_bulk", methods=["POST"]),
    Route(f"{BULK}/do", do, name="manage.do_bulk", methods=["POST"]),
    Route(f"{BULK}/now", do_now, name="manage.do_bulk_now", methods=["POST"]),
    Route(f"{BULK}/ticks", leave_out, name="manage.leave_out_bulk", methods=["POST"]),
    Route(f"{BULK}/undo", undo, name="manage.undo_bulk", methods=["POST"]),
]
