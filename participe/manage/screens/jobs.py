"""Long work: what runs, what failed, trying again; and the page of the platform's operator."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import rules
from participe.core.i18n import _l
from participe.core.web import announce, db_of, own_path, page, path_for, see_other, viewer_of
from participe.manage import queries, queues, services
from participe.manage.ground import office, office_page
from participe.manage.services import operate

announce(
    job_cancelled=_l("It is stopped. What was not finished is undone."),
    job_again=_l("It begins again in a moment."),
)


async def show_all(request: Request) -> Response:
    place = await office(request)
    found = await queries.jobs_page(
        db_of(request), place.administration_id, request.query_params.get("cursor", "")[:400]
    )

    def to(cursor: object) -> str | None:
        if cursor is None:
            return None
        return path_for(request, "manage.jobs", administration=place.slug, cursor=str(cursor))

    return office_page(
        request,
        place,
        "manage/jobs.html",
        "jobs",
        _l("Jobs"),
        found=found,
        previous_url=to(found.previous),
        next_url=to(found.next),
    )


async def show(request: Request) -> Response:
    """One job; its block asks for itself again until it is over."""
    place = await office(request)
    job = await queries.job(db_of(request), request.path_params["code"], place.administration_id)
    view = queries.job_view(job)
    return office_page(
        request,
        place,
        "manage/job.html",
        "jobs",
        view.label,
        above=(_l("Jobs"), path_for(request, "manage.jobs", administration=place.slug)),
        job=view,
        result_url=own_path(view.next, "") if view.next else "",
        may_change=rules.manage.allows(viewer_of(request), place),
    )


async def cancel(request: Request) -> Response:
    place = await office(request, rules.manage)
    db = db_of(request)
    job = await queries.job(db, request.path_params["code"], place.administration_id)
    await services.cancel(db, viewer_of(request), rules.manage, place, job)
    return see_other(
        request, "manage.job", administration=place.slug, code=job.code, notice="job_cancelled"
    )


async def retry(request: Request) -> Response:
    place = await office(request, rules.manage)
    db = db_of(request)
    job = await queries.job(db, request.path_params["code"], place.administration_id)
    await services.retry(db, viewer_of(request), rules.manage, place, job)
    return see_other(
        request, "manage.job", administration=place.slug, code=job.code, notice="job_again"
    )


async def show_platform(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    operate.require(viewer, None)
    found = await queries.jobs_page(db, None, request.query_params.get("cursor", "")[:400])

    def to(cursor: object) -> str | None:
        return path_for(request, "manage.platform_jobs", cursor=str(cursor)) if cursor else None

    return page(
        request,
        "manage/platform_jobs.html",
        found=found,
        previous_url=to(found.previous),
        next_url=to(found.next),
        counts=await queues.counts(db),
    )


async def cancel_anywhere(request: Request) -> Response:
    operate.require(viewer_of(request), None)
    db = db_of(request)
    job = await queries.job(db, request.path_params["code"])
    await services.cancel(db, viewer_of(request), operate, None, job)
    return see_other(request, "manage.platform_jobs", notice="job_cancelled")


async def retry_anywhere(request: Request) -> Response:
    operate.require(viewer_of(request), None)
    db = db_of(request)
    job = await queries.job(db, request.path_params["code"])
    await services.retry(db, viewer_of(request), operate, None, job)
    return see_other(request, "manage.platform_jobs", notice="job_again")


ALL = "/manage/{administration:slug}/jobs"
ONE = ALL + "/{code:code}"
OPS = "/platform/jobs"
routes = [
    Route(ALL, show_all, name="manage.jobs"),
    Route(ONE, show, name="manage.job"),
    Route(f"{ONE}/cancel", cancel, name="manage.cancel_job", methods=["POST"]),
    Route(f"{ONE}/retry", retry, name="manage.retry_job", methods=["POST"]),
    Route(OPS, show_platform, name="manage.platform_jobs"),
    Route(
        OPS + "/{code:code}/cancel", cancel_anywhere, name="manage.platform_cancel",
        methods=["POST"],
    ),
    Route(
        OPS + "/{code:code}/retry", retry_anywhere, name="manage.platform_retry", methods=["POST"]
    ),
]  # fmt: skip
