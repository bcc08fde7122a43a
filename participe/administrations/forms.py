"""What officials type about their administration and its staff."""

import re
from typing import Annotated, Literal

from pydantic import EmailStr, Field, field_validator
from starlette.datastructures import UploadFile

from participe.administrations import colour
from participe.administrations.models import AdministrationKind
from participe.core.forms import Form, longest, mistake
from participe.core.i18n import Localized, _l, number
from participe.core.slugs import LONGEST, PATTERN

SLUG_HINT = _l("Use small letters, digits and dashes, for example: my-commune.")


def checked_slug(value: str) -> str:
    if value and (len(value) > LONGEST or not re.fullmatch(PATTERN, value)):
        raise mistake(SLUG_HINT)
    return value


class IdentityForm(Form):
    name: Annotated[Localized, longest(120)] = Field(default_factory=Localized)
    about: Annotated[Localized, longest(4000)] = Field(default_factory=Localized)
    kind: AdministrationKind
    email: EmailStr | Literal[""] = ""
    phone: str = Field(default="", max_length=40)
    address: str = Field(default="", max_length=200)
    website: str = Field(default="", max_length=200)
    accent: str = "#0b5a63"
    slug: str = ""
    listed: Literal["yes"] | None = None

    @field_validator("website")
    @classmethod
    def _https(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise mistake(_l("Write a full address that begins with https://."))
        return value

    @field_validator("slug")
    @classmethod
    def _slug(cls, value: str) -> str:
        return checked_slug(value)

    @field_validator("accent")
    @classmethod
    def _readable(cls, value: str) -> str:
        value = value.lower()
        if not colour.is_colour(value):
            raise mistake(
                _l("Write the colour as # and six letters or digits, for example #0b5a63.")
            )
        contrast = colour.contrast(value, colour.LIGHT_GROUND)
        if contrast < colour.TEXT:
            raise mistake(
                _l(
                    "This colour is too pale to be read on white: its contrast is %(contrast)s, "
                    "and %(least)s is needed. A darker one of the same hue would do: %(darker)s.",
                    contrast=number(int(contrast * 10) / 10),
                    least=number(colour.TEXT),
                    darker=colour.on_light(value),
                )
            )
        return value


class LogoForm(Form):
    logo: UploadFile
    logo_alt: str = Field(default="", max_length=200)


class InvitationForm(Form):
    email: EmailStr
    role: Literal["reader", "moderator", "manager", "administrator"]
    project: str = Field(default="", max_length=LONGEST)  # slug; empty: all of them
    lang: Literal["fr", "de", "nl", "en"]


class WithdrawForm(Form):
    address: str
    role: str
    project: str = ""


class MemberForm(Form):
    title: Annotated[Localized, longest(80)] = Field(default_factory=Localized)


class TakeRoleForm(Form):
    role: str
    project: str = ""
