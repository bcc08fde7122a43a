"""Where officials arrive: their administrations, and what waits in one of them today."""

from collections.abc import Sequence
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.accessibility import queries as accessibility
from participe.administrations import queries as administrations
from participe.administrations import rules as administration_rules
from participe.casework import queries as casework
from participe.casework.queries import Due
from participe.core.i18n import _l, in_brussels
from participe.core.rules import rule, signed_in
from participe.core.web import db_of, page, path_for, see_other, viewer_of
from participe.manage import queries
from participe.manage.ground import Office, office, office_page
from participe.moderation import queries as moderation
from participe.projects.queries import ProjectView

is_staff = rule(
    lambda viewer, _: viewer.is_staff,
    _l("This part of the site is for officials. What is yours is on “My page”."),
)


async def home(request: Request) -> Response:
    """One's administrations; straight to it when there is only one."""
    db, viewer = db_of(request), viewer_of(request)
    (signed_in & is_staff).require(viewer, None)
    found = await administrations.of_viewer(db, viewer)
    if len(found) == 1 and not viewer.is_platform_admin:
        return see_other(request, "manage.administration", administration=found[0].slug)
    first = next((a for a in found if a.id in viewer.administrations), None)
    has_project = bool(first and await queries.projects_of(db, viewer, first.id))
    return page(
        request,
        "manage/home.html",
        found=[(a, a.id in viewer.administrations) for a in found],
        first=first,
        has_project=has_project,
        statement=await _statement(request, None) if viewer.is_platform_admin else "",
    )


async def today(request: Request) -> Response:
    """What waits here. The platform's administrator, without a role here, sees the staff."""
    db, viewer = db_of(request), viewer_of(request)
    if viewer.is_platform_admin:
        place = await office(request, administration_rules.administer | administration_rules.see)
        if place.administration_id not in viewer.administrations:
            return see_other(request, "manage.staff", administration=place.slug)
    place = await office(request)
    found = await queries.projects_of(db, viewer, place.administration_id)
    moderates = administration_rules.moderate.allows(viewer, place)
    waiting = await moderation.counts(db, viewer, place.administration_id) if moderates else {}
    return office_page(
        request,
        place,
        "manage/today.html",
        "today",
        _l("Today"),
        projects=found,
        unanswered=await queries.unanswered(db, place.administration_id, found),
        ending=queries.ending_soon(found, viewer.now),
        due=await _due(request, place.administration_id, found),
        reports=waiting.get("", 0),
        waits_for=[
            (key, name, waiting[key])
            for key, name in moderation.FILTERS.items()
            if waiting.get(key)
        ],
        jobs=await queries.unfinished(db, viewer, place.administration_id),
        moderates=moderates,
        statement=await _statement(request, place),
        may_create=administration_rules.manage.allows(viewer, place),
    )


async def _statement(request: Request, place: Office | None) -> str:
    """What an administrator has to do about the statement: `missing`, `old` or nothing."""
    db, viewer = db_of(request), viewer_of(request)
    if place and not administration_rules.administer.allows(viewer, place):
        return ""
    one = await accessibility.statement(db, place.administration_id if place else None)
    if accessibility.lacks(one):
        return "missing"
    return "old" if accessibility.is_old(one, viewer) else ""


async def _due(
    request: Request, administration_id: UUID, found: Sequence[ProjectView]
) -> list[tuple[Due, ProjectView]]:
    """Promised answers that are not there, by project, as far as the viewer works in it."""
    db, viewer = db_of(request), viewer_of(request)
    today = in_brussels(viewer.now).date()
    by_id = {one.id: one for one in found}
    due = await casework.due(db, viewer, administration_id, today, today + queries.SOON)
    return [(one, by_id[one.project_id]) for one in due if one.project_id in by_id]


async def projects(request: Request) -> Response:
    viewer = viewer_of(request)
    place = await office(request)
    return office_page(
        request,
        place,
        "manage/projects.html",
        "projects",
        _l("Projects"),
        projects=await queries.projects_of(db_of(request), viewer, place.administration_id),
        may_create=administration_rules.manage.allows(viewer, place),
    )


async def reports(request: Request) -> Response:
    """What waits for a moderator, the longest waiting first; `only` keeps one reason to wait."""
    place = await office(request, administration_rules.moderate)
    query, viewer = request.query_params, viewer_of(request)
    only = query.get("only", "")
    only = only if only in moderation.FILTERS else ""
    found = await moderation.queue(
        db_of(request), viewer, place.administration_id, only, query.get("cursor", "")[:400]
    )
    numbers = await moderation.counts(db_of(request), viewer, place.administration_id)

    def to(key: str, cursor: object = None) -> str:
        params = {"only": key or None, "cursor": str(cursor) if cursor else None}
        return path_for(request, "manage.reports", administration=place.slug, **params)

    names = {"": _l("All")} | moderation.FILTERS
    return office_page(
        request,
        place,
        "manage/reports.html",
        "reports",
        _l("Reports"),
        waiting=found,
        only=only,
        names=names,
        filters=[(key, name, to(key), numbers[key]) for key, name in names.items()],
        previous_url=to(only, found.previous) if found.previous else None,
        next_url=to(only, found.next) if found.next else None,
    )


ONE = "/manage/{administration:slug}"
routes = [
    Route("/manage", home, name="manage.home"),
    Route(ONE, today, name="manage.administration"),
    Route(f"{ONE}/projects", projects, name="manage.projects"),
    Route(f"{ONE}/reports", reports, name="manage.reports"),
]
