"""The report of any run of a project for its officials, before and after it is public."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core.i18n import _l
from participe.core.web import db_of, own_path
from participe.insights import queries
from participe.insights.queries import RunView
from participe.insights.report import answers
from participe.insights.report.document import Document
from participe.manage.ground import path_in, project, project_page
from participe.manage.screens.projects import ONE
from participe.projects import rules as project_rules
from participe.projects.queries import ProjectView


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
    )


async def download(request: Request) -> Response:
    found, run, report = await _report(request)
    return await answers.file(
        report, request.path_params["format"], f"report-{found.slug}-{run.code}"
    )


DOCUMENT = f"{ONE}/topics/runs/{{run:code}}/report"
routes = [
    Route(DOCUMENT, show, name="insights.manage_document"),
    Route(DOCUMENT + ".{format:slug}", download, name="insights.manage_document_file"),
]
