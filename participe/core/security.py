"""What keeps other sites and foreign scripts away from our pages and forms."""

import re
import secrets
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from participe.core import web
from participe.core.i18n import _l
from participe.core.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
TRUSTED_TYPES = "; require-trusted-types-for 'script'; trusted-types htmx"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeadersMiddleware:
    """Give each request a nonce (`request.state.nonce`) and each answer the policy that names it.

    Fragments and refusals too: htmx reads there which nonce the fragment's attributes carry.
    A page with a map sets `request.state.has_map`: Leaflet 1.9.4 fails under Trusted Types.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = dict(HEADERS)
        if urlsplit(settings.public_url).scheme == "https":
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        state = scope.setdefault("state", {})
        nonce = state["nonce"] = secrets.token_urlsafe(16)

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                policy = POLICY.format(nonce=nonce)
                if not state.get("has_map"):
                    policy += TRUSTED_TYPES
                headers.setdefault("Content-Security-Policy", policy)
                headers.setdefault(
                    "Referrer-Policy",
                    # An address with a token must not travel to other sites.
                    "same-origin" if state.get("has_token") else "strict-origin-when-cross-origin",
                )
                for name, value in self.headers.items():
                    headers[name] = value
                if state.get("private"):
                    headers.setdefault("Cache-Control", "no-store")  # a file may say otherwise
            await send(message)

        await self.app(scope, receive, send_with_policy)


# Mail providers stop mails in their reader's name (RFC 8058), from a page of theirs or a machine:
# what is asked there stands in a signed token, and no session is used.
ONE_CLICK = re.compile(r"/[a-z]{2}/unsubscribe/[^/]+")


class SameOriginMiddleware:
    """Refuse a change asked by another site, by what the browser says of its origin.

    Browsers send Sec-Fetch-Site; older ones send Origin; a program sends neither
    and carries no visitor's cookie, so it passes. No token to keep in each form.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        changes = scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS")
        exempt = changes and ONE_CLICK.fullmatch(scope["path"])
        if changes and not exempt and not is_same_origin(Headers(scope=scope)):
            refusal = web.error_page(
                Request(scope, receive),
                403,
                _l("This form was sent from another site. Open it here and send it again."),
            )
            return await refusal(scope, receive, send)
        await self.app(scope, receive, send)


def is_same_origin(headers: Headers) -> bool:
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site")
    if site is None:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    return site in ("same-origin", "none")


class SessionCookie:
    """The cookie that holds a session's key, as strict as the site's address allows.

    Over plain http (a demo, a test) a `__Host-` or Secure cookie would be dropped.
    """

    def __init__(self, public_url: str) -> None:
        self.secure = urlsplit(public_url).scheme == "https"
        self.name = "__Host-session" if self.secure else "session"

    def put(self, response: Response, key: str, max_age_s: int | None = None) -> None:
        response.set_cookie(
            self.name, key, max_age=max_age_s, secure=self.secure, httponly=True, samesite="lax"
        )

    def drop(self, response: Response) -> None:
        response.delete_cookie(self.name, secure=self.secure, httponly=True, samesite="lax")


class Links:
    """Signed addresses that expire, one salt for each purpose: a token is refused elsewhere."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.secret_key.get_secret_value()

    def sign(self, purpose: str, value: object) -> str:
        return URLSafeTimedSerializer(self._secret, salt=purpose).dumps(value)

    def read(self, purpose: str, token: str, max_age_s: int) -> object | None:
        """The value, or None when the token is forged, too old or made for another purpose."""
        try:
            return URLSafeTimedSerializer(self._secret, salt=purpose).loads(
                token, max_age=max_age_s
            )
        except BadSignature:
            return None
