"""Forms to print, and what became of a sheet: for anybody, without account."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from participe.administrations import queries as administrations
from participe.administrations.models import Administration
from participe.answers import queries as answers
from participe.core import component, forms, pdf, ratelimit
from participe.core.component import Card
from participe.core.errors import NotFound
from participe.core.forms import Filled
from participe.core.html import render
from participe.core.i18n import LazyText, _l
from participe.core.web import db_of, page, see_other, viewer_of
from participe.moderation.models import WHY_NAMES
from participe.paper import documents, queries, services
from participe.paper.forms import MineForm, ReceiptForm
from participe.paper.models import Outcome
from participe.paper.parts import Part, on_paper, part, part_of
from participe.paper.queries import Receipt, grouped, read_code
from participe.paper.showing import shown
from participe.projects import queries as projects
from participe.projects.rules import in_phase
from participe.subjects import queries as subjects
from participe.subjects.models import STATUS_NAMES

# A library or a school shares one network: its limit is for machines that try codes.
TRIES = ratelimit.Limit("receipt", "60/hour", strict=True)
PRINTS = ratelimit.Limit("paper", "60/hour")
UNKNOWN = _l("No sheet has this code. Compare it letter by letter, or ask at the desk.")
WHAT_CAME: dict[Outcome, LazyText] = {
    Outcome.BLANK: _l("Nothing was written on this sheet."),
    Outcome.UNREADABLE: _l(
        "We could not read this sheet. Come or call: we write it down together."
    ),
    Outcome.COPY: _l("This sheet was a copy of another one, which counts."),
    Outcome.LATE: _l("This sheet came after the last day. The administration has kept it."),
    Outcome.REFUSED: _l("This sheet does not become public."),
}


async def _part(request: Request) -> tuple[Part, Administration]:
    db, viewer = db_of(request), viewer_of(request)
    project = await projects.project(db, viewer, request.path_params["project"])
    found = await part(db, viewer, project, request.query_params.get("part", "")[:120])
    return found, await administrations.by_slug(db, project.administration.slug)


async def show(request: Request) -> Response:
    """How to take part without a screen."""
    found, place = await _part(request)
    return page(
        request,
        "paper/take_part.html",
        part=found,
        project=found.project,
        place=place,
        administration=found.project.administration,
        parts=on_paper(found.project),
        slug=request.query_params.get("part"),
        form=forms.shown({"size": "normal"}),
        question=found.paper.question(found.thing),
        until=documents.until(found.project, found.component, found.paper.ability),
        closed=in_phase(found.paper.ability).why_not(viewer_of(request), found),
    )


async def number(request: Request) -> Response:
    """A form with a code of its own: whoever fills it in can follow it from home."""
    found, _place = await _part(request)
    form = await forms.read(request, MineForm)
    size = form.data.size if form.data else "normal"
    await ratelimit.check(request, PRINTS)
    (code,) = await services.codes(
        db_of(request), viewer_of(request), found.project, found.component.id, 1
    )
    return see_other(
        request, "paper.form", project=found.project.slug, code=code,
        part=request.query_params.get("part"), size="large" if size == "large" else None,
    )  # fmt: skip


async def form(request: Request) -> Response:
    """The PDF; with `?code=` of a form that is not here yet, numbered."""
    found, place = await _part(request)
    code = read_code(request.query_params.get("code", "")[:20])
    if code:
        receipt = await queries.receipt(db_of(request), code)
        if receipt is None or receipt.component_id != found.component.id:
            raise NotFound
    large = request.query_params.get("size") == "large"
    data = documents.form_data(
        request, found.project, found.component, found.paper, found.thing, place,
        [code] if code else [], large=large,
    )  # fmt: skip
    name = f"{found.project.slug}-{found.component.slug}"
    return documents.answer(await pdf.pdf("form.typ", data), name)


# --- Receipts ---


async def find(request: Request) -> Response:
    """Where one types a code."""
    typed = request.query_params.get("code", "")[:40]
    if not typed:
        return _find_page(request, Filled())
    filled = forms.check({"code": typed}, ReceiptForm)
    if filled.data and filled.data.code:
        return see_other(request, "paper.receipt", code=filled.data.code)
    filled.fail("code", UNKNOWN)
    return _find_page(request, filled, 422)


def _find_page(request: Request, form: Filled[Any], status: int = 200) -> Response:
    return page(request, "paper/find.html", status=status, form=form)


async def receipt(request: Request) -> Response:
    code, db, viewer = request.path_params["code"], db_of(request), viewer_of(request)
    found = await queries.receipt(db, code)
    if found is None:
        await ratelimit.check(request, TRIES)
        return await _of_contribution(request, code)
    project = await projects.project_of(db, viewer, found.project_id)
    one = await part_of(db, viewer, project, found.component_id)
    answer = page(
        request,
        "paper/receipt.html",
        receipt=found,
        code=grouped(code),
        project=project,
        place=await administrations.by_slug(db, project.administration.slug),
        administration=project.administration,
        part=one,
        typed=shown(one.paper, one.thing, found.answers or {}),
        what_came=WHAT_CAME,
        why_names={why.value: name for why, name in WHY_NAMES.items()},
        steps=_steps(found),
        status_names=STATUS_NAMES,
        **await _public(request, found),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _of_contribution(request: Request, code: str) -> Response:
    """The code of what was written online: its own page says what became of it."""
    db, viewer = db_of(request), viewer_of(request)
    try:
        subject = await subjects.by_code(db, viewer, code)
        thing = await component.of(subject.kind).load(db, viewer, code)
        return RedirectResponse(thing.url, 303)
    except NotFound:
        return _find_page(
            request, Filled(values={"code": grouped(code)}, errors={"code": UNKNOWN}), 404
        )


def _steps(found: Receipt) -> int:
    """How many of the four steps are behind: here, checked, public, answered."""
    if found.outcome is None:
        return 0
    if found.subject_id is None:
        return 1
    return 3


async def _public(request: Request, found: Receipt) -> dict[str, Any]:
    """The contribution with its answers, once it is public; else nothing of it."""
    nothing: dict[str, Any] = {"card": None, "words": "", "answers": []}
    if found.subject_id is None or (found.state, found.visibility) != ("submitted", "visible"):
        return nothing
    db, viewer, kind = db_of(request), viewer_of(request), component.of(found.kind)
    card: Card | None = (await kind.cards(db, viewer, [found.subject_id])).get(found.subject_id)
    if card is None:
        return nothing
    words = await kind.words(db, [found.subject_id]) if kind.words else {}
    return {
        "card": card,
        "words": render(words.get(found.subject_id, card.excerpt)),
        "answers": await answers.history(db, found.subject_id),
    }


ONE = "/projects/{project:slug}/paper"
routes = [
    Route(ONE, show, name="paper.take_part"),
    Route(ONE, number, name="paper.number", methods=["POST"]),
    Route(f"{ONE}.pdf", form, name="paper.form"),
    Route("/receipts", find, name="paper.find"),
    Route("/receipts/{code:code}", receipt, name="paper.receipt"),
]
