"""What an official may ask of an analysis."""

from typing import Annotated, Literal

from pydantic import Field

from participe.core.forms import Form
from participe.insights.rules import MOST_TOPICS


class AnalysisForm(Form):
    topics: Annotated[int, Field(ge=2, le=MOST_TOPICS)] | None = None
    fresh: Literal["yes"] | None = None  # begin anew: earlier topics do not go on
