"""One's mails and what one was told; and the address at the foot of a mail that stops such mails."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from participe.core import forms
from participe.core.errors import NotFound
from participe.core.i18n import _l
from participe.core.rules import signed_in
from participe.core.web import announce, db_of, page, path_for, see_other, viewer_of
from participe.notifications import queries, services, unsubscribing, words
from participe.notifications.forms import MailsForm, chosen
from participe.notifications.kinds import DIRECT, KINDS
from participe.notifications.models import FREQUENCY_NAMES
from participe.people import queries as people
from participe.people.models import Person

announce(
    mails_chosen=_l("Your choice is saved."),
    mails_stopped=_l("Done. You will get no more of these mails."),
)


async def show(request: Request) -> Response:
    return await _mails_page(request, None)


async def _mails_page(request: Request, form: forms.Filled | None, status: int = 200) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    assert viewer.id
    if form is None:
        frequencies = await queries.frequencies(db, viewer.id)
        form = forms.shown({kind: f.value for kind, f in frequencies.items()})
    told = await queries.told(db, viewer, request.query_params.get("after", ""))
    # What was told of one thing is one line, at the time of its newest.
    groups = sorted(words.grouped(told.items[::-1]), key=_at, reverse=True)
    here = path_for(request, "notifications.show")
    return page(
        request,
        "notifications/mails.html",
        status=status,
        form=form,
        kinds=queries.offered(viewer),
        always=[k for k in KINDS.values() if k.always and k.key not in DIRECT],
        frequency_names=FREQUENCY_NAMES,
        mailbox=await people.mailbox_of(db, viewer.id),
        told=[
            (_at(group), KINDS.get(group.newest.kind), item)
            for group, item in zip(groups, await words.items(db, groups), strict=True)
        ],
        total=told.total,
        previous_url=f"{here}?after={told.previous}#told" if told.previous else "",
        next_url=f"{here}?after={told.next}#told" if told.next else "",
    )


def _at(group: words.Group) -> datetime:
    return group.newest.created_at


async def choose(request: Request) -> Response:
    form = await forms.read(request, MailsForm)
    if form.data is None:
        return await _mails_page(request, form, status=422)
    await services.choose(db_of(request), viewer_of(request), chosen(form.data))
    return see_other(request, "notifications.show", notice="mails_chosen")


async def show_unsubscribe(request: Request) -> Response:
    """A button and nothing more: mail scanners open links, and must not stop anything."""
    person, kind = await _of_token(request)
    stopped = person is None or await services.is_stopped(db_of(request), person.id, kind)
    return page(
        request,
        "notifications/unsubscribe.html",
        token=request.path_params["token"],
        kind=KINDS.get(kind),
        stopped=stopped,
    )


async def unsubscribe(request: Request) -> Response:
    """By the button, or by the mail provider itself (RFC 8058), which must not be led elsewhere."""
    person, kind = await _of_token(request)
    async with request.form(max_files=0, max_fields=20) as sent:
        by_provider = sent.get("List-Unsubscribe") == "One-Click"
    if person is not None:
        await services.stop(db_of(request), viewer_of(request).now, person.id, kind)
    if by_provider:
        return PlainTextResponse("Unsubscribed.")
    token = request.path_params["token"]
    return see_other(request, "notifications.unsubscribe", token=token, notice="mails_stopped")


async def _of_token(request: Request) -> tuple[Person | None, str]:
    """Whose mails, and which. No person when they left since. Raises NotFound for any other token."""
    request.state.has_token = request.state.private = True
    found = unsubscribing.read(request.app.state.links, request.path_params["token"])
    if found is None:
        raise NotFound(
            _l("This link is not whole. Open it from the mail again, or choose on your page.")
        )
    code, kind = found
    return await people.person_of_code(db_of(request), code), kind


routes = [
    Route("/me/notifications", show, name="notifications.show"),
    Route("/me/notifications", choose, name="notifications.choose", methods=["POST"]),
    Route("/unsubscribe/{token}", show_unsubscribe, name="notifications.unsubscribe"),
    Route(
        "/unsubscribe/{token}",
        unsubscribe,
        name="notifications.stop",
        methods=["POST"],
    ),
]
