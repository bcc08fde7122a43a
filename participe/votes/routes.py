"""Supporting, and taking it back: one address for every kind of subject."""

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import component, forms
from participe.core.errors import Refused
from participe.core.i18n import _l
from participe.core.web import db_of, see_path, viewer_of
from participe.projects.services import hold_open
from participe.subjects import queries as subjects
from participe.votes import services


class SupportForm(forms.Form):
    value: Literal["0", "1"] = "1"  # 0 takes it back


async def support(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    subject = await subjects.by_code(db, viewer, request.path_params["code"])
    kind = component.of(subject.kind)
    thing = await kind.load(db, viewer, subject.code)
    form = await forms.read(request, SupportForm)
    gives = form.data is None or form.data.value == "1"
    # Who supported one of a group takes that back where it was given; new ones go to its head.
    rule = kind.rules.support if gives else getattr(kind.rules, "take_back", kind.rules.support)
    rule.require(viewer, thing)
    assert viewer.id
    await hold_open(db, subject.component_id, kind.support_ability)
    if gives:
        limit = kind.supports_limit(thing)
        if limit is not None:
            await services.hold_person(db, subject.component_id, viewer.id)
            given = await services.given(db, subject.component_id, subject.kind, viewer.id)
            if given >= limit and not thing.supported:
                raise Refused(
                    _l("You have given all your %(n)s supports. Take one back first.", n=limit)
                )
        await services.support(db, subject.id, viewer.id)
    else:
        await services.withdraw_all(db, subject.id, viewer.id)
    return see_path(thing.url)


routes = [
    Route("/subjects/{code:code}/support", support, name="votes.support", methods=["POST"]),
]
