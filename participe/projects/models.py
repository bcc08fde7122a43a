"""A project, its phases, its components, its documents."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from participe.core.db import LocalizedType, Row, Table, new_code
from participe.core.i18n import Localized


class Project(Row, table=True):
    """What an administration asks people about, and what it promises to do with the answers."""

    __tablename__ = "project"

    administration_id: UUID = Field(foreign_key="administration.id", index=True)
    slug: str = Field(unique=True)
    title: Localized = Field(sa_type=LocalizedType)
    summary: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    description: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    # The promise
    decides: Localized = Field(default_factory=Localized, sa_type=LocalizedType)  # what
    by_whom: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    by_when: date | None = None
    not_open: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    feedback: Localized = Field(
        default_factory=Localized, sa_type=LocalizedType
    )  # how one is answered
    contact_email: str = ""
    languages: list[str] = Field(default_factory=lambda: ["fr"], sa_type=ARRAY(Text))  # required
    questions: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))  # commune, age_band
    communes: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))  # answers offered
    lat: float | None = None
    lon: float | None = None
    zoom: int | None = None
    image_key: str | None = None
    image_alt: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    is_indexable: bool = True  # may search engines show its contributions
    published_at: datetime | None = None


class Phase(Row, table=True):
    """A span of time in which a project opens some abilities of its components."""

    __tablename__ = "phase"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="in_order"),
        Index("ix_phase_project", "project_id", "opens_at"),
    )

    code: str = Field(default_factory=new_code, unique=True)
    project_id: UUID = Field(foreign_key="project.id", ondelete="CASCADE")
    title: Localized = Field(sa_type=LocalizedType)
    text: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    opens_at: datetime
    closes_at: datetime  # an instant, and itself too late


class ProjectComponent(Row, table=True):
    """One idea box, one questionnaire … of a project; its settings are in its slice's table."""

    __tablename__ = "component"
    __table_args__ = (UniqueConstraint("project_id", "slug"),)

    administration_id: UUID = Field(foreign_key="administration.id", index=True)
    project_id: UUID = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    kind: str
    slug: str
    title: Localized = Field(sa_type=LocalizedType)
    position: int = 0


class PhaseAbility(Table, table=True):
    """During this phase, this component lets people do this: submit, comment, support …"""

    __tablename__ = "phase_ability"

    phase_id: UUID = Field(primary_key=True, foreign_key="phase.id", ondelete="CASCADE")
    component_id: UUID = Field(
        primary_key=True, foreign_key="component.id", ondelete="CASCADE", index=True
    )
    ability: str = Field(primary_key=True)


class Document(Row, table=True):
    """A note or a file that one reads before taking part."""

    __tablename__ = "document"

    code: str = Field(default_factory=new_code, unique=True)
    project_id: UUID = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    title: Localized = Field(sa_type=LocalizedType)
    body: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    file_key: str | None = None
    file_name: str = ""
    file_size: int = 0  # bytes
    position: int = 0


class Participation(Table, table=True):
    """What a person told one project of themself, once; never shown per person."""

    __tablename__ = "participation"

    project_id: UUID = Field(primary_key=True, foreign_key="project.id", ondelete="CASCADE")
    person_id: UUID = Field(
        primary_key=True, foreign_key="person.id", ondelete="CASCADE", index=True
    )
    answers: dict[str, str] = Field(default_factory=dict, sa_type=JSONB)
