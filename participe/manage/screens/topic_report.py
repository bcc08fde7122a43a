"""The report of any run of a project for its officials, before and after it is public."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import jobs
from participe.core.i18n import _l
from participe.core.web import announce, db_of, own_path, viewer_of
from participe.insights import queries
from participe.insights.queries import RunView
from participe.insights.report import answers, rules, services
from participe.insights.report.document import Document
from participe.manage.ground import path_in, project, project_page
from participe.manage.queries import job_view
from participe.manage.screens.projects import ONE, back
from participe.projects import rules as project_rules
from participe.projects.queries import ProjectView

announce(
    groups_counted=_l("The groups are being counted. Load this page again in a moment."),
)


async def _report(request: Request) -> tuple[ProjectView, RunView, Document]:
    found = await project(request, project_rules.read)
    run = await queries.run(db_of(request), found, request.path_params["run"])
    one = next(one for one in found.components if one.id == run.component_id)
    report = await answers.of_run(
        request,
        found,
        one,
        run,
        here=path_in(request, "insights.manage_document", found, run=run.code),
        topic=lambda code: path_in(request, "insights.manage_topic", found, topic=code),
    )
    return found, run, report


async def show(request: Request) -> Response:
    found, run, report = await _report(request)
    job = await jobs.last(db_of(request), services.once(run.id))
    above = path_in(request, "insights.manage", found, run=run.code)

    def to(kind: str) -> str:
        return path_in(request, "insights.manage_document_file", found, run=run.code, format=kind)

    return project_page(
        request,
        found,
        "insights/manage_document.html",
        "analysis",
        _l("Report on the topics of the ideas"),
        above=(_l("Topics"), own_path(above)),
        run=run,
        report=report,
        file_url=to,
        job=job_view(job) if job and not job.is_over else None,
        may_manage=rules.count.allows(viewer_of(request), found),
        path_in=lambda route, **params: path_in(request, route, found, **params),
    )


async def count(request: Request) -> Response:
    """Have the groups counted anew: something was hidden since, or topics were changed."""
    found = await project(request)
    run = await queries.run(db_of(request), found, request.path_params["run"])
    await services.count(db_of(request), viewer_of(request), found, run)
    return back(request, "insights.manage_document", found, "groups_counted", run=run.code)


async def download(request: Request) -> Response:
    found, run, report = await _report(request)
    return await answers.file(
        report, request.path_params["format"], f"report-{found.slug}-{run.code}"
    )


DOCUMENT = f"{ONE}/topics/runs/{{run:code}}/report"
routes = [
    Route(DOCUMENT, show, name="insights.manage_document"),
    Route(f"{DOCUMENT}/count", count, name="insights.count_groups", methods=["POST"]),
    Route(DOCUMENT + ".{format:slug}", download, name="insights.manage_document_file"),
]
