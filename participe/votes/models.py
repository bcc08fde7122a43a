"""Votes: supports now, agree / disagree / pass on statements with the same table."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from participe.core import clock
from participe.core.db import Table


class Vote(Table, table=True):
    """One person's word on one subject: the primary key allows no second."""

    __tablename__ = "vote"
    __table_args__ = (CheckConstraint("value BETWEEN -1 AND 1", name="value"),)

    subject_id: UUID = Field(primary_key=True, foreign_key="subject.id", ondelete="CASCADE")
    person_id: UUID = Field(primary_key=True, index=True, foreign_key="person.id")
    value: int  # 1 for (a support), -1 against, 0 undecided: statements use all three
    created_at: datetime = Field(default_factory=clock.now)
