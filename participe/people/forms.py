"""What people type to sign in and about themselves."""

from typing import Literal

from pydantic import EmailStr, Field, field_validator

from participe.core.forms import Form, mistake
from participe.core.i18n import _l


class SignInForm(Form):
    email: EmailStr
    next: str = "/"


class CodeForm(Form):
    digits: str = Field(max_length=20)

    @field_validator("digits")
    @classmethod
    def _six(cls, value: str) -> str:
        """Pasted with spaces or a dash, it is the same code."""
        digits = "".join(c for c in value if c.isdigit())
        if len(digits) != 6:
            raise mistake(_l("Write the 6 digits of the code that we sent you."))
        return digits


class WelcomeForm(Form):
    name: str = Field(min_length=2, max_length=60)
    lang: Literal["fr", "de", "nl", "en"]
    rules: Literal["yes"]
    next: str = "/"


class SettingsForm(Form):
    name: str = Field(min_length=2, max_length=60)
    lang: Literal["fr", "de", "nl", "en"]
    theme: Literal["auto", "light", "dark"] = "auto"


class ThemeForm(Form):
    theme: Literal["auto", "light", "dark"]
    next: str = "/"


class DemoForm(Form):
    person: str = Field(max_length=40)
    next: str = "/"
