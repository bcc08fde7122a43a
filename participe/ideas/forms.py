"""What people type to propose or change an idea. Forms differ from box to box."""

from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, create_model, field_validator
from pydantic_core.core_schema import ValidationInfo
from starlette.datastructures import UploadFile

from participe.attachments.services import PICTURES
from participe.core import forms, i18n
from participe.core.forms import Form, Values, mistake
from participe.core.i18n import LANGUAGES, _l
from participe.ideas.fields import OwnKind, read_number
from participe.ideas.queries import Box, IdeaView

# Beside our four: what is spoken around us, in the order of the reader's alphabet.
OTHER_LANGUAGES = ("ar", "es", "it", "lb", "pl", "pt", "ro", "ru", "tr", "uk", "wa")
PLACE = 200  # characters of an address
ALT = 250
# The tick box for an address or a telephone that everybody may read.
AS_IS: dict[str, Any] = {"as_is": (Literal["", "yes"], "")}
KEPT_TITLE, KEPT_BODY = 400, 100_000  # of a draft with mistakes


def languages() -> list[tuple[str, str]]:
    """Ours first, then others, then «unknown»."""
    ours = [(code, i18n.language_name(code)) for code in LANGUAGES]
    others = sorted((i18n.language_name(code), code) for code in OTHER_LANGUAGES)
    return [*ours, *((code, name) for name, code in others), ("und", i18n._("another language"))]


@lru_cache(maxsize=256)
def _words(
    title: tuple[int, int], body: tuple[int, int], themes: tuple[str, ...]
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "title": (str, Field(min_length=title[0], max_length=title[1])),
        "body": (str, Field(min_length=body[0], max_length=body[1])),
        "lang": (str, Field(default="und", pattern="^[a-z]{2,3}$")),
    }
    if themes:
        fields["theme"] = (Literal[themes] | None, None)  # pyright: ignore[reportOperatorIssue] - made at run time
    return fields


def _words_of(box: Box) -> dict[str, Any]:
    return _words(
        (box.title_min, box.title_max),
        (box.body_min, box.body_max),
        tuple(theme.key for theme in box.themes),
    )


Latitude = Annotated[float, BeforeValidator(read_number), Field(ge=-90, le=90)]
Longitude = Annotated[float, BeforeValidator(read_number), Field(ge=-180, le=180)]


class Point(Form):
    """Degrees, WGS 84; both or none."""

    place: str = Field(default="", max_length=PLACE)
    lat: Latitude | None = None
    lon: Longitude | None = Field(default=None, validate_default=True)

    @field_validator("lon")
    @classmethod
    def _both_or_none(cls, lon: float | None, info: ValidationInfo) -> float | None:
        if "lat" in info.data and (info.data["lat"] is None) != (lon is None):
            raise mistake(_l("Write both numbers of the point, or none."))
        return lon


def _details_of(box: Box) -> dict[str, Any]:
    return {own.name: own.definition() for own in box.fields}


def _slots() -> dict[str, Any]:
    """A picture and its description, three times."""
    slots: dict[str, Any] = {}
    for n in range(1, PICTURES + 1):
        slots[f"image{n}"] = (UploadFile | None, None)
        slots[f"alt{n}"] = (str, Field(default="", max_length=ALT))
    return slots


def _base(box: Box) -> type[Form]:
    return Point if box.ask_place else Form


@lru_cache(maxsize=256)
def _words_form(*shape: Any) -> type[Form]:
    return create_model("WordsForm", __base__=Form, **_words(*shape))


def words_form(box: Box) -> type[Form]:
    """The first step: title, text, language, theme."""
    return _words_form(
        (box.title_min, box.title_max),
        (box.body_min, box.body_max),
        tuple(theme.key for theme in box.themes),
    )


def details_form(box: Box) -> type[Form]:
    """The third step: place, own fields, pictures. `action` takes a picture or file away."""
    return create_model(
        "DetailsForm",
        __base__=_base(box),
        action=(str, Field(default="", pattern="^(next|remove-[a-z0-9_]+)?$")),
        **_details_of(box),
        **_slots(),
    )


def whole_form(box: Box) -> type[Form]:
    """All answers of a draft together, as they are checked before it is sent."""
    return create_model("WholeForm", __base__=_base(box), **_words_of(box), **_details_of(box))


def edit_form(box: Box) -> type[Form]:
    """Words and answers of an idea that was sent; the version is the one that was read."""
    own = {o.name: o.definition() for o in box.fields if o.kind is not OwnKind.FILE}
    fields: dict[str, Any] = {"version": (int, Field(ge=1)), **AS_IS, **_words_of(box), **own}
    return create_model("EditForm", __base__=_base(box), **fields)


def values_of(idea: IdeaView) -> Values:
    """What is stored, as the inputs of a form show it."""
    values: Values = {"title": idea.title, "body": idea.body, "lang": idea.lang}
    if idea.box.themes:
        values["theme"] = idea.theme.key if idea.theme else ""
    if idea.box.ask_place:
        values |= {"place": idea.place, "lat": shown(idea.lat), "lon": shown(idea.lon)}
    for own in idea.box.fields:
        if own.kind is not OwnKind.FILE:
            values[own.name] = own.in_form(idea.fields.get(own.key))
    for picture in idea.pictures:
        values[f"alt{picture.position}"] = picture.alt
    return values


def shown(degrees: float | None) -> str:
    return "" if degrees is None else f"{degrees:.6f}".rstrip("0").rstrip(".")


def check_whole(idea: IdeaView) -> forms.Filled[Form]:
    """Is the draft complete? Mistakes by the name of their field."""
    values = {k: v for k, v in values_of(idea).items() if not k.startswith("alt")}
    filled = forms.check(values, whole_form(idea.box))
    for own in idea.box.fields:
        missing = own.kind is OwnKind.FILE and own.required and not idea.fields.get(own.key)
        if missing:
            filled.fail(own.name, _l("Choose a file."))
    return filled


def texts_of(values: Values) -> dict[str, str]:
    """What people wrote themselves and everybody will read, by the name of its field."""
    own = {"lang", "theme", "lat", "lon", "version", "as_is"}
    return {k: v for k, v in values.items() if k not in own and isinstance(v, str)}
