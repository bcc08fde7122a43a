"""The screens of officials. A route checks the rule, reads, answers."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import queries as administrations
from participe.administrations.models import Administration
from participe.core import forms
from participe.core.errors import NotFound
from participe.core.i18n import _l
from participe.core.rules import signed_in
from participe.core.web import (
    announce,
    db_of,
    page,
    path_for,
    see_other,
    settings_of,
    viewer_of,
)
from participe.ideas import queries as ideas
from participe.ideas.manage import export, table
from participe.ideas.manage.forms import ThemeOfIdeasForm
from participe.ideas.manage.table import TableFilter
from participe.ideas.queries import Box
from participe.moderation import queries as moderation
from participe.projects import checks, rules, services
from participe.projects import queries as projects
from participe.projects.queries import ProjectView
from participe.subjects.models import CHANNEL_NAMES, STATUS_NAMES

announce(
    project_open=_l("The project is public now."),
    project_draft=_l("The project is a draft again."),
    theme_changed=_l("The theme of the chosen ideas is changed."),
)


async def home(request: Request) -> Response:
    """With one administration, straight to it."""
    viewer = viewer_of(request)
    signed_in.require(viewer, None)
    if not viewer.is_staff:
        raise NotFound
    found = [a for a in await administrations.of_viewer(db_of(request), viewer)]
    if len(found) == 1:
        return see_other(request, "manage.administration", administration=found[0].slug)
    return page(request, "manage/home.html", found=found)


async def _administration(request: Request) -> Administration:
    """Its staff only; for others it is not found."""
    viewer = viewer_of(request)
    signed_in.require(viewer, None)
    found = await administrations.by_slug(db_of(request), request.path_params["administration"])
    if found.id not in viewer.administrations:
        raise NotFound
    return found


async def _project(request: Request) -> ProjectView:
    administration = await _administration(request)
    viewer = viewer_of(request)
    project = await projects.project(db_of(request), viewer, request.path_params["project"])
    if project.administration_id != administration.id:
        raise NotFound
    rules.read.require(viewer, project)
    return project


async def show_administration(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    found = await _administration(request)
    return page(
        request,
        "manage/administration.html",
        authority=found,
        administration=administrations.identity(found),
        projects=await projects.of_administration(db, viewer, found.id),
        reports=await moderation.waiting(db, viewer, found.id),
    )


async def show_reports(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    found = await _administration(request)
    waiting = await moderation.open_reports(
        db, viewer, found.id, request.query_params.get("cursor", "")[:400]
    )

    def to(cursor: object) -> str | None:
        return cursor and path_for(  # type: ignore[return-value]
            request, "manage.reports", administration=found.slug, cursor=str(cursor)
        )

    return page(
        request,
        "manage/reports.html",
        authority=found,
        administration=administrations.identity(found),
        waiting=waiting,
        previous_url=to(waiting.previous),
        next_url=to(waiting.next),
    )


async def show_project(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    project = await _project(request)
    return page(
        request,
        "manage/project.html",
        project=project,
        administration=project.administration,
        gaps=await checks.gaps(db, viewer, project),
        may_manage=rules.manage.allows(viewer, project),
        untouched=await services.is_untouched(db, project),
    )


class PublishForm(forms.Form):
    action: str


async def publish(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    project = await _project(request)
    form = await forms.read(request, PublishForm)
    if form.data and form.data.action == "draft":
        await services.unpublish(db, viewer, project)
        notice = "project_draft"
    else:
        await services.publish(db, viewer, project)
        notice = "project_open"
    return see_other(
        request, "manage.project", administration=project.administration.slug,
        project=project.slug, notice=notice,
    )  # fmt: skip


async def _box(request: Request) -> Box:
    project = await _project(request)
    slug = request.query_params.get("box", "")
    return await ideas.box_of(db_of(request), viewer_of(request), project.slug, slug)


async def show_ideas(request: Request) -> Response:
    db = db_of(request)
    box = await _box(request)
    chosen = TableFilter.read(request.query_params)
    found = await table.table(db, box, chosen)
    place = {"administration": box.project.administration.slug, "project": box.project.slug}

    def to(route: str = "manage.ideas", **changes: object) -> str:
        query = chosen.query(**changes)
        return path_for(request, route, **place, **query, box=box.slug)

    return page(
        request,
        "manage/ideas.html",
        project=box.project,
        administration=box.project.administration,
        box=box,
        chosen=chosen,
        found=found,
        to=to,
        languages_used=await table.languages_of(db, box),
        statuses=STATUS_NAMES,
        channels=CHANNEL_NAMES,
        may_manage=rules.manage.allows(viewer_of(request), box.project),
        previous_url=to(cursor=str(found.previous)) if found.previous else None,
        next_url=to(cursor=str(found.next)) if found.next else None,
    )


async def change_theme(request: Request) -> Response:
    box = await _box(request)
    form = await forms.read(request, ThemeOfIdeasForm)
    if form.data is not None:
        await table.change_theme(
            db_of(request), viewer_of(request), box, form.data.idea, form.data.theme
        )
    return see_other(
        request, "manage.ideas", administration=box.project.administration.slug,
        project=box.project.slug, box=box.slug, notice="theme_changed" if form.data else None,
    )  # fmt: skip


async def ideas_csv(request: Request) -> Response:
    box = await _box(request)
    content = b"".join([part async for part in export.as_csv(*_export(request, box))])
    return _file(content, box, "csv", "text/csv; charset=utf-8")


async def ideas_xlsx(request: Request) -> Response:
    box = await _box(request)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ideas.xlsx"
        await export.as_xlsx(path, *_export(request, box))
        content = path.read_bytes()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(content, box, "xlsx", kind)


def _export(request: Request, box: Box) -> tuple[list[str], AsyncIterator[list[object]]]:
    db: AsyncSession = db_of(request)
    chosen = TableFilter.read(request.query_params)
    lines = export.rows(db, box, chosen, settings_of(request).public_url)
    return export.columns(box), lines


def _file(content: bytes, box: Box, ending: str, media_type: str) -> Response:
    name = f"{box.project.slug}-{box.component.slug}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


_A = "/manage/{administration:slug}"
_P = _A + "/projects/{project:slug}"
routes = [
    Route("/manage", home, name="manage.home"),
    Route(_A, show_administration, name="manage.administration"),
    Route(_A + "/reports", show_reports, name="manage.reports"),
    Route(_P, show_project, name="manage.project"),
    Route(_P + "/publish", publish, name="manage.publish", methods=["POST"]),
    Route(_P + "/ideas", show_ideas, name="manage.ideas"),
    Route(_P + "/ideas/theme", change_theme, name="manage.change_theme", methods=["POST"]),
    Route(_P + "/ideas.csv", ideas_csv, name="manage.ideas_csv"),
    Route(_P + "/ideas.xlsx", ideas_xlsx, name="manage.ideas_xlsx"),
]
