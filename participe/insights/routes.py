"""Topics as the public sees them: only of a run that an official published."""

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from participe.core import batches, forms
from participe.core.errors import NotFound
from participe.core.forms import Filled
from participe.core.i18n import LazyText, _l
from participe.core.rules import signed_in
from participe.core.web import announce, db_of, page, path_for, see_path, viewer_of
from participe.insights import drawing, queries, reporting
from participe.insights.forms import MistakeForm
from participe.insights.queries import Choice, RunView
from participe.insights.report import routes as documents
from participe.projects import queries as projects
from participe.projects.queries import ComponentView, ProjectView

announce(
    mistake_told=_l("Thank you. An official looks at it."),
    mistake_told_before=_l("You have told us about this idea already."),
)


def _only(boxes: list[ComponentView], one: ComponentView) -> str | None:
    """What addresses say of a component: nothing when it is the only one with topics."""
    return None if len(boxes) == 1 else one.slug


async def show(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    project = await projects.project(db, viewer, request.path_params["project"])
    one, run, boxes = await queries.published_run(
        db, project, request.query_params.get("box", "")[:120]
    )
    topics = await queries.topics(db, viewer, one, run)
    return _page(
        request,
        "insights/topics.html",
        project,
        one,
        run,
        boxes=boxes,
        only=_only(boxes, one),
        topics=topics,
        areas=drawing.treemap(topics),
        counts=await queries.counts(db, run),
        report_url=path_for(
            request, "insights.report", project=project.slug, box=_only(boxes, one)
        ),
    )


async def show_topic(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    project = await projects.project(db, viewer, request.path_params["project"])
    code = request.path_params["topic"]
    run_code, one = await queries.topic(db, project, code, public=True)
    run = await queries.run(db, project, run_code)
    cursor = request.query_params.get("cursor", "")[:400]
    topics = await queries.of_run(db, run)
    found = await queries.topic_page(db, viewer, one, run, code, cursor, topics=topics)

    def to(at: Any) -> str | None:
        if at is None:
            return None
        return path_for(request, "insights.topic", project=project.slug, topic=code, cursor=str(at))

    return _page(
        request,
        "insights/topic.html",
        project,
        one,
        run,
        topic=found.topic,
        above_topic=queries.above(topics, found.topic),
        listed=found.page,
        previous_url=to(found.page.previous),
        next_url=to(found.page.next),
    )


OTHERS: dict[str, tuple[LazyText, LazyText]] = {
    Choice.UNTOLD: (
        _l("Without a topic"),
        _l("These ideas have too few words to be compared with others, or fit no topic."),
    ),
    Choice.RARE: (
        _l("Rare voices"),
        _l("These ideas are far from all others. Nobody else says it so: that makes them no less true."),
    ),
    Choice.LATE: (
        _l("Came after the analysis"),
        _l("These ideas were put into the nearest topic as they came, without finding new topics."),
    ),
}  # fmt: skip


async def show_others(request: Request) -> Response:
    """What is in no topic, what is rare, what came later: never hidden."""
    db, viewer = db_of(request), viewer_of(request)
    choice = request.path_params["choice"]
    if choice not in OTHERS:
        raise NotFound
    project = await projects.project(db, viewer, request.path_params["project"])
    box = request.query_params.get("box", "")[:120]
    one, run, boxes = await queries.published_run(db, project, box)
    cursor = request.query_params.get("cursor", "")[:400]
    found = await queries.topic_page(db, viewer, one, run, None, cursor, Choice(choice))

    def to(at: Any) -> str | None:
        return at and path_for(
            request, "insights.others", project=project.slug, choice=choice,
            box=_only(boxes, one), cursor=str(at),
        )  # fmt: skip

    return _page(
        request,
        "insights/others.html",
        project,
        one,
        run,
        only=_only(boxes, one),
        heading=OTHERS[choice][0],
        lead=OTHERS[choice][1],
        listed=found.page,
        previous_url=to(found.page.previous),
        next_url=to(found.page.next),
    )


async def show_mistake(request: Request) -> Response:
    signed_in.require(viewer_of(request), None)
    return await _mistake_page(request, Filled())


async def _mistake_page(request: Request, form: Filled[Any], status: int = 200) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    project, one, run, topics, topic = await _topic_of(request)
    subject_id = await reporting.subject_of(db, run, request.path_params["code"])
    cards = await queries.cards_of(db, viewer, one, [subject_id])
    if subject_id not in cards:
        raise NotFound
    options = [(t.code, str(t.label)) for t in queries.upper(topics) if t.id != topic.id]
    answer = _page(
        request,
        "insights/mistake.html",
        project,
        one,
        run,
        topic=topic,
        card=cards[subject_id],
        options=options,
        told=await reporting.has_told(db, viewer, subject_id),
        form=form,
    )
    answer.status_code = status
    return answer


async def _topic_of(request: Request) -> Any:
    db, viewer = db_of(request), viewer_of(request)
    project = await projects.project(db, viewer, request.path_params["project"])
    code = request.path_params["topic"]
    run_code, one = await queries.topic(db, project, code, public=True)
    run = await queries.run(db, project, run_code)
    topics = await queries.of_run(db, run)
    topic = next((t for t in topics.values() if t.code == code), None)
    if topic is None:
        raise NotFound
    return project, one, run, topics, topic


async def tell_mistake(request: Request) -> Response:
    signed_in.require(viewer_of(request), None)
    form = await forms.read(request, MistakeForm)
    if form.data is None:
        return await _mistake_page(request, form, 422)
    db, viewer = db_of(request), viewer_of(request)
    project, _, run, _, topic = await _topic_of(request)
    subject_id = await reporting.subject_of(db, run, request.path_params["code"])
    new = await reporting.tell(db, viewer, project, run, subject_id, form.data.to, form.data.words)
    path = path_for(request, "insights.topic", project=project.slug, topic=topic.code)
    return see_path(path, "mistake_told" if new else "mistake_told_before")


def _page(
    request: Request,
    template: str,
    project: ProjectView,
    one: ComponentView,
    run: RunView,
    **context: Any,
) -> Response:
    return page(
        request,
        template,
        project=project,
        administration=project.administration,
        box=one,
        run=run,
        **context,
    )


async def report(request: Request) -> Response:
    """The published run as a file, as `participe analyse` writes it."""
    db, viewer = db_of(request), viewer_of(request)
    project = await projects.project(db, viewer, request.path_params["project"])
    one, run, _ = await queries.published_run(
        db, project, request.query_params.get("box", "")[:120]
    )
    headers = {"Content-Disposition": f'attachment; filename="report-{one.slug}.json"'}
    return StreamingResponse(_lines(request, run), media_type="application/json", headers=headers)


async def _lines(request: Request, run: RunView) -> AsyncIterator[bytes]:
    """Seen as a stranger, whoever asks."""
    async for line in queries.report_lines(batches.apart(request.app.state.sessions), run):
        yield line.encode()


TOPICS = "/projects/{project:slug}/topics"
MISTAKE = TOPICS + "/{topic:code}/mistake/{code:code}"
routes = [
    Route(TOPICS, show, name="insights.topics"),
    Route(f"{TOPICS}/report.json", report, name="insights.report"),
    Route(TOPICS + "/list/{choice:slug}", show_others, name="insights.others"),
    Route(TOPICS + "/{topic:code}", show_topic, name="insights.topic"),
    Route(MISTAKE, show_mistake, name="insights.mistake"),
    Route(MISTAKE, tell_mistake, name="insights.tell_mistake", methods=["POST"]),
    *documents.routes,
]
