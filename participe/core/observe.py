"""What operators watch: a reference for each request, logs, metrics, and what never crashed a page."""

import secrets
import time
import traceback

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sqlalchemy import event
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from participe.core import web
from participe.core.i18n import _l

log = structlog.get_logger()
REQUESTS = Counter(
    "participe_requests_total", "Answers by method and status.", ["method", "status"]
)
SECONDS = Histogram(
    "participe_request_seconds",
    "Time to the first byte.",
    ["method"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
STATEMENTS = Counter("participe_statements_total", "Statements sent to PostgreSQL.")
AWAY = _l(
    "The service is busy or being restarted. Wait a minute, then try again: what you typed is still in your browser."
)
BROKEN = _l(
    "Something went wrong on our side. Try again in a minute; if it happens again, write to us with the reference."
)
ODD = _l("This address holds something that we cannot read. Go back and try again.")


class ObserveMiddleware:
    """Outermost: count, log, and turn what nobody caught into a page with a reference."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began = time.perf_counter()
        scope.setdefault("state", {})["reference"] = reference = secrets.token_hex(4).upper()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                SECONDS.labels(scope["method"]).observe(time.perf_counter() - began)
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            REQUESTS.labels(scope["method"], status).inc()
            if status >= 500 or status == 0:
                log.error(
                    "A request failed.", reference=reference, method=scope["method"], status=status
                )


class LastResortMiddleware:
    """Inside the headers' middleware, so that even a failure carries its policy."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = False

        async def note_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, note_start)
        except Exception as error:
            if started:
                raise
            answer = answer_to(Request(scope, receive), error)
            await answer(scope, receive, send)


def answer_to(request: Request, error: Exception) -> Response:
    if isinstance(error, DataError):
        return web.error_page(request, 400, ODD)
    if _is_away(error):
        log.warning("The database is away or too slow.", error=type(error).__name__)
        answer = web.error_page(request, 503, AWAY)
        answer.headers["Retry-After"] = "10"
        return answer
    log.error(
        "A bug.",
        reference=request.state.reference,
        error=type(error).__name__,
        trace=traceback.format_exc(limit=12),
    )
    return web.error_page(request, 500, BROKEN)


# lock_not_available, query_canceled, admin_shutdown, crash_shutdown, cannot_connect_now
_PASSING = {"55P03", "57014", "57P01", "57P02", "57P03"}


def _is_away(error: Exception) -> bool:
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout, ConnectionError)):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") in _PASSING


def count_statements(engine: AsyncEngine) -> None:
    """What a request costs the database is seen in `/metrics`: a page makes a fixed number."""

    if not event.contains(engine.sync_engine, "before_cursor_execute", _count):
        event.listen(engine.sync_engine, "before_cursor_execute", _count)


def _count(*_: object) -> None:
    STATEMENTS.inc()


def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
