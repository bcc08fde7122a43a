"""Who works for an administration: the list, invitations, one person's roles."""

from uuid import UUID

from sqlmodel import select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import queries, rules, services
from participe.administrations.forms import InvitationForm, MemberForm, TakeRoleForm, WithdrawForm
from participe.core import forms, i18n
from participe.core.errors import NotFound
from participe.core.i18n import LANGUAGES, Localized, _l
from participe.core.rules import ROLE_NAMES
from participe.core.web import (
    announce,
    db_of,
    languages_in,
    path_for,
    see_other,
    settings_of,
    viewer_of,
)
from participe.manage.ground import Office, office, office_page
from participe.people.models import Person, Role
from participe.projects import queries as projects

announce(
    invited=_l("The invitation is sent. It is open for two weeks."),
    invitation_withdrawn=_l("The invitation is withdrawn."),
    role_taken=_l("The role is taken away. This works at once."),
    function_saved=_l("The function is saved. It is shown beside official replies."),
)
ROLES = (
    ("reader", ROLE_NAMES["reader"], _l("Reads everything, drafts too. Changes nothing.")),
    (
        "moderator",
        ROLE_NAMES["moderator"],
        _l("Reads what is reported, hides it with a reason, shows it again."),
    ),
    (
        "manager",
        ROLE_NAMES["manager"],
        _l("Makes and runs projects, answers what people propose, and moderates."),
    ),
    (
        "administrator",
        ROLE_NAMES["administrator"],
        _l("Does everything a project manager does, and looks after identity and staff."),
    ),
)
UNNAMED = _l("Not yet named")


async def show(request: Request) -> Response:
    place = await office(request, rules.administer)
    return await _page(request, place, forms.shown({"lang": i18n.locale()}))


async def _page(request: Request, place: Office, form: forms.Filled, status: int = 200) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    return office_page(
        request,
        place,
        "manage/staff.html",
        "staff",
        _l("Staff"),
        status=status,
        form=form,
        members=await queries.staff(db, place.administration_id),
        invitations=await queries.invitations(db, viewer, place.administration_id),
        projects=await projects.of_administration(db, viewer, place.administration_id),
        roles=ROLES,
        role_names=ROLE_NAMES,
        language_options=list(LANGUAGES.items()),
        works_here=place.administration_id in viewer.administrations,
    )


async def _project(request: Request, place: Office, slug: str) -> tuple[UUID | None, Localized]:
    """The project of a role, when it is not for all of them. Raises NotFound."""
    if not slug:
        return None, Localized()
    found = await projects.project(db_of(request), viewer_of(request), slug)
    if found.administration_id != place.administration_id:
        raise NotFound
    return found.id, found.title


async def invite(request: Request) -> Response:
    place = await office(request, rules.administer)
    form = await forms.read(request, InvitationForm)
    if form.data is None:
        return await _page(request, place, form, status=422)
    project_id, title = None, Localized()
    if form.data.role != "administrator":  # who administers, administers all of it
        project_id, title = await _project(request, place, form.data.project)
    await services.invite(
        db_of(request),
        viewer_of(request),
        request.app.state.templates,
        settings_of(request),
        place.administration,
        form.data,
        project_id=project_id,
        project_title=title.said(form.data.lang).text,
    )
    return see_other(request, "manage.staff", administration=place.slug, notice="invited")


async def withdraw(request: Request) -> Response:
    place = await office(request, rules.administer)
    form = await forms.read(request, WithdrawForm)
    if form.data is None:
        raise NotFound
    project_id, _ = await _project(request, place, form.data.project)
    await services.withdraw_invitation(
        db_of(request), viewer_of(request), place.administration, form.data.address,
        form.data.role, project_id,
    )  # fmt: skip
    return see_other(
        request, "manage.staff", administration=place.slug, notice="invitation_withdrawn"
    )


async def show_member(request: Request) -> Response:
    place = await office(request, rules.administer)
    return await _member_page(request, place, None)


async def _member_page(
    request: Request, place: Office, form: forms.Filled | None, status: int = 200
) -> Response:
    code = request.path_params["person"]
    member = await queries.member(db_of(request), place.administration_id, code)
    return office_page(
        request,
        place,
        "manage/member.html",
        "staff",
        member.name or UNNAMED,
        above=(_l("Staff"), path_for(request, "manage.staff", administration=place.slug)),
        status=status,
        member=member,
        form=form or forms.shown({"title": member.title}),
        role_names=ROLE_NAMES,
        fields_in=languages_in(LANGUAGES),
    )


async def save_member(request: Request) -> Response:
    place = await office(request, rules.administer)
    form = await forms.read(request, MemberForm)
    if form.data is None:
        return await _member_page(request, place, form, status=422)
    db, code = db_of(request), request.path_params["person"]
    await queries.member(db, place.administration_id, code)  # somebody of ours, else NotFound
    person = (await db.exec(select(Person).where(Person.code == code))).one()
    await services.change_title(db, viewer_of(request), place.administration, person, form.data)
    return see_other(
        request, "manage.member", administration=place.slug, person=code, notice="function_saved"
    )


async def take_role(request: Request) -> Response:
    place = await office(request, rules.administer)
    form = await forms.read(request, TakeRoleForm)
    db, code = db_of(request), request.path_params["person"]
    member = await queries.member(db, place.administration_id, code)
    found = [
        role
        for role in member.roles
        if form.data and (role.name, role.project) == (form.data.role, form.data.project)
    ]
    if not found:
        raise NotFound
    role = (await db.exec(select(Role).where(Role.id == found[0].id))).one()
    viewer = viewer_of(request)
    is_own, is_operator = role.person_id == viewer.id, viewer.is_platform_admin
    await services.take_role(db, viewer, place.administration, role)
    if is_own and not is_operator:  # who leaves may not see the staff any more
        return see_other(request, "me.home", notice="role_taken")
    return see_other(request, "manage.staff", administration=place.slug, notice="role_taken")


ALL = "/manage/{administration:slug}/staff"
ONE = ALL + "/{person:code}"
routes = [
    Route(ALL, show, name="manage.staff"),
    Route(ALL, invite, name="manage.invite", methods=["POST"]),
    Route(f"{ALL}/withdraw", withdraw, name="manage.withdraw_invitation", methods=["POST"]),
    Route(ONE, show_member, name="manage.member"),
    Route(ONE, save_member, name="manage.save_member", methods=["POST"]),
    Route(f"{ONE}/take", take_role, name="manage.take_role", methods=["POST"]),
]
