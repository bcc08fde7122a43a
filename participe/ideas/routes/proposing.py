"""Proposing an idea in four steps, each kept on the server: words, similar ideas, details, check.

Every step is a page of its own with an address; nothing here needs a script.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.attachments.images import SIZE
from participe.attachments.services import PICTURES
from participe.core import forms, i18n, uploads
from participe.core.db import apart, enter_scope
from participe.core.forms import Filled
from participe.core.i18n import LazyText, _l
from participe.core.web import announce, db_of, page, path_for, see_other, viewer_of
from participe.ideas import forms as idea_forms
from participe.ideas import queries, rules, services
from participe.ideas.fields import OwnKind
from participe.ideas.queries import Box, IdeaView
from participe.ideas.services import Details, Words

STEPS: tuple[LazyText, ...] = (
    _l("Your idea"), _l("Similar ideas"), _l("Details"), _l("Check and send"),
)  # fmt: skip
MB = 1_000_000
DETAILS_BODY = PICTURES * SIZE + 4 * MB  # three pictures at their largest, and a file
announce(
    idea_sent=_l("Your idea is sent and public. You will hear by mail what becomes of it."),
    draft_kept=_l("Your draft is kept. You find it on your page."),
    draft_gone=_l("Your draft is deleted."),
    picture_gone=_l("The file is taken away."),
)


def must_sign_up(request: Request) -> Response | None:
    """Somebody new chooses a name and reads the rules first, and comes back here."""
    viewer = viewer_of(request)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if viewer.id is None:
        return see_other(request, "people.sign_in", next=here)
    if not viewer.welcomed:
        return see_other(request, "people.welcome", next=here)
    return None


def draft_page(
    request: Request, template: str, idea: IdeaView, step: int, *, status: int = 200, **more: Any
) -> Response:
    """A step of a draft; it says so when the box has closed meanwhile."""
    return page(
        request,
        template,
        status=status,
        idea=idea,
        box=idea.box,
        project=idea.project,
        administration=idea.project.administration,
        step=step,
        steps_total=len(STEPS),
        step_title=STEPS[step - 1],
        closed=rules.submit.why_not(viewer_of(request), idea.box),
        **more,
    )


async def draft_of(request: Request) -> IdeaView:
    viewer = viewer_of(request)
    idea = await queries.idea(db_of(request), viewer, request.path_params["code"])
    rules.go_on.require(viewer, idea)
    return idea


# --- 1. The words ---


async def show_new(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    box = await _box(request)
    if rules.in_phase("submit").allows(viewer, box) and (first := must_sign_up(request)):
        return first
    rules.submit.require(viewer, box)
    form = forms.shown({"lang": i18n.locale()})
    return _new_page(request, box, form, drafts=await queries.drafts(db, viewer, box))


def _new_page(
    request: Request, box: Box, form: Filled, *, status: int = 200, drafts: Any = ()
) -> Response:
    return page(
        request,
        "ideas/new.html",
        status=status,
        idea=None,
        box=box,
        project=box.project,
        administration=box.project.administration,
        form=form,
        drafts=drafts,
        languages_offered=idea_forms.languages(),
        action=path_for(request, "ideas.begin", project=box.project.slug, box=box.slug),
        step=1,
        steps_total=len(STEPS),
        step_title=STEPS[0],
        closed=None,
    )


async def begin(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    box = await _box(request)
    rules.submit.require(viewer, box)
    if first := must_sign_up(request):
        return first
    form = await forms.read(request, idea_forms.words_form(box))
    typed = Words.of(box, form.data) if form.data else Words.typed(box, form.values)
    mine = await queries.drafts(db, viewer, box)
    # The same words sent again: a second click, or «back» and «continue».
    again = [d for d in mine if (d.title, d.body) == (typed.title, typed.body)]
    if form.data and again:
        return see_other(request, "ideas.similar", code=again[0].code)
    if form.data:
        subject = await services.begin(db, viewer, box, typed, drafts_now=len(mine))
        return see_other(request, "ideas.similar", code=subject.code)
    if not typed:
        return _new_page(request, box, form, status=422)
    code = again[0].code if again else await _begin_apart(request, box, typed, len(mine))
    # From here on the form belongs to that draft: sending it again makes no second one.
    idea = await queries.idea(db, viewer, code)
    return _words_page(request, idea, form, status=422)


async def _begin_apart(request: Request, box: Box, typed: Words, drafts_now: int) -> str:
    """Keep the draft although the answer is a refusal."""
    async with apart(db_of(request)) as own:
        subject = await services.begin(own, viewer_of(request), box, typed, drafts_now=drafts_now)
        return subject.code


async def show_words(request: Request) -> Response:
    idea = await draft_of(request)
    return _words_page(request, idea, forms.shown(idea_forms.values_of(idea)))


def _words_page(request: Request, idea: IdeaView, form: Filled, *, status: int = 200) -> Response:
    return draft_page(
        request,
        "ideas/new.html",
        idea,
        1,
        status=status,
        form=form,
        drafts=(),
        languages_offered=idea_forms.languages(),
        action=path_for(request, "ideas.keep_words", code=idea.code),
    )


async def keep_words(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    idea = await draft_of(request)
    form = await forms.read(request, idea_forms.words_form(idea.box))
    if form.data is None:
        async with apart(db) as own:
            await services.keep_words(own, viewer, idea, Words.typed(idea.box, form.values))
        return _words_page(request, idea, form, status=422)
    words = Words.of(idea.box, form.data)
    await services.keep_words(db, viewer, idea, words)
    return see_other(request, "ideas.similar", code=idea.code)


# --- 2. Similar ideas ---


async def show_similar(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    idea = await draft_of(request)
    cards = await queries.similar(db, viewer, idea.box, idea.title, idea.body, idea.lang)
    if not cards:
        return see_other(request, "ideas.details", code=idea.code)
    return draft_page(
        request,
        "ideas/similar.html",
        idea,
        2,
        cards=cards,
        may_support=idea.project.allows(idea.component_id, "support"),
    )


# --- 3. Place, own fields, pictures ---


async def show_details(request: Request) -> Response:
    idea = await draft_of(request)
    return _details_page(request, idea, forms.shown(idea_forms.values_of(idea)))


def _details_page(request: Request, idea: IdeaView, form: Filled, *, status: int = 200) -> Response:
    request.state.has_map = idea.box.ask_place
    settings = request.app.state.settings
    return draft_page(
        request,
        "ideas/details.html",
        idea,
        3,
        status=status,
        form=form,
        pictures={picture.position: picture for picture in idea.pictures},
        slots=range(1, PICTURES + 1),
        tiles="/tiles/{z}/{x}/{y}.png" if settings.tiles_url else "",
        tiles_credit=settings.tiles_credit,
    )


async def keep_details(request: Request) -> Response:
    db, viewer, storage = db_of(request), viewer_of(request), request.app.state.storage
    idea = await draft_of(request)
    form = await forms.read(
        request,
        idea_forms.details_form(idea.box),
        uploads=PICTURES + len(idea.box.fields),
        largest=DETAILS_BODY,  # what is too large is said beside its field
    )
    if form.files:
        # Drawing pictures anew takes a while: no transaction waits for it.
        await db.rollback()
        changes = await services.store(storage, idea, form.files, form.values)
        await enter_scope(db, person=viewer.id, administrations=list(viewer.administrations))
    else:
        changes = await services.store(storage, idea, {}, form.values)
    leaving = str(form.values.get("action", "")).startswith("remove-")
    typed = Details.typed(idea.box, form.values)
    if leaving:  # what was typed is kept as it is, and looked at when one goes on
        await services.keep_details(db, viewer, idea, typed)
        await services.keep_files(db, idea, changes)
        return see_other(request, "ideas.details", code=idea.code, notice="picture_gone")
    _ask_for_words(idea, form, changes)
    if form.data is None or form.errors:
        async with apart(db) as own:  # uploads too: nobody chooses a file twice
            await services.keep_details(own, viewer, idea, typed)
            await services.keep_files(own, idea, changes)
        kept = await queries.idea(db, viewer, idea.code)
        return _details_page(request, kept, form, status=422)
    await services.keep_details(db, viewer, idea, Details.of(idea.box, form.data))
    await services.keep_files(db, idea, changes)
    return see_other(request, "ideas.check", code=idea.code)


def _ask_for_words(idea: IdeaView, form: Filled, changes: services.Changes) -> None:
    """Mistakes that only all files together show: a picture without words, a file that misses."""
    for name, message in changes.errors.items():
        form.fail(name, message)
    there = {picture.position for picture in idea.pictures} | changes.pictures.keys()
    for n in sorted(there):
        if not changes.alts.get(n):
            form.fail(f"alt{n}", _l("Say in a few words what this picture shows."))
    for own in idea.box.fields:
        kept = own.key in changes.files or idea.fields.get(own.key)
        if own.kind is OwnKind.FILE and own.required and not kept and own.name not in form.errors:
            form.fail(own.name, _l("Choose a file."))


async def _box(request: Request) -> Box:
    slug, box = request.path_params["project"], request.query_params.get("box", "")
    return await queries.box_of(db_of(request), viewer_of(request), slug, box)


_NEW, _DRAFT = "/projects/{project:slug}/ideas/new", "/ideas/{code:code}/draft"
routes = [
    Route(_NEW, show_new, name="ideas.new"),
    Route(_NEW, begin, name="ideas.begin", methods=["POST"]),
    Route(_DRAFT, show_words, name="ideas.draft"),
    Route(_DRAFT, keep_words, name="ideas.keep_words", methods=["POST"]),
    Route(_DRAFT + "/similar", show_similar, name="ideas.similar"),
    Route(_DRAFT + "/details", show_details, name="ideas.details"),
    Route(
        _DRAFT + "/details", keep_details, name="ideas.keep_details", methods=["POST"],
        middleware=uploads.takes(DETAILS_BODY),
    ),
]  # fmt: skip
