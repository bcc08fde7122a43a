"""Reading an idea box: its list, its ideas. A route reads the request, calls one query, answers."""

import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from participe.comments.panel import panel as comments_panel
from participe.core import ratelimit
from participe.core.web import db_of, page, path_for, viewer_of
from participe.ideas import queries, rules
from participe.ideas.queries import BoardFilter, Box, Order
from participe.ideas.queries.board import ORDER_NAMES, SEEDS
from participe.subjects.models import STATUS_NAMES


def box_path(request: Request, name: str, box: Box, **params: object) -> str:
    """`name` is the route of a project's only box; with several, the address says which."""
    return path_for(request, name, project=box.project.slug, box=box.slug, **params)


async def show_board(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    slug, query = request.path_params["project"], request.query_params
    chosen = BoardFilter.read(query)
    if chosen.order is Order.RANDOM and chosen.seed is None:
        # The seed is in the address, so that «back» and a shared link show the same order.
        params = chosen.query(seed=secrets.randbelow(SEEDS))
        path = path_for(request, "ideas.board", project=slug, box=query.get("box"), **params)
        return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
    if chosen.q:
        await ratelimit.check(request, ratelimit.SEARCHES)
    box = await queries.box_of(db, viewer, slug, query.get("box", ""))
    board = await queries.board(db, viewer, box, chosen)

    def to(**changes: object) -> str:
        return box_path(request, "ideas.board", box, **chosen.query(**changes))

    return page(
        request,
        "ideas/board.html",
        project=box.project,
        administration=box.project.administration,
        box=box,
        cards=board.page.items,
        found=board.page,
        chosen=chosen,
        to=to,
        previous_url=to(cursor=str(board.page.previous)) if board.page.previous else None,
        next_url=to(cursor=str(board.page.next)) if board.page.next else None,
        orders=[(order.value, name) for order, name in ORDER_NAMES.items()],
        statuses=STATUS_NAMES,
        submit_why_not=rules.submit.why_not(viewer, box),
    )


async def show_idea(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    idea = await queries.idea(db, viewer, request.path_params["code"])
    cursor = request.query_params.get("comments", "")
    return page(
        request,
        "ideas/idea.html",
        idea=idea,
        project=idea.project,
        administration=idea.project.administration,
        rules=rules,
        status_names=STATUS_NAMES,
        support_why_not=rules.support.why_not(viewer, idea),
        panels=[await comments_panel(db, viewer, idea, rules, cursor=cursor)],
    )


routes = [
    Route("/projects/{project:slug}/ideas", show_board, name="ideas.board"),
    Route("/ideas/{code:code}", show_idea, name="ideas.idea"),
]
