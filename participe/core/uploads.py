"""How much a request may carry: little, except where a form takes files."""

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY = 1_000_000  # bytes of a form without files
FILES_BODY = 13_000_000  # of one with files, where the route says nothing else
DRAINED = 64_000_000  # beyond, or four times the limit, a client that goes on sending is cut off


class BodyLimitMiddleware:
    """Refuse what is too large with a page in our words, not with a broken connection.

    The rest of the body is read and dropped first: a browser shows no answer that comes while
    it is still sending. Stands inside the middleware that writes the headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self.app(scope, receive, send)
        state = scope.setdefault("state", {})
        state["body_limit"] = FILES_BODY if _has_files(scope) else BODY
        announced, total = _announced(scope), 0

        async def receive_some() -> Message:
            nonlocal total
            limit = state["body_limit"]
            message = await receive()
            if message["type"] != "http.request":
                return message
            total += len(message.get("body", b""))
            if max(total, announced) > limit:
                while message.get("more_body") and total < max(DRAINED, 4 * limit):
                    message = await receive()
                    total += len(message.get("body", b""))
                raise HTTPException(413)
            return message

        await self.app(scope, receive_some, send)


class _RaiseLimit:
    def __init__(self, app: ASGIApp, size: int) -> None:
        self.app, self.size = app, size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["body_limit"] = self.size
        await self.app(scope, receive, send)


def takes(size: int) -> list[Middleware]:
    """For a route whose form takes files: `Route(…, middleware=uploads.takes(40_000_000))`."""
    return [Middleware(_RaiseLimit, size=size)]


def _has_files(scope: Scope) -> bool:
    return any(
        name == b"content-type" and value.startswith(b"multipart/form-data")
        for name, value in scope["headers"]
    )


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
