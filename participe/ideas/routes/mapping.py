"""The map of a box: a second view of its list, with the same filters."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import ratelimit
from participe.core.i18n import _n
from participe.core.web import db_of, page, settings_of, viewer_of
from participe.ideas import geo, queries, rules
from participe.ideas.queries import BoardFilter, PlacedIdea
from participe.ideas.queries.places import SHOWN
from participe.ideas.routes.reading import box_path, filter_context


@dataclass(frozen=True)
class Spot:
    """A number on the map, and the ideas of that place in the list beside it."""

    number: int
    x: float
    y: float
    ideas: list[PlacedIdea]

    @property
    def url(self) -> str:
        return f"#spot-{self.number}"

    @property
    def title(self) -> str:
        if len(self.ideas) == 1:
            return self.ideas[0].title
        return _n("%(num)s idea", "%(num)s ideas", len(self.ideas))


def spots(ideas: list[PlacedIdea]) -> list[Spot]:
    if not ideas:
        return []
    frame = geo.frame([(idea.lat, idea.lon) for idea in ideas])
    flat = [frame.place(idea.lat, idea.lon) for idea in ideas]
    return [
        Spot(number, *flat[group[0]], [ideas[index] for index in group])
        for number, group in enumerate(geo.grouped(flat), 1)
    ]


async def show_map(request: Request) -> Response:
    db, viewer = db_of(request), viewer_of(request)
    slug, query = request.path_params["project"], request.query_params
    chosen = BoardFilter.read(query)
    if chosen.q:
        await ratelimit.check(request, ratelimit.SEARCHES)
    box = await queries.box_of(db, viewer, slug, query.get("box", ""))
    found = await queries.places(db, viewer, box, chosen)
    request.state.has_map = True
    settings = settings_of(request)
    return page(
        request,
        "ideas/map.html",
        **filter_context(request, "ideas.map", box, chosen),
        found=found,
        spots=spots(found.ideas),
        most=SHOWN,
        list_url=box_path(request, "ideas.board", box, **chosen.query(cursor="")),
        tiles="/tiles/{z}/{x}/{y}.png" if settings.tiles_url else "",
        tiles_credit=settings.tiles_credit,
        submit_why_not=rules.submit.why_not(viewer, box),
    )


routes = [Route("/projects/{project:slug}/ideas/map", show_map, name="ideas.map")]
