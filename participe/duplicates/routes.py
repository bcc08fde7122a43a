"""What the author of a grouped contribution can say: it is not the same."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import component, forms
from participe.core.i18n import _l
from participe.core.rules import signed_in
from participe.core.web import announce, db_of, see_path, viewer_of
from participe.duplicates import services
from participe.duplicates.forms import ObjectionForm
from participe.subjects import queries as subjects

announce(objected=_l("Thank you. The administration will look at it again."))


async def object_to(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    subject = await subjects.by_code(db, viewer, request.path_params["code"])
    thing = await component.of(subject.kind).load(db, viewer, subject.code)
    form = await forms.read(request, ObjectionForm)
    await services.object_to(db, viewer, thing, form.data.words if form.data else "")
    return see_path(thing.url, "objected")


routes = [
    Route(
        "/subjects/{code:code}/not-the-same", object_to, name="duplicates.object",
        methods=["POST"],
    ),
]  # fmt: skip
