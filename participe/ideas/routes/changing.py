"""What an author does with an idea that was sent, and what everybody may see of it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.errors import Conflict
from participe.core.forms import Filled
from participe.core.i18n import _l
from participe.core.web import announce, db_of, page, see_other, settings_of, viewer_of
from participe.ideas import forms as idea_forms
from participe.ideas import queries, rules, services
from participe.ideas.queries import IdeaView
from participe.ideas.services import Details, Words
from participe.subjects import corrections, screening
from participe.subjects.rules import is_away

announce(
    idea_changed=_l("Your idea is changed. Everybody can see what changed."),
    idea_same=_l("Nothing was different: your idea stays as it was."),
    idea_withdrawn=_l("Your idea is withdrawn. Only you see it now."),
)
corrections.offer("idea", "ideas.edit")


async def _idea(request: Request) -> IdeaView:
    return await queries.idea(db_of(request), viewer_of(request), request.path_params["code"])


def _edit_page(
    request: Request,
    idea: IdeaView,
    form: Filled,
    *,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    request.state.has_map = idea.box.ask_place
    settings = settings_of(request)
    return page(
        request,
        "ideas/edit.html",
        status=status,
        idea=idea,
        box=idea.box,
        project=idea.project,
        administration=idea.project.administration,
        form=form,
        languages_offered=idea_forms.languages(),
        conflict=conflict,
        is_away=is_away.allows(viewer_of(request), idea),
        tiles="/tiles/{z}/{x}/{y}.png" if settings.tiles_url else "",
        tiles_credit=settings.tiles_credit,
    )


async def show_edit(request: Request) -> Response:
    idea = await _idea(request)
    if rules.go_on.allows(viewer_of(request), idea):
        return see_other(request, "ideas.draft", code=idea.code)
    rules.edit.require(viewer_of(request), idea)
    form = forms.shown(idea_forms.values_of(idea))
    return _edit_page(request, idea, form)


async def edit(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    idea = await _idea(request)
    rules.edit.require(viewer, idea)
    form = await forms.read(request, idea_forms.edit_form(idea.box))
    if form.data:
        texts = idea_forms.texts_of(form.values)
        await screening.check(db, idea.administration_id, form, texts)
    if form.data is None:
        return _edit_page(request, idea, form, status=422)
    words, details = Words.of(idea.box, form.data), Details.of(idea.box, form.data)
    try:
        changed = await services.edit(db, viewer, idea, form.data.version, words, details)  # type: ignore[attr-defined]
    except Conflict as conflict:
        # Both texts on one page; sending it again replaces the newer one, knowingly.
        return _edit_page(request, await _idea(request), form, status=409, conflict=conflict)
    if changed and is_away.allows(viewer, idea):
        return see_other(request, "moderation.own", code=idea.code, notice="corrected")
    notice = "idea_changed" if changed else "idea_same"
    return see_other(request, "ideas.idea", code=idea.code, notice=notice)


async def show_versions(request: Request) -> Response:
    idea = await _idea(request)
    return page(
        request,
        "ideas/versions.html",
        idea=idea,
        project=idea.project,
        administration=idea.project.administration,
        changes=await queries.changes(db_of(request), viewer_of(request), idea),
    )


async def show_withdraw(request: Request) -> Response:
    idea = await _idea(request)
    rules.withdraw.require(viewer_of(request), idea)
    return page(
        request,
        "ideas/withdraw.html",
        idea=idea,
        project=idea.project,
        administration=idea.project.administration,
    )


async def withdraw(request: Request) -> Response:
    idea = await _idea(request)
    await services.withdraw(db_of(request), viewer_of(request), idea)
    return see_other(request, "ideas.idea", code=idea.code, notice="idea_withdrawn")


_IDEA = "/ideas/{code:code}"
routes = [
    Route(_IDEA + "/edit", show_edit, name="ideas.edit"),
    Route(_IDEA + "/edit", edit, name="ideas.save", methods=["POST"]),
    Route(_IDEA + "/versions", show_versions, name="ideas.versions"),
    Route(_IDEA + "/withdraw", show_withdraw, name="ideas.withdraw"),
    Route(_IDEA + "/withdraw", withdraw, name="ideas.confirm_withdraw", methods=["POST"]),
]
