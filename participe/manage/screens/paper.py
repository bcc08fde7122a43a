"""Piles of paper: opened with a count, closed when it agrees, made public once checked."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import queries as administrations
from participe.core import forms, jobs, pdf
from participe.core.errors import Conflict, Refused
from participe.core.forms import Filled
from participe.core.i18n import _l
from participe.core.web import announce, db_of, see_path, viewer_of
from participe.manage.ground import path_in, project, project_page
from participe.manage.queries import job_view
from participe.manage.screens.projects import ONE
from participe.paper import documents, queries, sampling, services
from participe.paper.forms import SERIES, BatchForm, SeriesForm
from participe.paper.models import CHANNELS, OUTCOME_NAMES, STATE_NAMES, VERDICT_NAMES, PaperBatch
from participe.paper.parts import Part, on_paper, part
from participe.paper.services.batches import NamedSo, once
from participe.projects.queries import ProjectView
from participe.subjects.models import CHANNEL_NAMES

announce(
    pile_open=_l("The pile is open: type in the first sheet."),
    pile_changed=_l("Noted."),
    pile_closed=_l("The totals agree. Now a colleague compares the sheets that were drawn."),
    pile_reopened=_l("The pile is open again."),
    pile_going=_l("The sheets are being made public."),
)
TITLE = _l("Paper and desk")


async def show_all(request: Request) -> Response:
    found = await project(request)
    return await _all_page(request, found, forms.shown({"number": 50, "size": "normal"}))


async def _all_page(
    request: Request, found: ProjectView, series: Filled[Any], status: int = 200
) -> Response:
    asked = request.query_params.get("page", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 5 else 1
    piles, total = await queries.batches(db_of(request), found.id, number)

    def to(page: int) -> str:
        return path_in(request, "manage.paper", found, page=page if page > 1 else None)

    return project_page(
        request,
        found,
        "paper/piles.html",
        "paper",
        TITLE,
        status=status,
        parts=on_paper(found),
        piles=piles,
        total=total,
        previous_url=to(number - 1) if number > 1 else None,
        next_url=to(number + 1) if number * queries.SIZE < total else None,
        form=series,
        most=SERIES,
        state_names=STATE_NAMES,
        channel_names=CHANNEL_NAMES,
    )


async def show_new(request: Request) -> Response:
    found = await project(request)
    return await _new_page(request, found, forms.shown({"channel": "paper"}))


async def _new_page(
    request: Request, found: ProjectView, form: Filled[Any], status: int = 200
) -> Response:
    return project_page(
        request,
        found,
        "paper/new_pile.html",
        "paper",
        _l("New pile"),
        above=(TITLE, path_in(request, "manage.paper", found)),
        status=status,
        form=form,
        parts=on_paper(found),
        channels=_channels(),
    )


def _channels() -> list[tuple[str, Any]]:
    return [(one.value, CHANNEL_NAMES[one]) for one in CHANNELS]


async def open_pile(request: Request) -> Response:
    found = await project(request)
    form = await forms.read(request, BatchForm)
    if form.data:
        db, said = db_of(request), form.data
        one = await part(db, viewer_of(request), found, said.part)
        try:
            batch = await services.open_batch(
                db, viewer_of(request), found, one.component, said.name, said.way, said.announced
            )
            return see_path(
                path_in(request, "manage.enter_sheet", found, pile=batch.code), "pile_open"
            )
        except NamedSo as refusal:
            form.fail("name", refusal.message)
    return await _new_page(request, found, form, 422)


async def print_series(request: Request) -> Response:
    """So many forms, each with a code of its own, as one PDF to print."""
    found = await project(request)
    form = await forms.read(request, SeriesForm)
    if form.data is None:
        return await _all_page(request, found, form, 422)
    db, viewer = db_of(request), viewer_of(request)
    one = await part(db, viewer, found, form.data.part)
    codes = await services.codes(db, viewer, found, one.component.id, form.data.number)
    place = await administrations.by_slug(db, found.administration.slug)
    data = documents.form_data(
        request, found, one.component, one.paper, one.thing, place, codes,
        large=form.data.size == "large",
    )  # fmt: skip
    return documents.answer(await pdf.pdf("form.typ", data), f"{found.slug}-{len(codes)}")


# --- One pile ---


async def pile(request: Request) -> tuple[ProjectView, Part, PaperBatch]:
    """The pile of the address with its project and the part it belongs to. Raises NotFound."""
    found = await project(request)
    db = db_of(request)
    batch = await queries.batch(db, found.id, request.path_params["pile"])
    one = next(one for one in found.components if one.id == batch.component_id)
    return found, await part(db, viewer_of(request), found, one.slug), batch


async def show(request: Request) -> Response:
    found, one, batch = await pile(request)
    return await _pile_page(request, found, one, batch, _said(batch))


async def _pile_page(
    request: Request, found: ProjectView, one: Part, batch: PaperBatch, form: Filled[Any],
    status: int = 200, refused: Any = "",
) -> Response:  # fmt: skip
    db, viewer = db_of(request), viewer_of(request)
    after = request.query_params.get("after", "0")
    begin = int(after) if after.isdecimal() and len(after) < 6 else 0
    sheets, more = await queries.sheets(db, batch.id, begin)
    totals = await queries.totals(db, batch.id)
    job = await jobs.last(db, once(batch.id))

    def to(number: int) -> str:
        return path_in(
            request, "manage.pile", found, pile=batch.code, after=number if number > 0 else None
        )

    return project_page(
        request,
        found,
        "paper/pile.html",
        "paper",
        batch.name,
        above=(TITLE, path_in(request, "manage.paper", found)),
        status=status,
        batch=batch,
        part=one,
        form=form,
        refused=refused,
        sheets=sheets,
        totals=totals,
        mine_to_check=await queries.next_to_check(db, batch.id, viewer.id),
        all_drawn=totals.drawn > sampling.sample_size(totals.entered + totals.mistakes),
        channels=_channels(),
        state_names=STATE_NAMES,
        outcome_names=OUTCOME_NAMES,
        verdict_names=VERDICT_NAMES,
        channel_names=CHANNEL_NAMES,
        job=job_view(job) if job else None,
        previous_url=to(max(0, begin - queries.SHEETS)) if begin else None,
        next_url=to(begin + queries.SHEETS) if more else None,
    )


async def change(request: Request) -> Response:
    found, one, batch = await pile(request)
    form = await forms.read(request, BatchForm)
    if form.data:
        said = form.data
        try:
            await services.change(
                db_of(request), viewer_of(request), batch, said.name, said.way, said.announced
            )
            return see_path(path_in(request, "manage.pile", found, pile=batch.code), "pile_changed")
        except NamedSo as refusal:
            form.fail("name", refusal.message)
    return await _pile_page(request, found, one, batch, form, 422)


async def close(request: Request) -> Response:
    async def do(batch: PaperBatch, path: str) -> None:
        await services.close(db_of(request), viewer_of(request), batch)

    return await _move(request, do, "pile_closed")


async def reopen(request: Request) -> Response:
    async def do(batch: PaperBatch, path: str) -> None:
        await services.reopen(db_of(request), viewer_of(request), batch)

    return await _move(request, do, "pile_reopened")


async def publish(request: Request) -> Response:
    async def do(batch: PaperBatch, path: str) -> None:
        await services.publish(db_of(request), viewer_of(request), batch, path)

    return await _move(request, do, "pile_going")


async def _move(
    request: Request, do: Callable[[PaperBatch, str], Awaitable[None]], notice: str
) -> Response:
    """What stands in the way is said on the page of the pile."""
    found, one, batch = await pile(request)
    await forms.read(request, forms.Form)
    path = path_in(request, "manage.pile", found, pile=batch.code)
    try:
        await do(batch, path)
        return see_path(path, notice)
    except (Refused, Conflict) as refusal:
        return await _pile_page(
            request, found, one, batch, _said(batch), refusal.status, refusal.message
        )


def _said(batch: PaperBatch) -> Filled[Any]:
    return forms.shown(
        {"name": batch.name, "channel": batch.channel.value, "announced": batch.announced}
    )


ALL = f"{ONE}/paper"
PILE = ALL + "/{pile:code}"
routes = [
    Route(ALL, show_all, name="manage.paper"),
    Route(f"{ALL}/new", show_new, name="manage.new_pile"),
    Route(f"{ALL}/new", open_pile, name="manage.open_pile", methods=["POST"]),
    Route(f"{ALL}/forms", print_series, name="manage.print_series", methods=["POST"]),
    Route(PILE, show, name="manage.pile"),
    Route(PILE, change, name="manage.change_pile", methods=["POST"]),
    Route(f"{PILE}/close", close, name="manage.close_pile", methods=["POST"]),
    Route(f"{PILE}/reopen", reopen, name="manage.reopen_pile", methods=["POST"]),
    Route(f"{PILE}/publish", publish, name="manage.publish_pile", methods=["POST"]),
]
