"""What officials do with contributions on the board, and the history of what they put right."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.errors import NotFound
from participe.core.i18n import _l
from participe.core.web import db_of, own_path, see_path, viewer_of
from participe.insights import correcting, queries, reviewing, rules
from participe.insights.forms import ItemsForm
from participe.manage.ground import path_in, project, project_page
from participe.manage.screens.topic_board import RUN, TITLE, at_topic, board_page, is_newest
from participe.projects import rules as project_rules

NO_NAME = _l("Give the new topic a name of at least 2 letters.")
NO_GOAL = _l("Choose the topic where they belong.")
NOTHING_TICKED = _l("Tick at least one contribution first.")


async def items(request: Request) -> Response:
    """What is done with contributions that are ticked, or with one."""
    found = await project(request)
    db, viewer = db_of(request), viewer_of(request)
    run = await queries.run(db, found, request.path_params["run"])
    source = request.query_params.get("topic", "")[:20] or None
    form = await forms.read(request, ItemsForm)
    back = own_path(
        request.query_params.get("back", ""),
        path_in(request, "insights.board", found, run=run.code),
    )
    data = form.data
    if data and data.read:
        await reviewing.mark_read(db, viewer, found, run, [data.read])
        return see_path(f"{back}#c-{data.read}", "items_read")
    if data and not data.item:
        form.fail("item", NOTHING_TICKED)
    elif data and data.act == "put" and not data.to:
        form.fail("to", NO_GOAL)
    elif data and data.act == "split" and len(data.label) < 2:
        form.fail("label", NO_NAME)
    if form.data is None or data is None or data.act is None:
        return await board_page(request, found, run, source, form=form, status=422)
    if data.act == "read":
        await reviewing.mark_read(db, viewer, found, run, data.item)
        return see_path(back, "items_read")
    board = await correcting.open_board(db, viewer, found, run.code)
    if data.act == "split":
        if source is None:
            raise NotFound
        new = await correcting.split(board, source, data.item, data.label)
        return at_topic(request, found, new.code, "topic_split")
    # Of a choice, each contribution may be in a topic of its own: then nothing is compared.
    went, left = await correcting.pin(
        board, source, data.item, data.to if data.act == "put" else None, anywhere=source is None
    )
    await reviewing.mark_read(db, viewer, found, run, data.item)
    return see_path(back, "items_put_partly" if left or not went else "items_put")


async def history(request: Request) -> Response:
    found = await project(request, project_rules.read)
    db, viewer = db_of(request), viewer_of(request)
    run = await queries.run(db, found, request.path_params["run"])
    page = await queries.history(db, run, viewer.now, request.query_params.get("cursor", "")[:400])

    def to(at: Any) -> str | None:
        return (
            path_in(request, "insights.history", found, run=run.code, cursor=str(at))
            if at
            else None
        )

    return project_page(
        request,
        found,
        "insights/history.html",
        "analysis",
        _l("What people put right"),
        above=(TITLE, own_path(path_in(request, "insights.board", found, run=run.code))),
        run=run,
        listed=page,
        previous_url=to(page.previous),
        next_url=to(page.next),
        may_review=rules.review.allows(viewer, found) and await is_newest(request, run),
        path_in=lambda route, **params: path_in(request, route, found, **params),
    )


async def undo(request: Request) -> Response:
    found = await project(request)
    code = request.path_params["run"]
    board = await correcting.open_board(db_of(request), viewer_of(request), found, code)
    await correcting.take_back(board, request.path_params["number"])
    return see_path(path_in(request, "insights.history", found, run=code), "correction_undone")


routes = [
    Route(f"{RUN}/items", items, name="insights.items", methods=["POST"]),
    Route(f"{RUN}/history", history, name="insights.history"),
    Route(RUN + "/history/{number:int}/undo", undo, name="insights.undo", methods=["POST"]),
]
