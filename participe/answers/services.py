"""Answering: a status and a public reason, in the authority's name."""

from typing import Any
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.answers.events import AnswerPublished
from participe.answers.forms import AnswerForm
from participe.answers.models import Answer
from participe.core import audit
from participe.core.db import new_id
from participe.core.events import publish as tell
from participe.core.i18n import Localized
from participe.core.rules import Rule, Viewer
from participe.people import queries as people
from participe.subjects.models import Status, Subject


async def publish(
    db: AsyncSession, viewer: Viewer, thing: Any, rule: Rule, form: AnswerForm
) -> Answer:
    """Say it in public. What was said before stays readable below it. Raises Refused."""
    rule.require(viewer, thing)
    assert viewer.id
    found = select(Subject).where(Subject.id == thing.id).with_for_update()
    subject = (await db.exec(found)).one()
    signed_as = await signature(db, viewer.id, subject.lang)
    return say(db, viewer, subject, form.status, form.text, signed_as)


async def hold(db: AsyncSession, subject_id: UUID) -> None:
    """Until the end of the transaction nobody else answers it."""
    await db.exec(select(Subject.id).where(Subject.id == subject_id).with_for_update())


def say(
    db: AsyncSession, viewer: Viewer, subject: Subject, status: Status, text: Localized,
    signed_as: str,
) -> Answer:  # fmt: skip
    """The same for a subject that is locked, when the rule was asked before."""
    before = subject.status
    answer = Answer(
        id=new_id(), subject_id=subject.id, status=status, text=text, by_id=viewer.id,
        signed_as=signed_as, published_at=viewer.now,
    )  # fmt: skip
    db.add(answer)
    subject.status, subject.is_answered = status, True
    audit.note(
        db, viewer, "answer.publish", f"{subject.kind}:{subject.code}",
        administration_id=subject.administration_id, before=before.value, after=status.value,
    )  # fmt: skip
    tell(db, AnswerPublished(str(answer.id), str(subject.id)))
    return answer


async def signature(db: AsyncSession, person_id: UUID, lang: str) -> str:
    """«Claire M., service des travaux»: who spoke, in which function, at that time."""
    person = await people.person(db, person_id)
    title = person.title.said(lang).text
    return f"{person.name}, {title}" if title else person.name
