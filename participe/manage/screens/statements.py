"""Statements to agree or disagree with: their boxes, their words, closing them."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.consultations import queries, rules, services
from participe.consultations.forms import (
    MOST_LINES,
    ActionForm,
    BoxForm,
    ListForm,
    NewBoxForm,
    StatementForm,
    languages,
)
from participe.consultations.models import LONGEST
from participe.consultations.queries import Box, StatementView
from participe.core import forms
from participe.core.errors import NotFound
from participe.core.i18n import LANGUAGES, _l
from participe.core.web import announce, db_of, viewer_of
from participe.manage.ground import path_in, project, project_page
from participe.manage.screens.projects import ONE, back
from participe.projects.queries import ProjectView
from participe.projects.services import add_component

announce(
    statements_added=_l(
        "The statements have their place. Write the first ones, then open a phase."
    ),
    statements_saved=_l("This is saved."),
    statements_removed=_l("This is taken away."),
    statements_written=_l("The statements are added."),
    statements_known=_l("These statements are there already."),
    opinion_saved=_l("The statement is saved."),
    statement_closed=_l("Nobody is asked this statement any more. Its answers stay."),
    statement_opened=_l("People are asked this statement again."),
)
TITLE = _l("Statements")


async def box_of(request: Request) -> Box:
    """The box of the address, in a project that the viewer manages."""
    found = await project(request)
    one = found.component(request.path_params["statements"], "statement")
    return await queries.box_in(db_of(request), found, one)


async def show_all(request: Request) -> Response:
    return await _list(request, await project(request), forms.Filled())


async def _list(
    request: Request, found: ProjectView, form: forms.Filled, status: int = 200
) -> Response:
    db = db_of(request)
    return project_page(
        request,
        found,
        "manage/statements.html",
        "statements",
        TITLE,
        status=status,
        form=form,
        boxes=[await queries.box_in(db, found, one) for one in found.of_kind("statement")],
    )


async def add_box(request: Request) -> Response:
    found = await project(request)
    form = await forms.read(request, NewBoxForm)
    if form.data is not None:
        forms.ask_in(form, found.languages[:1], "title")
    if form.data is None:
        return await _list(request, found, form, status=422)
    row = await add_component(
        db_of(request), viewer_of(request), found, "statement", form.data.title
    )
    return back(request, "manage.statements_box", found, "statements_added", statements=row.slug)


async def show_box(request: Request) -> Response:
    box = await box_of(request)
    return await _page(request, box)


def _words(box: Box) -> forms.Filled:
    return forms.shown({"title": box.component.title, "question": box.question, "intro": box.intro})


async def _page(
    request: Request,
    box: Box,
    form: forms.Filled | None = None,
    adding: forms.Filled | None = None,
    status: int = 200,
) -> Response:
    found = await queries.listed(db_of(request), box, request.query_params.get("cursor", "")[:400])

    def at(cursor: Any) -> str | None:
        return cursor and path_in(
            request,
            "manage.statements_box",
            box.project,
            statements=box.component.slug,
            cursor=cursor,
        )

    return project_page(
        request,
        box.project,
        "manage/statements_box.html",
        "statements",
        box.component.title,
        above=(TITLE, path_in(request, "manage.statements", box.project)),
        status=status,
        box=box,
        form=form or _words(box),
        adding=adding or forms.shown({"lang": box.project.languages[0]}),
        listed=found,
        previous_url=at(found.previous),
        next_url=at(found.next),
        languages_offered=languages(),
        language_names=LANGUAGES,
        most=MOST_LINES,
        longest=LONGEST,
    )


async def save_box(request: Request) -> Response:
    box = await box_of(request)
    form = await forms.read(request, BoxForm)
    if form.data is not None:
        forms.ask_in(form, box.project.languages[:1], "title")
    if form.data is None:
        return await _page(request, box, form=form, status=422)
    await services.change(db_of(request), viewer_of(request), box, form.data)
    return _back(request, box, "statements_saved")


def _back(request: Request, box: Box, notice: str) -> Response:
    return back(
        request, "manage.statements_box", box.project, notice, statements=box.component.slug
    )  # fmt: skip


async def remove_box(request: Request) -> Response:
    box = await box_of(request)
    await services.remove_box(db_of(request), viewer_of(request), box)
    return back(request, "manage.statements", box.project, "statements_removed")


async def add(request: Request) -> Response:
    """One statement a line: typed, or a whole list pasted."""
    box = await box_of(request)
    form = await forms.read(request, ListForm)
    if form.data is None:
        return await _page(request, box, adding=form, status=422)
    new = await services.add(
        db_of(request), viewer_of(request), box, form.data.lines.split("\n"), form.data.lang
    )
    return _back(request, box, "statements_written" if new else "statements_known")


async def _statement(request: Request) -> StatementView:
    box = await box_of(request)
    found = await queries.statement(
        db_of(request), viewer_of(request), request.path_params["statement"]
    )
    if found.component_id != box.component_id:
        raise NotFound
    return found


async def show_one(request: Request) -> Response:
    statement = await _statement(request)
    rules.edit.require(viewer_of(request), statement)
    form = forms.shown({"body": statement.body, "lang": statement.lang})
    return _one(request, statement, form)


def _one(
    request: Request, statement: StatementView, form: forms.Filled, status: int = 200
) -> Response:
    box = statement.box
    above = path_in(request, "manage.statements_box", box.project, statements=box.component.slug)
    return project_page(
        request,
        box.project,
        "manage/statement.html",
        "statements",
        _l("Change a statement"),
        above=(box.component.title, above),
        status=status,
        box=box,
        statement=statement,
        form=form,
        languages_offered=languages(),
        longest=LONGEST,
    )


async def save_one(request: Request) -> Response:
    statement = await _statement(request)
    form = await forms.read(request, StatementForm)
    if form.data is None:
        return _one(request, statement, form, status=422)
    await services.edit(db_of(request), viewer_of(request), statement, form.data)
    return _back(request, statement.box, "opinion_saved")


async def act(request: Request) -> Response:
    statement = await _statement(request)
    form = await forms.read(request, ActionForm)
    if form.data is None:
        return _back(request, statement.box, "statements_saved")
    closed = form.data.action == "close"
    await services.close(db_of(request), viewer_of(request), statement, closed=closed)
    return _back(request, statement.box, "statement_closed" if closed else "statement_opened")


ALL = f"{ONE}/statements"
BOX = ALL + "/{statements:slug}"
STATEMENT = BOX + "/{statement:code}"
routes = [
    Route(ALL, show_all, name="manage.statements"),
    Route(ALL, add_box, name="manage.add_statements", methods=["POST"]),
    Route(BOX, show_box, name="manage.statements_box"),
    Route(BOX, save_box, name="manage.save_statements", methods=["POST"]),
    Route(f"{BOX}/remove", remove_box, name="manage.remove_statements", methods=["POST"]),
    Route(f"{BOX}/add", add, name="manage.write_statements", methods=["POST"]),
    Route(STATEMENT, show_one, name="manage.statement"),
    Route(STATEMENT, save_one, name="manage.save_statement", methods=["POST"]),
    Route(f"{STATEMENT}/act", act, name="manage.act_on_statement", methods=["POST"]),
]
