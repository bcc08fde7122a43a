"""What officials type about an idea box."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from participe.core.forms import Form, longest, mistake
from participe.core.i18n import Localized, _l
from participe.ideas.fields import OwnKind
from participe.ideas.models import Who

MOST_FIELDS = 10
MOST_THEMES = 40
MOST_OPTIONS = 30
OPTION = 60  # characters


def _empty() -> Localized:
    return Localized()


class NewBoxForm(Form):
    title: Annotated[Localized, longest(120)] = Field(default_factory=_empty)


class BoxForm(Form):
    title: Annotated[Localized, longest(120)] = Field(default_factory=_empty)
    question: Annotated[Localized, longest(300)] = Field(default_factory=_empty)
    intro: Annotated[Localized, longest(4000)] = Field(default_factory=_empty)
    who: Who = Who.SIGNED_IN
    place: Literal["yes"] | None = None
    supports_limit: int | None = Field(default=None, ge=1, le=1000)
    title_min: int = Field(default=5, ge=1, le=100)
    title_max: int = Field(default=120, ge=20, le=200)
    body_min: int = Field(default=20, ge=0, le=1000)
    body_max: int = Field(default=5000, ge=100, le=20_000)

    @model_validator(mode="after")
    def _in_order(self) -> "BoxForm":
        if self.title_min >= self.title_max or self.body_min >= self.body_max:
            raise mistake(_l("The most characters must be more than the least."))
        return self


class ThemeForm(Form):
    name: Annotated[Localized, longest(80)] = Field(default_factory=_empty)


class ThemeActionForm(Form):
    action: Literal["up", "down", "remove"]


class OwnFieldForm(Form):
    label: Annotated[Localized, longest(200)] = Field(default_factory=_empty)
    hint: Annotated[Localized, longest(300)] = Field(default_factory=_empty)
    kind: OwnKind
    required: Literal["yes"] | None = None
    # One answer on each line, the same number of lines in each language.
    options: Annotated[Localized, longest(3000)] = Field(default_factory=_empty)

    @model_validator(mode="after")
    def _options(self) -> "OwnFieldForm":
        if self.kind is OwnKind.CHOICE:
            counted = {len(lines) for lines in self.lines.values()}
            if not counted or max(counted) < 2:
                raise mistake(_l("Write at least two answers to choose from, one on each line."))
            if len(counted) > 1:
                raise mistake(_l("Write as many answers in each language, in the same order."))
            if max(counted) > MOST_OPTIONS:
                raise mistake(_l("Write at most %(number)s answers.", number=MOST_OPTIONS))
            if any(len(line) > OPTION for lines in self.lines.values() for line in lines):
                raise mistake(_l("Write answers of at most %(number)s characters.", number=OPTION))
        return self

    @property
    def lines(self) -> dict[str, list[str]]:
        """The answers, by language."""
        split = {
            code: [line.strip() for line in text.splitlines() if line.strip()]
            for code, text in self.options.items()
        }
        return {code: lines for code, lines in split.items() if lines}
