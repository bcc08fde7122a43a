"""Comments on the ideas of the demonstration."""

from datetime import datetime
from typing import Any, Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.comments.models import Comment, Stance
from participe.core import clock, html
from participe.core.db import new_id
from participe.people.models import Person
from participe.subjects.models import AuthorKind, State, Subject


class Made(Protocol):
    """What `load` has made so far."""

    db: AsyncSession
    people: dict[str, Person]

    def at(self, day: float, hour: float = 0) -> datetime: ...


async def comments(loading: Made, on: Subject, one: dict[str, Any]) -> None:
    db, made = loading.db, dict[str, Comment]()
    for comment in one.get("comment", []):
        author = loading.people.get(comment.get("author", ""))
        official = comment.get("official", False)
        with clock.stopped_at(loading.at(comment["day"], comment.get("hour", 12))):
            subject = Subject(
                id=new_id(),
                kind="comment",
                administration_id=on.administration_id,
                project_id=on.project_id,
                component_id=on.component_id,
                author_id=author.id if author else None,
                author_kind=AuthorKind.OFFICIAL if official else AuthorKind.CITIZEN,
                acting_for_id=on.administration_id if official else None,
                lang=comment["lang"],
                state=State.SUBMITTED,
            )
        db.add(subject)
        await db.flush()
        parent = made.get(comment.get("reply_to", ""))
        text = comment["text"].strip()
        row = Comment(
            id=subject.id,
            on_id=on.id,
            parent_id=parent.id if parent else None,
            root_id=parent.root_id if parent else subject.id,
            body=text,
            body_html=html.render(text),
            stance=Stance(comment.get("stance", "neutral")) if parent is None else Stance.NEUTRAL,
        )
        db.add(row)
        await db.flush()
        made[comment["key"]] = row
