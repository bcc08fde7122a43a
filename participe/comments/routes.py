"""Posting and changing a comment. It is read on the page of what it is on."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.comments import queries, rules, services
from participe.comments.forms import CommentForm, EditForm
from participe.core import component, forms, i18n
from participe.core.i18n import _l
from participe.core.web import announce, db_of, page, see_other, see_path, settings_of, viewer_of
from participe.subjects import corrections, newcomers, screening
from participe.subjects import queries as subjects
from participe.subjects.rules import is_away

announce(
    comment_posted=_l("Your comment is published."), comment_edited=_l("Your comment is changed.")
)
corrections.offer("comment", "comments.edit")


async def post(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    subject = await subjects.by_code(db, viewer, request.path_params["code"])
    kind = component.of(subject.kind)
    thing = await kind.load(db, viewer, subject.code)
    form = await forms.read(request, CommentForm)
    if form.data:
        await screening.check(db, thing.administration_id, form, {"body": form.data.body})
    wait = await newcomers.must_wait(db, viewer, settings_of(request), "comment")
    if form.data and wait:
        form.fail("body", wait)
    if form.data is None:
        return await _again(request, thing, form)
    posted = await services.post(db, viewer, thing, kind.rules, form.data)
    return see_path(f"{thing.url}#comment-{posted.code}", "comment_posted")


async def _again(request: Request, thing: object, form: forms.Filled) -> Response:
    """The form alone on a page of its own, with what was typed and what is missing."""
    return page(
        request,
        "comments/again.html",
        status=422,
        thing=thing,
        comment_form=form,
        reply_to=str(form.values.get("parent", "")),
    )


async def show(request: Request) -> Response:
    """The permanent address of a comment leads to its place in the thread.

    Its author, while it is not public, is led to the reason why.
    """
    db, viewer, code = db_of(request), viewer_of(request), request.path_params["code"]
    subject = await subjects.by_code(db, viewer, code)
    if viewer.id == subject.author_id and not subject.is_published:
        return see_other(request, "moderation.own", code=code)
    thing = await queries.load(db, viewer, code)
    return see_path(thing.url)


async def show_reply(request: Request) -> Response:
    """A page to answer a comment, for those without script."""
    db, viewer = db_of(request), viewer_of(request)
    thing = await queries.load(db, viewer, request.path_params["code"])
    component.of(thing.on_subject.kind).rules.comment.require(viewer, thing.on)
    form = forms.shown({"lang": i18n.locale()})
    return page(
        request, "comments/again.html", thing=thing.on, comment_form=form, reply_to=thing.code,
        answered=thing,
    )  # fmt: skip


async def show_edit(request: Request) -> Response:
    viewer = viewer_of(request)
    thing = await queries.load(db_of(request), viewer, request.path_params["code"])
    rules.edit.require(viewer, thing)
    form = forms.shown({"body": thing.body, "stance": thing.stance.value})
    return page(
        request, "comments/edit.html", thing=thing, form=form, is_away=is_away.allows(viewer, thing)
    )


async def edit(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    thing = await queries.load(db, viewer, request.path_params["code"])
    rules.edit.require(viewer, thing)
    form = await forms.read(request, EditForm)
    if form.data:
        await screening.check(db, thing.administration_id, form, {"body": form.data.body})
    if form.data is None:
        return page(
            request,
            "comments/edit.html",
            status=422,
            thing=thing,
            form=form,
            is_away=is_away.allows(viewer, thing),
        )
    await services.edit(db, viewer, thing, form.data)
    if is_away.allows(viewer, thing):
        return see_other(request, "moderation.own", code=thing.code, notice="corrected")
    return see_path(thing.url, "comment_edited")


routes = [
    Route("/subjects/{code:code}/comments", post, name="comments.post", methods=["POST"]),
    Route("/comments/{code:code}", show, name="comments.show"),
    Route("/comments/{code:code}/reply", show_reply, name="comments.reply"),
    Route("/comments/{code:code}/edit", show_edit, name="comments.edit"),
    Route("/comments/{code:code}/edit", edit, name="comments.save", methods=["POST"]),
]
