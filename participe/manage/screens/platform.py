"""What the operator of the platform looks after; never what people wrote."""

from typing import Any

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe import __version__
from participe.administrations import rules
from participe.core import audit, forms, jobs
from participe.core.i18n import _l
from participe.core.jobs import Running
from participe.core.settings import Settings
from participe.core.web import announce, db_of, page, path_for, see_other, settings_of, viewer_of
from participe.manage import health, log
from participe.manage.ground import office, office_page
from participe.manage.jobs import VERIFY
from participe.manage.queries import job_view
from participe.manage.services import operate

announce(
    verify_started=_l("The log is being checked. You can leave this page meanwhile."),
    verify_running=_l("The log was being checked already."),
)
SECRETS = ("secret_key", "smtp_url")
WITH_PASSWORD = ("database_url", "database_owner_url", "redis_url", "files_url")


async def show_log(request: Request) -> Response:
    operate.require(viewer_of(request), None)
    db = db_of(request)
    job = await jobs.last(db, VERIFY)
    return page(
        request,
        "manage/platform_log.html",
        job=job_view(job) if job else None,
        wrong=job.result.get("wrong") if job and job.is_over else None,
        head=await audit.head(db),
        **await _log(request, None),
    )


async def show_own_log(request: Request) -> Response:
    """Of one administration, for those who run it."""
    place = await office(request, rules.administer)
    return office_page(
        request, place, "manage/log.html", "log", _l("Log"),
        **await _log(request, place.administration_id),
    )  # fmt: skip


async def _log(request: Request, administration_id: Any) -> dict[str, Any]:
    query = request.query_params
    matter = query.get("matter", "")
    found = await log.lines(
        db_of(request), administration_id, matter, query.get("cursor", "")[:200]
    )

    def to(cursor: object) -> str | None:
        if cursor is None:
            return None
        said = {"matter": matter} if matter in log.MATTERS else {}
        if "administration" in request.path_params:
            said["administration"] = request.path_params["administration"]
            return path_for(request, "manage.log", cursor=str(cursor), **said)
        return path_for(request, "manage.platform_log", cursor=str(cursor), **said)

    return {
        "lines": found.items, "previous_url": to(found.previous), "next_url": to(found.next),
        "matters": list(log.MATTERS.items()), "matter": matter,
    }  # fmt: skip


async def verify(request: Request) -> Response:
    viewer = viewer_of(request)
    operate.require(viewer, None)
    await forms.read(request, forms.Form)
    try:
        await jobs.start(
            db_of(request), VERIFY, asked_by_id=viewer.id, once=VERIFY,
            next=path_for(request, "manage.platform_log"),
        )  # fmt: skip
    except Running:
        return see_other(request, "manage.platform_log", notice="verify_running")
    return see_other(request, "manage.platform_log", notice="verify_started")


async def show_settings(request: Request) -> Response:
    """Each setting with its value; of secrets only whether they are set."""
    operate.require(viewer_of(request), None)
    return page(
        request,
        "manage/platform_settings.html",
        settings=_told(settings_of(request)),
        health=await health.look(db_of(request), settings_of(request)),
        version=__version__,
    )


def _told(settings: Settings) -> list[tuple[str, str, bool, str]]:
    """(name of the variable, value, is it secret, what it is for)."""
    found = []
    for name, field in type(settings).model_fields.items():
        if field.exclude:
            continue
        value = getattr(settings, name)
        secret = name in SECRETS or (name in WITH_PASSWORD and bool(value))
        shown = "" if secret else "" if value is None else str(value)
        is_set = bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
        found.append(
            (
                name.upper(),
                shown if not secret else ("set" if is_set else ""),
                secret,
                field.description or "",
            )
        )
    return found


OPS = "/platform"
routes = [
    Route(f"{OPS}/log", show_log, name="manage.platform_log"),
    Route(f"{OPS}/log/verify", verify, name="manage.verify_log", methods=["POST"]),
    Route(f"{OPS}/settings", show_settings, name="manage.platform_settings"),
    Route("/manage/{administration:slug}/log", show_own_log, name="manage.log"),
]
