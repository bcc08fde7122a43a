"""Topics as the public sees them: only of a run that an official published."""

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from participe.core import batches
from participe.core.web import db_of, page, path_for, viewer_of
from participe.insights import queries
from participe.insights.queries import RunView
from participe.insights.report import routes as documents
from participe.projects import queries as projects
from participe.projects.queries import ComponentView, ProjectView


def _only(boxes: list[ComponentView], one: ComponentView) -> str | None:
    """What addresses say of a component: nothing when it is the only one with topics."""
    return None if len(boxes) == 1 else one.slug


async def show(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    project = await projects.project(db, viewer, request.path_params["project"])
    one, run, boxes = await queries.published_run(
        db, project, request.query_params.get("box", "")[:120]
    )
    return _page(
        request,
        "insights/topics.html",
        project,
        one,
        run,
        boxes=boxes,
        topics=await queries.topics(db, viewer, one, run),
        report_url=path_for(
            request, "insights.report", project=project.slug, box=_only(boxes, one)
        ),
    )


async def show_topic(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    project = await projects.project(db, viewer, request.path_params["project"])
    code = request.path_params["topic"]
    run_code, one = await queries.topic(db, project, code, public=True)
    run = await queries.run(db, project, run_code)
    cursor = request.query_params.get("cursor", "")[:400]
    found = await queries.topic_page(db, viewer, one, run, code, cursor)

    def to(at: Any) -> str | None:
        if at is None:
            return None
        return path_for(request, "insights.topic", project=project.slug, topic=code, cursor=str(at))

    return _page(
        request,
        "insights/topic.html",
        project,
        one,
        run,
        topic=found.topic,
        listed=found.page,
        previous_url=to(found.page.previous),
        next_url=to(found.page.next),
    )


def _page(
    request: Request,
    template: str,
    project: ProjectView,
    one: ComponentView,
    run: RunView,
    **context: Any,
) -> Response:
    return page(
        request,
        template,
        project=project,
        administration=project.administration,
        box=one,
        run=run,
        **context,
    )


async def report(request: Request) -> Response:
    """The published run as a file, as `participe analyse` writes it."""
    db, viewer = db_of(request), viewer_of(request)
    project = await projects.project(db, viewer, request.path_params["project"])
    one, run, _ = await queries.published_run(
        db, project, request.query_params.get("box", "")[:120]
    )
    headers = {"Content-Disposition": f'attachment; filename="report-{one.slug}.json"'}
    return StreamingResponse(_lines(request, run), media_type="application/json", headers=headers)


async def _lines(request: Request, run: RunView) -> AsyncIterator[bytes]:
    """Seen as a stranger, whoever asks."""
    async for line in queries.report_lines(batches.apart(request.app.state.sessions), run):
        yield line.encode()


TOPICS = "/projects/{project:slug}/topics"
routes = [
    Route(TOPICS, show, name="insights.topics"),
    Route(f"{TOPICS}/report.json", report, name="insights.report"),
    Route(TOPICS + "/{topic:code}", show_topic, name="insights.topic"),
    *documents.routes,
]
