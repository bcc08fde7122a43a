"""Reporting, holding, hiding, showing again. Nothing is removed: restoring gives back what was."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit
from participe.core.db import new_id
from participe.core.errors import Conflict
from participe.core.events import publish
from participe.core.i18n import _l
from participe.core.rules import Rule, Viewer
from participe.moderation import rules
from participe.moderation.events import SubjectHeld, SubjectHidden, SubjectRestored
from participe.moderation.forms import DecisionForm, ReportForm
from participe.moderation.models import Action, Appeal, Decision, Outcome, Report, Why
from participe.subjects.models import Correction, Subject, Visibility

TAKES_AWAY: dict[Action, tuple[Visibility, type[SubjectHeld] | type[SubjectHidden]]] = {
    Action.HOLD: (Visibility.HELD, SubjectHeld),
    Action.HIDE: (Visibility.HIDDEN, SubjectHidden),
}


async def report(db: AsyncSession, viewer: Viewer, thing: Any, form: ReportForm) -> bool:
    """Tell the moderators; False when this person had told them before: nothing changes then."""
    rules.report.require(viewer, thing)
    added = (
        insert(Report)
        .values(
            id=new_id(),
            created_at=viewer.now,
            subject_id=thing.id,
            person_id=viewer.id,
            why=form.why,
            text=form.text,
        )
        .on_conflict_do_nothing(index_elements=["subject_id", "person_id"])
        .returning(col(Report.id))
    )
    return (await db.exec(added)).first() is not None


async def decide(
    db: AsyncSession, viewer: Viewer, thing: Any, rule: Rule, form: DecisionForm
) -> Decision:
    """Hold or hide with a reason, show again, or leave as it is; open reports are then handled.

    Raises Refused, or Conflict when another moderator decided the same meanwhile, or when the
    author contests the last decision: that is judged by another, and not set aside by a new one.
    """
    (rule & rules.is_not_own).require(viewer, thing)
    subject = await hold(db, thing.id)
    action = Action(form.action)
    shown = subject.visibility is Visibility.VISIBLE
    corrected = await _is_corrected(db, subject.id)
    too_late = {
        Action.HOLD: not shown,  # what is hidden is decided already: it does not wait again
        Action.HIDE: subject.visibility is Visibility.HIDDEN and not corrected,
        Action.RESTORE: shown,
    }
    if too_late.get(action):
        raise Conflict(_l("Another moderator has decided this meanwhile. See the history below."))
    appeal = await open_appeal(db, subject.id)
    if appeal and action is not Action.RESTORE:
        raise Conflict(
            _l("Its author contests the last decision. The appeal must be decided first.")
        )
    words = form.text or form.word
    decision = await record(db, viewer, subject, action, form.why, words)
    if appeal:
        appeal.outcome, appeal.decided_at = Outcome.MOOT, viewer.now
    return decision


async def hold(db: AsyncSession, subject_id: UUID) -> Subject:
    """The subject as it is now, for one moderator at a time."""
    found = select(Subject).where(Subject.id == subject_id).with_for_update()
    return (await db.exec(found.execution_options(populate_existing=True))).one()


async def open_appeal(db: AsyncSession, subject_id: UUID) -> Appeal | None:
    found = select(Appeal).where(Appeal.subject_id == subject_id, col(Appeal.outcome).is_(None))
    return (await db.exec(found)).first()


async def _is_corrected(db: AsyncSession, subject_id: UUID) -> bool:
    found = select(Correction.id).where(
        Correction.subject_id == subject_id, col(Correction.handled_at).is_(None)
    )
    return (await db.exec(found.limit(1))).first() is not None


async def record(
    db: AsyncSession, viewer: Viewer, subject: Subject, action: Action, why: Why | None,
    words: str, *, by_appeal: bool = False,
) -> Decision:  # fmt: skip
    """Write a decision on a subject that is held for change, and do as it says.

    The decision is stored first: PostgreSQL refuses a change of visibility that the last decision
    does not tell. Two moderators may ask in one moment; the second decision is then the later one.
    """
    assert viewer.id
    last = (
        select(Decision.created_at)
        .where(Decision.subject_id == subject.id)
        .order_by(col(Decision.created_at).desc())
    )
    before = (await db.exec(last.limit(1))).first()
    at = max(viewer.now, before + timedelta(microseconds=1)) if before else viewer.now
    decision = Decision(
        id=new_id(),
        created_at=at,
        subject_id=subject.id,
        action=action,
        why=why if action in TAKES_AWAY else None,
        text=words,
        by_id=viewer.id,
    )
    db.add(decision)
    await db.flush()
    if action in TAKES_AWAY:
        assert why
        subject.visibility, told = TAKES_AWAY[action]
        subject.hidden_because = why.value
        publish(db, told(str(decision.id), str(subject.id)))
    elif action is Action.RESTORE:
        subject.visibility, subject.hidden_because = Visibility.VISIBLE, ""
        publish(db, SubjectRestored(str(decision.id), str(subject.id), by_appeal))
    await db.flush()
    await _settle(db, viewer, subject.id)
    audit.note(
        db, viewer, f"moderation.{action.value}", f"{subject.kind}:{subject.code}",
        administration_id=subject.administration_id, why=why.value if why else "",
    )  # fmt: skip
    return decision


async def _settle(db: AsyncSession, viewer: Viewer, subject_id: UUID) -> None:
    """Reports and corrections that waited for a decision have it now."""
    await db.exec(
        update(Report)
        .where(col(Report.subject_id) == subject_id, col(Report.handled_by_id).is_(None))
        .values(handled_by_id=viewer.id, handled_at=viewer.now)
    )
    await db.exec(
        update(Correction)
        .where(col(Correction.subject_id) == subject_id, col(Correction.handled_at).is_(None))
        .values(handled_at=viewer.now)
    )
