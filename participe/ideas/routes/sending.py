"""The end of proposing: the check page, sending, or giving the draft up."""

from pydantic import create_model
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.errors import Refused
from participe.core.forms import Filled, Form
from participe.core.web import db_of, path_for, see_other, settings_of, viewer_of
from participe.ideas import forms as idea_forms
from participe.ideas import queries, rules, services
from participe.ideas.queries import IdeaView
from participe.ideas.routes.proposing import draft_of, draft_page
from participe.projects import questions
from participe.subjects import newcomers, screening

# --- 4. Check and send ---


async def show_check(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    idea = await draft_of(request)
    asked = await questions.to_ask(db, viewer, idea.project)
    form = forms.shown({})
    await _screen(request, idea, form)
    form.errors.clear()  # told before one sends, and no mistake yet
    return _check_page(request, idea, asked, form)


async def _screen(request: Request, idea: IdeaView, form: Filled) -> None:
    """The fields stand on other pages: the mistakes lead to the list of what was found."""
    texts = idea_forms.texts_of(idea_forms.values_of(idea))
    mistakes = Filled(form.data, form.values)
    await screening.check(db_of(request), idea.administration_id, mistakes, texts)
    form.found = mistakes.found
    for message in list(mistakes.errors.values())[:1]:
        form.fail("found-title", message)


STEP_OF = {"title": "ideas.draft", "body": "ideas.draft", "lang": "ideas.draft",
           "theme": "ideas.draft"}  # fmt: skip


def _check_page(
    request: Request,
    idea: IdeaView,
    asked: questions.Questions,
    form: Filled,
    *,
    status: int = 200,
) -> Response:
    whole = idea_forms.check_whole(idea)
    missing = [
        (path_for(request, STEP_OF.get(name, "ideas.details"), code=idea.code) + f"#{name}", error)
        for name, error in whole.errors.items()
    ]
    return draft_page(
        request,
        "ideas/check.html",
        idea,
        4,
        status=status,
        form=form,
        asked=asked,
        age_bands=questions.AGE_BANDS,
        elsewhere=questions.ELSEWHERE,
        missing=missing,
    )


async def send(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    idea = await queries.idea(db, viewer, request.path_params["code"])
    if rules.is_author.allows(viewer, idea) and not rules.is_draft.allows(viewer, idea):
        return see_other(request, "ideas.idea", code=idea.code)  # a second click
    rules.go_on.require(viewer, idea)
    asked = await questions.to_ask(db, viewer, idea.project)
    fields = {**asked.fields(), **idea_forms.AS_IS}
    form = await forms.read(request, create_model("SendForm", __base__=Form, **fields))
    await _screen(request, idea, form)
    if form.data and (wait := await newcomers.must_wait(db, viewer, settings_of(request), "idea")):
        form.fail("send", wait)
    if form.data is None or idea_forms.check_whole(idea).errors:
        return _check_page(request, idea, asked, form, status=422)
    try:
        await services.send(db, viewer, idea)
    except Refused:
        # It closed while the last page was being read: the page says so, the draft stays.
        return _check_page(request, idea, asked, form, status=403)
    if asked:
        answers = form.data.model_dump(exclude={"as_is"})
        await questions.note(db, viewer, idea.project_id, answers)
    return see_other(request, "ideas.idea", code=idea.code, notice="idea_sent")


# --- Leaving it ---


async def show_discard(request: Request) -> Response:
    return draft_page(request, "ideas/discard.html", await draft_of(request), 4)


async def discard(request: Request) -> Response:
    await services.discard(db_of(request), viewer_of(request), await draft_of(request))
    return see_other(request, "me.home", notice="draft_gone")


_DRAFT = "/ideas/{code:code}/draft"
routes = [
    Route(_DRAFT + "/check", show_check, name="ideas.check"),
    Route(_DRAFT + "/check", send, name="ideas.send", methods=["POST"]),
    Route(_DRAFT + "/delete", show_discard, name="ideas.show_discard"),
    Route(_DRAFT + "/delete", discard, name="ideas.discard", methods=["POST"]),
]
