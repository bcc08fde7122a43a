"""Contributions of a project that say the same: suggestions, groups, grouping by hand."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import component, forms, jobs
from participe.core.component import Card
from participe.core.errors import NotFound
from participe.core.forms import Filled
from participe.core.i18n import _l
from participe.core.jobs import Running
from participe.core.web import announce, db_of, see_path, viewer_of
from participe.duplicates import queries, services
from participe.duplicates.forms import GroupForm, HintForm
from participe.duplicates.jobs import LOOK
from participe.manage.ground import path_in, project, project_page
from participe.manage.queries import job_view
from participe.manage.screens.projects import ONE, back
from participe.projects.queries import ComponentView, ProjectView
from participe.search import queries as search
from participe.subjects import queries as subjects
from participe.subjects.models import Subject

announce(
    look_started=_l("The search is running. You can leave this page meanwhile."),
    look_running=_l("A search was already running: its suggestions appear here."),
    grouped=_l("They are grouped. Their authors are told."),
    taken_out=_l("It stands for itself again. Its author is told."),
    not_same=_l("Noted: these two are not suggested again."),
)
TITLE = _l("Duplicates")
FOUND = 10  # contributions shown to choose from
CHOOSE_HEAD = _l("Choose the one under which the others are shown.")
CHOOSE_TWO = _l("Choose at least two contributions: look for words, or give a code.")


async def _place(request: Request) -> tuple[ProjectView, ComponentView | None]:
    """The component that the address names, else the first whose contributions can be grouped."""
    found = await project(request)
    able = [one for one in found.components if hasattr(component.of(one.kind).rules, "group")]
    wanted = request.query_params.get("box", "")
    if wanted:
        one = found.component(wanted[:120])
        if one not in able:
            raise NotFound
        return found, one
    return found, able[0] if able else None


def _slug(found: ProjectView, one: ComponentView) -> str | None:
    """What addresses say of the component: nothing when it is the only one."""
    return None if len(found.of_kind(one.kind)) == 1 else one.slug


def _once(one: ComponentView) -> str:
    return f"{LOOK}:{one.id}"


def _number(request: Request, name: str) -> int:
    value = request.query_params.get(name, "1")
    return min(max(1, int(value)), 1000) if value.isdecimal() and len(value) < 5 else 1


async def show(request: Request) -> Response:
    found, one = await _place(request)
    if one is None:
        return project_page(request, found, "duplicates/manage.html", "duplicates", TITLE, one=None)
    db, viewer = db_of(request), viewer_of(request)
    page, of_groups = _number(request, "page"), _number(request, "groups")
    hints, waiting = await queries.hints(db, viewer, one.id, page)
    groups, total = await queries.groups(db, viewer, one.id, of_groups)
    job = await jobs.last(db, _once(one))

    def to(**changes: Any) -> str:
        said = {"page": page, "groups": of_groups} | changes
        params = {name: value for name, value in said.items() if value > 1}
        return path_in(request, "manage.duplicates", found, box=_slug(found, one), **params)

    def pages(name: str, number: int, of: int) -> tuple[str | None, str | None]:
        return (
            to(**{name: number - 1}) if number > 1 else None,
            to(**{name: number + 1}) if number * queries.SIZE < of else None,
        )

    return project_page(
        request,
        found,
        "duplicates/manage.html",
        "duplicates",
        TITLE,
        one=one,
        components=[c for c in found.components if hasattr(component.of(c.kind).rules, "group")],
        box=_slug(found, one),
        hints=hints,
        waiting=waiting,
        hint_pages=pages("page", page, waiting),
        groups=groups,
        total=total,
        group_pages=pages("groups", of_groups, total),
        page_number=page,
        job=job_view(job) if job else None,
    )


async def look(request: Request) -> Response:
    found, one = await _place(request)
    if one is None:
        raise NotFound
    await forms.read(request, forms.Form)
    path = path_in(request, "manage.duplicates", found, box=_slug(found, one))
    try:
        await jobs.start(
            db_of(request), LOOK, administration_id=found.administration_id,
            project_id=found.id, asked_by_id=viewer_of(request).id, once=_once(one),
            component=str(one.id), kind=one.kind, next=path,
        )  # fmt: skip
    except Running:
        return see_path(path, "look_running")
    return see_path(path, "look_started")


async def decide(request: Request) -> Response:
    """On one suggestion: group under the first or the second, or not the same."""
    found, one = await _place(request)
    form = await forms.read(request, HintForm)
    if one is None or form.data is None:
        raise NotFound
    db, viewer = db_of(request), viewer_of(request)
    first, second = await _the(request, one, form.data.first, form.data.second)
    rule = component.of(one.kind).rules.group
    page = int(form.data.page) if form.data.page.isdecimal() else 1
    path = path_in(
        request, "manage.duplicates", found, box=_slug(found, one),
        page=page if page > 1 else None,
    )  # fmt: skip
    if form.data.what == "not_same":
        await services.not_the_same(db, viewer, rule, first, second)
        return see_path(path, "not_same")
    head, member = (first, second) if form.data.what == "first" else (second, first)
    await services.group(db, viewer, rule, head, [member], "")
    return see_path(path, "grouped")


async def show_group(request: Request) -> Response:
    """Choosing what is grouped: those of the address, and more by words or code."""
    found, one = await _place(request)
    if one is None:
        raise NotFound
    return await _group_page(request, found, one, Filled())


async def _group_page(
    request: Request,
    found: ProjectView,
    one: ComponentView,
    form: Filled[GroupForm],
    status: int = 200,
) -> Response:
    query = request.query_params
    asked = [*query.getlist("code"), *query.getlist("idea"), *form.values.get("code", [])]
    chosen = await _subjects(request, one, asked)
    words = query.get("q", "").replace("\0", "").strip()[:200]
    offered = (
        await _offered(request, one, words, {subject.id for subject in chosen}) if words else []
    )
    answer = project_page(
        request,
        found,
        "duplicates/group.html",
        "duplicates",
        _l("Group contributions"),
        above=(TITLE, path_in(request, "manage.duplicates", found, box=_slug(found, one))),
        one=one,
        box=_slug(found, one),
        form=form,
        chosen=sorted(chosen, key=lambda one: (-one.support_count, one.created_at)),
        cards=await _cards(request, one, chosen),
        words=words,
        offered=offered,
    )
    answer.status_code = status
    return answer


async def group(request: Request) -> Response:
    found, one = await _place(request)
    if one is None:
        raise NotFound
    form = await forms.read(request, GroupForm)
    if form.data and len(form.data.code) < 2:
        form.fail("code", CHOOSE_TWO)
    elif form.data and form.data.head not in form.data.code:
        form.fail("head", CHOOSE_HEAD)
    if form.data is None:
        return await _group_page(request, found, one, form, status=422)
    db, viewer = db_of(request), viewer_of(request)
    found_ones = await _subjects(request, one, form.data.code)
    head = next((subject for subject in found_ones if subject.code == form.data.head), None)
    if head is None:
        raise NotFound
    others = [subject for subject in found_ones if subject is not head]
    rule = component.of(one.kind).rules.group
    await services.group(db, viewer, rule, head, others, form.data.reason)
    cards = await _cards(request, one, [head])
    return see_path(cards[head.id].url, "grouped")


async def show_one(request: Request) -> Response:
    """One group: its members, each with a way out."""
    found, one = await _place(request)
    if one is None:
        raise NotFound
    (head,) = await _the(request, one, request.path_params["contribution"])
    cursor = request.query_params.get("members", "")[:400]
    listed = await queries.members(
        db_of(request), viewer_of(request), head.id, head.member_count, cursor
    )
    return project_page(
        request,
        found,
        "duplicates/one.html",
        "duplicates",
        _l("A group"),
        above=(TITLE, path_in(request, "manage.duplicates", found, box=_slug(found, one))),
        one=one,
        box=_slug(found, one),
        head=head,
        card=(await _cards(request, one, [head]))[head.id],
        listed=listed,
        next_url=path_in(
            request, "manage.duplicate_group", found, contribution=head.code, box=_slug(found, one),
            members=str(listed.next),
        ) if listed.next else None,
    )  # fmt: skip


async def take_out(request: Request) -> Response:
    found, one = await _place(request)
    if one is None:
        raise NotFound
    await forms.read(request, forms.Form)
    (member,) = await _the(request, one, request.path_params["contribution"])
    await services.take_out(
        db_of(request), viewer_of(request), component.of(one.kind).rules.group, member
    )
    return back(request, "manage.duplicates", found, "taken_out", box=_slug(found, one))


async def _subjects(request: Request, one: ComponentView, codes: Sequence[str]) -> list[Subject]:
    """Contributions of this component, in this order; others are not among them."""
    known = [code for code in dict.fromkeys(codes) if code][: services.MOST]
    return await subjects.by_codes(db_of(request), viewer_of(request), one.id, known)


async def _the(request: Request, one: ComponentView, *codes: str) -> list[Subject]:
    """Raises NotFound when one of them is not there."""
    found = await _subjects(request, one, codes)
    if len(found) != len(codes):
        raise NotFound
    return found


async def _cards(
    request: Request, one: ComponentView, found: Sequence[Subject]
) -> dict[UUID, Card]:
    ids = [subject.id for subject in found]
    return await component.of(one.kind).cards(db_of(request), viewer_of(request), ids)


async def _offered(
    request: Request, one: ComponentView, words: str, without: set[Any]
) -> list[Card]:
    """Public contributions of this component with these words, or of this code."""
    return await search.within(
        db_of(request), viewer_of(request), one.id, one.kind, words, without, FOUND
    )


HERE = f"{ONE}/duplicates"
routes = [
    Route(HERE, show, name="manage.duplicates"),
    Route(f"{HERE}/look", look, name="manage.look_for_duplicates", methods=["POST"]),
    Route(f"{HERE}/decide", decide, name="manage.decide_duplicate", methods=["POST"]),
    Route(f"{HERE}/group", show_group, name="manage.group"),
    Route(f"{HERE}/group", group, name="manage.save_group", methods=["POST"]),
    Route(HERE + "/{contribution:code}", show_one, name="manage.duplicate_group"),
    Route(HERE + "/{contribution:code}/out", take_out, name="manage.take_out", methods=["POST"]),
]
