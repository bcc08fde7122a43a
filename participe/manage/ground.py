"""What every screen of management begins with: where we are, who may be here, the menu beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from participe.administrations import queries as administrations
from participe.administrations import rules as administration_rules
from participe.administrations.models import Administration
from participe.administrations.queries import Identity
from participe.core.errors import NotFound
from participe.core.i18n import LazyText, Localized, _l
from participe.core.rules import Rule, signed_in
from participe.core.web import db_of, languages_in, page, path_for, viewer_of
from participe.projects import queries as projects
from participe.projects import rules as project_rules
from participe.projects.queries import ProjectView


@dataclass(frozen=True)
class Office:
    """An administration in which the viewer works, as rules and screens see it."""

    administration: Administration
    identity: Identity

    @property
    def administration_id(self) -> UUID:
        return self.administration.id

    @property
    def project_id(self) -> None:
        return None

    @property
    def slug(self) -> str:
        return self.administration.slug

    @property
    def name(self) -> Localized:
        return self.administration.name


async def office(request: Request, rule: Rule = administration_rules.see) -> Office:
    """The administration of the address. Strangers are led to sign in; raises Refused, NotFound."""
    viewer = viewer_of(request)
    signed_in.require(viewer, None)
    found = await administrations.by_slug(db_of(request), request.path_params["administration"])
    place = Office(found, administrations.identity(found))
    rule.require(viewer, place)
    return place


async def project(request: Request, rule: Rule = project_rules.manage) -> ProjectView:
    """The project of the address, in the administration of the address."""
    viewer = viewer_of(request)
    signed_in.require(viewer, None)
    found = await projects.project(db_of(request), viewer, request.path_params["project"])
    if found.administration.slug != request.path_params["administration"]:
        raise NotFound
    rule.require(viewer, found)
    return found


def path_in(request: Request, route: str, found: ProjectView, **params: Any) -> str:
    """The address of a screen of this project."""
    return path_for(
        request, route, administration=found.administration.slug, project=found.slug, **params
    )


Item = tuple[str, Any, str]
Trail = list[tuple[Any, str | None]]


def office_page(
    request: Request,
    place: Office,
    template: str,
    current: str,
    title: Any,
    *,
    above: tuple[Any, str] | None = None,
    **context: Any,
) -> Response:
    """A screen about the whole administration; `above` is the list from which it is reached."""
    home = path_for(request, "manage.administration", administration=place.slug)
    trail: Trail = [(_l("Manage"), path_for(request, "manage.home"))]
    if current == "today":
        trail.append((place.name, None))
    else:
        trail += [(place.name, home), *([above] if above else []), (title, None)]
    return page(
        request,
        template,
        administration=place.identity,
        place=place,
        menu=_menu(request, OFFICE, administration_rules, place, administration=place.slug),
        menu_label=_l("This administration"),
        section=current,
        heading=title,
        eyebrow=place.name,
        trail=trail,
        **context,
    )


def project_page(
    request: Request,
    found: ProjectView,
    template: str,
    current: str,
    title: Any,
    *,
    above: tuple[Any, str] | None = None,
    **context: Any,
) -> Response:
    """A screen about one project; `above` is the list from which it is reached."""
    place = found.administration
    trail: Trail = [
        (_l("Manage"), path_for(request, "manage.home")),
        (place.name, path_for(request, "manage.administration", administration=place.slug)),
    ]
    if current == "overview":
        trail.append((found.title, None))
    else:
        trail.append((found.title, path_in(request, "manage.project", found)))
        trail += [*([above] if above else []), (title, None)]
    return page(
        request,
        template,
        administration=place,
        project=found,
        menu=project_menu(request, found),
        menu_label=_l("This project"),
        section=current,
        heading=title,
        eyebrow=place.name if current == "overview" else found.title,
        trail=trail,
        fields_in=languages_in(found.languages),
        **context,
    )


# key, label, route, rule
OFFICE: tuple[tuple[str, LazyText, str, str], ...] = (
    ("today", _l("Today"), "manage.administration", "see"),
    ("projects", _l("Projects"), "manage.projects", "see"),
    ("reports", _l("Reports"), "manage.reports", "moderate"),
    ("enquiries", _l("Messages"), "manage.enquiries", "manage"),
    ("templates", _l("Answer templates"), "manage.templates", "manage"),
    ("staff", _l("Staff"), "manage.staff", "administer"),
    ("jobs", _l("Jobs"), "manage.jobs", "see"),
    ("log", _l("Log"), "manage.log", "administer"),
    ("identity", _l("Identity"), "manage.identity", "administer"),
    ("accessibility", _l("Accessibility"), "manage.accessibility", "administer"),
)
IN_PROJECT: tuple[tuple[str, LazyText, str, str], ...] = (
    ("overview", _l("Overview"), "manage.project", "read"),
    ("text", _l("Texts"), "manage.project_text", "manage"),
    ("promise", _l("Promise"), "manage.project_promise", "manage"),
    ("phases", _l("Phases"), "manage.phases", "manage"),
    ("boxes", _l("Idea boxes"), "manage.boxes", "manage"),
    ("statements", _l("Statements"), "manage.statements", "manage"),
    ("documents", _l("Documents"), "manage.documents", "manage"),
    ("settings", _l("Settings"), "manage.project_settings", "manage"),
    ("ideas", _l("Ideas"), "manage.ideas", "read"),
    ("duplicates", _l("Duplicates"), "manage.duplicates", "manage"),
    ("paper", _l("Paper and desk"), "manage.paper", "manage"),
    ("import", _l("Import"), "manage.imports", "manage"),
    ("analysis", _l("Topics"), "insights.manage", "read"),
)


def project_menu(request: Request, found: ProjectView) -> list[Item]:
    """What this person may open of this project: for the screens of other slices too."""
    return _menu(
        request, IN_PROJECT, project_rules, found,
        administration=found.administration.slug, project=found.slug,
    )  # fmt: skip


def _menu(
    request: Request,
    items: Sequence[tuple[str, LazyText, str, str]],
    rules: Any,
    thing: Any,
    **params: str,
) -> list[Item]:
    viewer, known = viewer_of(request), request.app.state.addresses
    return [
        (key, label, path_for(request, route, **params))
        for key, label, route, rule in items
        if route in known and getattr(rules, rule).allows(viewer, thing)
    ]
