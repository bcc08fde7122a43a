"""Runs of the analysis and what they found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core.db import Row, Table, new_code


class AnalysisRun(Row, table=True):
    """One run over the contributions of a component: options, versions, input hash, report."""

    __tablename__ = "analysis_run"

    code: str = Field(default_factory=new_code, unique=True)
    administration_id: UUID = Field(foreign_key="administration.id", index=True)
    project_id: UUID = Field(foreign_key="project.id", ondelete="CASCADE")
    component_id: UUID = Field(foreign_key="component.id", ondelete="CASCADE", index=True)
    options: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    method: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    received: int = 0
    read: int = 0
    job_id: UUID | None = Field(default=None, foreign_key="job.id", ondelete="SET NULL")
    asked_by_id: UUID | None = None
    done_at: datetime | None = None
    published_at: datetime | None = None
    published_by_id: UUID | None = None


class Topic(Row, table=True):
    __tablename__ = "topic"
    __table_args__ = (Index("ix_topic_run", "run_id", "number"),)

    code: str = Field(default_factory=new_code, unique=True)
    run_id: UUID = Field(foreign_key="analysis_run.id", ondelete="CASCADE")
    number: int  # as in the report
    label: str
    terms: list[str] = Field(default_factory=list, sa_type=JSONB)
    lang: str = "und"
    size: int = 0
    stability: float | None = None  # 0 to 1


class TopicItem(Table, table=True):
    """Which topic a contribution is in; a null topic: too little to say."""

    __tablename__ = "topic_item"
    __table_args__ = (Index("ix_topic_item_topic", "topic_id", "rank"),)

    run_id: UUID = Field(primary_key=True, foreign_key="analysis_run.id", ondelete="CASCADE")
    subject_id: UUID = Field(
        primary_key=True, foreign_key="subject.id", ondelete="CASCADE", index=True
    )
    topic_id: UUID | None = Field(default=None, foreign_key="topic.id", ondelete="CASCADE")
    confidence: float = 0.0
    check: bool = False  # close to another topic: a person should look
    rank: int = 0  # 0 is the most typical
