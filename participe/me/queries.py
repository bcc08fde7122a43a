"""What is a person's own, of every kind."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.component import Card
from participe.core.rules import Viewer
from participe.follows.models import Follow
from participe.subjects import queries as subjects
from participe.subjects.models import State, Subject

SHOWN = 50  # of each; the rest comes with its own pages
Own = list[tuple[Subject, Card]]


async def own(db: AsyncSession, viewer: Viewer) -> dict[str, Own]:
    """Drafts, contributions, comments: the newest first, whatever their visibility."""
    found = (
        select(Subject)
        .where(Subject.author_id == viewer.id)
        .order_by(col(Subject.created_at).desc())
        .limit(3 * SHOWN)
    )
    mine = await _with_cards(db, viewer, (await db.exec(found)).all())
    return {
        "drafts": [one for one in mine if one[0].state is State.DRAFT],
        "contributions": [
            one for one in mine if one[0].state is not State.DRAFT and one[0].kind != "comment"
        ][:SHOWN],
        "comments": [one for one in mine if one[0].kind == "comment"][:SHOWN],
    }


async def followed(db: AsyncSession, viewer: Viewer) -> Own:
    found = (
        select(Subject)
        .join(Follow, col(Follow.subject_id) == Subject.id)
        .where(Follow.person_id == viewer.id, subjects.visible_to(viewer))
        .order_by(col(Follow.created_at).desc())
        .limit(SHOWN)
    )
    return await _with_cards(db, viewer, (await db.exec(found)).all())


async def _with_cards(db: AsyncSession, viewer: Viewer, found: Sequence[Subject]) -> Own:
    cards = await subjects.cards(db, viewer, found)
    return [(subject, cards[subject.id]) for subject in found if subject.id in cards]
