"""What people do with topics beside putting them right: coding, reporting mistakes, a codebook."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core.db import Row, Table, new_code


class TopicCoding(Table, table=True):
    """Where one official put a contribution of the sample, without seeing what the other chose."""

    __tablename__ = "topic_coding"

    run_id: UUID = Field(primary_key=True, foreign_key="analysis_run.id", ondelete="CASCADE")
    subject_id: UUID = Field(
        primary_key=True, foreign_key="subject.id", ondelete="CASCADE", index=True
    )
    person_id: UUID = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    topic_id: UUID | None = Field(default=None, foreign_key="topic.id", ondelete="CASCADE")
    at: datetime


class TopicMistake(Row, table=True):
    """Somebody of the public says that a contribution is in the wrong topic; once each."""

    __tablename__ = "topic_mistake"
    __table_args__ = (
        UniqueConstraint("subject_id", "person_id", name="uq_topic_mistake_subject_id"),
        Index("ix_topic_mistake_open", "run_id", postgresql_where=text("decided_at IS NULL")),
    )

    code: str = Field(default_factory=new_code, unique=True)
    administration_id: UUID = Field(foreign_key="administration.id", index=True)
    run_id: UUID = Field(foreign_key="analysis_run.id", ondelete="CASCADE")
    subject_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    topic_id: UUID | None = Field(default=None, foreign_key="topic.id", ondelete="SET NULL")
    words: str = ""
    decided_at: datetime | None = None
    decided_by_id: UUID | None = None


class CodebookVersion(Row, table=True):
    """Names, definitions and examples of topics at one moment; signed by those who stand for them."""

    __tablename__ = "codebook_version"
    __table_args__ = (Index("uq_codebook_version_number", "run_id", "number", unique=True),)

    administration_id: UUID = Field(foreign_key="administration.id", index=True)
    run_id: UUID = Field(foreign_key="analysis_run.id", ondelete="CASCADE")
    number: int
    content: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)


class CodebookSignature(Table, table=True):
    __tablename__ = "codebook_signature"

    version_id: UUID = Field(
        primary_key=True, foreign_key="codebook_version.id", ondelete="CASCADE"
    )
    person_id: UUID = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    name: str  # as it was when they signed
    at: datetime
