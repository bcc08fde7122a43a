"""The report of a published run, for everybody: a page to read and print, and three files."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core.web import db_of, page, path_for, viewer_of
from participe.insights import queries
from participe.insights.queries import RunView
from participe.insights.report import answers
from participe.insights.report.document import Document
from participe.projects import queries as projects
from participe.projects.queries import ComponentView, ProjectView


async def _report(request: Request) -> tuple[ProjectView, ComponentView, RunView, Document]:
    """Raises NotFound when nothing is published."""
    db, viewer = db_of(request), viewer_of(request)
    project = await projects.project(db, viewer, request.path_params["project"])
    one, run, boxes = await queries.published_run(
        db, project, request.query_params.get("box", "")[:120]
    )
    box = one.slug if len(boxes) > 1 else None
    report = await answers.of_run(
        request,
        project,
        one,
        run,
        here=path_for(request, "insights.document", project=project.slug, box=box),
        topic=lambda code: path_for(request, "insights.topic", project=project.slug, topic=code),
    )
    return project, one, run, report


async def show(request: Request) -> Response:
    project, one, run, report = await _report(request)
    box = request.query_params.get("box", "")[:120] or None

    def to(kind: str) -> str:
        return path_for(
            request, "insights.document_file", project=project.slug, format=kind, box=box
        )

    context: dict[str, Any] = {"box": one, "run": run, "report": report, "file_url": to}
    return page(
        request,
        "insights/report.html",
        project=project,
        administration=project.administration,
        **context,
    )


async def download(request: Request) -> Response:
    project, one, _, report = await _report(request)
    return await answers.file(
        report, request.path_params["format"], f"report-{project.slug}-{one.slug}"
    )


DOCUMENT = "/projects/{project:slug}/topics/report"
routes = [
    Route(DOCUMENT, show, name="insights.document"),
    Route(DOCUMENT + ".{format:slug}", download, name="insights.document_file"),
]
