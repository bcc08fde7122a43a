"""Typing in sheets, one after the other, and correcting them."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.db import new_code
from participe.core.errors import Conflict, NotFound, Refused
from participe.core.forms import Filled
from participe.core.i18n import _l
from participe.core.web import announce, db_of, see_path, viewer_of
from participe.ideas.forms import languages
from participe.manage.ground import path_in, project_page
from participe.manage.screens.paper import PILE, pile
from participe.paper import queries, services
from participe.paper.days import today, was_open
from participe.paper.forms import SetAside, answers_of, sheet_form, values_of
from participe.paper.models import OUTCOME_NAMES, BatchState, Outcome, PaperBatch, PaperSheet
from participe.paper.parts import Part
from participe.paper.queries import grouped
from participe.paper.services import Typed
from participe.paper.services.sheets import CodeRefused
from participe.projects.queries import ProjectView
from participe.subjects import screening

announce(
    sheet_kept=_l("The sheet is kept."),
    sheet_checked=_l("Noted. Here is the next one."),
    sheets_checked=_l("All sheets that you can compare are compared."),
    all_drawn=_l("Too many mistakes: now every sheet of this pile is compared."),
)
NOT_OPEN = _l("Nothing was open on this day. If the sheet came too late, set it aside as such.")
TO_COME = _l("This day is still to come.")
ASIDE = (Outcome.BLANK, Outcome.UNREADABLE, Outcome.COPY, Outcome.LATE)


def path_of(
    request: Request, found: ProjectView, route: str, batch: PaperBatch, **more: Any
) -> str:
    """Of a screen of this pile."""
    return path_in(request, f"manage.{route}", found, pile=batch.code, **more)


async def sheet_of(request: Request) -> tuple[ProjectView, Part, PaperBatch, PaperSheet]:
    found, one, batch = await pile(request)
    return (
        found,
        one,
        batch,
        await queries.sheet(db_of(request), batch, request.path_params["number"]),
    )


async def show_entry(request: Request) -> Response:
    found, one, batch = await pile(request)
    if batch.state is not BatchState.OPEN:
        return see_path(path_of(request, found, "pile", batch))
    last = await queries.last_sheet(db_of(request), batch.id)
    said = {
        "sheet_day": (last.received_on if last else today(viewer_of(request).now)).isoformat(),
        "sheet_lang": last.lang if last and last.lang != "und" else found.languages[0],
        "sheet_key": new_code(),  # so that two clicks keep one sheet
    }
    return await _entry_page(request, found, one, batch, Filled(values=said), last=last)


async def _entry_page(
    request: Request, found: ProjectView, one: Part, batch: PaperBatch, form: Filled[Any],
    status: int = 200, sheet: PaperSheet | None = None, last: PaperSheet | None = None,
) -> Response:  # fmt: skip
    totals = await queries.totals(db_of(request), batch.id)
    checking = batch.state is BatchState.CHECKING
    title = _l("Sheet %(number)s", number=sheet.number if sheet else totals.all + 1)
    return project_page(
        request,
        found,
        "paper/entry.html",
        "paper",
        title,
        above=(batch.name, path_of(request, found, "pile", batch)),
        status=status,
        batch=batch,
        part=one,
        fields=one.paper.fields(one.thing),
        form=form,
        sheet=sheet,
        last=last,
        last_code=grouped(last.code) if last else "",
        totals=totals,
        spoken=languages(),
        aside=[(one.value, OUTCOME_NAMES[one]) for one in ASIDE],
        checking=checking,
        action=path_of(request, found, "save_sheet", batch, number=sheet.number)
        if sheet
        else path_of(request, found, "keep_sheet", batch),
    )


async def _typed(request: Request, one: Part) -> tuple[Filled[Any], Typed | None]:
    """What was typed in, or why it is not kept: beside its field."""
    form: Filled[Any] = await forms.read(request, sheet_form(one.paper, one.thing))
    outcome = form.values.get("outcome", "")
    if outcome in {one.value for one in ASIDE}:
        typed, names = form.values, SetAside.model_fields
        form = forms.check({n: v for n, v in typed.items() if n in names}, SetAside)
        form.values = typed  # nothing that was typed is lost
    if form.data is None:
        return form, None
    said, now = form.data, viewer_of(request).now
    if said.sheet_day > today(now):
        form.fail("sheet_day", TO_COME)
    elif said.outcome == "entered":
        if not was_open(one.project, one.component, one.paper.ability, said.sheet_day):
            form.fail("sheet_day", NOT_OPEN)
        await screening.check(
            db_of(request), one.project.administration_id, form, one.paper.words(_own(one, said))
        )
    if form.data is None:
        return form, None
    entered = said.outcome == "entered"
    return form, Typed(
        Outcome(said.outcome),
        said.sheet_day,
        said.sheet_lang if entered else "und",
        answers_of(said) if entered else {},
        said.sheet_code,
        said.sheet_key,
    )


def _own(one: Part, said: Any) -> Any:
    """The component's own answers of the whole form."""
    own = one.paper.form(one.thing)
    return own.model_construct(**{name: getattr(said, name) for name in own.model_fields})


async def keep(request: Request) -> Response:
    found, one, batch = await pile(request)
    form, typed = await _typed(request, one)
    if typed is not None:
        try:
            await services.enter(db_of(request), viewer_of(request), batch, typed)
            return see_path(path_of(request, found, "enter_sheet", batch), "sheet_kept")
        except CodeRefused as refusal:
            form.fail("sheet_code", refusal.message)
        except Conflict as refusal:
            form.fail("sheet_key", refusal.message)
            return await _entry_page(request, found, one, batch, form, 409)
    return await _entry_page(request, found, one, batch, form, 422)


async def go_on(
    request: Request, found: ProjectView, batch: PaperBatch, more: bool, *, first: bool = False
) -> Response:
    """To the next sheet that this person may compare, else to the pile."""
    number = await queries.next_to_check(db_of(request), batch.id, viewer_of(request).id)
    if number is None:
        return see_path(path_of(request, found, "pile", batch), "sheets_checked")
    notice = "all_drawn" if more else None if first else "sheet_checked"
    return see_path(path_of(request, found, "sheet", batch, number=number), notice)


async def show_change(request: Request) -> Response:
    found, one, batch, sheet = await sheet_of(request)
    if sheet.outcome is Outcome.ENTERED or batch.state is BatchState.OPEN:
        form = Filled[Any](values=values_of(sheet, printed=False))
        return await _entry_page(request, found, one, batch, form, sheet=sheet)
    raise NotFound


async def save(request: Request) -> Response:
    """A correction: of whoever types in while the pile is open, of whoever compares afterwards."""
    found, one, batch, sheet = await sheet_of(request)
    db, viewer = db_of(request), viewer_of(request)
    form, typed = await _typed(request, one)
    if typed is not None:
        try:
            if batch.state is BatchState.CHECKING:
                more = await services.correct(db, viewer, batch, sheet, typed)
                return await go_on(request, found, batch, more)
            await services.replace(db, viewer, batch, sheet, typed)
            return see_path(
                path_of(request, found, "sheet", batch, number=sheet.number), "sheet_kept"
            )
        except CodeRefused as refusal:
            form.fail("sheet_code", refusal.message)
        except (Conflict, Refused) as refusal:
            form.fail("sheet_key", refusal.message)
    return await _entry_page(request, found, one, batch, form, 422, sheet=sheet)


SHEET = PILE + "/sheets/{number:int}"
routes = [
    Route(f"{PILE}/enter", show_entry, name="manage.enter_sheet"),
    Route(f"{PILE}/enter", keep, name="manage.keep_sheet", methods=["POST"]),
    Route(f"{SHEET}/change", show_change, name="manage.change_sheet"),
    Route(f"{SHEET}/change", save, name="manage.save_sheet", methods=["POST"]),
]
