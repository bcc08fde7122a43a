"""One's own text as its author reads it: what was decided, why, and what one can do. No names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.administrations import queries as administrations
from participe.administrations.models import Administration
from participe.administrations.queries import Identity
from participe.core import component, html
from participe.core.component import Card
from participe.core.db import sql
from participe.core.i18n import BRUSSELS
from participe.core.rules import Viewer
from participe.moderation.models import WHY_NAMES, Action, Outcome, Why
from participe.subjects import queries as subjects
from participe.subjects.models import Correction, State, Subject, Visibility

DAYS = 14  # in which a decision can be contested


@dataclass(frozen=True)
class AppealView:
    """What its author said against a decision, and what became of it."""

    id: UUID
    text: str
    at: datetime
    outcome: Outcome | None
    reason: str
    decided_at: datetime | None


@dataclass(frozen=True)
class Decided:
    """A decision without the name of who took it; `by_id` is for rules and never shown."""

    id: UUID
    action: Action
    why: Why | None
    text: str
    at: datetime
    by_id: UUID
    appeal: AppealView | None

    @property
    def why_name(self) -> Any:
        return WHY_NAMES[self.why] if self.why else ""

    @property
    def last_day(self) -> date:
        return self.at.astimezone(BRUSSELS).date() + timedelta(days=DAYS)

    @property
    def until(self) -> datetime:
        """The end of the last day on which it can be contested."""
        return datetime.combine(self.last_day + timedelta(days=1), time(), BRUSSELS)


@dataclass(frozen=True)
class OwnThing:
    """What rules about contesting are asked about."""

    subject: Subject
    decisions: Sequence[Decided]  # the last one first

    @property
    def author_id(self) -> UUID | None:
        return self.subject.author_id

    @property
    def administration_id(self) -> UUID:
        return self.subject.administration_id

    @property
    def project_id(self) -> UUID:
        return self.subject.project_id

    @property
    def state(self) -> State:
        return self.subject.state

    @property
    def is_away(self) -> bool:
        """Sent, and neither public nor taken back by its author."""
        return (
            self.subject.state is State.SUBMITTED
            and self.subject.visibility is not Visibility.VISIBLE
        )

    @property
    def current(self) -> Decided | None:
        """The decision that keeps it away."""
        if not self.is_away:
            return None
        return next((d for d in self.decisions if d.action in (Action.HOLD, Action.HIDE)), None)

    @property
    def open_appeal(self) -> AppealView | None:
        found = self.current and self.current.appeal
        return found if found and found.outcome is None else None


_DECISIONS = text(
    """
    SELECT d.id, d.action, d.why, d.text, d.created_at, d.by_id, a.id AS appeal_id,
        a.text AS said, a.created_at AS said_at, a.outcome, a.reason, a.decided_at
    FROM moderation_decision d LEFT JOIN appeal a ON a.decision_id = d.id
    WHERE d.subject_id = :id AND d.action <> 'keep'
    ORDER BY d.created_at DESC, d.id DESC LIMIT 50
    """
)


async def of_subject(db: AsyncSession, subject: Subject) -> OwnThing:
    """Row-level security shows decisions to the author and to staff only."""
    rows = (await sql(db, _DECISIONS, {"id": subject.id})).all()
    return OwnThing(subject, [_decided(row) for row in rows])


def _decided(row: Any) -> Decided:
    appeal = None
    if row.appeal_id:
        outcome = Outcome(row.outcome) if row.outcome else None
        appeal = AppealView(
            row.appeal_id, row.said, row.said_at, outcome, row.reason, row.decided_at
        )
    why = Why(row.why) if row.why else None
    return Decided(row.id, Action(row.action), why, row.text, row.created_at, row.by_id, appeal)


@dataclass(frozen=True)
class Words:
    """Its title where it has one, its words, and the address at which it is read."""

    title: str
    body: str  # safe HTML
    url: str
    around: str  # of a comment: the title of what it is on


async def words_of(db: AsyncSession, viewer: Viewer, subject: Subject) -> Words:
    """Of a thing of any kind, as its author may see it; a comment below something hidden too."""
    kind = component.of(subject.kind)
    card: Card | None = (await subjects.cards(db, viewer, [subject])).get(subject.id)
    body = (await kind.words(db, [subject.id])).get(subject.id, "") if kind.words else ""
    is_comment = subject.kind == "comment"
    return Words(
        "" if is_comment or card is None else card.title,
        html.render(body) if body else "",
        card.url if card else "",
        card.title if is_comment and card else "",
    )


@dataclass(frozen=True)
class CorrectionView:
    at: datetime
    before: str


async def last_correction(db: AsyncSession, subject_id: UUID) -> CorrectionView | None:
    """The correction that waits for a moderator."""
    found = (
        select(Correction)
        .where(Correction.subject_id == subject_id, col(Correction.handled_at).is_(None))
        .order_by(col(Correction.created_at))
    )
    # Several before one decision: what was hidden is what stood before the first of them.
    rows = (await db.exec(found.limit(50))).all()
    return CorrectionView(rows[-1].created_at, rows[0].before) if rows else None


async def place_of(db: AsyncSession, administration_id: UUID) -> Identity:
    """The administration whose moderators decide."""
    found = select(Administration).where(Administration.id == administration_id)
    return administrations.identity((await db.exec(found)).one())
