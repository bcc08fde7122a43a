"""The own fields of a box: what it asks of an idea beside title, text and place."""

from collections.abc import Iterable
from enum import StrEnum
from math import isfinite
from typing import Annotated, Any, Literal

from markupsafe import Markup
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.datastructures import UploadFile

from participe.core import i18n
from participe.core.forms import mistake
from participe.core.i18n import LazyText, Localized, Said, _, _l, localized

TEXT_LENGTH = 500  # characters of a short text
LARGEST = 10**12  # of a number: beyond, it is a slip of the finger


class OwnKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    YESNO = "yesno"
    FILE = "file"


OWN_KIND_NAMES: dict[OwnKind, LazyText] = {
    OwnKind.TEXT: _l("Short text"),
    OwnKind.CHOICE: _l("Choice in a list"),
    OwnKind.NUMBER: _l("Number"),
    OwnKind.YESNO: _l("Yes or no"),
    OwnKind.FILE: _l("File"),
}


class Option(BaseModel):
    model_config = ConfigDict(frozen=True)

    value: str = Field(min_length=1, max_length=60)
    label: Localized


class OwnField(BaseModel):
    """One question of a box. Its answer is in `idea.fields`, by `key`.

    Stored answers are a text, the value of an option, a number, a boolean, or for a file
    `{"code", "name", "size"}` of its attachment.
    """

    model_config = ConfigDict(frozen=True)

    key: str = Field(pattern="^[a-z][a-z0-9_]{0,39}$")
    kind: OwnKind
    label: Localized
    hint: Localized = Field(default_factory=Localized)
    required: bool = False
    options: tuple[Option, ...] = ()

    @property
    def name(self) -> str:
        """Of the field in forms."""
        return f"own_{self.key}"

    def ordered(self, order: Iterable[str]) -> "OwnField":
        """With its words in the order of the project's languages."""
        options = (
            one.model_copy(update={"label": localized(one.label, order)}) for one in self.options
        )
        words = {"label": localized(self.label, order), "hint": localized(self.hint, order)}
        return self.model_copy(update=words | {"options": tuple(options)})

    @property
    def label_text(self) -> Said:
        return self.label.said()

    @property
    def choices(self) -> list[tuple[str, Said]]:
        return [(option.value, option.label.said()) for option in self.options]

    def shown(self, value: Any) -> Any:
        """An answer as people read it."""
        match self.kind:
            case OwnKind.CHOICE:
                labels = {option.value: option.label.said() for option in self.options}
                return labels.get(value, value)
            case OwnKind.NUMBER:
                return i18n.number(value) if isinstance(value, int | float) else value
            case OwnKind.YESNO:
                return _("Yes") if value in (True, "yes") else _("No")
            case OwnKind.FILE:
                return _file_link(value)
        return value

    def in_form(self, value: Any) -> Any:
        """A stored answer as its input shows it."""
        if value is None:
            return ""
        if self.kind is OwnKind.YESNO and isinstance(value, bool):
            return "yes" if value else "no"
        return value

    def stored(self, value: Any) -> Any:
        """A checked answer as it is kept; None for no answer."""
        if value in (None, ""):
            return None
        if self.kind is OwnKind.YESNO:
            return value == "yes"
        if self.kind is OwnKind.NUMBER and float(value).is_integer():
            return int(value)
        return value

    def definition(self) -> tuple[Any, Any]:
        """Its type and default, for a form that is made while the programme runs."""
        match self.kind:
            case OwnKind.CHOICE:
                return self._maybe(Literal[tuple(option.value for option in self.options)])
            case OwnKind.YESNO:
                return self._maybe(Literal["yes", "no"])
            case OwnKind.NUMBER:
                return self._maybe(Annotated[float, BeforeValidator(read_number)])
            case OwnKind.FILE:  # a file that was sent before is not sent again
                return UploadFile | None, None
        if self.required:
            return str, Field(min_length=1, max_length=TEXT_LENGTH)
        return str, Field(default="", max_length=TEXT_LENGTH)

    def _maybe(self, kind: Any) -> tuple[Any, Any]:
        return (kind, ...) if self.required else (kind | None, None)


def _file_link(value: Any) -> Any:
    if not isinstance(value, dict) or "code" not in value:
        return ""
    size = _("%(size)s kB", size=i18n.number(max(1, round(value.get("size", 0) / 1000))))
    return Markup('<a href="/attachments/{}/file" download>{}</a> ({})').format(
        value["code"], value.get("name") or _("File"), size
    )


def read_number(value: Any) -> Any:
    """«12 500,50» as people write it here, or what pydantic will refuse in plain words."""
    if isinstance(value, str):
        value = value.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
        value = value.replace(",", ".")
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise mistake(_l("Write a number.")) from None
    if not isfinite(number) or abs(number) > LARGEST:
        raise mistake(_l("Write a smaller number."))
    return number
