"""An author corrects what a moderator held back or hid, and asks to have it looked at again."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import new_id, sql
from participe.core.rules import Viewer
from participe.subjects.models import Correction

# Where the author of something of a kind changes its words: the name of a route, with `code`.
_pages: dict[str, str] = {}


def offer(kind: str, route: str) -> None:
    """A kind without such a page offers no correction; its author can still contest."""
    _pages[kind] = route


def page_of(kind: str) -> str | None:
    return _pages.get(kind)


_HOLD = text(
    "SELECT state = 'submitted' AND visibility <> 'visible' FROM subject WHERE id = :id FOR UPDATE"
)


async def is_away(db: AsyncSession, subject_id: UUID) -> bool:
    """Held or hidden in this very moment; no moderator changes it before this transaction ends."""
    return (await sql(db, _HOLD, {"id": subject_id})).scalar_one()


async def ask(db: AsyncSession, viewer: Viewer, subject_id: UUID, before: str) -> None:
    """It stays away until a moderator decides. `before`: the words that are now replaced."""
    assert viewer.id
    db.add(
        Correction(
            id=new_id(),
            created_at=viewer.now,
            subject_id=subject_id,
            person_id=viewer.id,
            before=before,
        )
    )
    await db.flush()
