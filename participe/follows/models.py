"""Who follows what."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from participe.core import clock
from participe.core.db import Table


class Follow(Table, table=True):
    __tablename__ = "follow"

    subject_id: UUID = Field(primary_key=True, foreign_key="subject.id", ondelete="CASCADE")
    person_id: UUID = Field(
        primary_key=True, index=True, foreign_key="person.id", ondelete="CASCADE"
    )
    created_at: datetime = Field(default_factory=clock.now)


class ProjectFollow(Table, table=True):
    __tablename__ = "project_follow"

    project_id: UUID = Field(primary_key=True, foreign_key="project.id", ondelete="CASCADE")
    person_id: UUID = Field(
        primary_key=True, index=True, foreign_key="person.id", ondelete="CASCADE"
    )
    created_at: datetime = Field(default_factory=clock.now)
