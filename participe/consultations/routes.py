"""Answering statements one at a time, changing answers, adding one's own.

Every answer is a form that a browser without script sends as well.
"""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from participe.consultations import queries, rules, services
from participe.consultations.forms import StatementForm, VoteForm, languages
from participe.consultations.models import LONGEST
from participe.consultations.queries import Box
from participe.core import batches, forms, i18n
from participe.core.i18n import _l
from participe.core.rules import signed_in
from participe.core.web import (
    announce,
    db_of,
    own_path,
    page,
    path_for,
    see_other,
    see_path,
    settings_of,
    viewer_of,
)
from participe.projects.rules import in_phase
from participe.subjects import newcomers, screening

announce(
    statement_changed=_l("Your answer is changed."),
    statement_proposed=_l(
        "Thank you. A moderator reads your statement first; then everybody is asked."
    ),
)


def _path(request: Request, route: str, box: Box, **params: Any) -> str:
    return path_for(request, route, project=box.project.slug, box=box.slug, **params)


async def _box(request: Request) -> Box:
    return await queries.box_of(
        db_of(request), viewer_of(request), request.path_params["project"],
        request.query_params.get("box", "")[:120],
    )  # fmt: skip


def _page(request: Request, template: str, box: Box, **context: Any) -> Response:
    return page(
        request, template, box=box, project=box.project, administration=box.project.administration,
        to=lambda route, **params: _path(request, route, box, **params), **context,
    )  # fmt: skip


async def show(request: Request) -> Response:
    """The next statement; where there is none left, what one can do now."""
    db, viewer = db_of(request), viewer_of(request)
    box = await _box(request)
    code = await queries.next_statement(db, viewer, box)
    return _page(
        request,
        "consultations/vote.html",
        box,
        statement=await queries.statement(db, viewer, code) if code else None,
        progress=await queries.progress(db, viewer, box),
        last=request.query_params.get("last", "")[:20],
        **_allowed(request, box),
    )


async def show_one(request: Request) -> Response:
    """The permanent address of a statement; its author, while it is not public, reads why."""
    db, viewer = db_of(request), viewer_of(request)
    statement = await queries.statement(db, viewer, request.path_params["code"])
    if viewer.id and viewer.id == statement.author_id and not statement.is_published:
        return see_other(request, "moderation.own", code=statement.code)
    return _page(
        request,
        "consultations/statement.html",
        statement.box,
        statement=statement,
        progress=await queries.progress(db, viewer, statement.box),
        **_allowed(request, statement.box),
    )


def _allowed(request: Request, box: Box) -> dict[str, Any]:
    viewer = viewer_of(request)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return {
        "closed": in_phase("vote").why_not(viewer, box),
        "may_propose": in_phase("propose").allows(viewer, box),
        "sign_in_url": path_for(request, "people.sign_in", next=own_path(here)),
    }


async def vote(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    statement = await queries.statement(db, viewer, request.path_params["code"])
    form = await forms.read(request, VoteForm)
    if form.data is None:
        return see_path(statement.url)
    await services.vote(db, viewer, statement, int(form.data.value))
    if form.data.back == "answers":
        path = _path(request, "consultations.answers", statement.box)
        return see_path(f"{path}#statement-{statement.code}", "statement_changed")
    if form.data.back == "statement":
        return see_path(statement.url, "statement_changed")
    return see_path(_path(request, "consultations.statements", statement.box, last=statement.code))


async def show_answers(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    box = await _box(request)
    if viewer.id is None:
        return see_other(
            request, "people.sign_in", next=_path(request, "consultations.answers", box)
        )
    progress = await queries.progress(db, viewer, box)
    found = await queries.answers(
        db, viewer, box, request.query_params.get("cursor", "")[:400], progress.answered
    )

    def at(cursor: Any) -> str | None:
        return cursor and _path(request, "consultations.answers", box, cursor=str(cursor))

    return _page(
        request,
        "consultations/answers.html",
        box,
        found=found,
        progress=progress,
        previous_url=at(found.previous),
        next_url=at(found.next),
        **_allowed(request, box),
    )


async def show_new(request: Request) -> Response:
    viewer = viewer_of(request)
    box = await _box(request)
    in_phase("propose").require(viewer, box)
    here = _path(request, "consultations.new", box)
    if viewer.id is None:
        return see_other(request, "people.sign_in", next=here)
    if not viewer.welcomed:
        return see_other(request, "people.welcome", next=here)
    return _new(request, box, forms.shown({"lang": i18n.locale()}))


def _new(request: Request, box: Box, form: forms.Filled, status: int = 200) -> Response:
    return _page(
        request, "consultations/new.html", box, form=form, status=status, longest=LONGEST,
        languages_offered=languages(),
    )  # fmt: skip


async def propose(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    box = await _box(request)
    signed_in.require(viewer, None)
    rules.propose.require(viewer, box)
    form = await forms.read(request, StatementForm)
    if form.data:
        await screening.check(db, box.administration_id, form, {"body": form.data.body})
    wait = await newcomers.must_wait(db, viewer, settings_of(request), "statement")
    if form.data and wait:
        form.fail("body", wait)
    if form.data is None:
        return _new(request, box, form, status=422)
    await services.propose(db, viewer, box, form.data)
    return see_path(_path(request, "consultations.statements", box), "statement_proposed")


async def show_results(request: Request) -> Response:
    """What people think, once an official has published it."""
    box = await _box(request)
    run = await queries.published_run(db_of(request), box)
    return _page(request, "consultations/results.html", box, run=run, official=False)


async def results_file(request: Request) -> Response:
    box = await _box(request)
    content = await queries.public_json(db_of(request), box)
    headers = {"Content-Disposition": f'attachment; filename="groups-{box.component.slug}.json"'}
    return Response(content, media_type="application/json", headers=headers)


async def ballots_file(request: Request) -> Response:
    """All answers behind the published result, for `participe opinions`."""
    box = await _box(request)
    run = await queries.published_run(db_of(request), box)
    # Each batch apart, and as a stranger: a slow reader holds no connection.
    fetch = batches.apart(request.app.state.sessions)
    headers = {"Content-Disposition": f'attachment; filename="votes-{box.component.slug}.csv"'}
    return StreamingResponse(_lines(fetch, run.id), media_type="text/csv", headers=headers)


async def _lines(fetch: batches.Fetch, run_id: UUID) -> AsyncIterator[bytes]:
    yield b"person,statement,vote\r\n"
    async for key, answers in queries.ballots(fetch, run_id):
        yield "".join(f"{key},{code},{value}\r\n" for code, value in answers.items()).encode()


STATEMENTS = "/projects/{project:slug}/statements"
routes = [
    Route(STATEMENTS, show, name="consultations.statements"),
    Route(f"{STATEMENTS}/answers", show_answers, name="consultations.answers"),
    Route(f"{STATEMENTS}/new", show_new, name="consultations.new"),
    Route(f"{STATEMENTS}/new", propose, name="consultations.propose", methods=["POST"]),
    Route(f"{STATEMENTS}/results", show_results, name="consultations.results"),
    Route(f"{STATEMENTS}/groups.json", results_file, name="consultations.results_file"),
    Route(f"{STATEMENTS}/votes.csv", ballots_file, name="consultations.ballots_file"),
    Route("/statements/{code:code}", show_one, name="consultations.statement"),
    Route("/statements/{code:code}/vote", vote, name="consultations.vote", methods=["POST"]),
]
