"""The screen of a moderator: one contribution, what was said of it, what to decide."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms, html
from participe.core.i18n import _l
from participe.core.web import announce, db_of, page, see_other, viewer_of
from participe.moderation import queries, rules, services
from participe.moderation.forms import DecisionForm, JudgementForm, MessageForm
from participe.moderation.models import WHY_NAMES, Outcome, Why
from participe.moderation.queries import own
from participe.moderation.routes.things import SAY_MORE, SAY_WHY, moderated, thread_of
from participe.subjects.models import Subject, Visibility
from participe.subjects.screening import flags

announce(
    hidden=_l("It is hidden. Its author gets a mail with your reason."),
    held=_l("It is held back until you decide. Its author gets a mail with your reason."),
    restored=_l("It is public again. Its author gets a mail."),
    kept=_l("It stays as it is. The reports are settled."),
    message_sent=_l("Your message is sent. You get a mail when there is an answer."),
    upheld=_l("The decision stands. Its author gets a mail with your reason."),
    overturned=_l("It is public again. Its author gets a mail with your reason."),
)
NOTICES = {"hold": "held", "hide": "hidden", "restore": "restored", "keep": "kept"}


async def show_decide(request: Request) -> Response:
    subject, thing, _ = await moderated(request)
    return await _decide_page(request, subject, thing)


async def _decide_page(
    request: Request,
    subject: Subject,
    thing: Any,
    form: forms.Filled | None = None,
    judgement: forms.Filled | None = None,
    message: forms.Filled | None = None,
) -> Response:
    """With a form that is not right, the page says so and answers 422."""
    db, viewer = db_of(request), viewer_of(request)
    groups = await queries.reports_on(db, subject.id)
    decided = await own.of_subject(db, subject)
    current = decided.current
    besides = [viewer.id, subject.author_id, current.by_id if current else None]
    return page(
        request,
        "moderation/decide.html",
        status=422 if form or judgement or message else 200,
        subject=subject,
        thing=thing,
        body=html.render(thing.body),
        tells=(await flags(db, subject.administration_id, [f"{thing.title}\n{thing.body}"]))[0],
        administration=thing.project.administration,
        form=form or judgement or message or forms.Filled(),
        failed="judgement" if judgement else "decision" if form else "message" if message else "",
        groups=groups,
        waiting=sum(group.open for group in groups),
        history=await queries.history(db, subject.id),
        reasons=list(WHY_NAMES.items()),
        is_hidden=subject.visibility is not Visibility.VISIBLE,
        is_held=subject.visibility is Visibility.HELD,
        own_why_not=rules.is_not_own.why_not(viewer, thing),
        because=WHY_NAMES.get(Why(subject.hidden_because)) if subject.hidden_because else None,
        contested=current if decided.open_appeal else None,
        judge_why_not=rules.judge.why_not(viewer, decided) if decided.open_appeal else None,
        on=getattr(thing, "on", None),
        answers_to=getattr(thing, "answers_to", ""),
        corrected=await own.last_correction(db, subject.id),
        burst=await queries.burst(db, subject.id),
        earlier=await queries.earlier(db, subject),
        write_why_not=rules.write_to_author.why_not(viewer, subject),
        **await thread_of(request, subject, "moderation.decide"),
        others=len(await queries.deciders(db, subject, besides)) if decided.open_appeal else 0,
    )


async def decide(request: Request) -> Response:
    subject, thing, rule = await moderated(request)
    form = await forms.read(request, DecisionForm)
    if form.data and form.data.action in ("hold", "hide"):
        if form.data.why is None:
            form.fail("why", SAY_WHY)
        elif form.data.why is Why.OTHER and not form.data.text:
            form.fail("text", SAY_MORE)
    if form.data is None:
        return await _decide_page(request, subject, thing, form)
    await services.decide(db_of(request), viewer_of(request), thing, rule, form.data)
    notice = NOTICES[form.data.action]
    return see_other(request, "moderation.decide", code=subject.code, notice=notice)


async def write(request: Request) -> Response:
    subject, thing, _ = await moderated(request)
    form = await forms.read(request, MessageForm)
    if form.data is None:
        return await _decide_page(request, subject, thing, message=form)
    await services.write_as_staff(db_of(request), viewer_of(request), subject, form.data)
    return see_other(request, "moderation.decide", code=subject.code, notice="message_sent")


async def judge(request: Request) -> Response:
    subject, thing, rule = await moderated(request)
    db, viewer = db_of(request), viewer_of(request)
    decided = await own.of_subject(db, subject)
    (rule & rules.judge).require(viewer, decided)
    form = await forms.read(request, JudgementForm)
    if form.data is None:
        return await _decide_page(request, subject, thing, judgement=form)
    outcome = await services.judge(db, viewer, decided, rule, form.data)
    notice = "overturned" if outcome is Outcome.OVERTURNED else "upheld"
    return see_other(request, "moderation.decide", code=subject.code, notice=notice)


_ONE = "/subjects/{code:code}/moderation"
routes = [
    Route(_ONE, show_decide, name="moderation.decide"),
    Route(_ONE, decide, name="moderation.save_decision", methods=["POST"]),
    Route(_ONE + "/messages", write, name="moderation.write", methods=["POST"]),
    Route(_ONE + "/appeal", judge, name="moderation.judge", methods=["POST"]),
]
