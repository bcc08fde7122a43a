"""Statements to agree or disagree with. A statement is a subject: it shares its id."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core.db import LocalizedType, Row, Table, new_code
from participe.core.i18n import Localized

LONGEST = 200  # characters: one thought, read in a few seconds


class StatementBox(Table, table=True):
    """What a box of statements asks. Shares its id with its component."""

    __tablename__ = "statement_box"

    id: UUID = Field(primary_key=True, foreign_key="component.id", ondelete="CASCADE")
    question: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    intro: Localized = Field(default_factory=Localized, sa_type=LocalizedType)


class Statement(Table, table=True):
    """Its words and how often each answer was given.

    Answers are rows of `vote`, which only their person sees: so sums are kept here, and outlive
    the person. `seen` is their total, by which the next statement is chosen.
    """

    __tablename__ = "statement"
    __table_args__ = (
        Index("ix_statement_seen", "box_id", "seen", "id"),
        CheckConstraint("seen = agreed + disagreed + passed", name="seen"),
        CheckConstraint("agreed >= 0 AND disagreed >= 0 AND passed >= 0", name="counted"),
    )

    id: UUID = Field(primary_key=True, foreign_key="subject.id", ondelete="CASCADE")
    box_id: UUID = Field(foreign_key="statement_box.id", ondelete="CASCADE")
    body: str
    closed_at: datetime | None = None  # from then on nobody is asked any more
    agreed: int = 0
    disagreed: int = 0
    passed: int = 0
    seen: int = 0


class OpinionRun(Row, table=True):
    """Groups found once in the answers of a box, or the reason why there are none.

    No person stands in it: sums, and places on a map in no order of people.
    """

    __tablename__ = "opinion_run"
    __table_args__ = (
        Index("uq_opinion_run_job_id", "job_id", unique=True),
        Index(
            "uq_opinion_run_published", "component_id", unique=True,
            postgresql_where=text("published_at IS NOT NULL"),
        ),
        CheckConstraint("grouped BETWEEN 0 AND received", name="grouped"),
    )  # fmt: skip

    code: str = Field(default_factory=new_code, unique=True)
    administration_id: UUID = Field(foreign_key="administration.id", index=True)
    project_id: UUID = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    component_id: UUID = Field(foreign_key="component.id", ondelete="CASCADE", index=True)
    received: int = 0  # people who answered at least one statement
    grouped: int = 0
    votes: int = 0
    refusal: str = ""  # a code of the library; "" when there are groups
    # Of the library, without people: groups, statements by code, figures, method.
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # [x, y, group] for each person with a place, sorted by place: nobody can be told from it.
    places: list[Any] = Field(default_factory=list, sa_type=JSONB)
    job_id: UUID | None = Field(default=None, foreign_key="job.id", ondelete="SET NULL")
    asked_by_id: UUID | None = None
    done_at: datetime | None = None
    published_at: datetime | None = None
    published_by_id: UUID | None = None


class OpinionBallot(Table, table=True):
    """What one person had answered when a run was made, under a key drawn for this run alone.

    Nothing leads from the key to the person, from here or from another run: so it can be
    published, and cannot be taken out again.
    """

    __tablename__ = "opinion_ballot"

    run_id: UUID = Field(primary_key=True, foreign_key="opinion_run.id", ondelete="CASCADE")
    key: str = Field(primary_key=True)
    answers: dict[str, int] = Field(sa_type=JSONB)  # code of a statement: 1, -1 or 0
