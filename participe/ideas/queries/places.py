"""The ideas of a list that have a point on the map."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import i18n
from participe.core.db import sql
from participe.core.i18n import localized
from participe.core.rules import Viewer
from participe.ideas.queries.board import BoardFilter, where_of
from participe.ideas.queries.box import Box
from participe.ideas.queries.orders import sorting_of
from participe.subjects.models import STATUS_NAMES, Status

SHOWN = 500


@dataclass(frozen=True, slots=True)
class PlacedIdea:
    code: str
    title: str
    lang: str
    lat: float
    lon: float
    place: str
    theme: Any
    status: str
    status_label: Any
    supports: int

    @property
    def url(self) -> str:
        return f"/{i18n.locale()}/ideas/{self.code}"

    @property
    def lang_differs(self) -> bool:
        return self.lang != i18n.locale()


@dataclass(frozen=True)
class Places:
    ideas: list[PlacedIdea]  # in the order of the list, at most SHOWN
    placed: int  # how many of the list have a point
    total: int  # how many are in the list

    @property
    def unplaced(self) -> int:
        return self.total - self.placed


async def places(db: AsyncSession, viewer: Viewer, box: Box, chosen: BoardFilter) -> Places:
    """The same ideas as the list's, all its pages together, as far as they have a point."""
    conditions, values = where_of(box, chosen)
    by = sorting_of(chosen.order, chosen.seed)
    direction = "DESC" if by.descending else "ASC"
    values["box"] = box.component_id
    from_ = f"FROM idea i JOIN subject s ON s.id = i.id WHERE {conditions}"
    counted = text(f"SELECT count(*) AS total, count(i.lat) AS placed {from_}")
    listed = text(
        "SELECT s.code, i.title, s.lang, i.lat, i.lon, i.place, "  # noqa: S608 - our words
        "(SELECT t.name FROM theme t WHERE t.id = i.theme_id) AS theme, "
        f"s.status, s.is_answered, s.support_count {from_} "
        "AND i.lat IS NOT NULL AND i.lon IS NOT NULL "
        f"ORDER BY {by.keys[0]} {direction}, {by.keys[1]} {direction} LIMIT {SHOWN}"
    )
    counts = (await sql(db, counted, values)).one()
    rows = (await sql(db, listed, values)).all() if counts.placed else []
    return Places([_idea(row) for row in rows], counts.placed, counts.total)


def _idea(row: Any) -> PlacedIdea:
    answered = row.is_answered or row.status != "under_review"
    return PlacedIdea(
        row.code, row.title, row.lang, row.lat, row.lon, row.place,
        localized(row.theme) if row.theme else None,
        row.status if answered else "",
        STATUS_NAMES[Status(row.status)] if answered else None,
        row.support_count,
    )  # fmt: skip
