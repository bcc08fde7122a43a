"""Mistakes of grouping that the public reports: once each, into a queue that officials empty."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import new_code, new_id, sql
from participe.core.errors import NotFound
from participe.core.rules import Viewer, signed_in
from participe.insights.board_models import TopicMistake
from participe.insights.queries import RunView
from participe.insights.queries.contents import PUBLIC
from participe.projects.queries import ProjectView

_SUBJECT = text(
    "SELECT i.subject_id FROM topic_item i JOIN subject s ON s.id = i.subject_id "  # noqa: S608
    f"WHERE i.run_id = :run AND s.code = :code AND {PUBLIC}"
)
_TELL = text(
    """
    INSERT INTO topic_mistake (id, created_at, code, administration_id, run_id, subject_id,
        person_id, topic_id, words)
    VALUES (:id, :now, :code, :administration, :run, :subject, :person,
        (SELECT t.id FROM topic t WHERE t.run_id = :run AND t.code = :to AND NOT t.is_gone), :words)
    ON CONFLICT ON CONSTRAINT uq_topic_mistake_subject_id DO NOTHING
    """
)


async def subject_of(db: AsyncSession, run: RunView, code: str) -> UUID:
    """A public contribution of a run. Raises NotFound."""
    row = (await sql(db, _SUBJECT, {"run": run.id, "code": code})).one_or_none()
    if row is None:
        raise NotFound
    return row.subject_id


async def has_told(db: AsyncSession, viewer: Viewer, subject_id: UUID) -> bool:
    found = select(TopicMistake.id).where(
        TopicMistake.subject_id == subject_id, TopicMistake.person_id == viewer.id
    )
    return (await db.exec(found)).first() is not None


async def tell(
    db: AsyncSession,
    viewer: Viewer,
    project: ProjectView,
    run: RunView,
    subject_id: UUID,
    to: str,
    words: str,
) -> bool:
    """False when this person has told about this contribution before. Raises SignInNeeded."""
    signed_in.require(viewer, None)
    values = {
        "id": new_id(), "now": viewer.now, "code": new_code(),
        "administration": project.administration_id, "run": run.id, "subject": subject_id,
        "person": viewer.id, "to": to, "words": words,
    }  # fmt: skip
    return (await sql(db, _TELL, values)).rowcount == 1


async def open_one(db: AsyncSession, run_id: UUID, code: str) -> TopicMistake:
    """Locked, so that two officials decide once. Raises NotFound."""
    asked = select(TopicMistake).where(TopicMistake.run_id == run_id, TopicMistake.code == code)
    found = (await db.exec(asked.with_for_update())).one_or_none()
    if found is None:
        raise NotFound
    return found


async def decided(db: AsyncSession, viewer: Viewer, run_id: UUID, subject_id: UUID) -> None:
    """What all say of this contribution is dealt with."""
    open_ = select(TopicMistake).where(
        TopicMistake.run_id == run_id,
        TopicMistake.subject_id == subject_id,
        col(TopicMistake.decided_at).is_(None),
    )
    for one in (await db.exec(open_)).all():
        one.decided_at, one.decided_by_id = viewer.now, viewer.id
