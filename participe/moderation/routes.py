"""Reporting a contribution of any kind, and deciding on it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import component, forms, html, ratelimit
from participe.core.errors import NotFound
from participe.core.i18n import _l
from participe.core.rules import Rule, signed_in
from participe.core.web import announce, db_of, page, see_other, see_path, viewer_of
from participe.moderation import queries, rules, services
from participe.moderation.forms import DecisionForm, ReportForm
from participe.moderation.models import WHY_NAMES, Why
from participe.subjects import queries as subjects
from participe.subjects.models import Subject, Visibility
from participe.subjects.screening import flags

announce(
    reported=_l("Thank you. The moderators read your report; your name is not shown to anybody."),
    reported_before=_l("You have reported this already. The moderators look at it."),
    hidden=_l("It is hidden. Its author gets a mail with your reason."),
    held=_l("It is held back until you decide. Its author gets a mail with your reason."),
    restored=_l("It is public again. Its author gets a mail."),
    kept=_l("It stays as it is. The reports are settled."),
)
REPORTS = ratelimit.Limit("report", "20/hour")
NOTICES = {"hold": "held", "hide": "hidden", "restore": "restored", "keep": "kept"}
SAY_WHY = _l("Choose the reason: the author will read it.")
SAY_MORE = _l("Explain the reason in a sentence: “another reason” alone tells nothing.")


async def _subject(request: Request) -> tuple[Subject, Any]:
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    subject = await subjects.by_code(db, viewer, request.path_params["code"])
    return subject, await component.of(subject.kind).load(db, viewer, subject.code)


async def show_report(request: Request) -> Response:
    subject, thing = await _subject(request)
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
    subject, thing = await _subject(request)
    await ratelimit.check(request, REPORTS)
    form = await forms.read(request, ReportForm)
    if form.data and form.data.why is Why.OTHER and not form.data.text:
        form.fail("text", SAY_MORE)
    if form.data is None:
        return await _report_page(request, subject, thing, form, status=422)
    new = await services.report(db_of(request), viewer_of(request), thing, form.data)
    return see_path(thing.url, "reported" if new else "reported_before")


async def _moderated(request: Request) -> tuple[Subject, Any, Rule]:
    subject, thing = await _subject(request)
    rule: Rule | None = getattr(component.of(subject.kind).rules, "hide", None)
    if rule is None:
        raise NotFound
    rule.require(viewer_of(request), thing)
    return subject, thing, rule


async def show_decide(request: Request) -> Response:
    subject, thing, _ = await _moderated(request)
    return await _decide_page(request, subject, thing, forms.Filled())


async def _decide_page(
    request: Request, subject: Subject, thing: Any, form: forms.Filled, status: int = 200
) -> Response:
    db = db_of(request)
    groups = await queries.reports_on(db, subject.id)
    return page(
        request,
        "moderation/decide.html",
        status=status,
        subject=subject,
        thing=thing,
        body=html.render(thing.body),
        tells=(await flags(db, subject.administration_id, [f"{thing.title}\n{thing.body}"]))[0],
        administration=thing.project.administration,
        form=form,
        groups=groups,
        waiting=sum(group.open for group in groups),
        history=await queries.history(db, subject.id),
        reasons=list(WHY_NAMES.items()),
        is_hidden=subject.visibility is not Visibility.VISIBLE,
        is_held=subject.visibility is Visibility.HELD,
        own_why_not=rules.is_not_own.why_not(viewer_of(request), thing),
        because=WHY_NAMES.get(Why(subject.hidden_because)) if subject.hidden_because else None,
    )


async def decide(request: Request) -> Response:
    subject, thing, rule = await _moderated(request)
    form = await forms.read(request, DecisionForm)
    if form.data and form.data.action in ("hold", "hide"):
        if form.data.why is None:
            form.fail("why", SAY_WHY)
        elif form.data.why is Why.OTHER and not form.data.text:
            form.fail("text", SAY_MORE)
    if form.data is None:
        return await _decide_page(request, subject, thing, form, status=422)
    await services.decide(db_of(request), viewer_of(request), thing, rule, form.data)
    notice = NOTICES[form.data.action]
    return see_other(request, "moderation.decide", code=subject.code, notice=notice)


routes = [
    Route("/subjects/{code:code}/report", show_report, name="moderation.report"),
    Route("/subjects/{code:code}/report", report, name="moderation.send_report", methods=["POST"]),
    Route("/subjects/{code:code}/moderation", show_decide, name="moderation.decide"),
    Route(
        "/subjects/{code:code}/moderation", decide, name="moderation.save_decision",
        methods=["POST"],
    ),
]  # fmt: skip
