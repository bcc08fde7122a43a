"""Tables of the idea box. An idea is a subject: it shares its id."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core import clock
from participe.core.db import LocalizedType, Row, Table, new_code, text_enum
from participe.core.i18n import Localized

ORDERS = 8  # stored shuffles, each read forwards and backwards: 16 random orders


class Who(StrEnum):
    """Who may take part in a box."""

    SIGNED_IN = "signed_in"
    STAFF = "staff"  # officials only: ideas of the administration itself


class IdeaBox(Table, table=True):
    """What a box asks and accepts. Shares its id with its component."""

    __tablename__ = "idea_box"

    id: UUID = Field(primary_key=True, foreign_key="component.id", ondelete="CASCADE")
    question: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    intro: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    fields: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)  # fields.OwnField
    ask_place: bool = False
    supports_limit: int | None = None  # per person; None: as many as one likes
    title_min: int = 5
    title_max: int = 120
    body_min: int = 20
    body_max: int = 5000
    who: Who = Field(default=Who.SIGNED_IN, sa_type=text_enum(Who))
    idea_count: int = 0  # published ideas, kept by subjects' trigger
    # Of them, those that another one stands for in lists.
    grouped_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Theme(Row, table=True):
    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("component_id", "key"),)

    component_id: UUID = Field(foreign_key="component.id", ondelete="CASCADE", index=True)
    key: str
    name: Localized = Field(sa_type=LocalizedType)
    position: int = 0


def _shuffle() -> int:
    return secrets.randbits(63)


class Idea(Table, table=True):
    """Its words. Author, state, visibility and counters are the subject's."""

    __tablename__ = "idea"
    __table_args__ = (
        *(
            Index(f"ix_idea_random_{n}", "box_id", text(f"hashint8extended(shuffle, {n})"), "id")
            for n in range(ORDERS)
        ),
        Index("ix_idea_theme", "box_id", "theme_id"),
    )

    id: UUID = Field(primary_key=True, foreign_key="subject.id", ondelete="CASCADE")
    box_id: UUID = Field(foreign_key="idea_box.id", ondelete="CASCADE")
    title: str
    title_is_made: bool = False  # from the first words, when an import had none
    body: str
    body_html: str = ""
    excerpt: str = ""  # plain text for cards
    theme_id: UUID | None = Field(default=None, foreign_key="theme.id", ondelete="SET NULL")
    place: str = ""  # an address in words
    lat: float | None = None  # degrees, WGS 84
    lon: float | None = None
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)  # answers to own fields
    version: int = 1
    shuffle: int = Field(default_factory=_shuffle, sa_type=BigInteger)
    edited_at: datetime | None = None


class IdeaVersion(Row, table=True):
    """The words as they were: nothing an author published is lost."""

    __tablename__ = "idea_version"
    __table_args__ = (UniqueConstraint("idea_id", "number"),)

    idea_id: UUID = Field(foreign_key="idea.id", ondelete="CASCADE")
    number: int
    title: str
    body: str
    written_at: datetime = Field(default_factory=clock.now)
    # Words that a moderator had hidden, and their author then corrected: not shown to the public.
    withheld: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})


class ImportBatch(Row, table=True):
    """One file that was brought in, and what became of each of its rows."""

    __tablename__ = "import_batch"

    code: str = Field(default_factory=new_code, unique=True)
    administration_id: UUID = Field(foreign_key="administration.id", index=True)
    project_id: UUID = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    component_id: UUID = Field(foreign_key="component.id", ondelete="CASCADE")
    file_name: str
    file_key: str = ""  # in the file storage, until the import is done
    # Names of the columns, three values of each, the sheet and how many others there are.
    head: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    mapping: dict[str, str] = Field(default_factory=dict, sa_type=JSONB)  # field: column
    source: str = ""
    job_id: UUID | None = Field(default=None, foreign_key="job.id", ondelete="SET NULL")
    read: int = 0
    imported: int = 0
    already: int = 0
    refused: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)  # rows.Refusal
    report: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)  # of the dry run
    theme_ids: list[str] = Field(default_factory=list, sa_type=JSONB)  # that it had to make
    by_id: UUID | None = None
    dry_run_at: datetime | None = None
    done_at: datetime | None = None
    undone_at: datetime | None = None


class ImportItem(Table, table=True):
    """Which subject came with which file, so that a file can be taken back whole."""

    __tablename__ = "import_item"

    subject_id: UUID = Field(primary_key=True, foreign_key="subject.id", ondelete="CASCADE")
    batch_id: UUID = Field(foreign_key="import_batch.id", ondelete="CASCADE", index=True)
