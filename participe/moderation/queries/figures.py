"""The public register of moderation: how much was decided and why, and never on what or whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.i18n import BRUSSELS, LazyText, Localized, _l, localized
from participe.moderation.models import WHY_NAMES, Why

# In the order in which things happen; keys as in `moderation_figures` of the database.
ACTIONS: dict[str, LazyText] = {
    "report": _l("Reports"),
    "hold": _l("Held back"),
    "hide": _l("Hidden"),
    "restore": _l("Shown again"),
    "keep": _l("Left public"),
    "appeal": _l("Appeals"),
    "overturned": _l("Appeals found right"),
    "upheld": _l("Appeals found wrong"),
    "moot": _l("Appeals settled before"),
}


@dataclass(frozen=True)
class Authority:
    slug: str
    name: Localized
    decided: int  # held or hidden, in the year


@dataclass(frozen=True)
class Year:
    year: int
    totals: Counter[str]  # by action
    months: Sequence[tuple[date, Counter[str]]]  # the last one first; those in which anything was
    reasons: Sequence[
        tuple[Any, int, int]
    ]  # a reason, reports with it, texts held or hidden for it
    authorities: Sequence[Authority]
    days_reports: float | None  # half of them were decided within so many days
    days_appeals: float | None
    has_before: bool
    has_after: bool


def begin(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=BRUSSELS)


_FIGURES = text(
    """
    SELECT f.month, f.action, f.why, f.number, a.slug, a.name
    FROM moderation_figures(:place, :since, :until) f
        JOIN administration a ON a.id = f.administration_id
    ORDER BY f.month DESC, a.slug, f.action, f.why
    """
)
_DELAYS = text("SELECT reports, appeals FROM moderation_delays(:place, :since, :until)")
_FIRST = text(
    """
    SELECT min(published_at) FROM project
    WHERE CAST(:place AS uuid) IS NULL OR administration_id = :place
    """
)


async def of_year(db: AsyncSession, place: UUID | None, year: int, now: datetime) -> Year:
    """Of one administration, or of all."""
    values = {"place": place, "since": begin(year), "until": begin(year + 1)}
    rows = (await sql(db, _FIGURES, values)).all()
    delays = (await sql(db, _DELAYS, values)).one()
    first = (await sql(db, _FIRST, {"place": place})).scalar_one()
    months: dict[date, Counter[str]] = {}
    reported, away = Counter[str](), Counter[str]()
    authorities: dict[str, tuple[Localized, int]] = {}
    for row in rows:
        months.setdefault(row.month, Counter())[row.action] += row.number
        taken = row.number if row.action in ("hold", "hide") else 0
        away[row.why] += taken
        reported[row.why] += row.number if row.action == "report" else 0
        name, before = authorities.get(row.slug, (localized(row.name), 0))
        authorities[row.slug] = name, before + taken
    return Year(
        year,
        sum(months.values(), Counter()),
        list(months.items()),
        [
            (name, reported[why], away[why])
            for why, name in WHY_NAMES.items()
            if reported[why] or away[why]
        ],
        [Authority(slug, name, number) for slug, (name, number) in authorities.items()],
        delays.reports,
        delays.appeals,
        first is not None and first < begin(year),
        begin(year + 1) <= now,
    )


@dataclass(frozen=True)
class Line:
    month: date
    administration: str
    action: str
    why: str
    number: int


async def lines(db: AsyncSession, place: UUID | None, now: datetime) -> list[Line]:
    """All figures since the beginning, for the file; reasons by their code."""
    values = {"place": place, "since": begin(2000), "until": now}
    rows = (await sql(db, _FIGURES, values)).all()
    known = set(Why)
    return [
        Line(r.month, r.slug, r.action, r.why if r.why in known else "", r.number) for r in rows
    ]
