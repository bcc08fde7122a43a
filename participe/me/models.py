"""The copies of their data that people asked for."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from participe.core.db import Row, new_code


class PersonalCopy(Row, table=True):
    """One ZIP, made by the worker, downloaded once by its owner within three days."""

    __tablename__ = "personal_copy"

    code: str = Field(default_factory=new_code, unique=True)
    person_id: UUID = Field(index=True, foreign_key="person.id", ondelete="CASCADE")
    job_id: UUID | None = Field(default=None, foreign_key="job.id", ondelete="SET NULL")
    file_key: str = ""  # nothing yet, or nothing any more
    size: int = 0  # bytes
    made_at: datetime | None = None
    ends_at: datetime | None = None
    taken_at: datetime | None = None
