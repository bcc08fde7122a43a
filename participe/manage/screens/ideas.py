"""The table of all ideas of a box, and the same as a file."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from participe.casework import filters
from participe.casework import queries as casework
from participe.casework.forms import FilterForm
from participe.core import forms
from participe.core.db import enter_scope
from participe.core.errors import NotFound, Unusable
from participe.core.i18n import LazyText, _l, language_name
from participe.core.web import (
    announce,
    db_of,
    see_path,
    settings_of,
    viewer_of,
)
from participe.ideas import queries as ideas
from participe.ideas.manage import export, table
from participe.ideas.manage.table import MINE, NOBODY, NONE, TableFilter
from participe.ideas.queries import Box
from participe.manage.ground import path_in, project, project_page
from participe.manage.screens.projects import ONE
from participe.projects import rules
from participe.projects.queries import ProjectView
from participe.subjects.models import CHANNEL_NAMES, STATUS_NAMES, Channel, Status

announce(
    filter_kept=_l("This filter is kept: it stands above the table."),
    filter_unnamed=_l("Give the filter a name of at most 60 characters."),
    filter_forgotten=_l("The filter is removed."),
    none_chosen=_l("No idea was chosen: tick some in the table first."),
)
SHOWN: tuple[tuple[str, LazyText], ...] = (
    ("visible", _l("Public")), ("held", _l("Waiting for a moderator")), ("hidden", _l("Hidden")),
    ("withdrawn", _l("Withdrawn by their author")),
)  # fmt: skip
DUES: tuple[tuple[str, LazyText], ...] = (
    ("late", _l("Late")), ("week", _l("Due within a week")),
)  # fmt: skip
GROUPS: tuple[tuple[str, LazyText], ...] = (
    ("head", _l("Stand for others")), ("member", _l("Grouped under another")),
    ("single", _l("Not grouped")),
)  # fmt: skip
TOO_MANY = _l(
    "More than 100,000 ideas are too many for one Excel file. Choose a filter, or take the CSV file."
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def _box(request: Request, found: ProjectView) -> Box | None:
    """The box that the address names, else the first; None for a project without one."""
    boxes, wanted = found.of_kind("idea"), request.query_params.get("box", "")
    if wanted:
        one = found.component(wanted, "idea")
    elif boxes:
        one = boxes[0]
    else:
        return None
    return await ideas.box_in(db_of(request), found, one)


async def show(request: Request) -> Response:
    found = await project(request, rules.read)
    db, viewer = db_of(request), viewer_of(request)
    box = await _box(request, found)
    if box is None:
        return project_page(
            request, found, "manage/ideas.html", "ideas", _l("Ideas"), box=None, listed=None
        )
    chosen = TableFilter.read(request.query_params)
    listed = await table.table(db, box, chosen)
    beside = await casework.beside(db, viewer, found, box.component_id)

    def to(route: str = "manage.ideas", **changes: Any) -> str:
        return path_in(request, route, found, **chosen.query(**changes), box=box.slug)

    return project_page(
        request,
        found,
        "manage/ideas.html",
        "ideas",
        _l("Ideas"),
        box=box,
        boxes=found.of_kind("idea"),
        chosen=chosen,
        listed=listed,
        to=to,
        chips_in_use=_chips(box, chosen, to, beside.colleagues),
        this_list=to(cursor=chosen.cursor),
        previous_url=to(cursor=str(listed.previous)) if listed.previous else None,
        next_url=to(cursor=str(listed.next)) if listed.next else None,
        shown=SHOWN,
        statuses=[(one.value, name) for one, name in STATUS_NAMES.items()],
        channels=[(one.value, name) for one, name in CHANNEL_NAMES.items()],
        languages_used=[(code, language_name(code)) for code in await table.languages_of(db, box)],
        no_theme=NONE,
        charges=[
            (MINE, _l("Me")),
            (NOBODY, _l("Nobody")),
            *beside.colleagues,
        ],
        dues=DUES,
        groups=GROUPS,
        filters=[
            (one, path_in(request, "manage.ideas", found, **one.query, box=box.slug))
            for one in beside.filters
        ],
        filter_query=chosen.query(),
        recent=beside.recent,
        may_manage=rules.manage.allows(viewer, found),
        may_moderate=any(
            viewer.has_role(role, of=found)  # pyright: ignore[reportArgumentType]
            for role in ("moderator", "manager", "administrator")
        ),
    )


def _chips(
    box: Box, chosen: TableFilter, to: Any, colleagues: list[tuple[str, str]]
) -> list[tuple[Any, str]]:
    """The filters in use, each with the address without it."""
    theme = box.theme(chosen.theme)
    names = {
        "q": f"“{chosen.q}”" if chosen.q else "",
        "theme": _l("No theme") if chosen.theme == NONE else theme.name if theme else chosen.theme,
        "status": STATUS_NAMES[Status(chosen.status)] if chosen.status else "",
        "shown": dict(SHOWN).get(chosen.shown, ""),
        "channel": CHANNEL_NAMES[Channel(chosen.channel)] if chosen.channel else "",
        "lang": language_name(chosen.lang) if chosen.lang else "",
        "charge": {MINE: _l("Me"), NOBODY: _l("Nobody in charge")}.get(
            chosen.charge,
            dict(colleagues).get(chosen.charge, chosen.charge),
        ),
        "due": dict(DUES).get(chosen.due, ""),
        "group": dict(GROUPS).get(chosen.group, ""),
    }
    found = [(name, to(**{key: ""})) for key, name in names.items() if getattr(chosen, key)]
    if chosen.unanswered:
        found.append((_l("Without answer"), to(unanswered=False)))
    return found


async def keep_filter(request: Request) -> Response:
    """Under a name, to use again."""
    found = await project(request, rules.read)
    box = await _box(request, found)
    form = await forms.read(request, FilterForm)
    if box is None:
        raise NotFound
    chosen = TableFilter.read(request.query_params)
    path = path_in(request, "manage.ideas", found, **chosen.query(), box=box.slug)
    if form.data is None:
        return see_path(path, "filter_unnamed")
    await filters.keep(
        db_of(request), viewer_of(request), found, box.component_id,
        form.data.name, chosen.query(), is_shared=form.data.shared == "yes",
    )  # fmt: skip
    return see_path(path, "filter_kept")


async def forget_filter(request: Request) -> Response:
    found = await project(request, rules.read)
    await forms.read(request, forms.Form)
    await filters.forget(db_of(request), viewer_of(request), request.path_params["filter"])
    return see_path(path_in(request, "manage.ideas", found), "filter_forgotten")


def _file_name(box: Box, ending: str) -> dict[str, str]:
    name = f"{box.project.slug}-{box.component.slug}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


async def _asked(request: Request) -> tuple[Box, TableFilter]:
    found = await project(request, rules.read)
    box = await _box(request, found)
    if box is None:
        raise NotFound
    return box, TableFilter.read(request.query_params)


async def _lines(request: Request, box: Box, chosen: TableFilter) -> AsyncIterator[list[Any]]:
    """Rows in a transaction of their own, on behalf of the same person: the request's own ends
    when the answer begins.
    """
    viewer = viewer_of(request)
    async with request.app.state.sessions() as db:
        await db.connection(execution_options={"postgresql_readonly": True})
        await enter_scope(db, person=viewer.id, administrations=[box.administration_id])
        async for line in export.rows(db, box, chosen, settings_of(request).public_url):
            yield line


async def as_csv(request: Request) -> Response:
    box, chosen = await _asked(request)
    lines = export.as_csv(export.columns(box), _lines(request, box, chosen))
    return StreamingResponse(
        lines, media_type="text/csv; charset=utf-8", headers=_file_name(box, "csv")
    )


async def as_xlsx(request: Request) -> Response:
    box, chosen = await _asked(request)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ideas.xlsx"
        try:
            await export.as_xlsx(path, export.columns(box), _lines(request, box, chosen))
        except export.TooManyRows:
            raise Unusable(TOO_MANY) from None
        return Response(path.read_bytes(), media_type=XLSX, headers=_file_name(box, "xlsx"))


IDEAS = f"{ONE}/ideas"
routes = [
    Route(IDEAS, show, name="manage.ideas"),
    Route(f"{IDEAS}/filters", keep_filter, name="manage.keep_filter", methods=["POST"]),
    Route(
        IDEAS + "/filters/{filter:code}/forget", forget_filter, name="manage.forget_filter",
        methods=["POST"],
    ),
    Route(f"{IDEAS}.csv", as_csv, name="manage.ideas_csv"),
    Route(f"{IDEAS}.xlsx", as_xlsx, name="manage.ideas_xlsx"),
]  # fmt: skip
