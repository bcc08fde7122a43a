"""What people type to comment."""

from typing import Literal

from pydantic import Field

from participe.comments.models import Stance
from participe.core.forms import Form

LENGTH = 3000  # characters


class CommentForm(Form):
    body: str = Field(min_length=2, max_length=LENGTH)
    stance: Stance = Stance.NEUTRAL
    lang: str = Field(default="und", pattern="^[a-z]{2,3}$")
    parent: str = Field(default="", pattern="^([a-z2-7]{10})?$")  # code of the comment answered
    as_is: Literal["", "yes"] = ""  # an address or a telephone may be read by everybody


class EditForm(Form):
    body: str = Field(min_length=2, max_length=LENGTH)
    stance: Literal["pro", "contra", "neutral"] = "neutral"
    as_is: Literal["", "yes"] = ""
