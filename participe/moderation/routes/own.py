"""One's own text that a moderator holds back or has hidden: why, and what one can do."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms, ratelimit
from participe.core.i18n import _l
from participe.core.rules import signed_in
from participe.core.web import announce, db_of, page, see_other, viewer_of
from participe.moderation import queries, rules, services
from participe.moderation.forms import AppealForm, MessageForm
from participe.moderation.queries import own
from participe.moderation.queries.own import OwnThing
from participe.moderation.routes.things import thread_of
from participe.subjects import corrections
from participe.subjects import queries as subjects
from participe.subjects.rules import is_author

announce(
    corrected=_l("Your correction is sent. A moderator reads it and decides; you get a mail."),
    contested=_l("Your appeal is sent. Another person than before decides, and you get a mail."),
)
APPEALS = ratelimit.Limit("appeal", "10/hour")
MESSAGES = ratelimit.Limit("moderation_message", "20/hour")


async def _own(request: Request) -> OwnThing:
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    subject = await subjects.by_code(db, viewer, request.path_params["code"])
    is_author.require(viewer, subject)
    return await own.of_subject(db, subject)


async def show(request: Request) -> Response:
    return await _page(request, await _own(request), forms.Filled())


async def _page(
    request: Request, thing: OwnThing, form: forms.Filled, status: int = 200, failed: str = ""
) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    contested = thing.current
    nobody = contested is not None and not await queries.deciders(
        db, thing.subject, [contested.by_id, viewer.id]
    )
    shown = await thread_of(request, thing.subject, "moderation.own")
    return page(
        request,
        "moderation/own.html",
        status=status,
        subject=thing.subject,
        words=await own.words_of(db, viewer, thing.subject),
        thing=thing,
        decided=contested,
        contest_why_not=rules.contest.why_not(viewer, thing),
        is_late=contested is not None and not rules.is_in_time.allows(viewer, thing),
        nobody_else=nobody,
        correct=corrections.page_of(thing.subject.kind),
        corrected=await own.last_correction(db, thing.subject.id),
        form=form,
        failed=failed,
        write_why_not=None if shown["thread"].total else rules.write.why_not(viewer, thing),
        **shown,
        administration=await own.place_of(db, thing.administration_id),
        days=own.DAYS,
    )


async def contest(request: Request) -> Response:
    thing = await _own(request)
    rules.contest.require(viewer_of(request), thing)
    await ratelimit.check(request, APPEALS)
    form = await forms.read(request, AppealForm)
    if form.data is None:
        return await _page(request, thing, form, 422, "appeal")
    await services.contest(db_of(request), viewer_of(request), thing, form.data)
    return see_other(request, "moderation.own", code=thing.subject.code, notice="contested")


async def write(request: Request) -> Response:
    thing = await _own(request)
    db, viewer = db_of(request), viewer_of(request)
    await ratelimit.check(request, MESSAGES)
    form = await forms.read(request, MessageForm)
    if form.data is None:
        return await _page(request, thing, form, 422, "message")
    begun = bool((await queries.thread(db, thing.subject.id)).total)
    await services.write_as_author(db, viewer, thing, form.data, begun=begun)
    return see_other(request, "moderation.own", code=thing.subject.code, notice="message_sent")


routes = [
    Route("/subjects/{code:code}/decision", show, name="moderation.own"),
    Route("/subjects/{code:code}/appeal", contest, name="moderation.contest", methods=["POST"]),
    Route("/subjects/{code:code}/messages", write, name="moderation.answer", methods=["POST"]),
]
