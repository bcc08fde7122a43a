"""The phases of a project: when it opens what."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import component, forms
from participe.core.errors import NotFound
from participe.core.forms import wall_clock
from participe.core.i18n import _l
from participe.core.web import announce, db_of, viewer_of
from participe.manage.ground import path_in, project, project_page
from participe.manage.screens.projects import ONE, back
from participe.projects import services
from participe.projects.forms import PhaseForm
from participe.projects.queries import PhaseView, ProjectView

announce(
    phase_saved=_l("The phase is saved."),
    phase_closed=_l("The phase is closed. Nothing more can be sent in it."),
    phase_removed=_l("The phase is taken away."),
)


def _opens(found: ProjectView, phase: PhaseView) -> list[tuple[Any, list[Any]]]:
    """What a phase opens, in words, by component."""
    known = component.known()
    return [
        (one.title, [words for ability, words in known[one.kind].abilities.items()
                     if (one.id, ability) in phase.opens])
        for one in found.components
        if one.kind in known and any(id_ == one.id for id_, _ in phase.opens)
    ]  # fmt: skip


async def show_all(request: Request) -> Response:
    found = await project(request)
    return project_page(
        request,
        found,
        "manage/phases.html",
        "phases",
        _l("Phases"),
        phases=[(phase, _opens(found, phase)) for phase in found.phases],
    )


def _phase(request: Request, found: ProjectView) -> PhaseView:
    code = request.path_params["phase"]
    for phase in found.phases:
        if phase.code == code:
            return phase
    raise NotFound


async def show_new(request: Request) -> Response:
    found = await project(request)
    return _page(request, found, None, forms.shown({"abilities": []}))


async def show(request: Request) -> Response:
    found = await project(request)
    phase = _phase(request, found)
    slugs = {one.id: one.slug for one in found.components}
    form = forms.shown(
        {
            "title": phase.title,
            "text": phase.text,
            "opens_at": wall_clock(phase.opens_at),
            "closes_at": wall_clock(phase.closes_at),
            "abilities": [f"{slugs[id_]}:{ability}" for id_, ability in phase.opens],
        }
    )
    return _page(request, found, phase, form)


def _page(
    request: Request,
    found: ProjectView,
    phase: PhaseView | None,
    form: forms.Filled,
    status: int = 200,
) -> Response:
    known, several = component.known(), len(found.components) > 1
    options = [
        (f"{one.slug}:{ability}", _l("%(box)s: %(what)s", box=one.title, what=words) if several else words)
        for one in found.components
        if one.kind in known
        for ability, words in known[one.kind].abilities.items()
    ]  # fmt: skip
    return project_page(
        request,
        found,
        "manage/phase.html",
        "phases",
        phase.title if phase else _l("New phase"),
        above=(_l("Phases"), path_in(request, "manage.phases", found)),
        status=status,
        form=form,
        phase=phase,
        options=options,
        is_public=found.published_at is not None,
    )


async def _read(request: Request, found: ProjectView) -> forms.Filled[PhaseForm]:
    form = await forms.read(request, PhaseForm)
    if "form" in form.errors:  # the two dates together
        form.errors["closes_at"] = form.errors.pop("form")
    if form.data is not None:
        forms.ask_in(form, found.languages[:1], "title")
    return form


async def add(request: Request) -> Response:
    found = await project(request)
    form = await _read(request, found)
    if form.data is None:
        return _page(request, found, None, form, status=422)
    await services.save_phase(db_of(request), viewer_of(request), found, None, form.data)
    return back(request, "manage.phases", found, "phase_saved")


async def save(request: Request) -> Response:
    found = await project(request)
    phase = _phase(request, found)
    form = await _read(request, found)
    if form.data is None:
        return _page(request, found, phase, form, status=422)
    await services.save_phase(db_of(request), viewer_of(request), found, phase.code, form.data)
    return back(request, "manage.phases", found, "phase_saved")


async def close(request: Request) -> Response:
    found = await project(request)
    phase = _phase(request, found)
    await services.close_now(db_of(request), viewer_of(request), found, phase)
    return back(request, "manage.phases", found, "phase_closed")


async def remove(request: Request) -> Response:
    found = await project(request)
    phase = _phase(request, found)
    await services.remove_phase(db_of(request), viewer_of(request), found, phase)
    return back(request, "manage.phases", found, "phase_removed")


PHASES = f"{ONE}/phases"
PHASE = PHASES + "/{phase:code}"
routes = [
    Route(PHASES, show_all, name="manage.phases"),
    Route(f"{PHASES}/new", show_new, name="manage.new_phase"),
    Route(f"{PHASES}/new", add, name="manage.add_phase", methods=["POST"]),
    Route(PHASE, show, name="manage.phase"),
    Route(PHASE, save, name="manage.save_phase", methods=["POST"]),
    Route(f"{PHASE}/close", close, name="manage.close_phase", methods=["POST"]),
    Route(f"{PHASE}/remove", remove, name="manage.remove_phase", methods=["POST"]),
]
