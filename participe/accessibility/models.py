"""What an administration says of the accessibility of its pages."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from participe.core import clock
from participe.core.db import LocalizedType, Row, text_enum
from participe.core.i18n import LazyText, Localized, _l


class Conformity(StrEnum):
    """The three answers that the model statement of the European Commission allows."""

    FULL = "full"
    PARTLY = "partly"
    NOT = "not"


CONFORMITY_NAMES: dict[Conformity, LazyText] = {
    Conformity.FULL: _l("It conforms: everything required is met"),
    Conformity.PARTLY: _l("It conforms in part: most of what is required is met"),
    Conformity.NOT: _l("It does not conform: most of what is required is not met"),
}


class Ombudsman(StrEnum):
    """Who judges last depends on where the authority is: see `ombudsmen.py`."""

    WALLONIA = "wallonia"
    GERMAN = "german"


class Statement(Row, table=True):
    """One for each administration; the one without is the platform's."""

    __tablename__ = "accessibility_statement"
    __table_args__ = (
        UniqueConstraint("administration_id", postgresql_nulls_not_distinct=True),
    )  # fmt: skip

    administration_id: UUID | None = Field(default=None, foreign_key="administration.id")
    conformity: Conformity = Field(default=Conformity.PARTLY, sa_type=text_enum(Conformity))
    limits: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    alternatives: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    method: Localized = Field(default_factory=Localized, sa_type=LocalizedType)
    assessed_on: date | None = None
    email: str = ""
    phone: str = ""
    complaints: str = ""  # the service and its address, in lines
    complaints_email: str = ""
    ombudsman: Ombudsman = Field(default=Ombudsman.WALLONIA, sa_type=text_enum(Ombudsman))
    changed_at: datetime = Field(default_factory=clock.now)
