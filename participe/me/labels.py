"""Names of columns and values for people who read the copy of their data."""

from datetime import datetime
from typing import Any

from participe.core.i18n import LazyText, _, _l, datetime_text, localized
from participe.subjects.models import STATUS_NAMES

COLUMNS: dict[str, LazyText] = {
    "about": _l("About"),
    "action": _l("What was done"),
    "address": _l("E-mail address"),
    "administration": _l("Administration"),
    "alt": _l("What it shows"),
    "answers": _l("Answers"),
    "at": _l("When"),
    "body": _l("Text"),
    "channel": _l("How it came"),
    "code": _l("Code"),
    "comment_count": _l("Comments"),
    "created_at": _l("When"),
    "device": _l("Device"),
    "edited_at": _l("Changed on"),
    "ends_at": _l("Ends on"),
    "kind": _l("Kind"),
    "lang": _l("Language"),
    "last_seen_at": _l("Last seen"),
    "name": _l("Name"),
    "number": _l("Version"),
    "place": _l("Place"),
    "project": _l("Project"),
    "quote_text": _l("Sentence"),
    "sent_at": _l("Sent on"),
    "size": _l("Size in bytes"),
    "stance": _l("Position"),
    "state": _l("State"),
    "status": _l("Answer of the authority"),
    "subject": _l("Subject"),
    "support_count": _l("Supports"),
    "text": _l("Text"),
    "theme": _l("Theme"),
    "title": _l("Title"),
    "value": _l("Value"),
    "visibility": _l("Visible"),
    "why": _l("Reason"),
    "written_at": _l("Written on"),
}


def column_label(name: str) -> str:
    return str(COLUMNS[name]) if name in COLUMNS else name.replace("_", " ").capitalize()


def shown(column: str, value: Any) -> str:
    """A value in words of the reader's language."""
    if value is None or value == "" or value == {}:
        return ""
    if isinstance(value, datetime):
        return datetime_text(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column == "status":
        return str(next((name for key, name in STATUS_NAMES.items() if key == value), value))
    if isinstance(value, dict):
        if set(value) <= {"fr", "de", "nl", "en"}:
            return localized(value).said().text
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return str(value)
