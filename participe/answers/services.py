"""Answering: a status and a public reason, in the authority's name."""

from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.answers.events import AnswerPublished
from participe.answers.forms import AnswerForm
from participe.answers.models import Answer
from participe.core import audit
from participe.core.db import new_id
from participe.core.events import publish as tell
from participe.core.rules import Rule, Viewer
from participe.people import queries as people
from participe.subjects.models import Subject


async def publish(
    db: AsyncSession, viewer: Viewer, thing: Any, rule: Rule, form: AnswerForm
) -> Answer:
    """Say it in public. What was said before stays readable below it. Raises Refused."""
    rule.require(viewer, thing)
    assert viewer.id
    found = select(Subject).where(Subject.id == thing.id).with_for_update()
    subject = (await db.exec(found)).one()
    before = subject.status
    answer = Answer(
        id=new_id(),
        subject_id=subject.id,
        status=form.status,
        text=form.text,
        by_id=viewer.id,
        signed_as=await _signature(db, viewer, subject.lang),
        published_at=viewer.now,
    )
    db.add(answer)
    subject.status, subject.is_answered = form.status, True
    audit.note(
        db, viewer, "answer.publish", f"{subject.kind}:{subject.code}",
        administration_id=subject.administration_id, before=before.value, after=form.status.value,
    )  # fmt: skip
    tell(db, AnswerPublished(str(answer.id), str(subject.id)))
    return answer


async def _signature(db: AsyncSession, viewer: Viewer, lang: str) -> str:
    """«Claire M., service des travaux»: who spoke, in which function, at that time."""
    assert viewer.id
    person = await people.person(db, viewer.id)
    title = person.title.said(lang).text
    return f"{person.name}, {title}" if title else person.name
