"""The public register of moderation, of the site or of one administration: figures, no names."""

import csv
from io import StringIO

from babel.dates import format_skeleton
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import queries as administrations
from participe.administrations.models import Administration
from participe.core import i18n
from participe.core.i18n import in_brussels
from participe.core.web import db_of, page, path_for, viewer_of
from participe.moderation.queries import figures, own

HEAD = ("month", "administration", "action", "reason", "number")


async def _place(request: Request) -> Administration | None:
    slug = request.path_params.get("slug")
    return await administrations.by_slug(db_of(request), slug) if slug else None


async def show(request: Request) -> Response:
    """One year on a page, this one first."""
    place, now = await _place(request), viewer_of(request).now
    this = in_brussels(now).year
    asked = request.query_params.get("year", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked[:4]) <= this else this
    found = await figures.of_year(db_of(request), place.id if place else None, year, now)

    def to(year: int) -> str:
        return _path(request, place, "figures", year=year)

    return page(
        request,
        "moderation/figures.html",
        found=found,
        months=[
            (format_skeleton("yMMMM", month, locale=i18n.locale()), numbers)
            for month, numbers in found.months
        ],
        actions=figures.ACTIONS,
        authority=place,
        administration=administrations.identity(place) if place else None,
        days=own.DAYS,
        previous_url=to(year - 1) if found.has_before else None,
        next_url=to(year + 1) if found.has_after else None,
        csv_url=_path(request, place, "figures_csv"),
    )


def _path(request: Request, place: Administration | None, name: str, **params: object) -> str:
    if place is None:
        return path_for(request, f"moderation.{name}", **params)
    return path_for(request, f"moderation.{name}_of", slug=place.slug, **params)


async def show_csv(request: Request) -> Response:
    """The same figures since the beginning, with codes for words (RFC 4180)."""
    place, now = await _place(request), viewer_of(request).now
    out = StringIO()
    write = csv.writer(out).writerow
    write(HEAD)
    for line in await figures.lines(db_of(request), place.id if place else None, now):
        write((f"{line.month:%Y-%m}", line.administration, line.action, line.why, line.number))
    name = f"moderation-{place.slug}.csv" if place else "moderation.csv"
    return Response(
        out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


_ALL = "/transparency/moderation"
_OF = "/administrations/{slug:slug}/transparency/moderation"
routes = [
    Route(_ALL, show, name="moderation.figures"),
    Route(_ALL + ".csv", show_csv, name="moderation.figures_csv"),
    Route(_OF, show, name="moderation.figures_of"),
    Route(_OF + ".csv", show_csv, name="moderation.figures_csv_of"),
]
