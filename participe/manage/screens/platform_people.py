"""Who works on the platform, and who runs it."""

from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.errors import NotFound, Refused
from participe.core.i18n import _l
from participe.core.web import announce, db_of, page, path_for, see_other, viewer_of
from participe.manage import people
from participe.manage.services import operate
from participe.people import queries
from participe.people import services as accounts
from participe.people.models import Role

announce(
    admin_given=_l("This person is now an administrator of the platform."),
    admin_taken=_l("This person is no longer an administrator of the platform."),
)
LAST = _l("This is the last administrator of the platform. Make another one first.")


async def show(request: Request) -> Response:
    operate.require(viewer_of(request), None)
    query = request.query_params
    q = query.get("q", "").replace("\0", "").strip()[:80]
    asked = query.get("page", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 5 else 1
    found, total = await people.staff(db_of(request), q, number)

    def to(other: int) -> str:
        return path_for(request, "manage.platform_people", q=q or None, page=other)

    return page(
        request,
        "manage/platform_people.html",
        found=found,
        total=total,
        q=q,
        previous_url=to(number - 1) if number > 1 else None,
        next_url=to(number + 1) if number * people.SIZE < total else None,
    )


async def give(request: Request) -> Response:
    viewer, db = viewer_of(request), db_of(request)
    operate.require(viewer, None)
    await forms.read(request, forms.Form)
    person = await queries.person_of_code(db, request.path_params["person"])
    # Only somebody who works here already: others are invited by an administration first.
    if person is None or not await queries.roles_of(db, person.id):
        raise NotFound
    await accounts.give_role(db, viewer, person.id, "admin")
    return see_other(request, "manage.platform_people", notice="admin_given")


async def take(request: Request) -> Response:
    viewer, db = viewer_of(request), db_of(request)
    operate.require(viewer, None)
    await forms.read(request, forms.Form)
    # Locked together: two administrators cannot take each other's role at once.
    found = select(Role).where(Role.name == "admin").order_by(col(Role.id)).with_for_update()
    admins = (await db.exec(found)).all()
    person = await queries.person_of_code(db, request.path_params["person"])
    role = next((one for one in admins if person and one.person_id == person.id), None)
    if role is None:
        raise NotFound
    if len(admins) == 1:
        raise Refused(LAST)
    await accounts.take_role(db, viewer, role)
    if role.person_id == viewer.id:
        return see_other(request, "manage.home", notice="admin_taken")
    return see_other(request, "manage.platform_people", notice="admin_taken")


ALL = "/platform/people"
routes = [
    Route(ALL, show, name="manage.platform_people"),
    Route(ALL + "/{person:code}/admin", give, name="manage.give_admin", methods=["POST"]),
    Route(ALL + "/{person:code}/admin/take", take, name="manage.take_admin", methods=["POST"]),
]
