"""The statement as its administrator writes it. What is empty is told, and may be filled in later."""

from datetime import date
from typing import Annotated, Literal

from pydantic import EmailStr, Field, field_validator

from participe.accessibility.models import Conformity, Ombudsman
from participe.core import clock
from participe.core.forms import Form, longest, mistake
from participe.core.i18n import Localized, _l, in_brussels


class StatementForm(Form):
    conformity: Conformity
    limits: Annotated[Localized, longest(4000)] = Field(default_factory=Localized)
    alternatives: Annotated[Localized, longest(4000)] = Field(default_factory=Localized)
    method: Annotated[Localized, longest(4000)] = Field(default_factory=Localized)
    assessed_on: date | None = None
    email: EmailStr | Literal[""] = ""
    phone: str = Field(default="", max_length=40)
    complaints: str = Field(default="", max_length=400)
    complaints_email: EmailStr | Literal[""] = ""
    ombudsman: Ombudsman

    @field_validator("assessed_on")
    @classmethod
    def _past(cls, value: date | None) -> date | None:
        if value and value.year < 2010:
            raise mistake(_l("Write a date, for example 2027-01-15."))
        if value and value > in_brussels(clock.now()).date():
            raise mistake(_l("This day is still to come. Give the day of the last assessment."))
        return value
