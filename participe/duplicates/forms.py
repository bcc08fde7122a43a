"""What is typed about groups."""

from typing import Annotated, Literal

from pydantic import Field

from participe.core.forms import Form


class ObjectionForm(Form):
    words: Annotated[str, Field(max_length=1000)] = ""


class GroupForm(Form):
    head: Annotated[str, Field(max_length=20)] = ""  # code
    code: list[Annotated[str, Field(max_length=20)]] = Field(default_factory=list, max_length=200)
    reason: Annotated[str, Field(max_length=1000)] = ""
    back: Annotated[str, Field(max_length=500)] = ""


class HintForm(Form):
    first: Annotated[str, Field(max_length=20)]
    second: Annotated[str, Field(max_length=20)]
    what: Literal["first", "second", "not_same"]
    page: Annotated[str, Field(max_length=4)] = "1"
