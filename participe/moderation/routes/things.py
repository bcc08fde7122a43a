"""What an address of moderation is about."""

from typing import Any

from starlette.requests import Request

from participe.core import component
from participe.core.errors import NotFound
from participe.core.i18n import _l
from participe.core.rules import Rule, signed_in
from participe.core.web import db_of, path_for, viewer_of
from participe.moderation import queries
from participe.subjects import queries as subjects
from participe.subjects.models import Subject

SAY_WHY = _l("Choose the reason: the author will read it.")
SAY_MORE = _l("Explain the reason in a sentence: “another reason” alone tells nothing.")


async def subject_and_thing(request: Request) -> tuple[Subject, Any]:
    """Raises NotFound for what this person may not see."""
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    subject = await subjects.by_code(db, viewer, request.path_params["code"])
    return subject, await component.of(subject.kind).load(db, viewer, subject.code)


async def moderated(request: Request) -> tuple[Subject, Any, Rule]:
    """The same for a moderator of its place, with the component's rule. Raises Refused."""
    subject, thing = await subject_and_thing(request)
    rule: Rule | None = getattr(component.of(subject.kind).rules, "hide", None)
    if rule is None:
        raise NotFound
    rule.require(viewer_of(request), thing)
    return subject, thing, rule


async def thread_of(request: Request, subject: Subject, route: str) -> dict[str, Any]:
    """What a page shows of the messages about a thing: one page of them, the last one first."""
    cursor = request.query_params.get("messages", "")[:400]
    found = await queries.thread(db_of(request), subject.id, cursor)

    def to(cursor: object) -> str | None:
        path = path_for(request, route, code=subject.code, messages=str(cursor))
        return f"{path}#messages" if cursor else None

    return {"thread": found, "thread_previous": to(found.previous), "thread_next": to(found.next)}
