"""An author contests a decision; another moderator decides. What is overturned is public at once."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit
from participe.core.db import new_id
from participe.core.errors import Conflict
from participe.core.events import publish
from participe.core.i18n import _l
from participe.core.rules import Rule, Viewer
from participe.moderation import rules
from participe.moderation.events import AppealDecided, AppealMade
from participe.moderation.forms import AppealForm, JudgementForm
from participe.moderation.models import Action, Appeal, Outcome
from participe.moderation.queries import own
from participe.moderation.queries.own import OwnThing
from participe.moderation.services.deciding import hold, record
from participe.subjects.models import Subject


async def contest(db: AsyncSession, viewer: Viewer, thing: OwnThing, form: AppealForm) -> Appeal:
    """Raises Refused when it is not one's own, too late, or contested before."""
    rules.contest.require(viewer, thing)
    assert viewer.id and thing.current
    # A moderator may decide in this very moment: look again with the subject held.
    found = select(Subject).where(Subject.id == thing.subject.id).with_for_update()
    subject = (await db.exec(found.execution_options(populate_existing=True))).one()
    now = await own.of_subject(db, subject)
    rules.contest.require(viewer, now)
    if now.current is None or now.current.id != thing.current.id:
        raise Conflict(_l("A moderator has decided anew meanwhile. Read the new decision first."))
    appeal = Appeal(
        id=new_id(),
        created_at=viewer.now,
        subject_id=subject.id,
        decision_id=now.current.id,
        person_id=viewer.id,
        text=form.text,
    )
    db.add(appeal)
    await db.flush()
    publish(db, AppealMade(str(appeal.id), str(subject.id)))
    return appeal


async def judge(
    db: AsyncSession, viewer: Viewer, thing: OwnThing, hide: Rule, form: JudgementForm
) -> Outcome:
    """Decide the open appeal, as another person than who took the decision.

    `hide` is the component's rule. Raises Refused, or Conflict when it was decided meanwhile.
    """
    (hide & rules.judge).require(viewer, thing)
    subject = await hold(db, thing.subject.id)
    now = await own.of_subject(db, subject)
    if now.open_appeal is None:
        raise Conflict(_l("Another moderator has decided this meanwhile. See the history below."))
    (hide & rules.judge).require(viewer, now)
    found = select(Appeal).where(Appeal.id == now.open_appeal.id)
    appeal = (await db.exec(found.execution_options(populate_existing=True))).one()
    outcome = Outcome(form.outcome)
    appeal.outcome, appeal.reason = outcome, form.reason
    appeal.decided_by_id, appeal.decided_at = viewer.id, viewer.now
    await db.flush()
    if outcome is Outcome.OVERTURNED:
        await record(db, viewer, subject, Action.RESTORE, None, form.reason, by_appeal=True)
    audit.note(
        db, viewer, f"moderation.appeal_{outcome.value}", f"{subject.kind}:{subject.code}",
        administration_id=subject.administration_id,
    )  # fmt: skip
    publish(db, AppealDecided(str(appeal.id), str(subject.id)))
    return outcome
