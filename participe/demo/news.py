"""What the persons of the demonstration were told lately, by the handlers that tell in life.

Their first summary leaves at once, so that there is one to look at; others get no mail.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.answers.events import AnswerPublished
from participe.comments.events import CommentPosted
from participe.core import clock
from participe.core.db import sql
from participe.core.i18n import BRUSSELS
from participe.follows import services as follows
from participe.notifications.telling import answers, comments, projects

_PROJECTS = text("SELECT id FROM project WHERE published_at IS NOT NULL ORDER BY id")
_IDEAS = text(
    """
    SELECT s.id FROM subject s JOIN answer a ON a.subject_id = s.id
    WHERE s.kind = 'idea' ORDER BY a.published_at DESC LIMIT 3
    """
)
_ANSWERS = text(
    "SELECT id, subject_id, published_at FROM answer WHERE published_at BETWEEN :since AND :now "
    "ORDER BY published_at"
)
_COMMENTS = text(
    """
    SELECT c.id, c.on_id, c.parent_id, s.created_at FROM comment c JOIN subject s ON s.id = c.id
    WHERE s.created_at BETWEEN :since AND :now ORDER BY s.created_at
    """
)
_OPENED = text(
    "SELECT DISTINCT opens_at FROM phase WHERE opens_at BETWEEN :since AND :now ORDER BY opens_at"
)
_NO_MAIL = text("UPDATE notice SET due_at = NULL WHERE NOT person_id = ANY (:people)")
_NOW = text("UPDATE notice SET due_at = :now WHERE due_at IS NOT NULL")


async def tell(db: AsyncSession, people: Collection[UUID], now: datetime) -> None:
    """These persons follow the projects and the last answers."""
    for (project,) in (await sql(db, _PROJECTS)).all():
        for person in people:
            await follows.follow_project(db, project, person)
    for (idea,) in (await sql(db, _IDEAS)).all():
        for person in people:
            await follows.follow(db, idea, person)
    values = {"since": now - timedelta(days=30), "now": now}
    for one in (await sql(db, _ANSWERS, values)).all():
        with clock.stopped_at(one.published_at):
            await answers.tell_answered(db, AnswerPublished(str(one.id), str(one.subject_id)))
    for one in (await sql(db, _COMMENTS, values | {"since": now - timedelta(days=7)})).all():
        parent = str(one.parent_id) if one.parent_id else ""
        with clock.stopped_at(one.created_at):
            await comments.tell_commented(db, CommentPosted(str(one.id), str(one.on_id), parent))
    for ago in range(7, 0, -1):
        day = now.astimezone(BRUSSELS).date() - timedelta(days=ago)
        with clock.stopped_at(projects.bounds(day, day)[1]):
            await projects.tell_news(db, day)
    for (opened_at,) in (await sql(db, _OPENED, values)).all():
        with clock.stopped_at(opened_at):
            await projects.tell_phases(db)
    await sql(db, _NO_MAIL, {"people": list(people)})
    await sql(db, _NOW, {"now": now})
