"""What is read from the page of one's mails: a frequency for each kind that one may choose."""

from typing import Any, Literal, Optional

from pydantic import create_model

from participe.core.forms import Form
from participe.notifications.kinds import KINDS
from participe.notifications.models import Frequency

_kinds: dict[str, Any] = {
    kind.key: (Optional[Literal[kind.choices]], None)  # noqa: UP045 - made while running
    for kind in KINDS.values()
    if not kind.always
}
MailsForm: type[Form] = create_model(
    "MailsForm", __base__=Form, action=(Literal["save", "none"], "save"), **_kinds
)


def chosen(form: Form) -> dict[str, Frequency]:
    """By kind; with the button that stops all, never for each that was offered."""
    sent = form.model_dump(exclude={"action"}, exclude_none=True)
    if form.model_dump()["action"] == "none":
        return dict.fromkeys(sent, Frequency.NEVER)
    return {kind: Frequency(value) for kind, value in sent.items()}
