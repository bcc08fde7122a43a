"""Pages kept for one second for readers without a cookie of ours, so that a rush meets no database."""

from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEPT_S = 1.0
PAGES = 512  # of about 20 kB each
LONG = 200_000  # bytes: what is longer, a large picture, is not kept


@dataclass(frozen=True)
class Kept:
    until: float
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    nonce: bytes


KeptPages = OrderedDict[bytes, Kept]


class AnonymousCacheMiddleware:
    """Answer GETs without session cookie from memory when the same was asked a moment ago.

    The nonce of the page that was kept is replaced in the bytes: no two answers share one.
    Stands inside SecurityHeadersMiddleware, which writes the policy with the new nonce.
    """

    def __init__(self, app: ASGIApp, cookie: str, kept: KeptPages) -> None:
        self.app, self.cookie = app, cookie.encode() + b"="
        self._kept = kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key(scope)
        if key is None:
            return await self.app(scope, receive, send)
        nonce: bytes = scope["state"]["nonce"].encode()
        kept = self._kept.get(key)
        if kept is not None and kept.until > monotonic():
            body = kept.body.replace(kept.nonce, nonce)
            await send(
                {
                    "type": "http.response.start",
                    "status": kept.status,
                    "headers": list(kept.headers),
                }
            )
            await send({"type": "http.response.body", "body": body})
            return

        start: Message = {}
        chunks: list[bytes] | None = []
        size = 0

        async def remember(message: Message) -> None:
            nonlocal start, chunks, size
            if message["type"] == "http.response.start":
                start = message
                start["headers"] = list(message.get("headers", []))
                if start["status"] != 200 or not self._may_keep(scope, start):
                    chunks = None  # a long download must not gather here either
            elif chunks is not None:
                chunks.append(message.get("body", b""))
                size += len(chunks[-1])
                if size > LONG:
                    chunks = None
                elif not message.get("more_body"):
                    self._keep(key, start, b"".join(chunks), nonce)
            await send(
                {**message, "headers": list(message["headers"])}
                if "headers" in message
                else message
            )

        await self.app(scope, receive, remember)

    def _key(self, scope: Scope) -> bytes | None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        target = b""
        for name, value in scope["headers"]:
            if name == b"cookie" and (self.cookie in value or b"theme=" in value):
                return None
            if name == b"hx-target":
                target = value
        return b"\0".join((scope["path"].encode(), scope["query_string"], target))

    def _may_keep(self, scope: Scope, start: Message) -> bool:
        """Pages only: a server may send a file by its path, without a body to keep."""
        headers = {name.lower(): value for name, value in start["headers"]}
        is_page = headers.get(b"content-type", b"").startswith(b"text/html")
        return is_page and b"set-cookie" not in headers and not scope["state"].get("private")

    def _keep(self, key: bytes, start: Message, body: bytes, nonce: bytes) -> None:
        self._kept[key] = Kept(monotonic() + KEPT_S, start["status"], start["headers"], body, nonce)
        self._kept.move_to_end(key)
        while len(self._kept) > PAGES:
            self._kept.popitem(last=False)
