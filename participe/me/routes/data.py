"""The copy of one's data, and leaving. Both ask to sign in once more."""

from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from participe.core import forms, i18n, jobs
from participe.core.db import EVERYTHING, enter_scope, sql
from participe.core.errors import NotFound
from participe.core.i18n import _l
from participe.core.jobs import Running
from participe.core.rules import signed_in
from participe.core.web import (
    announce,
    db_of,
    page,
    path_for,
    see_other,
    viewer_of,
)
from participe.me import copies, leaving, queries
from participe.me.forms import CHOICES, LeaveForm
from participe.people.queries import is_fresh

announce(
    copy_asked=_l("We gather your data. This takes a few moments."),
    copy_running=_l("A copy is being made already."),
)
_JOB = text("SELECT state, share, stage FROM job WHERE id = :id")
_LEAVING = text("SELECT state, share, stage FROM job WHERE code = :code AND name = :name")


def _again(request: Request, route: str) -> Response | None:
    """None, or the way to the sign-in and back: what follows is for the owner of the mailbox."""
    viewer = viewer_of(request)
    signed_in.require(viewer, None)
    if is_fresh(viewer):
        return None
    return see_other(request, "people.sign_in", again="1", next=path_for(request, route))


def _again_url(request: Request, route: str) -> str:
    return path_for(request, "people.sign_in", again="1", next=path_for(request, route))


async def show(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    copy = await copies.last(db, viewer)
    job = (await sql(db, _JOB, {"id": copy.job_id})).first() if copy and copy.job_id else None
    return page(
        request,
        "me/data.html",
        copy=copy,
        job=job,
        is_making=copies.is_making(copy, job),
        is_ready=copies.is_ready(copy, viewer.now),
        is_fresh=is_fresh(viewer),
        again_url=_again_url(request, "me.data"),
    )


async def ask(request: Request) -> Response:
    if again := _again(request, "me.data"):
        return again
    try:
        await copies.ask(db_of(request), viewer_of(request), i18n.locale())
    except Running:
        return see_other(request, "me.data", notice="copy_running")
    return see_other(request, "me.data", notice="copy_asked")


async def download(request: Request) -> Response:
    """A POST: it takes the file away."""
    if again := _again(request, "me.data"):
        return again
    pieces = await copies.take(
        db_of(request), viewer_of(request), request.app.state.storage, request.path_params["code"]
    )
    return StreamingResponse(
        pieces,
        media_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="participe.zip"',
            "Cache-Control": "no-store",
        },
    )


async def show_leave(request: Request) -> Response:
    return await _leave_page(request, forms.Filled())


async def _leave_page(request: Request, form: forms.Filled, status: int = 200) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    assert viewer.id
    return page(
        request,
        "me/leave.html",
        status=status,
        form=form,
        sums=await queries.sums(db, viewer),
        why_not=await leaving.why_not(db, viewer.id),
        is_fresh=is_fresh(viewer),
        again_url=_again_url(request, "me.leave"),
    )


async def confirm(request: Request) -> Response:
    """What was chosen, once more in words, before it cannot be undone."""
    if again := _again(request, "me.leave"):
        return again
    texts = request.query_params.get("texts", "")
    if texts not in CHOICES:
        form: forms.Filled = forms.Filled()
        form.fail("texts", _l("Choose what happens to your texts."))
        return await _leave_page(request, form, 422)
    return await _confirm_page(request, forms.Filled(), texts)


async def _confirm_page(
    request: Request, form: forms.Filled, texts: str, status: int = 200
) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    assert viewer.id
    return page(
        request, "me/confirm_leave.html", status=status, form=form, texts=texts,
        sums=await queries.sums(db, viewer), why_not=await leaving.why_not(db, viewer.id),
    )  # fmt: skip


async def leave(request: Request) -> Response:
    if again := _again(request, "me.leave"):
        return again
    form = await forms.read(request, LeaveForm)
    if form.data is None:
        texts = str(form.values.get("texts", ""))
        if texts not in CHOICES:
            return await _leave_page(request, forms.Filled(), 422)
        return await _confirm_page(request, form, texts, 422)
    job = await leaving.close(
        db_of(request), viewer_of(request), removes=form.data.texts == "remove"
    )
    cookie = request.app.state.cookie
    answer = see_other(request, "me.goodbye", code=job.code)
    answer.delete_cookie(cookie.name, secure=cookie.secure, httponly=True)
    answer.headers["Clear-Site-Data"] = '"cookies"'
    return answer


async def goodbye(request: Request) -> Response:
    """For whoever has just left, and knows the code. It tells how far the job is, never of whom."""
    db = db_of(request)
    request.state.has_token = True
    await enter_scope(db, administrations=EVERYTHING)
    asked = {"code": request.path_params["code"], "name": leaving.LEAVE}
    job = (await sql(db, _LEAVING, asked)).first()
    if job is None:
        raise NotFound
    return page(
        request,
        "me/goodbye.html",
        job=job,
        is_over=job.state == jobs.JobState.DONE,
        code=request.path_params["code"],
    )


routes = [
    Route("/me/data", show, name="me.data"),
    Route("/me/data", ask, name="me.ask_copy", methods=["POST"]),
    Route("/me/data/{code:code}", download, name="me.download", methods=["POST"]),
    Route("/me/leave", show_leave, name="me.leave"),
    Route("/me/leave/confirm", confirm, name="me.confirm_leave"),
    Route("/me/leave", leave, name="me.leave_now", methods=["POST"]),
    Route("/goodbye/{code:code}", goodbye, name="me.goodbye"),
]
