"""Threads of comments, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.comments.models import STANCE_NAMES, Stance
from participe.core import component, html, i18n
from participe.core.component import Card
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.i18n import Localized, localized
from participe.core.paging import Cursor
from participe.core.rules import Viewer
from participe.projects.queries import ProjectView
from participe.subjects.models import AuthorKind, State, Subject, Visibility

THREADS = 10  # a page
REPLIES = 300  # of the threads of a page together


@dataclass(slots=True)
class CommentView:
    """A comment as it is read. `reply_to` names the author answered, below the second level."""

    id: UUID
    code: str
    root_id: UUID
    parent_id: UUID | None
    body_html: str
    body: str
    lang: str
    stance: Stance
    author_id: UUID | None
    author: str
    author_title: Localized
    author_kind: AuthorKind
    created_at: datetime
    edited_at: datetime | None
    supports: int
    supported: bool
    reply_to: str = ""

    @property
    def stance_name(self) -> Any:
        return STANCE_NAMES[self.stance] if self.stance is not Stance.NEUTRAL else None

    @property
    def lang_differs(self) -> bool:
        return self.lang not in ("und", i18n.locale())


@dataclass
class Thread:
    """A first comment and what was answered; the first may have been hidden meanwhile."""

    root: CommentView | None
    replies: list[CommentView] = field(default_factory=list)


@dataclass(frozen=True)
class Threads:
    threads: Sequence[Thread]
    next: Cursor | None
    is_first_page: bool


_PUBLISHED = "s.state = 'submitted' AND s.visibility = 'visible'"
_THREADS = text(
    f"""
    WITH roots AS MATERIALIZED (
        SELECT DISTINCT c.root_id FROM comment c JOIN subject s ON s.id = c.id
        WHERE c.on_id = :on AND c.root_id > :after AND {_PUBLISHED}
        ORDER BY c.root_id LIMIT {THREADS + 1})
    SELECT c.id, s.code, c.root_id, c.parent_id, c.body_html, c.body, s.lang, c.stance, s.author_id,
        coalesce(p.name, '') AS author, p.title AS author_title, s.author_kind,
        s.created_at, c.edited_at, s.support_count,
        EXISTS (SELECT 1 FROM vote v WHERE v.subject_id = s.id AND v.person_id = :viewer) AS supported
    FROM comment c JOIN subject s ON s.id = c.id LEFT JOIN person p ON p.id = s.author_id
    WHERE c.on_id = :on AND c.root_id IN (SELECT root_id FROM roots) AND {_PUBLISHED}
    ORDER BY c.root_id, c.id LIMIT {REPLIES}
    """  # noqa: S608 - constants of this file
)


async def threads(db: AsyncSession, viewer: Viewer, subject_id: UUID, cursor: str = "") -> Threads:
    """Published comments on a subject, the oldest threads first."""
    begin = Cursor.read(cursor, 1)
    after = UUID(int=0)
    if begin:
        try:
            after = UUID(str(begin.keys[0]))
        except ValueError:
            begin = None
    values = {"on": subject_id, "viewer": viewer.id, "after": after}
    by_root: dict[UUID, Thread] = {}
    names: dict[UUID, str] = {}
    for row in (await sql(db, _THREADS, values)).all():
        view = _view(row)
        names[view.id] = view.author
        thread = by_root.setdefault(view.root_id, Thread(None))
        if view.id == view.root_id:
            thread.root = view
        else:
            if view.parent_id != view.root_id and view.parent_id is not None:
                view.reply_to = names.get(view.parent_id, "")
            thread.replies.append(view)
    roots = sorted(by_root)
    more = len(roots) > THREADS
    shown = roots[:THREADS]
    next_ = Cursor((str(shown[-1]),)) if more else None
    return Threads([by_root[root] for root in shown], next_, begin is None)


def _view(row: Any) -> CommentView:
    return CommentView(
        row.id, row.code, row.root_id, row.parent_id, row.body_html, row.body, row.lang,
        Stance(row.stance), row.author_id, row.author, localized(row.author_title),
        AuthorKind(row.author_kind), row.created_at, row.edited_at, row.support_count,
        row.supported,
    )  # fmt: skip


@dataclass(frozen=True)
class CommentThing:
    """A comment with the thing it is on: what rules are asked about."""

    subject: Subject
    id: UUID
    code: str
    on: Any  # the idea, the article …
    on_subject: Subject
    root_id: UUID
    body: str
    stance: Stance
    answers_to: str = ""  # the comment to which it replies, for who must understand it

    @property
    def administration_id(self) -> UUID:
        return self.subject.administration_id

    @property
    def project_id(self) -> UUID:
        return self.subject.project_id

    @property
    def component_id(self) -> UUID:
        return self.subject.component_id

    @property
    def project(self) -> ProjectView:
        return self.on.project

    @property
    def author_id(self) -> UUID | None:
        return self.subject.author_id

    @property
    def created_at(self) -> datetime:
        return self.subject.created_at

    @property
    def state(self) -> State:
        return self.subject.state

    @property
    def visibility(self) -> Visibility:
        return self.subject.visibility

    @property
    def is_erased(self) -> bool:
        return self.subject.is_erased

    @property
    def is_published(self) -> bool:
        return self.subject.is_published

    @property
    def url(self) -> str:
        return f"{self.on.url}#comment-{self.code}"

    @property
    def title(self) -> str:
        return html.excerpt(self.body, 60)


async def load(db: AsyncSession, viewer: Viewer, code: str) -> CommentThing:
    """Raises NotFound when the comment, or what it is on, may not be seen."""
    from sqlmodel import col, select

    from participe.comments.models import Comment
    from participe.subjects.queries import visible_to

    found = (
        select(Subject, Comment)
        .join(Comment, col(Comment.id) == Subject.id)
        .where(Subject.code == code, visible_to(viewer))
    )
    row = (await db.exec(found)).one_or_none()
    if row is None:
        raise NotFound
    subject, comment = row
    on_subject = (await db.exec(select(Subject).where(Subject.id == comment.on_id))).one_or_none()
    if on_subject is None:
        raise NotFound
    on = await component.of(on_subject.kind).load(db, viewer, on_subject.code)
    parent = None
    if comment.parent_id:
        parent = (
            await db.exec(select(Comment.body).where(Comment.id == comment.parent_id))
        ).one_or_none()
    return CommentThing(
        subject,
        comment.id,
        subject.code,
        on,
        on_subject,
        comment.root_id,
        comment.body,
        comment.stance,
        parent or "",
    )


_CARDS = text(
    """
    SELECT s.id, s.code, s.lang, c.body, o.kind AS on_kind, o.id AS on_id
    FROM comment c JOIN subject s ON s.id = c.id JOIN subject o ON o.id = c.on_id
    WHERE s.id = ANY (:ids)
    """
)


async def cards(db: AsyncSession, viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, Card]:
    """A comment's card: the title of what it is on, and its own first words."""
    rows = (await sql(db, _CARDS, {"ids": list(ids)})).all()
    on: dict[UUID, Card] = {}
    for kind in {row.on_kind for row in rows}:
        wanted = [row.on_id for row in rows if row.on_kind == kind]
        on |= await component.of(kind).cards(db, viewer, wanted)
    return {
        row.id: Card(
            row.code,
            on[row.on_id].title,
            html.excerpt(row.body),
            f"{on[row.on_id].url}#comment-{row.code}",
            row.lang,
        )
        for row in rows
        if row.on_id in on
    }


_WORDS = text("SELECT c.id, c.body FROM comment c WHERE c.id = ANY (:ids)")


async def words(db: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The text of each of these comments, which the reader may see."""
    return {row.id: row.body for row in (await sql(db, _WORDS, {"ids": list(ids)})).all()}
