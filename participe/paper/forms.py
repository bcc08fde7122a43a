"""What officials type of piles and sheets, and what people type to find their receipt."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, create_model

from participe.core.component import Paper
from participe.core.forms import Form, Values
from participe.paper.models import CHANNELS, Outcome, PaperSheet
from participe.paper.queries import grouped, read_code
from participe.subjects.models import Channel

Code = Annotated[str, BeforeValidator(lambda typed: read_code(str(typed)))]
CODE = "^([a-z2-7]{10})?$"
# Beside the answers, on the screen on which a sheet is typed in.
BESIDE = ("sheet_day", "sheet_lang", "sheet_code", "sheet_key", "outcome", "as_is")
SERIES = 200  # forms printed at once


class BatchForm(Form):
    part: str = Field(default="", max_length=120)  # slug of the component
    name: str = Field(min_length=1, max_length=80)
    channel: Literal[tuple(one.value for one in CHANNELS)]  # type: ignore[valid-type]
    announced: int = Field(ge=1, le=10_000)

    @property
    def way(self) -> Channel:
        return Channel(self.channel)


class SeriesForm(Form):
    """Numbered forms to print."""

    part: str = Field(default="", max_length=120)
    number: int = Field(ge=1, le=SERIES)
    size: Literal["normal", "large"] = "normal"


class MineForm(Form):
    """One numbered form for whoever asks."""

    size: Literal["normal", "large"] = "normal"


class RefusalForm(Form):
    reason: str = Field(min_length=10, max_length=1000)


class ReceiptForm(Form):
    code: Code = Field(default="", pattern=CODE)


class SetAside(Form):
    """A sheet without anything to type: only why, and what stands printed on it."""

    outcome: Literal["blank", "unreadable", "copy", "late"]
    sheet_day: date
    sheet_code: Code = Field(default="", pattern=CODE)
    sheet_key: str = Field(default="", pattern=CODE)


def sheet_form(paper: Paper, thing: Any) -> type[Form]:
    """The component's own questions, the day, the language and the code of the form."""
    return create_model(
        "SheetForm",
        __base__=paper.form(thing),
        sheet_day=(date, ...),
        sheet_lang=(str, Field(default="und", pattern="^[a-z]{2,3}$")),
        sheet_code=(Code, Field(default="", pattern=CODE)),
        sheet_key=(str, Field(default="", pattern=CODE)),
        outcome=(Literal["entered"], "entered"),
        as_is=(Literal["", "yes"], ""),
    )


def answers_of(data: Form) -> dict[str, Any]:
    """The checked answers alone, as they are kept: they pass the component's form once more."""
    said = data.model_dump(mode="json", exclude=set(BESIDE))
    return {name: value for name, value in said.items() if value not in (None, "")}


def values_of(sheet: PaperSheet, printed: bool) -> Values:
    """A sheet as the inputs of the screen show it."""
    return {
        **{name: _shown(value) for name, value in sheet.answers.items()},
        "sheet_day": sheet.received_on.isoformat(),
        "sheet_lang": sheet.lang,
        "sheet_code": grouped(sheet.code) if printed else "",
        "sheet_key": sheet.code,
        "outcome": Outcome.ENTERED.value,
    }


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else value
