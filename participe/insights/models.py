"""Runs of the analysis and what they found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core.db import Row, Table, new_code


class AnalysisRun(Row, table=True):
    """One finished run over the contributions of a component; an unfinished one is only a job.

    received = read + what was left out, by reason; PostgreSQL holds it too.
    """

    __tablename__ = "analysis_run"
    __table_args__ = (
        Index("uq_analysis_run_job_id", "job_id", unique=True),
        Index(
            "uq_analysis_run_published", "component_id", unique=True,
            postgresql_where=text("published_at IS NOT NULL"),
        ),
        CheckConstraint(
            "received = read + left_out AND shown BETWEEN 0 AND read", name="complete"
        ),
    )  # fmt: skip

    code: str = Field(default_factory=new_code, unique=True)
    administration_id: UUID = Field(foreign_key="administration.id", index=True)
    project_id: UUID = Field(foreign_key="project.id", ondelete="CASCADE")
    component_id: UUID = Field(foreign_key="component.id", ondelete="CASCADE", index=True)
    options: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    # As in the report, its keys in their order, which JSONB would not keep.
    method: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    received: int = 0
    read: int = 0
    left_out: int = 0
    excluded: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)  # reason: how many
    # What the library itself left out: [code, reason], as in the report.
    unread: list[list[str]] = Field(default_factory=list, sa_type=JSONB)
    shown: int = 0  # of those read, public now; kept by the trigger of `subject`
    untold: int = 0  # of those read, without a word that can be compared: in no topic
    to_check: int = 0  # of those read, almost as near to another topic
    read_at: datetime | None = None  # what was public at this instant was read
    job_id: UUID | None = Field(default=None, foreign_key="job.id", ondelete="SET NULL")
    asked_by_id: UUID | None = None
    done_at: datetime | None = None
    published_at: datetime | None = None
    published_by_id: UUID | None = None


class Topic(Row, table=True):
    """What some contributions have in common."""

    __tablename__ = "topic"
    __table_args__ = (Index("ix_topic_run", "run_id", "number"),)

    code: str = Field(default_factory=new_code, unique=True)
    run_id: UUID = Field(foreign_key="analysis_run.id", ondelete="CASCADE")
    number: int  # as in the report
    label: str
    terms: list[str] = Field(default_factory=list, sa_type=JSONB)
    lang: str = "und"  # of its words
    size: int = 0  # contributions, when it was made
    texts: int = 0  # of them, different ones
    shown: int = 0  # contributions that are public now; kept by the trigger of `subject`
    to_check: int = 0
    stability: float | None = None  # 0 to 1


class TopicItem(Table, table=True):
    """Which topic a contribution is in; a null topic: too little to say."""

    __tablename__ = "topic_item"
    __table_args__ = (
        Index("ix_topic_item_topic", "topic_id", "rank"),
        Index("uq_topic_item_position", "run_id", "position", unique=True),
    )

    run_id: UUID = Field(primary_key=True, foreign_key="analysis_run.id", ondelete="CASCADE")
    subject_id: UUID = Field(
        primary_key=True, foreign_key="subject.id", ondelete="CASCADE", index=True
    )
    topic_id: UUID | None = Field(default=None, foreign_key="topic.id", ondelete="CASCADE")
    position: int  # in the report, from 0
    confidence: float | None = None  # 0 to 1; null where there is no other topic
    other: int | None = None  # number of the topic that comes second
    lang: str = "und"  # declared, or found by the analysis
    check: bool = False  # close to another topic: a person should look
    rank: int = 0  # in its topic: 0 is the most typical
    # `typical` or `random`, and the words quoted. They go when the contribution goes.
    quote: str | None = None
    quote_text: str | None = None
