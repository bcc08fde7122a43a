"""One's own page."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core.i18n import _
from participe.core.rules import signed_in
from participe.core.web import db_of, page, viewer_of
from participe.me import queries
from participe.subjects.models import STATUS_NAMES


async def home(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    own = await queries.own(db, viewer)
    groups = [
        (_("My drafts"), own["drafts"]),
        (_("My ideas"), own["contributions"]),
        (_("My comments"), own["comments"]),
        (_("What I follow"), await queries.followed(db, viewer)),
    ]
    return page(request, "me/home.html", groups=groups, status_names=STATUS_NAMES)


routes = [Route("/me", home, name="me.home")]
