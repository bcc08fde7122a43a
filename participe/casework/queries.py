"""Templates, filters, and bulk work with its items, as officials see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.casework.models import AnswerTemplate, BulkAction, Outcome
from participe.core import component
from participe.core.component import Card
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.i18n import Localized
from participe.core.rules import Viewer

SIZE = 50  # items on a page of a preview
TEMPLATES = 200


async def templates(db: AsyncSession, administration_id: UUID) -> Sequence[AnswerTemplate]:
    found = select(AnswerTemplate).where(AnswerTemplate.administration_id == administration_id)
    return (await db.exec(found.order_by(AnswerTemplate.name).limit(TEMPLATES))).all()


async def template(db: AsyncSession, administration_id: UUID, code: str) -> AnswerTemplate:
    """Raises NotFound."""
    found = select(AnswerTemplate).where(
        AnswerTemplate.administration_id == administration_id, AnswerTemplate.code == code
    )
    row = (await db.exec(found)).one_or_none()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class KeptFilter:
    code: str
    name: str
    query: dict[str, str]
    is_own: bool


@dataclass(frozen=True)
class Colleague:
    id: UUID
    code: str
    name: str


_OF_PROJECT = """
    SELECT DISTINCT p.id, p.code, p.name, folded(p.name) AS folded
    FROM role r JOIN person p ON p.id = r.person_id LEFT JOIN project j ON j.id = r.project_id
    WHERE (r.administration_id = :administration OR r.project_id = :project)
        AND r.name IN ('manager', 'administrator', 'moderator', 'reader')
    ORDER BY folded, p.id LIMIT 500
"""
_COLLEAGUES = text(_OF_PROJECT)


async def colleagues(
    db: AsyncSession, administration_id: UUID, project_id: UUID
) -> list[Colleague]:
    """Who may be in charge: everybody who works in this project."""
    values = {"administration": administration_id, "project": project_id}
    rows = (await sql(db, _COLLEAGUES, values)).all()
    return [Colleague(row.id, row.code, row.name) for row in rows]


async def action(db: AsyncSession, project_id: UUID, code: str) -> BulkAction:
    """Raises NotFound."""
    found = select(BulkAction).where(BulkAction.project_id == project_id, BulkAction.code == code)
    row = (await db.exec(found)).one_or_none()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class Recent:
    code: str
    created_at: datetime
    total: int
    state: str


@dataclass(frozen=True)
class Beside:
    """What stands around the officials' table, read at once."""

    colleagues: list[tuple[str, str]]  # code and name
    filters: list[KeptFilter]  # one's own, and those that colleagues share
    recent: list[Recent]  # done last, or waiting; never what was not said or done


_BESIDE = text(
    f"""
    SELECT
        (SELECT jsonb_agg(jsonb_build_array(c.code, c.name)) FROM ({_OF_PROJECT}) c) AS colleagues,
        (SELECT jsonb_agg(jsonb_build_array(f.code, f.name, f.query, f.person_id = :viewer))
         FROM (SELECT * FROM saved_filter
               WHERE component_id = :box AND (person_id = :viewer OR is_shared)
               ORDER BY name, id LIMIT 60) f) AS filters,
        (SELECT jsonb_agg(jsonb_build_array(b.code, b.created_at, b.total, b.state))
         FROM (SELECT * FROM bulk_action
               WHERE component_id = :box AND state NOT IN ('chosen', 'ready')
               ORDER BY created_at DESC LIMIT 20) b) AS recent
    """  # noqa: S608 - constants
)


async def beside(db: AsyncSession, viewer: Viewer, project: Any, component_id: UUID) -> Beside:
    values = {
        "administration": project.administration_id, "project": project.id,
        "box": component_id, "viewer": viewer.id,
    }  # fmt: skip
    row = (await sql(db, _BESIDE, values)).one()
    return Beside(
        [(code, name) for code, name in row.colleagues or ()],
        [KeptFilter(*one) for one in row.filters or ()],
        [
            Recent(code, datetime.fromisoformat(at), total, state)
            for code, at, total, state in row.recent or ()
        ],
    )


@dataclass(frozen=True)
class ItemView:
    """A contribution of a bulk action: how it is, and how it was when the preview was made."""

    position: int
    card: Card
    author: str
    is_left_out: bool
    seen: dict[str, Any]
    now: dict[str, Any]
    theme: Localized
    person: str
    due_on: date | None
    outcome: Outcome | None

    @property
    def changed_since(self) -> bool:
        return self.seen != self.now


# How a contribution stands, as far as bulk work may change it. `version` of the answer is its id.
NOW = """
    jsonb_build_object('state', s.state, 'visibility', s.visibility, 'status', s.status,
        'answer', (SELECT a.id FROM answer a WHERE a.subject_id = s.id
            ORDER BY a.published_at DESC, a.id DESC LIMIT 1),
        'theme', i.theme_id, 'person', g.person_id, 'due_on', g.due_on)
"""
NOW_FROM = """
    JOIN subject s ON s.id = x.subject_id LEFT JOIN idea i ON i.id = s.id
    LEFT JOIN assignment g ON g.subject_id = s.id
"""
_ITEMS = text(
    f"""
    SELECT x.position, x.subject_id, x.is_left_out, x.seen, x.outcome, s.kind, {NOW} AS now,
        coalesce(p.name, '') AS author, t.name AS theme, coalesce(c.name, '') AS person, g.due_on
    FROM bulk_item x {NOW_FROM}
        LEFT JOIN person p ON p.id = s.author_id
        LEFT JOIN theme t ON t.id = i.theme_id LEFT JOIN person c ON c.id = g.person_id
    WHERE x.action_id = :action AND (CAST(:outcome AS text) IS NULL OR x.outcome = :outcome)
    ORDER BY x.position LIMIT {SIZE} OFFSET :offset
    """  # noqa: S608 - constants
)


async def items(
    db: AsyncSession, viewer: Viewer, action: BulkAction, number: int, outcome: str | None = None
) -> list[ItemView]:
    values = {"action": action.id, "offset": (number - 1) * SIZE, "outcome": outcome}
    rows = (await sql(db, _ITEMS, values)).all()
    cards: dict[UUID, Card] = {}
    for kind in {row.kind for row in rows}:
        ids = [row.subject_id for row in rows if row.kind == kind]
        cards |= await component.of(kind).cards(db, viewer, ids)
    return [
        ItemView(
            row.position, cards[row.subject_id], row.author, row.is_left_out, row.seen, row.now,
            Localized(row.theme or {}), row.person, row.due_on,
            Outcome(row.outcome) if row.outcome else None,
        )
        for row in rows
        if row.subject_id in cards
    ]  # fmt: skip


_COUNTS = text(
    """
    SELECT count(*) AS total, count(*) FILTER (WHERE x.is_left_out) AS left_out,
        count(*) FILTER (WHERE x.outcome = 'changed') AS changed,
        count(*) FILTER (WHERE x.outcome = 'same') AS same,
        count(*) FILTER (WHERE x.outcome = 'meanwhile') AS meanwhile,
        count(*) FILTER (WHERE x.outcome = 'gone') AS gone,
        count(*) FILTER (WHERE x.outcome = 'undone') AS undone
    FROM bulk_item x WHERE x.action_id = :action
    """
)


async def counts(db: AsyncSession, action: BulkAction) -> Any:
    """How many items, left out, and of each outcome."""
    return (await sql(db, _COUNTS, {"action": action.id})).one()


_LATE = text(
    """
    SELECT count(*) FILTER (WHERE g.due_on < :today) AS late,
        count(*) FILTER (WHERE g.due_on >= :today AND g.due_on <= :soon) AS soon,
        count(*) FILTER (WHERE g.person_id = :viewer) AS mine,
        s.project_id
    FROM assignment g JOIN subject s ON s.id = g.subject_id
    WHERE g.administration_id = :administration AND NOT s.is_answered
        AND s.state = 'submitted' AND s.visibility = 'visible'
    GROUP BY s.project_id
    """
)


@dataclass(frozen=True)
class Due:
    """Answers that were promised in a project and are not there."""

    project_id: UUID
    late: int
    soon: int
    mine: int


async def due(
    db: AsyncSession, viewer: Viewer, administration_id: UUID, today: date, soon: date
) -> list[Due]:
    values = {
        "administration": administration_id, "today": today, "soon": soon, "viewer": viewer.id,
    }  # fmt: skip
    rows = (await sql(db, _LATE, values)).all()
    return [Due(row.project_id, row.late, row.soon, row.mine) for row in rows]


@dataclass(frozen=True)
class Charge:
    person: str  # code; empty: nobody
    due_on: date | None


async def charge(db: AsyncSession, subject_id: UUID) -> Charge:
    """Who is in charge of one contribution, and until when."""
    found = text(
        "SELECT coalesce(p.code, '') AS person, g.due_on FROM assignment g "
        "LEFT JOIN person p ON p.id = g.person_id WHERE g.subject_id = :id"
    )
    row = (await sql(db, found, {"id": subject_id})).one_or_none()
    return Charge(row.person, row.due_on) if row else Charge("", None)
