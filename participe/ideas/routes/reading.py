"""Reading an idea box: its list, its ideas. A route reads the request, calls one query, answers."""

import secrets
from io import BytesIO
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from participe.comments.panel import panel as comments_panel
from participe.core import ratelimit
from participe.core.errors import NotFound
from participe.core.web import absolute, db_of, page, path_for, viewer_of
from participe.duplicates.panel import panel as group_panel
from participe.ideas import queries, rules
from participe.ideas.queries import BoardFilter, Box, Order
from participe.ideas.queries.orders import ORDER_NAMES, SEEDS
from participe.moderation import queries as moderation
from participe.subjects.models import STATUS_NAMES, Visibility

ORDERS = [(order.value, name) for order, name in ORDER_NAMES.items()]


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

    shown = filter_context(request, "ideas.board", box, chosen)
    to = shown["to"]
    return page(
        request,
        "ideas/board.html",
        **shown,
        cards=board.page.items,
        found=board.page,
        previous_url=to(cursor=str(board.page.previous)) if board.page.previous else None,
        next_url=to(cursor=str(board.page.next)) if board.page.next else None,
        submit_why_not=rules.submit.why_not(viewer, box),
    )


def filter_context(request: Request, name: str, box: Box, chosen: BoardFilter) -> dict[str, Any]:
    """What list and map share: the box, and how its ideas are chosen."""

    def to(**changes: object) -> str:
        return box_path(request, name, box, **chosen.query(**changes))

    return {
        "project": box.project,
        "administration": box.project.administration,
        "box": box,
        "chosen": chosen,
        "listing": name,
        "to": to,
        "orders": ORDERS,
        "statuses": STATUS_NAMES,
    }


async def show_qr(request: Request) -> Response:
    """The address of an idea as a picture, for a poster or a letter."""
    idea = await queries.idea(db_of(request), viewer_of(request), request.path_params["code"])
    if not idea.is_published:
        raise NotFound
    out = BytesIO()
    segno.make(absolute(request, idea.url), error="m").save(out, kind="svg", scale=8, border=4)
    return Response(out.getvalue(), media_type="image/svg+xml")


async def show_idea(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    idea = await queries.idea(db, viewer, request.path_params["code"])
    query = request.query_params
    panels = [
        await group_panel(db, viewer, idea, rules, cursor=query.get("members", "")),
        await comments_panel(db, viewer, idea, rules, cursor=query.get("comments", "")),
    ]
    return page(
        request,
        "ideas/idea.html",
        idea=idea,
        project=idea.project,
        administration=idea.project.administration,
        rules=rules,
        status_names=STATUS_NAMES,
        support_why_not=rules.support.why_not(viewer, idea),
        hiding=await moderation.hiding(db, idea.id)
        if idea.visibility is not Visibility.VISIBLE
        else None,
        panels=[one for one in panels if one],
    )


routes = [
    Route("/projects/{project:slug}/ideas", show_board, name="ideas.board"),
    Route("/ideas/{code:code}", show_idea, name="ideas.idea"),
    Route("/ideas/{code:code}/qr.svg", show_qr, name="ideas.qr"),
]
