"""What was refused or tried, by whom, where. Shown to the platform's administrators.

Written apart: a refusal undoes all that its request has done.
"""

from uuid import UUID

from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import Row, apart
from participe.core.rules import Viewer


class SecurityNote(Row, table=True):
    __tablename__ = "security_note"

    kind: str = Field(index=True)  # "refused", "wrong_code", "sign_in", "role_given" …
    person_id: UUID | None = Field(default=None, index=True)
    path: str = ""


async def note(db: AsyncSession, kind: str, viewer: Viewer, *, path: str = "") -> None:
    async with apart(db) as own:
        own.add(SecurityNote(kind=kind, person_id=viewer.id, path=path[:200]))
