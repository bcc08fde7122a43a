"""The composition root: settings in, an application out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from participe import slices
from participe.core import i18n, migrations, observe, web
from participe.core.addresses import Addresses
from participe.core.cache import AnonymousCacheMiddleware, KeptPages
from participe.core.db import TransactionMiddleware, make_engine, make_sessions, sql
from participe.core.errors import ParticipeError
from participe.core.files import make_storage
from participe.core.jobs import Bell
from participe.core.locale import LocaleMiddleware
from participe.core.observe import LastResortMiddleware, ObserveMiddleware
from participe.core.paths import STATIC
from participe.core.ratelimit import Limits
from participe.core.security import (
    Links,
    SameOriginMiddleware,
    SecurityHeadersMiddleware,
    SessionCookie,
)
from participe.core.settings import Settings
from participe.core.tiles import Tiles, show_tile
from participe.core.uploads import BodyLimitMiddleware
from participe.people.middleware import ViewerMiddleware


class Files(StaticFiles):
    """Addresses hold a version, so browsers may keep them for a year."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def for_ever(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                message["headers"].append(
                    (b"cache-control", b"public, max-age=31536000, immutable")
                )
            await send(message)

        await super().__call__(scope, receive, for_ever)


def create_app(
    settings: Settings,
    *,
    database_url: str,
    redis_url: str = "",
    engine: AsyncEngine | None = None,
) -> Starlette:
    """The whole web application. `engine` lets tests share one."""
    slices.load()
    engine = engine or make_engine(database_url)
    observe.count_statements(engine)
    sessions = make_sessions(engine)
    cookie = SessionCookie(settings.public_url)
    bell = Bell(redis_url)
    kept: KeptPages = KeptPages()
    inner = [
        Middleware(TransactionMiddleware, sessions=sessions, bell=bell.ring),
        Middleware(ViewerMiddleware, cookie=cookie),
    ]
    routes = [
        Route("/", choose_language, name="choose_language"),
        Route("/healthz", is_alive, name="healthz"),
        Route("/readyz", is_ready, name="readyz"),
        Route("/metrics", show_metrics, name="metrics"),
        Route("/tiles/{z:int}/{x:int}/{y:int}.png", show_tile, name="tiles"),
        Mount("/static/{version}", Files(directory=STATIC), name="static"),
        Mount("/{locale:locale}", routes=slices.routes(demo=settings.demo), middleware=inner),
        Mount("", routes=slices.root_routes(demo=settings.demo), middleware=inner),
    ]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await bell.close()
        await app.state.tiles.close()
        await engine.dispose()

    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(ObserveMiddleware),
            Middleware(LocaleMiddleware),
            Middleware(SecurityHeadersMiddleware, settings=settings),
            Middleware(LastResortMiddleware),
            Middleware(AnonymousCacheMiddleware, cookie=cookie.name, kept=kept),
            Middleware(SameOriginMiddleware),
            Middleware(BodyLimitMiddleware),
        ],
        exception_handlers={
            ParticipeError: web.show_error,
            HTTPException: web.show_not_found,
        },
        lifespan=lifespan,
    )
    addresses = Addresses(routes)
    app.state.settings = settings
    app.state.addresses = addresses
    app.state.templates = web.make_environment(addresses)
    app.state.sessions = sessions
    app.state.cookie = cookie
    app.state.links = Links(settings)
    app.state.limits = Limits(settings, redis_url)
    app.state.storage = make_storage(settings)
    app.state.tiles = Tiles(settings)
    app.state.bell = bell
    app.state.kept_pages = kept
    app.state.database_url = database_url
    return app


async def choose_language(request: Request) -> Response:
    """The reader's language, by what the browser says; the switch is on every page."""
    answer = RedirectResponse(f"/{i18n.locale()}/", status_code=307)
    answer.headers["Vary"] = "Accept-Language"
    return answer


async def is_alive(request: Request) -> Response:
    return JSONResponse({"status": "alive"})


async def is_ready(request: Request) -> Response:
    """200 when the database answers and has the tables this version needs."""
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    try:
        async with request.app.state.sessions() as db:
            found = (await sql(db, text("SELECT version_num FROM alembic_version"))).scalar()
    except (SQLAlchemyError, OSError):
        return JSONResponse({"status": "no database"}, 503)
    if found != migrations.head():
        return JSONResponse({"status": "migrations are missing", "found": found}, 503)
    return JSONResponse({"status": "ready"})


async def show_metrics(request: Request) -> Response:
    """For the operator's collector on this machine or its network, not for the public."""
    client = request.client.host if request.client else ""
    trusted = {"127.0.0.1", "::1", ""} | {
        p.strip() for p in web.settings_of(request).trusted_proxies.split(",")
    }
    if client not in trusted or "x-forwarded-for" in request.headers:
        raise HTTPException(404)
    return observe.metrics()
