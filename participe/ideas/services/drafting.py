"""From the first words to a published idea. A draft is seen by its author alone."""

from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import html
from participe.core.db import new_id, sql
from participe.core.errors import Refused
from participe.core.events import publish
from participe.core.i18n import _l
from participe.core.rules import Viewer, moderates
from participe.follows import services as follows
from participe.ideas import rules
from participe.ideas.events import IdeaSubmitted
from participe.ideas.models import Idea
from participe.ideas.queries import Box, IdeaView
from participe.ideas.services.words import Details, Words, write_details, write_words
from participe.projects.services import hold_open
from participe.subjects import services as subjects
from participe.subjects.models import AuthorKind, State, Subject

DRAFTS = 10  # of a person in a box


async def begin(
    db: AsyncSession, viewer: Viewer, box: Box, words: Words, *, drafts_now: int = 0
) -> Subject:
    """Open a draft. Raises Refused when the box is closed or the person has many drafts in it."""
    rules.submit.require(viewer, box)
    if drafts_now >= DRAFTS:
        raise Refused(_l("You have many drafts here already. Send or delete one of them first."))
    for_authority = moderates.allows(viewer, box)
    subject = await subjects.open_subject(
        db,
        id=new_id(),
        created_at=viewer.now,
        kind="idea",
        administration_id=box.administration_id,
        project_id=box.project_id,
        component_id=box.component_id,
        author_id=viewer.id,
        author_kind=AuthorKind.OFFICIAL if for_authority else AuthorKind.CITIZEN,
        acting_for_id=box.administration_id if for_authority else None,
        lang=words.lang,
        state=State.DRAFT,
    )
    db.add(
        Idea(
            id=subject.id,
            box_id=box.component_id,
            title=words.title,
            body=words.body,
            body_html=html.render(words.body),
            excerpt=html.excerpt(words.body),
            theme_id=words.theme_id,
        )
    )
    await db.flush()
    return subject


async def keep_words(db: AsyncSession, viewer: Viewer, draft: IdeaView, words: Words) -> None:
    rules.go_on.require(viewer, draft)
    await write_words(db, draft.id, words)


async def keep_details(db: AsyncSession, viewer: Viewer, draft: IdeaView, details: Details) -> None:
    rules.go_on.require(viewer, draft)
    await write_details(db, draft, details)


_SEND = text(
    """
    UPDATE subject SET state = 'submitted', created_at = :now
    WHERE id = :id AND state = 'draft' RETURNING id
    """
)


async def send(db: AsyncSession, viewer: Viewer, draft: IdeaView) -> bool:
    """Publish a complete draft; its author follows it. False when it was sent before.

    Raises Refused when the box is closed: the draft stays.
    """
    rules.submit.require(viewer, draft.box)
    rules.is_author.require(viewer, draft)
    assert viewer.id
    await hold_open(db, draft.component_id, "submit")
    # Two clicks may arrive together: the row decides which of them sends.
    sent = await sql(db, _SEND, {"id": draft.id, "now": viewer.now})
    if sent.first() is None:
        return False
    await follows.follow(db, draft.id, viewer.id)
    publish(db, IdeaSubmitted(str(draft.id), str(draft.component_id)))
    return True


_DISCARD = text("DELETE FROM subject WHERE id = :id AND state = 'draft'")


async def discard(db: AsyncSession, viewer: Viewer, draft: IdeaView) -> None:
    """Delete a draft with its pictures: nobody but its author has ever seen it."""
    rules.go_on.require(viewer, draft)
    values: dict[str, Any] = {"id": draft.id}
    await sql(db, _DISCARD, values)
