"""What people write to an administration, and what it answers."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from participe.core.db import Row, new_code, text_enum
from participe.core.i18n import LazyText, _l


class Matter(StrEnum):
    QUESTION = "question"
    ACCESS = "access"  # something cannot be used
    OTHER_FORM = "other_form"  # large print, easy language, by phone …
    COMPLAINT = "complaint"
    MY_DATA = "my_data"


MATTER_NAMES: dict[Matter, LazyText] = {
    Matter.QUESTION: _l("A question"),
    Matter.ACCESS: _l("Something on this site does not work for me"),
    Matter.OTHER_FORM: _l("I need something in another form (large print, by phone …)"),
    Matter.COMPLAINT: _l("I do not agree with an answer or a decision"),
    Matter.MY_DATA: _l("My personal data: see, correct, remove"),
}
# Until when it is answered. One month for rights on data: article 12(3) of the General Data
# Protection Regulation; for access the same, as the Walloon decree of 2 May 2019 leaves it open.
TERMS: dict[Matter, timedelta] = {
    Matter.QUESTION: timedelta(days=15),
    Matter.ACCESS: timedelta(days=30),
    Matter.OTHER_FORM: timedelta(days=15),
    Matter.COMPLAINT: timedelta(days=30),
    Matter.MY_DATA: timedelta(days=30),
}


class Enquiry(Row, table=True):
    """One message. Without an administration it is for who runs the site."""

    __tablename__ = "enquiry"
    __table_args__ = (
        Index("ix_enquiry_open", "administration_id", "due_on", postgresql_where=text("answered_at IS NULL")),
    )  # fmt: skip

    code: str = Field(default_factory=new_code, unique=True)
    administration_id: UUID | None = Field(default=None, foreign_key="administration.id")
    matter: Matter = Field(sa_type=text_enum(Matter))
    name: str = ""
    address: str
    lang: str
    text: str
    about: str = ""  # the page from which one came
    due_on: date
    answer: str = ""
    answered_at: datetime | None = None
    answered_by_id: UUID | None = Field(default=None, foreign_key="person.id")
