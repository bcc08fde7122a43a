"""What is known of one thing: who reported what, and what moderators decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.rules import Viewer
from participe.moderation.models import WHY_NAMES, Action, Outcome, Report, Why
from participe.subjects.models import Subject


async def own_report(db: AsyncSession, viewer: Viewer, subject_id: UUID) -> Report | None:
    found = select(Report).where(Report.subject_id == subject_id, Report.person_id == viewer.id)
    return (await db.exec(found)).one_or_none()


@dataclass(frozen=True)
class ReportGroup:
    """All reports of a thing for one reason, without names: who reports is not shown."""

    why: Why
    number: int
    open: int
    last_at: datetime
    texts: tuple[str, ...]

    @property
    def why_name(self) -> Any:
        return WHY_NAMES[self.why]


_OF_SUBJECT = text(
    """
    SELECT r.why, count(*) AS number, count(*) FILTER (WHERE r.handled_by_id IS NULL) AS open,
        max(r.created_at) AS last_at,
        (array_agg(r.text ORDER BY r.created_at DESC) FILTER (WHERE r.text <> ''))[1:20] AS texts
    FROM report r WHERE r.subject_id = :id GROUP BY r.why ORDER BY count(*) DESC, r.why
    """
)


async def reports_on(db: AsyncSession, subject_id: UUID) -> Sequence[ReportGroup]:
    rows = (await sql(db, _OF_SUBJECT, {"id": subject_id})).all()
    return [
        ReportGroup(Why(r.why), r.number, r.open, r.last_at, tuple(r.texts or ())) for r in rows
    ]


MANY = 5  # open reports within an hour: people may have agreed on it
_BURST = text(
    """
    SELECT coalesce(max(n), 0) FROM (
        SELECT count(*) OVER (ORDER BY created_at
            RANGE BETWEEN interval '1 hour' PRECEDING AND CURRENT ROW) AS n
        FROM report WHERE subject_id = :id AND handled_by_id IS NULL) w
    """
)


async def burst(db: AsyncSession, subject_id: UUID) -> int:
    """How many open reports came within one hour, when they are many; else 0."""
    most = (await sql(db, _BURST, {"id": subject_id})).scalar_one()
    return most if most >= MANY else 0


@dataclass(frozen=True)
class DecisionView:
    action: Action
    why: Why | None
    text: str
    by: str
    at: datetime
    outcome: Outcome | None = None  # of the appeal against it
    reason: str = ""
    judged_by: str = ""

    @property
    def why_name(self) -> Any:
        return WHY_NAMES[self.why] if self.why else ""


_HISTORY = text(
    """
    SELECT d.action, d.why, d.text, d.created_at, p.name, a.outcome, coalesce(a.reason, '') AS reason,
        coalesce(j.name, '') AS judged_by
    FROM moderation_decision d JOIN person p ON p.id = d.by_id
        LEFT JOIN appeal a ON a.decision_id = d.id LEFT JOIN person j ON j.id = a.decided_by_id
    WHERE d.subject_id = :id ORDER BY d.created_at DESC, d.id DESC LIMIT 50
    """
)


async def history(db: AsyncSession, subject_id: UUID) -> Sequence[DecisionView]:
    """What moderators decided on a thing, the last decision first; for staff."""
    rows = (await sql(db, _HISTORY, {"id": subject_id})).all()
    return [
        DecisionView(
            Action(r.action), Why(r.why) if r.why else None, r.text, r.name, r.created_at,
            Outcome(r.outcome) if r.outcome else None, r.reason, r.judged_by,
        )
        for r in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Hiding:
    """Why a thing is hidden or held."""

    why_name: Any
    text: str


_HIDING = text(
    """
    SELECT d.why, d.text FROM moderation_decision d
    WHERE d.subject_id = :id AND d.action IN ('hold', 'hide')
    ORDER BY d.created_at DESC, d.id DESC LIMIT 1
    """
)


async def hiding(db: AsyncSession, subject_id: UUID) -> Hiding | None:
    """The last decision to hold or hide it; row-level security shows it to the author and to staff."""
    row = (await sql(db, _HIDING, {"id": subject_id})).one_or_none()
    return Hiding(WHY_NAMES[Why(row.why)], row.text) if row else None


_EARLIER = text(
    """
    SELECT count(DISTINCT d.subject_id) FROM moderation_decision d
        JOIN subject s ON s.id = d.subject_id
    WHERE s.author_id = :author AND s.administration_id = :place AND s.id <> :id
        AND d.action = 'hide' AND NOT EXISTS (
            SELECT 1 FROM appeal a WHERE a.decision_id = d.id AND a.outcome = 'overturned')
    """
)


async def earlier(db: AsyncSession, subject: Subject) -> int:
    """How many other texts of the same author were hidden here; a number, never who or what.

    What an appeal found to be hidden wrongly does not count.
    """
    if subject.author_id is None:
        return 0
    values = {
        "author": subject.author_id, "place": subject.administration_id, "id": subject.id,
    }  # fmt: skip
    return (await sql(db, _EARLIER, values)).scalar_one()
