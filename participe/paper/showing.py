"""What was typed in of a sheet, as people read it."""

from typing import Any

from participe.core import i18n
from participe.core.component import Paper, SheetField
from participe.core.i18n import _


def _said(field: SheetField, value: Any) -> Any:
    if field.kind == "choice":
        return next((label for key, label in field.choices if key == value), value)
    if field.kind == "yesno":
        return _("Yes") if value in (True, "yes") else _("No")
    if field.kind == "number" and isinstance(value, int | float):
        return i18n.number(value)
    return value


def shown(paper: Paper, thing: Any, answers: dict[str, Any]) -> list[tuple[SheetField, Any]]:
    """Each question that has an answer, with that answer."""
    return [
        (field, _said(field, answers[field.name]))
        for field in paper.fields(thing)
        if answers.get(field.name) not in (None, "")
    ]
