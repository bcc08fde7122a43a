"""Mails and events of the platform that wait or failed, and trying them again."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.i18n import _l
from participe.core.web import announce, db_of, page, path_for, see_other, viewer_of
from participe.manage import queues, services
from participe.manage.services import operate

announce(
    outbox_again=_l("The events are delivered again in a moment."),
    event_again=_l("The event is delivered again in a moment."),
    mails_again=_l("The mails are sent again in a moment."),
    mail_again=_l("The mail is sent again in a moment."),
)


def number_of(request: Request) -> int:
    """The page asked for; anything that is no page is the first."""
    asked = request.query_params.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 5 else 1


def pages(request: Request, route: str, number: int, total: int, size: int, **params: Any) -> dict:
    """What the pager needs."""
    return {
        "previous_url": path_for(request, route, page=number - 1, **params) if number > 1 else None,
        "next_url": path_for(request, route, page=number + 1, **params)
        if number * size < total
        else None,
    }


async def show_mails(request: Request) -> Response:
    operate.require(viewer_of(request), None)
    db, number = db_of(request), number_of(request)
    failed = request.query_params.get("state") != "waiting"
    found, total = await queues.mails(db, failed, number)
    return page(
        request,
        "manage/platform_mails.html",
        found=found,
        total=total,
        failed=failed,
        counts=await queues.counts(db),
        **pages(
            request, "manage.platform_mails", number, total, queues.SIZE,
            state=None if failed else "waiting",
        ),
    )  # fmt: skip


async def show_events(request: Request) -> Response:
    operate.require(viewer_of(request), None)
    number = number_of(request)
    found, total = await queues.stuck(db_of(request), number)
    return page(
        request,
        "manage/platform_events.html",
        found=found,
        total=total,
        **pages(request, "manage.platform_events", number, total, queues.SIZE),
    )


async def retry_mails(request: Request) -> Response:
    viewer = viewer_of(request)
    operate.require(viewer, None)
    await forms.read(request, forms.Form)
    await services.retry_mails(db_of(request), viewer)
    return see_other(request, "manage.platform_mails", notice="mails_again")


async def retry_mail(request: Request) -> Response:
    viewer = viewer_of(request)
    operate.require(viewer, None)
    await forms.read(request, forms.Form)
    await services.retry_mails(db_of(request), viewer, request.path_params["mail"])
    return see_other(request, "manage.platform_mails", notice="mail_again")


async def retry_entries(request: Request) -> Response:
    viewer = viewer_of(request)
    operate.require(viewer, None)
    await forms.read(request, forms.Form)
    await services.retry_entries(db_of(request), viewer)
    return see_other(request, "manage.platform_events", notice="outbox_again")


async def retry_entry(request: Request) -> Response:
    viewer = viewer_of(request)
    operate.require(viewer, None)
    await forms.read(request, forms.Form)
    await services.retry_entries(db_of(request), viewer, request.path_params["event"])
    return see_other(request, "manage.platform_events", notice="event_again")


MAILS, EVENTS = "/platform/mails", "/platform/events"
routes = [
    Route(MAILS, show_mails, name="manage.platform_mails"),
    Route(f"{MAILS}/again", retry_mails, name="manage.retry_mails", methods=["POST"]),
    Route(MAILS + "/{mail:uuid}/again", retry_mail, name="manage.retry_mail", methods=["POST"]),
    Route(EVENTS, show_events, name="manage.platform_events"),
    Route(f"{EVENTS}/again", retry_entries, name="manage.retry_outbox", methods=["POST"]),
    Route(EVENTS + "/{event:uuid}/again", retry_entry, name="manage.retry_event", methods=["POST"]),
]
