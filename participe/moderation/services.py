"""Reporting, holding, hiding, showing again. Nothing is removed: restoring gives back what was."""

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
from participe.moderation.models import Action, Decision, Report
from participe.subjects.models import Subject, Visibility

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

    The decision is stored first: PostgreSQL refuses a change of visibility without one.
    Raises Refused, or Conflict when another moderator decided the same meanwhile.
    """
    (rule & rules.is_not_own).require(viewer, thing)
    assert viewer.id
    found = select(Subject).where(Subject.id == thing.id).with_for_update()
    subject = (await db.exec(found.execution_options(populate_existing=True))).one()
    action = Action(form.action)
    shown = subject.visibility is Visibility.VISIBLE
    too_late = {
        Action.HOLD: not shown,  # what is hidden is decided already: it does not wait again
        Action.HIDE: subject.visibility is Visibility.HIDDEN,
        Action.RESTORE: shown,
    }
    if too_late.get(action):
        raise Conflict(_l("Another moderator has decided this meanwhile. See the history below."))
    decision = Decision(
        id=new_id(),
        created_at=viewer.now,
        subject_id=subject.id,
        action=action,
        why=form.why if action in TAKES_AWAY else None,
        text=form.text,
        by_id=viewer.id,
    )
    db.add(decision)
    await db.flush()
    if action in TAKES_AWAY:
        assert form.why
        subject.visibility, told = TAKES_AWAY[action]
        subject.hidden_because = form.why.value
        publish(db, told(str(decision.id), str(subject.id)))
    elif action is Action.RESTORE:
        subject.visibility, subject.hidden_because = Visibility.VISIBLE, ""
        publish(db, SubjectRestored(str(decision.id), str(subject.id)))
    await db.flush()
    await _handle_reports(db, viewer.id, subject.id)
    audit.note(
        db, viewer, f"moderation.{action.value}", f"{subject.kind}:{subject.code}",
        administration_id=subject.administration_id, why=form.why.value if form.why else "",
    )  # fmt: skip
    return decision


async def _handle_reports(db: AsyncSession, by: UUID, subject_id: UUID) -> None:
    handled = (
        update(Report)
        .where(col(Report.subject_id) == subject_id, col(Report.handled_by_id).is_(None))
        .values(handled_by_id=by)
    )
    await db.exec(handled)
