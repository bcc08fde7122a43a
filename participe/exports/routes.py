"""The open data of a project: what there is, what it means, the files, the feeds."""

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from participe.administrations import queries as administrations
from participe.core import batches
from participe.core.batches import Fetch
from participe.core.errors import NotFound
from participe.core.i18n import speaking
from participe.core.rules import Viewer
from participe.core.web import db_of, page, path_for, settings_of, viewer_of
from participe.exports import (
    archive,
    calendar,
    csvs,
    dictionary,
    feeds,
    jsonl,
    places,
    queries,
    source,
)
from participe.exports.package import LICENCE
from participe.exports.source import Source
from participe.exports.tables import TABLES
from participe.projects import queries as projects
from participe.projects.queries import ProjectFilter, ProjectView

FILES = {
    "csv": ("text/csv; charset=utf-8", csvs.lines),
    "jsonl": ("application/jsonl", jsonl.lines),
}


async def _source(request: Request) -> Source:
    """As a stranger sees it, whoever asks: officials download nothing else."""
    return await source.gather(
        db_of(request),
        viewer_of(request).now,
        request.path_params["project"],
        settings_of(request).public_url,
    )


def _apart(request: Request) -> Fetch:
    return batches.apart(request.app.state.sessions)


async def show(request: Request) -> Response:
    found, db = await _source(request), db_of(request)
    return page(
        request,
        "exports/open_data.html",
        source=found,
        project=found.project,
        administration=found.project.administration,
        tables=TABLES,
        counts=await queries.counts(db, found),
        packed=await queries.packed(db, found.project.id),
        licence=LICENCE,
        commands=[run.command(one.slug) for one, run in found.runs],
        meaning=dictionary.meaning,
    )


async def catalogue(request: Request) -> Response:
    """All projects with open data: of the platform, or of one administration."""
    db, slug = db_of(request), request.path_params.get("slug", "")
    authority = await administrations.by_slug(db, slug) if slug else None
    asked = request.query_params.get("page", "1")
    number = min(max(1, int(asked) if asked.isdecimal() and len(asked) < 5 else 1), 1000)
    listed, total = await projects.published(
        db, _stranger(request), ProjectFilter(administration=slug),
        limit=queries.SIZE, offset=(number - 1) * queries.SIZE,
    )  # fmt: skip

    def other(page_number: int) -> str:
        if authority:
            return path_for(request, "exports.of_administration", slug=slug, page=page_number)
        return path_for(request, "exports.catalogue", page=page_number)

    return page(
        request,
        "exports/catalogue.html",
        authority=authority,
        administration=administrations.identity(authority) if authority else None,
        projects=listed,
        total=total,
        packed=await queries.packed_of(db, [one.id for one in listed]),
        licence=LICENCE,
        previous_url=other(number - 1) if number > 1 else None,
        next_url=other(number + 1) if number * queries.SIZE < total else None,
    )


async def table(request: Request) -> Response:
    found = await _source(request)
    wanted = {one.name: one for one in TABLES}.get(request.path_params["table"])
    media_type, lines = FILES.get(request.path_params["format"], (None, None))
    if wanted is None or lines is None:
        raise NotFound
    name = f"{found.project.slug}-{wanted.name}.{request.path_params['format']}"
    return _streamed(lines(wanted, found, _apart(request)), media_type or "", name)


async def whole(request: Request) -> Response:
    """As it is at this moment, described in the reader's language."""
    found = await _source(request)
    return _streamed(
        archive.stream(found, _apart(request)), "application/zip", _archive_name(found.project)
    )


async def packed(request: Request) -> Response:
    """As it was packed last night; where something has left it since, as it is now."""
    project = await _project(request)
    stored = await queries.packed(db_of(request), project.id)
    try:
        if stored is None:
            raise FileNotFoundError
        content = await request.app.state.storage.stream(stored.file_key)
    except FileNotFoundError:
        with speaking(project.languages[0]):
            return RedirectResponse(path_for(request, "exports.archive", project=project.slug))
    headers = {"Content-Length": str(stored.size), "ETag": f'"{stored.sha256}"'}
    return _streamed(content, "application/zip", _archive_name(project), headers)


async def geojson(request: Request) -> Response:
    found = await _source(request)
    return _streamed(
        places.geojson(found, _apart(request)), places.MEDIA_TYPE, f"{found.project.slug}.geojson"
    )


async def feed(request: Request) -> Response:
    project = await _project(request)
    what = request.path_params["what"]
    read = {feeds.CONTRIBUTIONS: feeds.contributions, feeds.ANSWERS: feeds.answers}.get(what)
    if read is None:
        raise NotFound
    content = feeds.atom(
        project,
        what,
        await read(db_of(request), _stranger(request), project),
        public_url=settings_of(request).public_url,
        path=path_for(request, "exports.feed", project=project.slug, what=what),
        page=path_for(request, "projects.project", project=project.slug),
    )
    return Response(content, media_type=feeds.MEDIA_TYPE)


async def phases(request: Request) -> Response:
    project = await _project(request)
    content = calendar.icalendar(
        project,
        viewer_of(request).now,
        public_url=settings_of(request).public_url,
        page=path_for(request, "projects.project", project=project.slug),
    )
    return Response(
        content, media_type=calendar.MEDIA_TYPE, headers=_download(f"{project.slug}.ics")
    )


async def _project(request: Request) -> ProjectView:
    """Raises NotFound for a draft, whoever asks."""
    return await projects.project(
        db_of(request), _stranger(request), request.path_params["project"]
    )


def _stranger(request: Request) -> Viewer:
    """Feeds and files hold what everybody sees, whoever asks."""
    return Viewer(viewer_of(request).now)


def _archive_name(project: ProjectView) -> str:
    return f"{project.slug}-open-data.zip"


def _streamed(
    content: AsyncIterator[bytes], media_type: str, name: str, headers: dict[str, str] | None = None
) -> StreamingResponse:
    return StreamingResponse(
        content, media_type=media_type, headers=_download(name) | (headers or {})
    )


def _download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


PROJECT = "/projects/{project:slug}"
OPEN_DATA = f"{PROJECT}/open-data"
routes = [
    Route(OPEN_DATA, show, name="exports.open_data"),
    Route("/open-data", catalogue, name="exports.catalogue"),
    Route("/administrations/{slug:slug}/open-data", catalogue, name="exports.of_administration"),
    Route(f"{OPEN_DATA}.zip", whole, name="exports.archive"),
    Route(OPEN_DATA + "/{table}.{format}", table, name="exports.table"),
    Route(PROJECT + "/places.geojson", geojson, name="exports.places"),
    Route(PROJECT + "/feeds/{what}.atom", feed, name="exports.feed"),
    Route(PROJECT + "/calendar.ics", phases, name="exports.calendar"),
]
root_routes = [
    # An address for programs, the same for ever and in all languages.
    Route("/open-data/{project:slug}.zip", packed, name="exports.packed"),
]
