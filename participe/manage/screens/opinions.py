"""What people think of the statements: having groups looked for, publishing them."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.consultations import publishing, queries
from participe.consultations.queries import Box
from participe.core import jobs
from participe.core.i18n import _l, gettext
from participe.core.web import announce, db_of, viewer_of
from participe.manage.ground import path_in, project_page
from participe.manage.queries import job_view
from participe.manage.screens.projects import back
from participe.manage.screens.statements import BOX, TITLE, box_of

announce(
    opinions_started=_l("Groups are being looked for. You can leave this page meanwhile."),
    opinions_running=_l("Groups are being looked for already. The result appears here."),
    opinions_published=_l("Everybody can see this result now."),
    opinions_taken_back=_l("The public does not see this result any more."),
)


async def show(request: Request) -> Response:
    box = await box_of(request)
    db = db_of(request)
    job = await jobs.last(db, publishing.once(box.component_id))
    run = await queries.newest_run(db, box)
    return project_page(
        request,
        box.project,
        "consultations/manage.html",
        "statements",
        _l("What people think"),
        above=(TITLE, path_in(request, "manage.statements", box.project)),
        box=box,
        run=run,
        official=True,
        job=job_view(job) if job else None,
        # What failed or was stopped is told until something newer is there.
        job_is_news=job is not None and not (run and run.done_at >= job.created_at),
        job_error=gettext(job.error) if job and job.error else "",
        there=lambda route, **params: path_in(
            request, route, box.project, statements=box.component.slug, **params
        ),
    )


def _back(request: Request, box: Box, notice: str) -> Response:
    return back(request, "manage.opinions", box.project, notice, statements=box.component.slug)


async def start(request: Request) -> Response:
    box = await box_of(request)
    job = await publishing.start(db_of(request), viewer_of(request), box)
    return _back(request, box, "opinions_started" if job else "opinions_running")


async def publish(request: Request) -> Response:
    box = await box_of(request)
    run = request.path_params["run"]
    await publishing.publish(db_of(request), viewer_of(request), box, run)
    return _back(request, box, "opinions_published")


async def take_back(request: Request) -> Response:
    box = await box_of(request)
    run = request.path_params["run"]
    await publishing.take_back(db_of(request), viewer_of(request), box, run)
    return _back(request, box, "opinions_taken_back")


OPINIONS = f"{BOX}/opinions"
RUN = OPINIONS + "/{run:code}"
routes = [
    Route(OPINIONS, show, name="manage.opinions"),
    Route(OPINIONS, start, name="manage.look_for_opinions", methods=["POST"]),
    Route(f"{RUN}/publish", publish, name="manage.publish_opinions", methods=["POST"]),
    Route(f"{RUN}/take-back", take_back, name="manage.take_back_opinions", methods=["POST"]),
]
