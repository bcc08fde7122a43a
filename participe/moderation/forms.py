"""What people type to report, and moderators to decide."""

from typing import Literal

from pydantic import Field

from participe.core.forms import Form
from participe.moderation.models import Why


class ReportForm(Form):
    why: Why
    text: str = Field(default="", max_length=1000)


class DecisionForm(Form):
    action: Literal["hold", "hide", "restore", "keep"]
    why: Why | None = None
    text: str = Field(default="", max_length=1000)
