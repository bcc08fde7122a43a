"""Who asks, and how often: read once for each request, inside its transaction."""

from datetime import timedelta

from sqlalchemy import text
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from participe.core import ratelimit
from participe.core.db import apart, sql
from participe.core.security import ONE_CLICK, SessionCookie
from participe.people import queries

SEEN_EVERY = timedelta(minutes=5)


class ViewerMiddleware:
    """Give each request `request.state.viewer`. Stands inside TransactionMiddleware.

    Every POST is counted here, so that no form can forget it; what needs a limit of its own asks
    `ratelimit.check` besides.
    """

    def __init__(self, app: ASGIApp, cookie: SessionCookie) -> None:
        self.app, self.cookie = app, cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            state, request = scope["state"], Request(scope, receive)
            key = request.cookies.get(self.cookie.name, "")
            viewer = state["viewer"] = await queries.viewer(state["db"], key)
            if viewer.id:
                state["private"] = True  # no-store: a library's next reader must not see it
                if viewer.last_seen_at and viewer.now - viewer.last_seen_at > SEEN_EVERY:
                    async with apart(state["db"]) as db:
                        await sql(
                            db,
                            text("UPDATE session SET last_seen_at = :now WHERE id = :id"),
                            {"now": viewer.now, "id": viewer.session_id},
                        )
            # Mail providers ask in the name of thousands of readers from one network.
            if scope["method"] not in ("GET", "HEAD") and not ONE_CLICK.fullmatch(scope["path"]):
                await ratelimit.check(request, ratelimit.POSTS)
        await self.app(scope, receive, send)
