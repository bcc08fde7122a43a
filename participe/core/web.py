"""Answers: a page, one block of that page, a redirect, an error."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2_fragments import render_block
from markupsafe import Markup, escape
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from participe.core import clock, html, i18n, security_log, uploads
from participe.core.addresses import Addresses
from participe.core.errors import NotFound, ParticipeError, Refused, SignInNeeded
from participe.core.i18n import LANGUAGES, LazyText, Localized
from participe.core.paths import STATIC, TEMPLATES
from participe.core.rules import Viewer
from participe.core.settings import Settings
from participe.core.translated import translated, translated_plural


def viewer_of(request: Request) -> Viewer:
    """Who asks; a stranger where no transaction was opened (an unknown address)."""
    return getattr(request.state, "viewer", None) or Viewer(clock.now())


def db_of(request: Request) -> AsyncSession:
    return request.state.db


def settings_of(request: Request) -> Settings:
    return request.app.state.settings


def path_for(request: Request, name: str, /, **params: Any) -> str:
    return request.app.state.addresses.path(name, **params)


def absolute(request: Request, path: str) -> str:
    """For mails, feeds, QR codes and canonical links: PUBLIC_URL, never the Host header."""
    return settings_of(request).public_url + path


# --- Notices: what just happened, said on the page that follows a redirect ---

_notices: dict[str, LazyText] = {}


def announce(**texts: LazyText) -> None:
    """Slices register here what they say after a success: `announce(idea_sent=_l("…"))`.

    Raises ValueError when a name is taken by other words: one of two slices would say the wrong ones.
    """
    for name, text in texts.items():
        if _notices.setdefault(name, text).message != text.message:
            raise ValueError(f"The notice {name} says something else already.")


@dataclass(frozen=True)
class Notice:
    kind: str  # success, info, warning, error
    text: LazyText


def notices_of(request: Request) -> list[Notice]:
    text = _notices.get(request.query_params.get("notice", ""))
    return [Notice("success", text)] if text else []


# --- The template environment ---


@pass_context
def hx(context: Context, **attributes: str) -> Markup:
    """htmx attributes and the nonce without which they are stripped: `hx(post=…, target=…)`."""
    parts = [f'hx-{name.replace("_", "-")}="{escape(v)}"' for name, v in attributes.items()]
    return Markup(f'{" ".join(parts)} hx-nonce="{context["nonce"]}"')  # noqa: S704 - values escaped


@lru_cache
def static_version() -> str:
    """Changes with any static file, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for file in sorted(p for p in STATIC.rglob("*") if p.is_file()):
        digest.update(str(file.relative_to(STATIC)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def static(path: str) -> str:
    return f"/static/{static_version()}/{path}"


def make_environment(addresses: Addresses) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=lambda name: not (name or "").endswith(".txt"),  # the text of a mail is no HTML  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,
        cache_size=-1,
    )
    environment.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        _=translated,
        gettext=translated,
        ngettext=translated_plural,
        hx=hx,
        static=static,
        path_for=addresses.path,
        language_name=i18n.language_name,
    )
    environment.filters.update(
        date=i18n.date_text,
        datetime=i18n.datetime_text,
        number=i18n.number,
        percent=i18n.percent,
        markdown=html.markdown,
        safe_html=html.safe,
        nbsp=i18n.nbsp,
        localized=_localized,
    )
    environment.tests["localized"] = lambda value: isinstance(value, Localized)
    return environment


def _localized(value: Localized, inner: str = "text", level: int = 3) -> Any:
    """`{{ project.description | localized("markdown") }}`: in a div with its language."""
    said = value.said()
    if inner == "markdown":
        body = html.markdown(said.text, level)
        if said.lang == i18n.locale():
            return body
        return Markup('<div lang="{}">{}</div>').format(said.lang, body)
    return said


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    href: str
    current: bool


def languages_in(codes: Iterable[str]) -> list[Language]:
    """For the fields of a text in several languages: these, each in its own name."""
    return [Language(code, LANGUAGES[code], "", code == i18n.locale()) for code in codes]


class Languages:
    """The same page in each language; made only when the whole page is drawn."""

    def __init__(self, path: str, query: str) -> None:
        self.path, self.query = path, query

    def __iter__(self) -> Iterator[Language]:
        _, _, rest = self.path.removeprefix("/").partition("/")
        query = f"?{self.query}" if self.query else ""
        for code, name in LANGUAGES.items():
            yield Language(code, name, f"/{code}/{rest}{query}", code == i18n.locale())


@dataclass(frozen=True)
class Site:
    name: str
    contact_email: str
    demo: bool
    public_url: str


def _context(request: Request) -> dict[str, Any]:
    settings = settings_of(request)
    viewer = viewer_of(request)
    return {
        "request": request,
        "nonce": getattr(request.state, "nonce", ""),
        "locale": i18n.locale(),
        "languages": Languages(request.url.path, request.url.query),
        "viewer": viewer,
        "theme": viewer.theme if viewer.id else _theme_of_stranger(request),
        "site": Site(
            settings.site_name, settings.contact_email, settings.demo, settings.public_url
        ),
        "notices": notices_of(request),
        "canonical": settings.public_url + request.url.path,
    }


def _theme_of_stranger(request: Request) -> str:
    theme = request.cookies.get("theme")
    return theme if theme in ("light", "dark") else "auto"


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    block: str | None = None,
    panels: tuple[Any, ...] | list[Any] = (),
    **context: Any,
) -> Response:
    """Render a page or, when htmx asks to replace one element, that element's block.

    An element that htmx may replace has for id the name of the block that draws
    it, alone (`board`) or followed by a code (`idea_card-k3f…`). So a route
    never says which block: the request does. Without JavaScript the same route
    and the same template give the whole page. A block that the page does not
    have is looked for in its panels (`component.Panel`).
    """
    environment: Environment = request.app.state.templates
    values = _context(request) | {"panels": panels} | context
    for panel in panels:
        values |= panel.context
    wanted = block or _wanted_block(request)
    source = template
    if wanted and wanted not in environment.get_template(template).blocks:
        holders = [
            p.template for p in panels if wanted in environment.get_template(p.template).blocks
        ]
        source, wanted = (holders[0], wanted) if holders else (template, None)
    if wanted:
        body = render_block(environment, source, wanted, values)
        if values["notices"] and wanted != "main":
            body += _notices_out_of_band(environment, values)
    else:
        body = environment.get_template(template).render(values)
    return HTMLResponse(body, status, headers={"Vary": "HX-Request, HX-Target"})


def _wanted_block(request: Request) -> str | None:
    # htmx 2 sends the element's id, htmx 4 sends "tag#id".
    target = request.headers.get("HX-Target")
    return target.rpartition("#")[2].partition("-")[0] if target else None


def _notices_out_of_band(environment: Environment, values: dict[str, Any]) -> str:
    return environment.get_template("ui/_notices_oob.html").render(values)


def see_other(request: Request, route: str, **params: Any) -> Response:
    """End a successful POST. Browser and htmx alike follow it with a GET, headers kept."""
    return RedirectResponse(path_for(request, route, **params), status_code=303)


def see_path(path: str, notice: str | None = None) -> Response:
    """The same for a path that a component gave; only paths of ours are followed."""
    path = own_path(path)
    if notice:
        path, hash_, fragment = path.partition("#")
        path += ("&" if "?" in path else "?") + f"notice={notice}" + hash_ + fragment
    return RedirectResponse(path, status_code=303)


def own_path(path: str, otherwise: str = "/") -> str:
    """A path on this site, else `otherwise`: one slash first, no host, no backslash."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//"):
        return otherwise
    return otherwise if any(c in path for c in "\\\r\n\t") else path


async def show_error(request: Request, error: Exception) -> Response:
    """Show the reason in place of the page's content, whatever htmx wanted to replace."""
    assert isinstance(error, ParticipeError)
    viewer = viewer_of(request)
    if isinstance(error, SignInNeeded) and request.method in ("GET", "HEAD"):
        return see_other(request, "people.sign_in", next=str(request.url.path))
    if isinstance(error, Refused) and viewer.id and hasattr(request.state, "db"):
        await security_log.note(db_of(request), "refused", viewer, path=request.url.path)
    return error_page(request, error.status, error.message, sign_in=isinstance(error, SignInNeeded))


def error_page(
    request: Request, status: int, message: str | LazyText, *, sign_in: bool = False
) -> Response:
    by_htmx = "HX-Request" in request.headers
    answer = page(
        request,
        "errors/error.html",
        status=status,
        block="main" if by_htmx else None,
        message=message,
        status_code=status,
        sign_in=sign_in,
        reference=getattr(request.state, "reference", ""),
    )
    if by_htmx:
        answer.headers.update({"HX-Retarget": "#main", "HX-Reswap": "innerHTML"})
    return answer


async def show_not_found(request: Request, error: Exception) -> Response:
    """Starlette's own refusals (unknown address, wrong method, too large) in our words."""
    status = getattr(error, "status_code", 404)
    limit = getattr(request.state, "body_limit", uploads.BODY) // 1_000_000
    messages = {
        404: NotFound().message,
        405: i18n._l("This address cannot be used in this way. Go back and try again."),
        413: i18n._l("This is too large. At most %(size)s MB can be sent here.", size=limit),
        400: i18n._l("Your browser sent something that we cannot read. Go back and try again."),
    }
    return error_page(request, status, messages.get(status, NotFound().message))
