"""The spine: one row for each thing that people can discuss, support, follow or report."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, text
from sqlmodel import Field

from participe.core import clock
from participe.core.db import Row, Table, new_code, text_enum
from participe.core.i18n import LazyText, _l


class State(StrEnum):
    """How far its author is with it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Visibility(StrEnum):
    """What the moderator says of it."""

    VISIBLE = "visible"
    HELD = "held"  # until a moderator has read it
    HIDDEN = "hidden"


class Channel(StrEnum):
    """How it reached the administration."""

    WEB = "web"
    PAPER = "paper"
    DESK = "desk"
    PHONE = "phone"
    MEETING = "meeting"
    IMPORT = "import"


class AuthorKind(StrEnum):
    CITIZEN = "citizen"
    ALLY = "ally"  # a community: association, company, collective
    OFFICIAL = "official"


class Status(StrEnum):
    """What the authority says of it."""

    UNDER_REVIEW = "under_review"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DECLINED = "declined"
    OUT_OF_SCOPE = "out_of_scope"
    TRANSMITTED = "transmitted"


STATUS_NAMES: dict[Status, LazyText] = {
    Status.UNDER_REVIEW: _l("Under review"),
    Status.ACCEPTED: _l("Accepted"),
    Status.PARTLY: _l("Partly accepted"),
    Status.IN_PROGRESS: _l("In progress"),
    Status.DONE: _l("Done"),
    Status.DECLINED: _l("Not kept"),
    Status.OUT_OF_SCOPE: _l("Out of scope"),
    Status.TRANSMITTED: _l("Passed on"),
}
CHANNEL_NAMES: dict[Channel, LazyText] = {
    Channel.WEB: _l("online"),
    Channel.PAPER: _l("on paper"),
    Channel.DESK: _l("at the desk"),
    Channel.PHONE: _l("by phone"),
    Channel.MEETING: _l("at a meeting"),
    Channel.IMPORT: _l("imported"),
}
AUTHOR_NAMES: dict[AuthorKind, LazyText] = {
    AuthorKind.CITIZEN: _l("Citizen"),
    AuthorKind.ALLY: _l("Ally community"),
    AuthorKind.OFFICIAL: _l("Administration"),
}
PUBLISHED = "state = 'submitted' AND visibility = 'visible'"


class Subject(Row, table=True):
    """A component's row shares its id with its subject, by a real foreign key.

    Capabilities (votes, comments, follows, moderation) point here, so they work
    for every component without knowing any, and PostgreSQL keeps them whole.

    State, visibility and status stay apart, so that showing again what was hidden
    gives back what the author had left, and what the authority had said.
    """

    __tablename__ = "subject"
    __table_args__ = (
        Index("uq_subject_source", "component_id", "source", "source_id", unique=True),
        Index("ix_subject_author", "author_id", "created_at"),
        Index("ix_subject_draft", "author_id", "component_id", postgresql_where=text("state = 'draft'")),
        Index("ix_subject_answered", "id", postgresql_where=text(f"is_answered AND {PUBLISHED}")),
        Index("ix_subject_newest", "component_id", "kind", "created_at", "id", postgresql_where=text(PUBLISHED)),
        Index("ix_subject_supported", "component_id", "kind", "support_count", "id", postgresql_where=text(PUBLISHED)),
        Index("ix_subject_discussed", "component_id", "kind", "comment_count", "id", postgresql_where=text(PUBLISHED)),
        Index("ix_subject_table", "component_id", "kind", "created_at", "id", postgresql_where=text("state <> 'draft'")),
        Index("ix_subject_lang", "component_id", "kind", "lang"),
        Index("ix_subject_place", "administration_id", "kind", "created_at"),
        # Without it, each subject that is deleted would have the whole table read.
        Index("ix_subject_merged", "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
    )  # fmt: skip

    code: str = Field(default_factory=new_code, unique=True)  # in addresses; the id never is
    kind: str  # "idea", "comment", "article"; declared by the component
    administration_id: UUID = Field(foreign_key="administration.id")
    project_id: UUID = Field(foreign_key="project.id", index=True)
    component_id: UUID = Field(foreign_key="component.id")  # the idea box, the survey …
    author_id: UUID | None = Field(default=None, foreign_key="person.id")  # None: paper, or erased
    acting_for_id: UUID | None = None  # a community or an administration
    author_kind: AuthorKind = Field(default=AuthorKind.CITIZEN, sa_type=text_enum(AuthorKind))
    channel: Channel = Field(default=Channel.WEB, sa_type=text_enum(Channel))
    entered_by_id: UUID | None = None  # the official who typed it
    lang: str = "und"  # of its words: an ISO 639 code, or "und" when nobody knows
    source: str | None = None  # where an import came from
    source_id: str | None = None
    state: State = Field(default=State.DRAFT, sa_type=text_enum(State))
    visibility: Visibility = Field(default=Visibility.VISIBLE, sa_type=text_enum(Visibility))
    hidden_because: str = ""  # a reason code of moderation, told to the author
    status: Status = Field(default=Status.UNDER_REVIEW, sa_type=text_enum(Status))
    is_answered: bool = False  # the authority has said something in public
    merged_into_id: UUID | None = Field(default=None, foreign_key="subject.id")
    # Public members of the group whose head it is, and open links to others: kept by the database.
    member_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    link_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # People; of a head, those who support it or a member. Kept by votes.services and `regroup`.
    support_count: int = 0
    comment_count: int = 0  # published comments, kept by comments.services
    follow_count: int = 0
    is_erased: bool = False  # its words are gone with its author; what others said of it stays

    @property
    def is_published(self) -> bool:
        return self.state is State.SUBMITTED and self.visibility is Visibility.VISIBLE


class CounterChange(Table, table=True):
    """By how much a counter moved, and in which transaction; kept for a day.

    A list in the order of a counter is read on as it was when its first page was read: what has
    changed since is taken off again (`ideas/queries/walk.py`). Written by a trigger.
    """

    __tablename__ = "counter_change"
    __table_args__ = (Index("ix_counter_change", "component_id", "xid"),)

    number: int = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    component_id: UUID
    subject_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE", index=True)
    xid: int = Field(sa_type=BigInteger)  # pg_current_xact_id()
    supports: int = 0
    comments: int = 0
    at: datetime = Field(default_factory=clock.now, index=True)


class InheritedTotal(Table, table=True):
    """Supports counted elsewhere before an import: shown apart, never as voters."""

    __tablename__ = "inherited_total"

    subject_id: UUID = Field(primary_key=True, foreign_key="subject.id", ondelete="CASCADE")
    supports: int


class Correction(Row, table=True):
    """Its author changed something held or hidden, and asks a moderator to look at it again."""

    __tablename__ = "correction"
    __table_args__ = (
        Index("ix_correction_open", "subject_id", postgresql_where=text("handled_at IS NULL")),
    )

    subject_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    before: str  # the words that were hidden, for the moderator to compare
    handled_at: datetime | None = None  # when a moderator decided
