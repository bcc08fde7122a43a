"""What officials type about a project."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import EmailStr, Field, field_validator, model_validator
from starlette.datastructures import UploadFile

from participe.core.forms import BrusselsTime, Form, longest, mistake
from participe.core.i18n import Localized, _l
from participe.core.slugs import LONGEST, PATTERN

Language = Literal["fr", "de", "nl", "en"]
Title = Annotated[Localized, longest(120)]
Sentence = Annotated[Localized, longest(400)]
Words = Annotated[Localized, longest(20_000)]


def _empty() -> Localized:
    return Localized()


class NewProjectForm(Form):
    languages: list[Language] = Field(min_length=1, max_length=4)
    title: Title = Field(default_factory=_empty)


class TextForm(Form):
    title: Title = Field(default_factory=_empty)
    summary: Sentence = Field(default_factory=_empty)
    description: Words = Field(default_factory=_empty)


class PromiseForm(Form):
    decides: Annotated[Localized, longest(1000)] = Field(default_factory=_empty)
    by_whom: Annotated[Localized, longest(1000)] = Field(default_factory=_empty)
    by_when: date | None = None
    not_open: Annotated[Localized, longest(1000)] = Field(default_factory=_empty)
    feedback: Annotated[Localized, longest(1000)] = Field(default_factory=_empty)


class SettingsForm(Form):
    languages: list[Language] = Field(min_length=1, max_length=4)
    contact_email: EmailStr | Literal[""] = ""
    questions: list[Literal["commune", "age_band"]] = Field(default_factory=list)
    communes: str = Field(default="", max_length=20_000)  # one on each line
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    zoom: int | None = Field(default=None, ge=3, le=19)
    slug: str = Field(min_length=1)
    indexable: Literal["yes"] | None = None

    @field_validator("lat", "lon", mode="before")
    @classmethod
    def _comma(cls, value: object) -> object:
        """Belgians write 50,4108."""
        return value.replace(",", ".").strip() if isinstance(value, str) else value

    @field_validator("slug")
    @classmethod
    def _slug(cls, value: str) -> str:
        if len(value) > LONGEST or not re.fullmatch(PATTERN, value):
            raise mistake(_l("Use small letters, digits and dashes, for example: our-parks."))
        return value

    @field_validator("communes")
    @classmethod
    def _lines(cls, value: str) -> str:
        lines = dict.fromkeys(line.strip()[:80] for line in value.splitlines() if line.strip())
        if len(lines) > 300:
            raise mistake(_l("Write at most %(number)s names.", number=300))
        return "\n".join(lines)

    @property
    def place(self) -> tuple[float, float] | None:
        return (self.lat, self.lon) if self.lat is not None and self.lon is not None else None


class ImageForm(Form):
    image: UploadFile
    image_alt: Annotated[Localized, longest(200)] = Field(default_factory=_empty)


class ImageTextForm(Form):
    image_alt: Annotated[Localized, longest(200)] = Field(default_factory=_empty)


class PhaseForm(Form):
    title: Title = Field(default_factory=_empty)
    text: Annotated[Localized, longest(400)] = Field(default_factory=_empty)
    opens_at: BrusselsTime
    closes_at: BrusselsTime
    abilities: list[str] = Field(default_factory=list, max_length=200)  # «ideas:submit»

    @model_validator(mode="after")
    def _in_order(self) -> "PhaseForm":
        if self.closes_at <= self.opens_at:
            raise mistake(_l("A phase ends after it begins: choose a later end."))
        return self


class DocumentForm(Form):
    title: Title = Field(default_factory=_empty)
    body: Words = Field(default_factory=_empty)
    file: UploadFile | None = None
    position: int = Field(default=0, ge=0, le=999)
