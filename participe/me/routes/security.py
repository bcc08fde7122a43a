"""Where one is signed in, and ending it."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core.errors import NotFound
from participe.core.i18n import _l
from participe.core.rules import signed_in
from participe.core.web import announce, db_of, page, see_other, viewer_of
from participe.me import queries
from participe.people import services as people

announce(
    signed_out_there=_l("That device is signed out."),
    signed_out_elsewhere=_l("All other devices are signed out."),
)


async def show(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    return page(request, "me/security.html", sessions=await queries.sessions(db, viewer))


async def end_one(request: Request) -> Response:
    """Of one's own sessions; one that ended meanwhile is as good as ended."""
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    try:
        session_id = UUID(request.path_params["session"])
    except ValueError:
        raise NotFound from None
    await people.end_session(db, viewer, session_id)
    return see_other(request, "me.security", notice="signed_out_there")


async def end_others(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    await people.end_other_sessions(db, viewer)
    return see_other(request, "me.security", notice="signed_out_elsewhere")


routes = [
    Route("/me/security", show, name="me.security"),
    Route("/me/security/end", end_others, name="me.end_others", methods=["POST"]),
    Route("/me/security/{session}/end", end_one, name="me.end_session", methods=["POST"]),
]
