"""Pictures and files as they are fetched. They are sent with the forms of their subjects."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from participe.attachments import queries
from participe.attachments.models import Attachment
from participe.core.errors import NotFound
from participe.core.web import db_of, viewer_of

FRESH_S = 300  # how long a browser may show a public picture without asking again


async def large(request: Request) -> Response:
    attachment, is_public = await _asked(request)
    if attachment.thumbnail_key is None:
        raise NotFound
    return await _answer(request, attachment.key, "image/webp", is_public)


async def small(request: Request) -> Response:
    attachment, is_public = await _asked(request)
    if attachment.thumbnail_key is None:
        raise NotFound
    return await _answer(request, attachment.thumbnail_key, "image/webp", is_public)


async def file(request: Request) -> Response:
    """The file of an own field: always a download, never opened inside our pages."""
    attachment, is_public = await _asked(request)
    if attachment.thumbnail_key is not None:
        raise NotFound
    answer = await _answer(request, attachment.key, attachment.media_type, is_public)
    name = attachment.name or f"{attachment.code}.{attachment.media_type.rpartition('/')[2]}"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer


async def _asked(request: Request) -> tuple[Attachment, bool]:
    return await queries.attachment(db_of(request), viewer_of(request), request.path_params["code"])


async def _answer(request: Request, key: str, media_type: str, is_public: bool) -> Response:
    tag = f'"{key[:16]}"'
    headers = {
        "ETag": tag,
        # What is not public must not stay in the browser of a library's computer.
        "Cache-Control": f"public, max-age={FRESH_S}" if is_public else "private, no-store",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    try:
        content = await request.app.state.storage.get(key)
    except FileNotFoundError:
        raise NotFound from None
    return Response(content, media_type=media_type, headers=headers)


routes: list[BaseRoute] = []
root_routes = [
    Route("/attachments/{code:code}/large", large, name="attachments.large"),
    Route("/attachments/{code:code}/small", small, name="attachments.small"),
    Route("/attachments/{code:code}/file", file, name="attachments.file"),
]
