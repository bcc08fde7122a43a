"""The open data of a project: what there is, what it means, and the files."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from participe.core import batches
from participe.core.errors import NotFound
from participe.core.web import db_of, page, settings_of, viewer_of
from participe.exports import archive, csvs, dictionary, queries, source
from participe.exports.package import LICENCE
from participe.exports.source import Source
from participe.exports.tables import TABLES


async def _source(request: Request) -> Source:
    """As a stranger sees it, whoever asks: officials download nothing else."""
    return await source.gather(
        db_of(request),
        viewer_of(request).now,
        request.path_params["project"],
        settings_of(request).public_url,
    )


async def show(request: Request) -> Response:
    found = await _source(request)
    return page(
        request,
        "exports/open_data.html",
        source=found,
        project=found.project,
        administration=found.project.administration,
        tables=TABLES,
        counts=await queries.counts(db_of(request), found),
        licence=LICENCE,
        commands=[run.command for _, run in found.runs],
        meaning=dictionary.meaning,
    )


async def table(request: Request) -> Response:
    found = await _source(request)
    wanted = {one.name: one for one in TABLES}.get(request.path_params["table"])
    if wanted is None:
        raise NotFound
    lines = csvs.lines(wanted, found, batches.apart(request.app.state.sessions))
    name = f"{found.project.slug}-{wanted.name}.csv"
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=_download(name))


async def whole(request: Request) -> Response:
    found = await _source(request)
    lines = archive.stream(found, batches.apart(request.app.state.sessions))
    name = f"{found.project.slug}-open-data.zip"
    return StreamingResponse(lines, media_type="application/zip", headers=_download(name))


def _download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


OPEN_DATA = "/projects/{project:slug}/open-data"
routes = [
    Route(OPEN_DATA, show, name="exports.open_data"),
    Route(f"{OPEN_DATA}.zip", whole, name="exports.archive"),
    Route(OPEN_DATA + "/{table}.csv", table, name="exports.table"),
]
