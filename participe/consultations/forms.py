"""What is typed about statements, and how it is checked."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from participe.consultations.models import LONGEST
from participe.core import i18n
from participe.core.forms import Form, longest, mistake
from participe.core.i18n import Localized, _l

SHORTEST = 10
MOST_LINES = 200  # in one list
Lang = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Body = Annotated[
    str, StringConstraints(min_length=SHORTEST, max_length=LONGEST, pattern=r"^[^\r\n]*$")
]


def languages() -> list[tuple[str, str]]:
    """In which a statement may be written: ours, and any other."""
    ours = [(code, i18n.language_name(code)) for code in i18n.LANGUAGES]
    return [*ours, ("und", i18n._("another language"))]


def _empty() -> Localized:
    return Localized({})


class VoteForm(Form):
    value: Literal["1", "-1", "0"]
    back: Literal["", "answers", "statement"] = ""  # where one was


class StatementForm(Form):
    body: Body
    lang: Lang = "und"
    as_is: Literal["", "yes"] = ""  # an address or a telephone may be read by everybody


class ListForm(Form):
    """One statement a line."""

    lines: str = Field(min_length=1, max_length=MOST_LINES * (LONGEST + 2))
    lang: Lang = "und"

    @field_validator("lines")
    @classmethod
    def check_lines(cls, value: str) -> str:
        lines = [line.strip() for line in value.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise mistake(_l("Give at most %(most)s statements at once.", most=MOST_LINES))
        for number, line in enumerate(lines, start=1):
            if not SHORTEST <= len(line) <= LONGEST:
                raise mistake(
                    _l(
                        "Statement %(number)s has %(length)s characters. Each has %(least)s to "
                        "%(most)s.",
                        number=number, length=len(line), least=SHORTEST, most=LONGEST,
                    )
                )  # fmt: skip
        return "\n".join(lines)


class NewBoxForm(Form):
    title: Annotated[Localized, longest(120)] = Field(default_factory=_empty)


class BoxForm(Form):
    title: Annotated[Localized, longest(120)] = Field(default_factory=_empty)
    question: Annotated[Localized, longest(300)] = Field(default_factory=_empty)
    intro: Annotated[Localized, longest(3000)] = Field(default_factory=_empty)


class ActionForm(Form):
    action: Literal["close", "open"]
