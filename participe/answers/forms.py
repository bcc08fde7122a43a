"""What an official types to answer a contribution."""

from typing import Annotated

from pydantic import Field

from participe.core.forms import Form, longest
from participe.core.i18n import Localized
from participe.subjects.models import Status


class AnswerForm(Form):
    status: Status
    text: Annotated[Localized, longest(5000)] = Field(default_factory=Localized)
