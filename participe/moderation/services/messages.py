"""Messages between an author and the moderators: the author never learns who writes."""

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit
from participe.core.db import new_id
from participe.core.events import publish
from participe.core.rules import Viewer
from participe.moderation import rules
from participe.moderation.events import MessageWritten
from participe.moderation.forms import MessageForm
from participe.moderation.models import ModerationMessage
from participe.moderation.queries.own import OwnThing
from participe.subjects.models import Subject


async def write_as_author(
    db: AsyncSession, viewer: Viewer, thing: OwnThing, form: MessageForm, *, begun: bool
) -> None:
    """`begun`: the moderators wrote first. Raises Refused where nothing was decided or written."""
    if not begun:
        rules.write.require(viewer, thing)
    _add(db, viewer, thing.subject, form, by_author=True)


async def write_as_staff(
    db: AsyncSession, viewer: Viewer, subject: Subject, form: MessageForm
) -> None:
    """To be called by who may moderate it. Raises Refused when there is nobody to write to."""
    rules.write_to_author.require(viewer, subject)
    _add(db, viewer, subject, form, by_author=False)
    audit.note(
        db, viewer, "moderation.message", f"{subject.kind}:{subject.code}",
        administration_id=subject.administration_id,
    )  # fmt: skip


def _add(
    db: AsyncSession, viewer: Viewer, subject: Subject, form: MessageForm, *, by_author: bool
) -> None:
    assert viewer.id
    message = ModerationMessage(
        id=new_id(),
        created_at=viewer.now,
        subject_id=subject.id,
        person_id=viewer.id,
        is_by_author=by_author,
        text=form.message,
    )
    db.add(message)
    publish(db, MessageWritten(str(message.id), str(subject.id)))
