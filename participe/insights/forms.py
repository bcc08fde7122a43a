"""What an official may ask of an analysis, and put right in it."""

from typing import Annotated, Literal

from pydantic import Field

from participe.core.forms import Form
from participe.insights.rules import MOST_TOPICS

Code = Annotated[str, Field(max_length=20)]
Name = Annotated[str, Field(max_length=120)]


class AnalysisForm(Form):
    topics: Annotated[int, Field(ge=2, le=MOST_TOPICS)] | None = None
    fresh: Literal["yes"] | None = None  # begin anew: earlier topics do not go on


class RenameForm(Form):
    label: Annotated[str, Field(min_length=2, max_length=120)]
    version: int  # of the topic, when the page was opened


class MergeForm(Form):
    into: Annotated[str, Field(min_length=1, max_length=20)]
    version: int


class MoveForm(Form):
    under: Code = ""  # nothing: a topic of its own
    version: int


class ItemsForm(Form):
    """What to do with the contributions that are ticked; `read` is a button beside one."""

    item: list[Code] = Field(default_factory=list, max_length=200)
    act: Literal["read", "put", "out", "split"] | None = None
    read: Code = ""
    to: Code = ""
    label: Name = ""


class MistakeForm(Form):
    """Somebody of the public says that a contribution is in the wrong topic."""

    to: Code = ""  # where it belongs, if they know
    words: Annotated[str, Field(max_length=500)] = ""


class DecideForm(Form):
    """What an official makes of it."""

    to: Code = ""
    act: Literal["put", "stay"]


class CodeForm(Form):
    """Where an official puts a contribution of the sample."""

    code: Annotated[str, Field(min_length=1, max_length=20)]
    topic: Annotated[str, Field(min_length=1, max_length=20)]  # `none`: in none of them


class DefineForm(Form):
    definition: Annotated[str, Field(max_length=400)] = ""
    version: int


class SignForm(Form):
    number: int  # of the version that one has read
