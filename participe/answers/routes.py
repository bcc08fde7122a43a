"""The page on which an official answers a contribution of any kind."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.answers import queries, services
from participe.answers.forms import AnswerForm
from participe.core import component, forms, html
from participe.core.errors import NotFound
from participe.core.i18n import LANGUAGES, _l
from participe.core.rules import Rule, signed_in
from participe.core.web import announce, db_of, languages_in, page, see_path, viewer_of
from participe.subjects import queries as subjects
from participe.subjects.models import STATUS_NAMES, Status

announce(answered=_l("Your answer is public. The author and the followers are told by mail."))
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


async def _page(request: Request, thing: Any, form: forms.Filled, status: int = 200) -> Response:
    return page(
        request,
        "answers/edit.html",
        status=status,
        thing=thing,
        body=html.render(thing.body),
        administration=thing.project.administration,
        form=form,
        fields_in=languages_in(_languages(thing)),
        history=await queries.history(db_of(request), thing.id),
        status_names=STATUS_NAMES,
        options=[(one.value, STATUS_NAMES[one], MEANINGS[one]) for one in Status],
    )


async def publish(request: Request) -> Response:
    thing, rule = await _thing(request)
    form = await forms.read(request, AnswerForm)
    if form.data and not form.data.text:
        first = thing.project.languages[0] if thing.project.languages else "fr"
        form.fail(f"text-{first}", NO_WORDS)
    if form.data is None:
        return await _page(request, thing, form, status=422)
    await services.publish(db_of(request), viewer_of(request), thing, rule, form.data)
    return see_path(thing.url, "answered")


routes = [
    Route("/subjects/{code:code}/answer", show, name="answers.edit"),
    Route("/subjects/{code:code}/answer", publish, name="answers.publish", methods=["POST"]),
]
