"""Topics of a project for its officials: having them found, looking at them, publishing them."""

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from participe.core import batches, forms, jobs
from participe.core.errors import NotFound
from participe.core.forms import Filled
from participe.core.i18n import _l, gettext
from participe.core.web import announce, db_of, viewer_of
from participe.insights import queries, rules, services
from participe.insights.forms import AnalysisForm
from participe.insights.queries import RunView
from participe.insights.rules import Material
from participe.manage.ground import path_in, project, project_page
from participe.manage.queries import job_view
from participe.manage.screens import topic_board, topic_checks, topic_items, topic_report
from participe.manage.screens.projects import ONE, back
from participe.projects import rules as project_rules
from participe.projects.queries import ProjectView

announce(
    analysis_started=_l("The analysis is running. You can leave this page meanwhile."),
    analysis_running=_l(
        "An analysis of these ideas was already running: nothing was started twice. Its result "
        "appears here."
    ),
    topics_published=_l("Everybody can see these topics now."),
    topics_taken_back=_l("The public does not see these topics any more."),
)
TITLE = _l("Topics")


def _slug(material: Material) -> str | None:
    """What addresses say of the component: nothing when it is the only one."""
    alone = len(queries.components(material.project)) == 1
    return None if alone else material.component.slug


async def show(request: Request) -> Response:
    found = await project(request, project_rules.read)
    return await _page(request, found, Filled())


async def _page(
    request: Request, found: ProjectView, form: Filled[AnalysisForm], status: int = 200
) -> Response:
    db, viewer, query = db_of(request), viewer_of(request), request.query_params
    material = await queries.material(db, found, query.get("box", "")[:120])
    if material is None:
        return project_page(
            request, found, "insights/manage.html", "analysis", TITLE, material=None
        )
    job = await jobs.last(db, services.once(material.component.id))
    runs = await queries.runs(db, material.component.id)
    run = await _chosen(request, found, material, runs)
    answer = project_page(
        request,
        found,
        "insights/manage.html",
        "analysis",
        TITLE,
        form=form,
        material=material,
        boxes=queries.components(found),
        box=_slug(material),
        job=job_view(job) if job else None,
        # What failed or was stopped is told until something newer is there.
        job_is_news=job is not None and not (runs and runs[0].done_at >= job.created_at),
        job_error=gettext(job.error) if job and job.error else "",
        runs=runs,
        run=run,
        counts=await queries.counts(db, run) if run else None,
        published=next((one for one in runs if one.is_published), None),
        topics=await queries.topics(db, viewer, material.component, run) if run else [],
        sent_since=max(0, material.published - run.shown) if run else 0,
        start_why_not=rules.start.why_not(viewer, material),
        may_manage=project_rules.manage.allows(viewer, found),
        path_in=lambda route, **params: path_in(request, route, found, **params),
    )
    answer.status_code = status
    return answer


async def _chosen(
    request: Request, found: ProjectView, material: Material, runs: list[RunView]
) -> RunView | None:
    """The run that the address names, else the newest."""
    if code := request.query_params.get("run", ""):
        run = await queries.run(db_of(request), found, code[:20])
        if run.component_id != material.component.id:
            raise NotFound
        return run
    return runs[0] if runs else None


async def start(request: Request) -> Response:
    found = await project(request)
    db = db_of(request)
    material = await queries.material(db, found, request.query_params.get("box", "")[:120])
    if material is None:
        raise NotFound
    form = await forms.read(request, AnalysisForm)
    if form.data is None:
        return await _page(request, found, form, status=422)
    job = await services.start(db, viewer_of(request), material, form.data)
    notice = "analysis_started" if job else "analysis_running"
    return back(request, "insights.manage", found, notice, box=_slug(material))


async def publish(request: Request) -> Response:
    found = await project(request)
    run = await services.publish(
        db_of(request), viewer_of(request), found, request.path_params["run"]
    )
    return _to(request, found, run.code, run.component_id, "topics_published")


async def take_back(request: Request) -> Response:
    found = await project(request)
    run = await services.take_back(
        db_of(request), viewer_of(request), found, request.path_params["run"]
    )
    return _to(request, found, run.code, run.component_id, "topics_taken_back")


def _to(
    request: Request, found: ProjectView, code: str, component_id: Any, notice: str
) -> Response:
    boxes = queries.components(found)
    slug = next(one.slug for one in boxes if one.id == component_id)
    return back(
        request, "insights.manage", found, notice, run=code, box=slug if len(boxes) > 1 else None
    )


async def report(request: Request) -> Response:
    """Any run as `report.json`; like the public one, without what is no longer public."""
    found = await project(request, project_rules.read)
    run = await queries.run(db_of(request), found, request.path_params["run"])
    headers = {
        "Content-Disposition": f'attachment; filename="report-{found.slug}-{run.code}.json"',
        "Cache-Control": "no-store",
    }
    lines = _lines(request, found, run)
    return StreamingResponse(lines, media_type="application/json", headers=headers)


async def _lines(request: Request, found: ProjectView, run: RunView) -> AsyncIterator[bytes]:
    fetch = batches.apart(
        request.app.state.sessions,
        person=viewer_of(request).id,
        administrations=[found.administration_id],
    )
    async for line in queries.report_lines(fetch, run):
        yield line.encode()


TOPICS = f"{ONE}/topics"
RUN = TOPICS + "/runs/{run:code}"
routes = [
    Route(TOPICS, show, name="insights.manage"),
    Route(f"{TOPICS}/start", start, name="insights.start", methods=["POST"]),
    Route(f"{RUN}/publish", publish, name="insights.publish", methods=["POST"]),
    Route(f"{RUN}/take-back", take_back, name="insights.take_back", methods=["POST"]),
    Route(f"{RUN}/report.json", report, name="insights.manage_report"),
    *topic_report.routes,
    *topic_checks.routes,
    *topic_items.routes,
    *topic_board.routes,
]
