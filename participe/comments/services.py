"""Writing and changing comments."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.comments import rules
from participe.comments.events import CommentPosted
from participe.comments.forms import CommentForm, EditForm
from participe.comments.models import Comment, Stance
from participe.comments.queries import CommentThing
from participe.core import html
from participe.core.db import new_id
from participe.core.errors import Gone
from participe.core.events import publish
from participe.core.i18n import _l
from participe.core.rules import Viewer
from participe.projects.services import hold_open
from participe.subjects import corrections
from participe.subjects import services as subjects
from participe.subjects.models import AuthorKind, State, Subject


async def post(
    db: AsyncSession, viewer: Viewer, on: Any, on_kind_rules: Any, form: CommentForm
) -> Subject:
    """Publish a comment on a thing. Raises Refused when comments are closed."""
    on_kind_rules.comment.require(viewer, on)
    await hold_open(db, on.component_id, "comment")
    parent = await _parent(db, on.id, form.parent) if form.parent else None
    is_staff = any(
        viewer.has_role(role, of=on) for role in ("manager", "administrator", "moderator")
    )
    subject = await subjects.open_subject(
        db,
        id=new_id(),
        created_at=viewer.now,
        kind="comment",
        administration_id=on.administration_id,
        project_id=on.project_id,
        component_id=on.component_id,
        author_id=viewer.id,
        author_kind=AuthorKind.OFFICIAL if is_staff else AuthorKind.CITIZEN,
        acting_for_id=on.administration_id if is_staff else None,
        lang=form.lang,
        state=State.SUBMITTED,
    )
    db.add(
        Comment(
            id=subject.id,
            on_id=on.id,
            parent_id=parent.id if parent else None,
            root_id=parent.root_id if parent else subject.id,
            body=form.body,
            body_html=html.render(form.body),
            stance=form.stance if parent is None else Stance.NEUTRAL,
        )
    )
    await db.flush()
    publish(
        db,
        CommentPosted(str(subject.id), str(on.id), str(parent.id) if parent else ""),
    )
    return subject


async def _parent(db: AsyncSession, on_id: UUID, code: str) -> Comment:
    found = (
        select(Comment)
        .join(Subject, col(Subject.id) == Comment.id)
        .where(Subject.code == code, Comment.on_id == on_id)
    )
    parent = (await db.exec(found)).one_or_none()
    if parent is None:
        raise Gone(_l("The comment that you answer is no longer there. Write yours on its own."))
    return parent


async def edit(db: AsyncSession, viewer: Viewer, thing: CommentThing, form: EditForm) -> None:
    """Change one's words within ten minutes; the page says that they were changed.

    What is held or hidden is corrected at any time, and stays so until a moderator decides.
    """
    rules.edit.require(viewer, thing)
    if await corrections.is_away(db, thing.id):
        await corrections.ask(db, viewer, thing.id, thing.body)
    else:
        (rules.is_published & rules.is_recent).require(viewer, thing)
    comment = (await db.exec(select(Comment).where(Comment.id == thing.id))).one()
    comment.body, comment.body_html = form.body, html.render(form.body)
    comment.edited_at = viewer.now
    if comment.parent_id is None:
        comment.stance = Stance(form.stance)
