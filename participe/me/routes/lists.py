"""What one wrote, supports and follows, and what became of it."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core.i18n import LazyText, _l, _n
from participe.core.rules import signed_in
from participe.core.web import db_of, page, path_for, viewer_of
from participe.me import queries, states

# Title, and what an empty list says.
NAMES: dict[str, tuple[LazyText, LazyText]] = {
    "answers": (
        _l("Answers that I received"),
        _l("No answer yet. You get a mail when the administration answers you."),
    ),
    "drafts": (_l("My drafts"), _l("You have no draft.")),
    "ideas": (_l("My ideas"), _l("You have not written an idea yet.")),
    "comments": (_l("My comments"), _l("You have not written a comment yet.")),
    "supports": (_l("What I support"), _l("You do not support anything yet.")),
    "follows": (_l("What I follow"), _l("You do not follow anything yet.")),
}
COUNTS: dict[str, Callable[[int], str]] = {
    "drafts": lambda n: _n("%(num)s draft", "%(num)s drafts", n),
    "ideas": lambda n: _n("%(num)s idea", "%(num)s ideas", n),
    "answers": lambda n: _n("%(num)s answer", "%(num)s answers", n),
    "comments": lambda n: _n("%(num)s comment", "%(num)s comments", n),
    "supports": lambda n: _n("%(num)s support", "%(num)s supports", n),
    "follows": lambda n: _n("%(num)s contribution", "%(num)s contributions", n),
}


async def home(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    signed_in.require(viewer, None)
    groups = await queries.newest(db, viewer)
    return page(
        request,
        "me/home.html",
        groups=groups,
        names=NAMES,
        state_of=states.of,
        why_hidden=states.why_hidden,
    )


def _tabs(request: Request) -> list[tuple[str, LazyText, str]]:
    return [(key, title, path_for(request, f"me.{key}")) for key, (title, _) in NAMES.items()]


def _show(key: str) -> Callable[[Request], object]:
    async def show(request: Request) -> Response:
        db, viewer = db_of(request), viewer_of(request)
        signed_in.require(viewer, None)
        found = await queries.one_list(
            db, viewer, key, request.query_params.get("cursor", "")[:400]
        )

        def to(cursor: object) -> str | None:
            return path_for(request, f"me.{key}", cursor=str(cursor)) if cursor else None

        title, empty = NAMES[key]
        return page(
            request,
            "me/list.html",
            key=key,
            title=title,
            empty=empty,
            found=found,
            total_text=COUNTS[key](found.total),
            projects=await queries.projects_followed(db, viewer) if key == "follows" else [],
            previous_url=to(found.previous),
            next_url=to(found.next),
            state_of=states.of,
            why_hidden=states.why_hidden,
            lists=_tabs(request),
        )

    return show


routes = [
    Route("/me", home, name="me.home"),
    *(Route(f"/me/{key}", _show(key), name=f"me.{key}") for key in NAMES),  # type: ignore[arg-type]
]
