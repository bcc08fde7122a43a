"""The page on which an official answers a contribution of any kind."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.answers import queries as answers
from participe.answers import services
from participe.answers.forms import AnswerForm, ChargeForm, TemplateChoice
from participe.answers.models import Answer
from participe.casework import applying, queries, templates
from participe.core import component, forms, html
from participe.core.errors import NotFound
from participe.core.i18n import LANGUAGES, _l, localized
from participe.core.rules import Rule, signed_in
from participe.core.web import announce, db_of, languages_in, page, path_for, see_path, viewer_of
from participe.subjects import queries as subjects
from participe.subjects.models import STATUS_NAMES, Status

announce(
    answered=_l("Your answer is public. The author and the followers are told by mail."),
    charged=_l("Noted: your colleagues see who is in charge, and until when."),
    charge_wrong=_l("Write the date as in 15/01/2027, or leave it empty."),
)
NO_WORDS = _l("Say why in at least one language: people deserve a reason, not only a word.")
# What each status tells the author, for the official who chooses.
MEANINGS = {
    Status.UNDER_REVIEW: _l("We are still studying it. Say until when."),
    Status.ACCEPTED: _l("We will do it. Say when and how."),
    Status.PARTLY: _l("We will do a part of it. Say which, and why not the rest."),
    Status.IN_PROGRESS: _l("The work has begun. Say how far it is."),
    Status.DONE: _l("It is done. Say where one can see it."),
    Status.DECLINED: _l("We will not do it. Say why, in words the author can accept."),
    Status.OUT_OF_SCOPE: _l("It is not part of this project. Say where it belongs."),
    Status.TRANSMITTED: _l("Another authority decides. Say which, and when you wrote to it."),
}


async def _thing(request: Request) -> tuple[Any, Rule]:
    """What is answered, and who may answer it. NotFound for what is never answered."""
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    subject = await subjects.by_code(db, viewer, request.path_params["code"])
    kind = component.of(subject.kind)
    rule: Rule | None = getattr(kind.rules, "answer", None)
    if rule is None:
        raise NotFound
    thing = await kind.load(db, viewer, subject.code)
    rule.require(viewer, thing)
    return thing, rule


async def show(request: Request) -> Response:
    thing, _ = await _thing(request)
    status = thing.status.value if thing.is_answered else ""
    return await _page(request, thing, forms.shown({"status": status}))


def _languages(thing: Any) -> list[str]:
    """The project's, and the author's own when it is one of ours."""
    found = list(thing.project.languages)
    own = getattr(thing, "lang", "")
    return [*found, own] if own in LANGUAGES and own not in found else found


async def _page(
    request: Request, thing: Any, form: forms.Filled, status: int = 200, *, meanwhile: bool = False
) -> Response:
    db, place = db_of(request), thing.project.administration_id
    history = await answers.history(db, thing.id)
    return page(
        request,
        "casework/answer.html",
        status=status,
        thing=thing,
        body=html.render(thing.body),
        administration=thing.project.administration,
        form=form,
        fields_in=languages_in(_languages(thing)),
        history=history,
        seen=_last(history),
        meanwhile=meanwhile,
        status_names=STATUS_NAMES,
        options=[(one.value, STATUS_NAMES[one], MEANINGS[one]) for one in Status],
        templates=await queries.templates(db, place),
        colleagues=await queries.colleagues(db, place, thing.project_id),
        charge=await queries.charge(db, thing.id),
    )


def _last(history: Sequence[Answer]) -> str:
    """Which answer stands: said in the form, and compared when it comes back."""
    return history[0].id.hex if history else ""


async def publish(request: Request) -> Response:
    thing, rule = await _thing(request)
    db = db_of(request)
    form = await forms.read(request, AnswerForm)
    if form.data and not form.data.text:
        first = thing.project.languages[0] if thing.project.languages else "fr"
        form.fail(f"text-{first}", NO_WORDS)
    if form.data is None:
        return await _page(request, thing, form, status=422)
    # Nobody answers between this look and the end of the transaction: the subject is held.
    await services.hold(db, thing.id)
    if form.data.seen != _last(await answers.history(db, thing.id)):
        return await _page(request, thing, form, status=409, meanwhile=True)
    await services.publish(db, viewer_of(request), thing, rule, form.data)
    return see_path(thing.url, "answered")


async def fill_in(request: Request) -> Response:
    """Put the words of a template into the form; what was typed in other languages stays."""
    thing, _ = await _thing(request)
    form = await forms.read(request, TemplateChoice)
    if form.data is None or not form.data.template:
        return await _page(request, thing, forms.Filled(values=form.values))
    one = await queries.template(
        db_of(request), thing.project.administration_id, form.data.template
    )
    words = templates.filled(
        localized(one.text, thing.project.languages), thing.title, thing.author
    )
    values = form.values | {"status": one.status.value}
    values |= {f"text-{lang}": text for lang, text in words.items()}
    return await _page(request, thing, forms.Filled(values=values))


async def charge(request: Request) -> Response:
    """Who answers it, and until when."""
    thing, _ = await _thing(request)
    db, viewer = db_of(request), viewer_of(request)
    form = await forms.read(request, ChargeForm)
    if form.data is None:
        return see_path(request.url.path.removesuffix("/charge") + "/answer", "charge_wrong")
    known = await queries.colleagues(db, thing.administration_id, thing.project_id)
    one = next((one for one in known if one.code == form.data.person), None)
    due = form.data.due_on
    what = {
        "person": str(one.id) if one else None, "due_on": due.isoformat() if due else None,
    }  # fmt: skip
    await applying.assign(db, viewer, [thing.id], what)
    return see_path(path_for(request, "answers.edit", code=thing.code), "charged")


ONE = "/subjects/{code:code}"
routes = [
    Route(f"{ONE}/answer", show, name="answers.edit"),
    Route(f"{ONE}/answer", publish, name="answers.publish", methods=["POST"]),
    Route(f"{ONE}/answer/template", fill_in, name="answers.fill_in", methods=["POST"]),
    Route(f"{ONE}/charge", charge, name="answers.charge", methods=["POST"]),
]
