"""Reports by people, decisions by moderators."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from participe.core.db import Row, text_enum
from participe.core.i18n import LazyText, _l


class Why(StrEnum):
    """Why something is reported or hidden: the same list for everybody."""

    PERSONAL_DATA = "personal_data"
    INSULT = "insult"
    HATE = "hate"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    FALSE_IDENTITY = "false_identity"
    COPYRIGHT = "copyright"
    ILLEGAL = "illegal"
    OTHER = "other"


WHY_NAMES: dict[Why, LazyText] = {
    Why.PERSONAL_DATA: _l("It tells personal things of somebody (name, address, number)"),
    Why.INSULT: _l("It insults or threatens somebody"),
    Why.HATE: _l("It calls for hatred or discrimination"),
    Why.SPAM: _l("It is advertising or the same text again and again"),
    Why.OFF_TOPIC: _l("It has nothing to do with the question"),
    Why.FALSE_IDENTITY: _l("It pretends to be somebody else"),
    Why.COPYRIGHT: _l("It uses the work of others without permission"),
    Why.ILLEGAL: _l("It is against the law for another reason"),
    Why.OTHER: _l("Another reason, explained below"),
}


class Action(StrEnum):
    HOLD = "hold"
    HIDE = "hide"
    RESTORE = "restore"
    KEEP = "keep"  # reported, read, and left as it is


class Report(Row, table=True):
    """One report per person and thing."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("subject_id", "person_id"),)

    subject_id: UUID = Field(foreign_key="subject.id", ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    why: Why = Field(sa_type=text_enum(Why))
    text: str = ""
    handled_by_id: UUID | None = None


class Decision(Row, table=True):
    """What a moderator did, why, and in words for the author."""

    __tablename__ = "moderation_decision"

    subject_id: UUID = Field(index=True, foreign_key="subject.id", ondelete="CASCADE")
    action: Action = Field(sa_type=text_enum(Action))
    why: Why | None = Field(default=None, sa_type=text_enum(Why))
    text: str = ""
    by_id: UUID = Field(foreign_key="person.id")
