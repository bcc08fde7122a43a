"""What officials type when they work on many contributions."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from participe.core.forms import Form, longest
from participe.core.i18n import Localized
from participe.subjects.models import Status

KEEP = "keep"  # nothing changes
NOBODY = "nobody"


class ChoiceForm(Form):
    """Which contributions: those that were ticked, or all that the filter shows."""

    idea: list[Annotated[str, Field(max_length=20)]] = Field(default_factory=list, max_length=200)
    every: Literal["yes"] | None = None
    theme: str = ""  # the other form on the same page sends it along
    back: Annotated[str, Field(max_length=1000)] = ""


class WhatForm(Form):
    theme: Annotated[str, Field(max_length=80)] = KEEP
    person: Annotated[str, Field(max_length=20)] = KEEP
    due_on: date | None = None
    status: Status | Literal["keep"] = KEEP
    text: Annotated[Localized, longest(5000)] = Field(default_factory=Localized)
    template: Annotated[str, Field(max_length=20)] = ""
    fill: Literal["yes"] | None = None  # only fill in the template


class LeftOutForm(Form):
    """The ticks of one page of the preview: those that take part."""

    shown: list[int] = Field(default_factory=list, max_length=100)
    take: list[int] = Field(default_factory=list, max_length=100)
    go: Literal["do", "page", "back"] = "do"
    page: int = Field(default=1, ge=1, le=1000)


class TemplateForm(Form):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    status: Status
    text: Annotated[Localized, longest(5000)] = Field(default_factory=Localized)


class FilterForm(Form):
    name: Annotated[str, Field(min_length=1, max_length=60)]
    shared: Literal["yes"] | None = None
    back: Annotated[str, Field(max_length=1000)] = ""


class AssignForm(Form):
    person: Annotated[str, Field(max_length=20)] = NOBODY
    due_on: date | None = None
