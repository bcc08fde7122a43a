"""Who sees which subject; and what a subject of unknown kind shows of itself."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component
from participe.core.component import Card
from participe.core.errors import NotFound
from participe.core.rules import Viewer
from participe.subjects.models import State, Subject, Visibility


def published() -> ColumnElement[bool]:
    return and_(
        col(Subject.state) == State.SUBMITTED, col(Subject.visibility) == Visibility.VISIBLE
    )


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """What is published, one's own, and for staff what was submitted in their places."""
    places = frozenset[UUID]().union(
        *(viewer.places(role) for role in ("moderator", "manager", "administrator", "reader"))
    )
    return or_(
        published(),
        # A stranger has no id, a letter on paper no author: None is nobody's own.
        col(Subject.author_id) == viewer.id if viewer.id else false(),
        and_(
            col(Subject.state) == State.SUBMITTED,
            or_(col(Subject.administration_id).in_(places), col(Subject.project_id).in_(places)),
        )
        if places
        else false(),
    )


async def by_code(db: AsyncSession, viewer: Viewer, code: str) -> Subject:
    """Raises NotFound for what does not exist or this viewer may not see."""
    found = select(Subject).where(Subject.code == code, visible_to(viewer))
    subject = (await db.exec(found)).one_or_none()
    if subject is None:
        raise NotFound
    return subject


async def by_codes(
    db: AsyncSession, viewer: Viewer, component_id: UUID, codes: Sequence[str]
) -> list[Subject]:
    """Those of a component that this viewer may see, in the order of the codes."""
    found = select(Subject).where(
        col(Subject.code).in_(codes), Subject.component_id == component_id, visible_to(viewer)
    )
    by_code = {one.code: one for one in (await db.exec(found)).all()}
    return [by_code[code] for code in codes if code in by_code]


async def cards(db: AsyncSession, viewer: Viewer, subjects: Sequence[Subject]) -> dict[UUID, Card]:
    """Cards of subjects of any kinds, one look-up for each kind."""
    by_kind: dict[str, list[UUID]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject.id)
    found: dict[UUID, Card] = {}
    for kind, ids in by_kind.items():
        found |= await component.of(kind).cards(db, viewer, ids)
    return found
