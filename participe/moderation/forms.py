"""What people type to report and to contest, and moderators to decide."""

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
    word: str = Field(default="", max_length=1000)  # to the author, when it is shown again


class AppealForm(Form):
    text: str = Field(min_length=10, max_length=3000)


class MessageForm(Form):
    message: str = Field(min_length=2, max_length=3000)


class JudgementForm(Form):
    outcome: Literal["upheld", "overturned"]
    reason: str = Field(min_length=10, max_length=3000)
