"""Runs of the analysis and what they found: as the program wrote it, and as people put it right.

What is called `made_…` stays as in the report, so that the report can be told again byte for byte;
the same name without it is what people see now, after their corrections.
"""

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
            "received = read + left_out AND shown BETWEEN 0 AND read + came", name="complete"
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
    # Of a report: what it tells beside topics and items, in its own words.
    pairs: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    changes: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    merged: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    made_next: int = 1  # the first number of a topic that was never used
    next_number: int = 1  # the same, after the corrections
    previous_id: UUID | None = Field(
        default=None, foreign_key="analysis_run.id", ondelete="SET NULL", index=True
    )
    # The run that is public went on from this one: whoever makes it again needs this report too.
    is_base: bool = False
    # What the library itself left out: [code, reason], as in the report.
    unread: list[list[str]] = Field(default_factory=list, sa_type=JSONB)
    shown: int = 0  # of those read, public now; kept by the trigger of `subject`
    untold: int = 0  # of those read, without a word that can be compared: in no topic
    to_check: int = 0  # of those read, almost as near to another topic
    came: int = 0  # contributions that came later, and were assigned to its topics
    seen: int = 0  # of both, read by a person
    read_at: datetime | None = None  # what was public at this instant was read
    job_id: UUID | None = Field(default=None, foreign_key="job.id", ondelete="SET NULL")
    asked_by_id: UUID | None = None
    done_at: datetime | None = None
    published_at: datetime | None = None
    published_by_id: UUID | None = None


class Topic(Row, table=True):
    """What some contributions have in common: on the upper level, or finer, inside another."""

    __tablename__ = "topic"
    __table_args__ = (Index("uq_topic_run_number", "run_id", "number", unique=True),)

    code: str = Field(default_factory=new_code, unique=True)
    run_id: UUID = Field(foreign_key="analysis_run.id", ondelete="CASCADE")
    number: int  # as in the report
    position: int | None = None  # in the report, from 0; null for one that a person made
    parent_id: UUID | None = Field(
        default=None, foreign_key="topic.id", ondelete="CASCADE", index=True
    )
    made_parent: int | None = None  # number of the topic above, in the report
    label: str  # what is shown: the name that a person gave, else typical terms
    name: str | None = None
    made_name: str | None = None
    machine_label: str = ""
    terms: list[str] = Field(default_factory=list, sa_type=JSONB)
    lang: str = "und"  # of its words
    languages: list[str] = Field(default_factory=list, sa_type=JSONB)
    size_people: int = 0  # these three as in the report
    texts: int = 0
    made_size: int = 0
    size: int = 0  # contributions in it, public or not
    shown: int = 0  # contributions that are public now; kept by the trigger of `subject`
    to_check: int = 0
    seen: int = 0  # contributions that a person has read
    stability: float | None = None  # 0 to 1
    # Merged into another, or split off and taken back: it is shown nowhere.
    is_gone: bool = False
    into_id: UUID | None = Field(default=None, foreign_key="topic.id", ondelete="SET NULL")
    definition: str = ""  # a sentence by an official, for the codebook
    version: int = 1  # grows with each correction, so that nobody overwrites what they did not see


class TopicItem(Table, table=True):
    """Which topic a contribution is in; a null topic: too little to say, or a person said so."""

    __tablename__ = "topic_item"
    __table_args__ = (
        Index("ix_topic_item_topic", "topic_id", "rank"),
        Index("ix_topic_item_subtopic", "subtopic_id", "rank"),
        Index(
            "uq_topic_item_position", "run_id", "position", unique=True,
            postgresql_where=text("position IS NOT NULL"),
        ),
        Index("ix_topic_item_sample", "run_id", "sample",
              postgresql_where=text("sample IS NOT NULL")),
        Index(
            "ix_topic_item_family", "run_id", "family",
            postgresql_where=text("family IS NOT NULL"),
        ),
        Index("ix_topic_item_rare", "run_id", postgresql_where=text("is_rare")),
    )  # fmt: skip

    run_id: UUID = Field(primary_key=True, foreign_key="analysis_run.id", ondelete="CASCADE")
    subject_id: UUID = Field(
        primary_key=True, foreign_key="subject.id", ondelete="CASCADE", index=True
    )
    topic_id: UUID | None = Field(default=None, foreign_key="topic.id", ondelete="CASCADE")
    subtopic_id: UUID | None = Field(default=None, foreign_key="topic.id", ondelete="CASCADE")
    position: int | None = None  # in the report, from 0; null: it came later and was assigned
    made_topic: int | None = None  # numbers, as in the report
    made_subtopic: int | None = None
    made_pinned: bool = False
    pinned: bool = False  # a person decided
    family: int | None = None  # nearly equal texts
    is_rare: bool = False  # far from every topic: a person should read it
    confidence: float | None = None  # 0 to 1; null where there is no other topic
    other: int | None = None  # number of the topic that comes second
    lang: str = "und"  # declared, or found by the analysis
    check: bool = False  # close to another topic: a person should look
    rank: int = 0  # in its topic: 0 is the most typical
    sample: int | None = None  # its place in the sample drawn by chance that people must read
    seen_at: datetime | None = None  # a person has read it
    seen_by_id: UUID | None = None


class TopicQuote(Table, table=True):
    """Words of a contribution that stand for a topic. They go when the contribution goes."""

    __tablename__ = "topic_quote"

    topic_id: UUID = Field(primary_key=True, foreign_key="topic.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)  # among the quotes, or among the sentences
    kind: str = Field(primary_key=True)  # `typical`, `random`, `isolated`, or `summary`
    subject_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE", index=True)
    words: str


class AnalysisFamily(Table, table=True):
    """Nearly equal texts, and what they share. Told while two of its members are public."""

    __tablename__ = "analysis_family"

    run_id: UUID = Field(primary_key=True, foreign_key="analysis_run.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    words: str
    size_people: int = 0
    size_items: int = 0


class AnalysisModel(Table, table=True):
    """What is needed to assign contributions that come after a run.

    In a table and not in a file: it comes and goes with its run in the same transaction, is in
    the same backup, and never leaves a file behind that nobody owns.
    """

    __tablename__ = "analysis_model"

    run_id: UUID = Field(primary_key=True, foreign_key="analysis_run.id", ondelete="CASCADE")
    content: bytes


class TopicCorrection(Row, table=True):
    """What a person put right. Never removed: taking it back is noted on it."""

    __tablename__ = "topic_correction"
    __table_args__ = (Index("uq_topic_correction_number", "run_id", "number", unique=True),)

    administration_id: UUID = Field(foreign_key="administration.id", index=True)
    run_id: UUID = Field(foreign_key="analysis_run.id", ondelete="CASCADE")
    number: int  # in order, from 1
    kind: str
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    by_id: UUID | None = None
    at: datetime
    undone_at: datetime | None = None
    undone_by_id: UUID | None = None
