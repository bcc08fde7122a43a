"""What an official types to answer a contribution."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from participe.core.forms import Form, longest
from participe.core.i18n import Localized
from participe.subjects.models import Status


class AnswerForm(Form):
    status: Status
    text: Annotated[Localized, longest(5000)] = Field(default_factory=Localized)
    # Which answers stood there when the form was opened: a colleague may be quicker.
    seen: Annotated[str, Field(max_length=40)] = ""
    template: Annotated[str, Field(max_length=20)] = ""  # chosen beside it, not filled in


class TemplateChoice(Form):
    """The same form, when only a template is filled in: what was typed comes along."""

    status: Annotated[str, Field(max_length=40)] = ""
    text: Annotated[Localized, longest(5000)] = Field(default_factory=Localized)
    seen: Annotated[str, Field(max_length=40)] = ""
    template: Annotated[str, Field(max_length=20)] = ""
    fill: Literal["yes"] | None = None


class ChargeForm(Form):
    person: Annotated[str, Field(max_length=20)] = ""  # code; empty: nobody
    due_on: date | None = None
