"""The board on which officials read contributions topic by topic and put the topics right."""

from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.errors import Conflict
from participe.core.forms import Filled, Form
from participe.core.i18n import LazyText, _l
from participe.core.web import announce, db_of, own_path, see_path, viewer_of
from participe.insights import correcting, queries, rules
from participe.insights.correcting import Board, Overtaken
from participe.insights.forms import MergeForm, MoveForm, RenameForm
from participe.insights.queries import Choice, RunView
from participe.manage.ground import path_in, project, project_page
from participe.manage.screens.projects import ONE
from participe.projects import rules as project_rules
from participe.projects.queries import ProjectView

F = TypeVar("F", bound=Form)
TITLE = _l("Topics")
CHOICES: dict[Choice, tuple[LazyText, LazyText]] = {
    Choice.UNTOLD: (
        _l("Without a topic"),
        _l("These have too few words to be compared, or somebody took them out. Read each of them."),
    ),
    Choice.CHECK: (
        _l("To check"),
        _l("The program was least sure of these: another topic is almost as near. Look where they belong."),
    ),
    Choice.RARE: (
        _l("Rare voices"),
        _l("These are far from every topic. What only one person says may matter as much."),
    ),
    Choice.SAMPLE: (
        _l("Drawn by chance"),
        _l("Read all of these before you publish: so you know how well the topics fit, not only the typical ones."),
    ),
    Choice.LATE: (
        _l("Arrived since"),
        _l("These came after the analysis. The program put each into the nearest topic, without finding new ones."),
    ),
    Choice.UNREAD: (_l("Not yet read"), _l("No official has read these yet.")),
}  # fmt: skip
announce(
    items_read=_l("Noted: a person has read this."),
    items_put=_l("The contributions are there now. The next analysis keeps them there."),
    items_put_partly=_l(
        "Some were moved by somebody else meanwhile: those stay where they were put. The others "
        "are moved."
    ),
    topic_split=_l("The new topic is there. The next analysis adds what is nearer to it."),
    topic_renamed=_l("The topic has its new name."),
    topics_merged=_l("The topics are one now."),
    topic_moved=_l("The topic has its new place."),
    correction_undone=_l("It is taken back. Everything else stays."),
    codebook_signed=_l("You have signed this version of the codebook."),
)


async def show(request: Request) -> Response:
    """The board with one of the choices; without one, what needs a person most."""
    found = await project(request, project_rules.read)
    run = await queries.run(db_of(request), found, request.path_params["run"])
    return await board_page(request, found, run, None)


async def show_untold(request: Request) -> Response:
    """The contributions of a run that are in no topic."""
    found = await project(request, project_rules.read)
    run = await queries.run(db_of(request), found, request.path_params["run"])
    return await board_page(request, found, run, None, choice=Choice.UNTOLD)


async def show_topic(request: Request) -> Response:
    found = await project(request, project_rules.read)
    code = request.path_params["topic"]
    run_code, _ = await queries.topic(db_of(request), found, code, public=False)
    run = await queries.run(db_of(request), found, run_code)
    topics = await queries.of_run(db_of(request), run)
    if all(topic.code != code for topic in topics.values()):
        return see_path(path_in(request, "insights.board", found, run=run.code))  # merged since
    return await board_page(request, found, run, code)


async def board_page(
    request: Request,
    found: ProjectView,
    run: RunView,
    code: str | None,
    *,
    choice: Choice | None = None,
    form: Filled[Any] | None = None,
    overtaken: Any = None,
    status: int = 200,
) -> Response:
    db, viewer, query = db_of(request), viewer_of(request), request.query_params
    one = next(one for one in found.components if one.id == run.component_id)
    topics = await queries.of_run(db, run)
    counts = await queries.counts(db, run)
    if choice is None:
        asked = query.get("show", "")
        choice = Choice(asked) if asked in set(Choice) else _first(counts)
    listed = await queries.topic_page(
        db, viewer, one, run, code, query.get("cursor", "")[:400], choice, topics
    )
    near = query.get("near", "")[:20]
    slug = one.slug if len(queries.components(found)) > 1 else None

    def here(**more: Any) -> str:
        if code:
            return path_in(request, "insights.manage_topic", found, topic=code, **more)
        return path_in(request, "insights.board", found, run=run.code, show=choice.value, **more)

    def to(at: Any) -> str | None:
        return here(cursor=str(at)) if at else None

    above = path_in(request, "insights.manage", found, run=run.code, box=slug)
    answer = project_page(
        request,
        found,
        "insights/board.html",
        "analysis",
        listed.topic.label if listed.topic else CHOICES[choice][0],
        above=(TITLE, own_path(above)),
        run=run,
        box=one,
        counts=counts,
        choice=None if code else choice,
        choices=[(each, *CHOICES[each]) for each in Choice],
        topics=queries.upper(topics),
        topic=listed.topic,
        above_topic=queries.above(topics, listed.topic),
        listed=listed.page,
        near=near,
        similar=await queries.similar(db, viewer, one, run, near) if near else [],
        form=form or Filled(),
        overtaken=overtaken,
        may_review=rules.review.allows(viewer, found) and await is_newest(request, run),
        here=here,
        here_now=here(cursor=query.get("cursor", "")[:400] or None),
        previous_url=to(listed.page.previous),
        next_url=to(listed.page.next),
        path_in=lambda route, **params: path_in(request, route, found, **params),
    )
    answer.status_code = status
    return answer


def _first(counts: queries.Counts) -> Choice:
    """What needs a person most: what has no topic, what is doubtful, what is rare, the sample."""
    for choice in (Choice.UNTOLD, Choice.CHECK, Choice.RARE):
        if getattr(counts, choice):
            return choice
    return Choice.SAMPLE


async def is_newest(request: Request, run: RunView) -> bool:
    runs = await queries.runs(db_of(request), run.component_id)
    return bool(runs) and runs[0].code == run.code


async def corrected(
    request: Request, kind: type[F], do: Any
) -> tuple[ProjectView, str, Response | None]:
    """Read a form about a topic and do it; a page with what was typed when it cannot be done."""
    found = await project(request)
    code = request.path_params["topic"]
    form = await forms.read(request, kind)
    status, overtaken = 422, None
    if form.data is not None:
        try:
            board = await correcting.open_board(
                db_of(request), viewer_of(request), found, code, of_topic=True
            )
            await do(board, code, form.data)
            return found, code, None
        except Overtaken as error:
            overtaken, status = error, 409
        except Conflict as error:
            form.fail(next(iter(kind.model_fields)), error.message)
            status = 409
    db, viewer = db_of(request), viewer_of(request)
    run_code, _ = await queries.topic(db, found, code, public=False)
    run = await queries.run(db, found, run_code)
    if overtaken is not None:
        overtaken = await queries.last_of(db, run, [overtaken.topic.number], viewer.now)
    page = await board_page(
        request, found, run, code, form=form, overtaken=overtaken or status == 409, status=status
    )
    return found, code, page


def at_topic(request: Request, found: ProjectView, code: str, notice: str) -> Response:
    return see_path(path_in(request, "insights.manage_topic", found, topic=code), notice)


async def rename(request: Request) -> Response:
    async def do(board: Board, code: str, data: RenameForm) -> None:
        await correcting.rename(board, code, data.version, data.label)

    found, code, refused = await corrected(request, RenameForm, do)
    return refused or at_topic(request, found, code, "topic_renamed")


async def merge(request: Request) -> Response:
    left: list[str] = []

    async def do(board: Board, code: str, data: MergeForm) -> None:
        left.append((await correcting.merge(board, code, data.version, data.into)).code)

    found, _, refused = await corrected(request, MergeForm, do)
    return refused or at_topic(request, found, left[0], "topics_merged")


async def move(request: Request) -> Response:
    async def do(board: Board, code: str, data: MoveForm) -> None:
        await correcting.move(board, code, data.version, data.under or None)

    found, code, refused = await corrected(request, MoveForm, do)
    return refused or at_topic(request, found, code, "topic_moved")


TOPICS = f"{ONE}/topics"
RUN = TOPICS + "/runs/{run:code}"
TOPIC = TOPICS + "/{topic:code}"
routes = [
    Route(f"{RUN}/board", show, name="insights.board"),
    Route(f"{RUN}/untold", show_untold, name="insights.manage_untold"),
    Route(f"{TOPIC}/rename", rename, name="insights.rename_topic", methods=["POST"]),
    Route(f"{TOPIC}/merge", merge, name="insights.merge_topics", methods=["POST"]),
    Route(f"{TOPIC}/move", move, name="insights.move_topic", methods=["POST"]),
    Route(TOPIC, show_topic, name="insights.manage_topic"),
]
