"""Reporting a contribution of any kind."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms, html, ratelimit
from participe.core.i18n import _l
from participe.core.web import announce, db_of, page, see_path, viewer_of
from participe.moderation import queries, rules, services
from participe.moderation.forms import ReportForm
from participe.moderation.models import WHY_NAMES, Why
from participe.moderation.routes.things import SAY_MORE, subject_and_thing
from participe.subjects.models import Subject

announce(
    reported=_l("Thank you. The moderators read your report; your name is not shown to anybody."),
    reported_before=_l("You have reported this already. The moderators look at it."),
)
REPORTS = ratelimit.Limit("report", "20/hour")


async def show_report(request: Request) -> Response:
    subject, thing = await subject_and_thing(request)
    rules.report.require(viewer_of(request), thing)
    return await _report_page(request, subject, thing, forms.Filled())


async def _report_page(
    request: Request, subject: Subject, thing: Any, form: forms.Filled, status: int = 200
) -> Response:
    return page(
        request,
        "moderation/report.html",
        status=status,
        subject=subject,
        thing=thing,
        body=html.render(thing.body),
        administration=thing.project.administration,
        form=form,
        own=await queries.own_report(db_of(request), viewer_of(request), subject.id),
        reasons=list(WHY_NAMES.items()),
    )


async def report(request: Request) -> Response:
    subject, thing = await subject_and_thing(request)
    await ratelimit.check(request, REPORTS)
    form = await forms.read(request, ReportForm)
    if form.data and form.data.why is Why.OTHER and not form.data.text:
        form.fail("text", SAY_MORE)
    if form.data is None:
        return await _report_page(request, subject, thing, form, status=422)
    new = await services.report(db_of(request), viewer_of(request), thing, form.data)
    return see_path(thing.url, "reported" if new else "reported_before")


routes = [
    Route("/subjects/{code:code}/report", show_report, name="moderation.report"),
    Route("/subjects/{code:code}/report", report, name="moderation.send_report", methods=["POST"]),
]
