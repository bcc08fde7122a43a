"""Following and stopping: subjects of every kind, and projects."""

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import component, forms
from participe.core.i18n import _l
from participe.core.rules import signed_in
from participe.core.web import announce, db_of, see_other, see_path, viewer_of
from participe.follows import services
from participe.projects import queries as projects
from participe.subjects import queries as subjects

announce(
    followed=_l("You will be told by mail what happens here."),
    unfollowed=_l("You will not be told any more."),
)


class FollowForm(forms.Form):
    follow: Literal["yes", "no"] = "yes"


async def follow(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    subject = await subjects.by_code(db, viewer, request.path_params["code"])
    kind = component.of(subject.kind)
    thing = await kind.load(db, viewer, subject.code)
    kind.rules.follow.require(viewer, thing)
    assert viewer.id
    if await _wants(request):
        await services.follow(db, subject.id, viewer.id)
        return see_path(thing.url, "followed")
    await services.unfollow(db, subject.id, viewer.id)
    return see_path(thing.url, "unfollowed")


async def follow_project(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    project = await projects.project(db, viewer, request.path_params["project"])
    signed_in.require(viewer, project)
    assert viewer.id
    if await _wants(request):
        await services.follow_project(db, project.id, viewer.id)
        notice = "followed"
    else:
        await services.unfollow_project(db, project.id, viewer.id)
        notice = "unfollowed"
    return see_other(request, "projects.project", project=project.slug, notice=notice)


async def _wants(request: Request) -> bool:
    form = await forms.read(request, FollowForm)
    return form.data is None or form.data.follow == "yes"


routes = [
    Route("/subjects/{code:code}/follow", follow, name="follows.follow", methods=["POST"]),
    Route(
        "/projects/{project:slug}/follow", follow_project, name="follows.project", methods=["POST"]
    ),
]
