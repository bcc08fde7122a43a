"""Persons, how they are reached, their sessions, their roles."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from participe.core import clock
from participe.core.db import LocalizedType, Row, Table, new_code, text_enum
from participe.core.i18n import Localized


class Kind(StrEnum):
    ACCOUNT = "account"
    GUEST = "guest"  # a confirmed mail for one project, upgradable
    PAPER = "paper"  # no address
    GONE = "gone"  # erased; their votes stay counted


class Person(Row, table=True):
    """What others may see of a person. How to reach them is in `mailbox`, apart."""

    __tablename__ = "person"

    code: str = Field(default_factory=new_code, unique=True)
    kind: Kind = Field(default=Kind.ACCOUNT, sa_type=text_enum(Kind))
    name: str = ""  # shown beside contributions; chosen freely
    lang: str = "fr"  # of mails and of the interface
    theme: str = "auto"  # light, dark, or what the device says
    # Of an official: shown beside official replies, in the reader's language.
    title: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    welcomed_at: datetime | None = None  # chose a name and accepted the rules
    demo_key: str | None = Field(default=None, unique=True)
    # Stands for them in the audit log, which cannot be changed: when this row goes, it is nobody's.
    alias: UUID = Field(default_factory=uuid4, unique=True)
    signed_in_at: datetime = Field(default_factory=clock.now, index=True)
    warnings: int = 0  # sent since then: this account will be deleted, for nobody uses it
    warned_at: datetime | None = None


class Mailbox(Table, table=True):
    """The address of a person. Row-level security: their own, and the worker's."""

    __tablename__ = "mailbox"

    person_id: UUID = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    address: str
    key: str = Field(unique=True)  # normalised: one account for one mailbox
    confirmed_at: datetime = Field(default_factory=clock.now)


class Session(Row, table=True):
    """One browser in which a person is signed in. The key itself is only in its cookie."""

    __tablename__ = "session"

    person_id: UUID = Field(index=True, foreign_key="person.id", ondelete="CASCADE")
    key_hash: bytes = Field(unique=True)
    device: str = ""  # «Firefox, Linux»: enough to recognise one's own
    proved_at: datetime = Field(default_factory=clock.now)  # last code or link
    last_seen_at: datetime = Field(default_factory=clock.now)
    ends_at: datetime


class SignInRequest(Row, table=True):
    """A mail with a link and a code was asked for. Only hashes are kept; it burns on use."""

    __tablename__ = "sign_in_request"

    code: str = Field(default_factory=new_code, unique=True)  # in the address of the code form
    address: str
    key: str = Field(index=True)
    lang: str
    next: str = "/"
    browser_hash: bytes  # the cookie of the browser that asked
    code_hash: bytes
    link_hash: bytes = Field(unique=True)
    tries: int = 0
    ends_at: datetime
    used_at: datetime | None = None


class Role(Row, table=True):
    """A role of a person in an administration, in a project, or (neither) on the platform."""

    __tablename__ = "role"
    __table_args__ = (
        UniqueConstraint(
            "person_id",
            "name",
            "administration_id",
            "project_id",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("num_nonnulls(administration_id, project_id) <= 1", name="one_place"),
        CheckConstraint(
            "name IN ('admin', 'administrator', 'manager', 'moderator', 'reader', 'juror')",
            name="known",
        ),
    )

    person_id: UUID = Field(index=True, foreign_key="person.id", ondelete="CASCADE")
    name: str
    administration_id: UUID | None = Field(
        default=None, foreign_key="administration.id", ondelete="CASCADE", index=True
    )
    project_id: UUID | None = Field(
        default=None, foreign_key="project.id", ondelete="CASCADE", index=True
    )
    given_by_id: UUID | None = None


class Invitation(Row, table=True):
    """Somebody is asked by mail to join the staff. Accepted once, within two weeks."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index(
            "uq_invitation_open", "key", "role", "administration_id", "project_id", unique=True,
            postgresql_nulls_not_distinct=True, postgresql_where=text("accepted_at IS NULL"),
        ),
    )  # fmt: skip

    address: str
    key: str
    role: str
    administration_id: UUID = Field(foreign_key="administration.id", ondelete="CASCADE", index=True)
    project_id: UUID | None = Field(default=None, foreign_key="project.id", ondelete="CASCADE")
    token_hash: bytes = Field(unique=True)
    invited_by_id: UUID | None = None
    ends_at: datetime
    accepted_at: datetime | None = None
