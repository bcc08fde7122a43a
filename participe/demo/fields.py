"""Own questions of the boxes of the demonstration, as the tables keep them."""

from typing import Any


def own_field(own: dict[str, Any]) -> dict[str, Any]:
    options = [
        {"value": o["value"], "label": {k: v for k, v in o.items() if k != "value"}}
        for o in own.get("options", [])
    ]
    return {
        "key": own["key"],
        "kind": own["kind"],
        "label": own["label"],
        "required": own.get("required", False),
        "options": options,
    }
