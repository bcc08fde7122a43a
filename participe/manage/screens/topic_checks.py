"""Reported mistakes, double coding and the codebook of topics, for officials."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.errors import NotFound
from participe.core.forms import Filled
from participe.core.i18n import LazyText, _l
from participe.core.web import announce, db_of, own_path, see_path, viewer_of
from participe.insights import codebook, coding, correcting, queries, reporting, rules
from participe.insights.forms import CodeForm, DecideForm, DefineForm, SignForm
from participe.insights.queries import RunView
from participe.manage.ground import path_in, project, project_page
from participe.manage.screens.topic_board import (
    RUN,
    TITLE,
    TOPIC,
    at_topic,
    corrected,
    is_newest,
)
from participe.projects import rules as project_rules
from participe.projects.queries import ProjectView

announce(
    mistake_decided=_l("It is decided. The next report waits."),
    coded=_l("Noted. Here is the next one."),
    topic_defined=_l("The definition is kept."),
)
CHOOSE = _l("Choose a topic, or say that it belongs to none.")


async def _run(request: Request, rule: Any) -> tuple[ProjectView, Any, RunView]:
    found = await project(request, rule)
    run = await queries.run(db_of(request), found, request.path_params["run"])
    return found, next(one for one in found.components if one.id == run.component_id), run


async def _page(
    request: Request, found: ProjectView, run: RunView, template: str, title: LazyText, **more: Any
) -> Response:
    above = path_in(request, "insights.board", found, run=run.code)
    may = rules.review.allows(viewer_of(request), found) and await is_newest(request, run)
    return project_page(
        request,
        found,
        template,
        "analysis",
        title,
        above=(TITLE, own_path(above)),
        run=run,
        may_review=may,
        path_in=lambda route, **params: path_in(request, route, found, **params),
        **more,
    )


async def mistakes(request: Request) -> Response:
    found, one, run = await _run(request, project_rules.read)
    db, viewer = db_of(request), viewer_of(request)
    cursor = request.query_params.get("cursor", "")[:400]
    listed = await queries.mistakes(db, viewer, one, run, cursor)

    def to(at: Any) -> str | None:
        return at and path_in(request, "insights.mistakes", found, run=run.code, cursor=str(at))

    return await _page(
        request,
        found,
        run,
        "insights/mistakes.html",
        _l("Reported by the public"),
        listed=listed,
        topics=queries.upper(await queries.of_run(db, run)),
        previous_url=to(listed.previous),
        next_url=to(listed.next),
    )


async def decide(request: Request) -> Response:
    found, _, run = await _run(request, rules.review)
    db, viewer = db_of(request), viewer_of(request)
    form = await forms.read(request, DecideForm)
    path = path_in(request, "insights.mistakes", found, run=run.code)
    if form.data is None:
        raise NotFound
    board = await correcting.open_board(db, viewer, found, run.code)
    mistake = await reporting.open_one(db, run.id, request.path_params["mistake"])
    if mistake.decided_at is None and form.data.act == "put":
        if not form.data.to:
            return see_path(path)
        code = await queries.code_of(db, mistake.subject_id)
        await correcting.pin(board, None, [code], form.data.to, wherever=True)
    await reporting.decided(db, viewer, run.id, mistake.subject_id)
    return see_path(path, "mistake_decided")


async def code(request: Request) -> Response:
    found, one, run = await _run(request, rules.review)
    return await _coding_page(request, found, one, run, Filled())


async def _coding_page(
    request: Request,
    found: ProjectView,
    one: Any,
    run: RunView,
    form: Filled[Any],
    status: int = 200,
) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    topics = await queries.of_run(db, run)
    waiting = await coding.next_one(db, viewer, one, run)
    pairs, differences = (), ()
    if waiting.card is None:  # who has not finished must not see what the other chose
        pairs, differences = await coding.results(db, viewer, one, run, topics)
    answer = await _page(
        request,
        found,
        run,
        "insights/coding.html",
        _l("Two people, the same contributions"),
        waiting=waiting,
        options=coding.choices(topics),
        pairs=pairs,
        differences=differences,
        form=form,
    )
    answer.status_code = status
    return answer


async def keep_code(request: Request) -> Response:
    found, one, run = await _run(request, rules.review)
    form = await forms.read(request, CodeForm)
    if form.data is None:
        form.errors = {"topic": CHOOSE}
        return await _coding_page(request, found, one, run, form, 422)
    topic = "" if form.data.topic == "none" else form.data.topic
    await coding.code(db_of(request), viewer_of(request), found, run, form.data.code, topic)
    return see_path(path_in(request, "insights.coding", found, run=run.code), "coded")


async def show_codebook(request: Request) -> Response:
    found, one, run = await _run(request, project_rules.read)
    db, viewer = db_of(request), viewer_of(request)
    now = await codebook.content(db, run.id)
    versions = await codebook.versions(db, run)
    same = bool(versions) and codebook.is_same(versions[0], now)
    topics = await queries.of_run(db, run)
    return await _page(
        request,
        found,
        run,
        "insights/codebook.html",
        _l("Codebook"),
        content=now,
        cards=await queries.cards_by_code(
            db, viewer, one, [code for entry in now for code in entry["examples"]]
        ),
        codes={topic.number: topic.code for topic in topics.values()},
        versions=versions,
        is_same=same,
        number=versions[0].number if same else len(versions) + 1,
    )


async def sign(request: Request) -> Response:
    found, _, run = await _run(request, rules.review)
    db, viewer = db_of(request), viewer_of(request)
    form = await forms.read(request, SignForm)
    if form.data is None:
        raise NotFound
    board = await correcting.open_board(db, viewer, found, run.code)
    await codebook.sign(board, viewer.name, run, form.data.number)
    return see_path(path_in(request, "insights.codebook", found, run=run.code), "codebook_signed")


async def define(request: Request) -> Response:
    async def do(board: correcting.Board, code: str, data: DefineForm) -> None:
        await codebook.define(board, code, data.version, data.definition)

    found, code, refused = await corrected(request, DefineForm, do)
    return refused or at_topic(request, found, code, "topic_defined")


async def compare(request: Request) -> Response:
    """Two runs of the same component side by side."""
    found, _, run = await _run(request, project_rules.read)
    db = db_of(request)
    other = await queries.run(db, found, request.path_params["other"])
    if other.component_id != run.component_id:
        raise NotFound
    return await _page(
        request,
        found,
        run,
        "insights/compare.html",
        _l("Two analyses side by side"),
        other=other,
        compared=await queries.compare(db, run, other),
    )


routes = [
    Route(RUN + "/compare/{other:code}", compare, name="insights.compare"),
    Route(f"{RUN}/mistakes", mistakes, name="insights.mistakes"),
    Route(
        RUN + "/mistakes/{mistake:code}", decide, name="insights.decide_mistake", methods=["POST"]
    ),
    Route(f"{RUN}/coding", code, name="insights.coding"),
    Route(f"{RUN}/coding", keep_code, name="insights.keep_code", methods=["POST"]),
    Route(f"{RUN}/codebook", show_codebook, name="insights.codebook"),
    Route(f"{RUN}/codebook", sign, name="insights.sign_codebook", methods=["POST"]),
    Route(f"{TOPIC}/define", define, name="insights.define_topic", methods=["POST"]),
]
