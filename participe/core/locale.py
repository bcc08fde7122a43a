"""The language of a request: the first word of its path."""

from starlette.types import ASGIApp, Receive, Scope, Send

from participe.core import i18n


def preferred(accept_language: str) -> str:
    """The best of our languages for a browser's Accept-Language, French when none fits."""
    wishes = []
    for position, wish in enumerate(accept_language.split(",")[:20]):
        code, _, quality = wish.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), position, code[:2].lower()))
        except ValueError:
            continue
    return next((code for *_, code in sorted(wishes) if code in i18n.LANGUAGES), i18n.DEFAULT)


class LocaleMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            code = scope["path"][1:3]
            known = code in i18n.LANGUAGES and scope["path"][3:4] in ("", "/")
            i18n.set_locale(code if known else self._of_browser(scope))
        await self.app(scope, receive, send)

    @staticmethod
    def _of_browser(scope: Scope) -> str:
        for name, value in scope["headers"]:
            if name == b"accept-language":
                return preferred(value.decode("latin-1"))
        return i18n.DEFAULT
