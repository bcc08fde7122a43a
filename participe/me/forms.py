"""What a person answers before they leave."""

from typing import Literal

from pydantic import Field, field_validator

from participe.core.forms import Form, mistake
from participe.core.i18n import _l

CHOICES = ("remove", "keep")


class LeaveForm(Form):
    texts: Literal["remove", "keep"]
    sure: str = Field(default="", max_length=10, validate_default=True)

    @field_validator("sure")
    @classmethod
    def _ticked(cls, value: str) -> str:
        if value != "yes":
            raise mistake(_l("Tick the box if you are sure."))
        return value
