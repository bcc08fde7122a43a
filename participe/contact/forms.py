"""The contact form, and the answer."""

from typing import Annotated

from pydantic import AfterValidator, EmailStr, Field

from participe.contact.models import Matter
from participe.core.forms import Form, mistake
from participe.core.i18n import _l


def _nothing(value: str) -> str:
    """A field that nobody sees: only programs fill it in."""
    if value:
        raise mistake(_l("Leave this field empty."))
    return value


class EnquiryForm(Form):
    matter: Matter
    name: Annotated[str, Field(max_length=120)] = ""
    address: EmailStr
    text: Annotated[str, Field(min_length=10, max_length=5000)]
    about: Annotated[str, Field(max_length=300)] = ""
    website: Annotated[str, AfterValidator(_nothing)] = ""


class AnswerForm(Form):
    answer: Annotated[str, Field(min_length=2, max_length=5000)]
