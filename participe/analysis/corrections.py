"""What people corrected in an analysis: data that every later run respects exactly.

`corrections.json` is a list of objects, applied in its order to the topics of the report before:

* `{"kind": "rename", "topic": 3, "label": "Buses in the evening"}`
* `{"kind": "merge", "topics": [7, 9], "into": 3}`: 7 and 9 are 3 from now on, in any language.
* `{"kind": "split", "topic": 3, "into": 31, "items": ["a", "b"]}`: a new topic 31 beside 3, or
  beside a part of the same topic. `items` are pinned to it; others of 3 that are nearer to them
  than to the rest follow.
* `{"kind": "move", "topic": 12, "under": 3}`: a finer topic goes, with all that is in it, under
  another topic, or becomes one of its own where `under` is null.
* `{"kind": "pin", "item": "a", "topic": 3}`: this contribution belongs there, or nowhere where
  `topic` is null. The last pin of an item counts.
* `{"kind": "apart", "items": ["a", "b"]}`: never in the same topic.
* `{"kind": "not_same", "items": ["a", "b"]}`: never in the same family of nearly equal texts.

Pins and pairs last: a report repeats them, and a run after it takes them from there.
Ids are whole numbers, and new ones (`into` of a split) are larger than any that was ever used.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from participe.analysis.errors import AnalysisError

FIELDS = {
    "rename": {"topic": int, "label": str},
    "merge": {"topics": list, "into": int},
    "split": {"topic": int, "into": int, "items": list},
    "move": {"topic": int, "under": (int, type(None))},
    "pin": {"item": str, "topic": (int, type(None))},
    "apart": {"items": list},
    "not_same": {"items": list},
}
LABEL = 120  # characters at most


@dataclass(frozen=True)
class Corrections:
    """Checked corrections, in their order; `raw` is what the report repeats."""

    raw: tuple[Mapping[str, Any], ...] = ()
    pins: Mapping[str, int | None] = field(default_factory=dict)
    apart: frozenset[tuple[str, str]] = frozenset()
    not_same: frozenset[tuple[str, str]] = frozenset()

    def of(self, *kinds: str) -> tuple[Mapping[str, Any], ...]:
        """Those of some kinds, in their order."""
        return tuple(one for one in self.raw if one["kind"] in kinds)


def load_corrections(path: str | Path) -> Corrections:
    """Raises AnalysisError with the place of the mistake."""
    try:
        raw = json.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise AnalysisError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise AnalysisError(f"{path} is not JSON: {error}.") from error
    return read_corrections(raw)


def read_corrections(raw: Any) -> Corrections:
    """Raises AnalysisError, which counts corrections from 1."""
    if not isinstance(raw, list):
        raise AnalysisError("Corrections are a list of objects, each with its kind.")
    pins: dict[str, int | None] = {}
    pairs: dict[str, set[tuple[str, str]]] = {"apart": set(), "not_same": set()}
    for at, one in enumerate(raw, start=1):
        _check(at, one)
        if one["kind"] == "pin":
            pins[one["item"]] = one["topic"]
        if one["kind"] == "split":
            pins |= dict.fromkeys(one["items"], one["into"])
        if one["kind"] in pairs:
            first, second = sorted(one["items"])
            pairs[one["kind"]].add((first, second))
    apart, not_same = (frozenset(pairs[kind]) for kind in ("apart", "not_same"))
    for first, second in apart:
        if pins.get(first) is not None and pins.get(first) == pins.get(second):
            raise AnalysisError(
                f"{first} and {second} are to be apart, and both are pinned to topic "
                f"{pins[first]}. Take one of the three corrections back."
            )
    return Corrections(tuple(raw), pins, apart, not_same)


def lasting(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The pins and pairs of a report before, pins where their topics went since."""
    merged = {int(old): into for old, into in report["merged"].items()}
    exists = {topic["id"] for topic in report["topics"]}
    found: list[Mapping[str, Any]] = []
    for one in report["method"]["corrections"]:
        if one["kind"] in ("apart", "not_same"):
            found.append(one)
        elif one["kind"] in ("pin", "split"):
            topic = one["topic"] if one["kind"] == "pin" else one["into"]
            topic = merged.get(topic, topic)
            items = [one["item"]] if one["kind"] == "pin" else one["items"]
            if topic is None or topic in exists:
                found += [{"kind": "pin", "item": item, "topic": topic} for item in items]
    return found


def _check(at: int, one: Any) -> None:
    kind = one.get("kind") if isinstance(one, dict) else None
    if kind not in FIELDS:
        raise AnalysisError(f"Correction {at} has no kind; give one of {', '.join(FIELDS)}.")
    expected = FIELDS[kind]
    if set(one) != {"kind", *expected} or any(
        not isinstance(one[name], type_) or isinstance(one[name], bool)
        for name, type_ in expected.items()
    ):
        raise AnalysisError(
            f"Correction {at} ({kind}) needs exactly {', '.join(expected)}, each of its type."
        )
    if kind == "rename" and not 0 < len(one["label"].strip()) <= LABEL:
        raise AnalysisError(f"Correction {at}: give a name of 1 to {LABEL} characters.")
    members = one.get("items", one.get("topics"))
    if members is not None:
        wanted: type = int if kind == "merge" else str
        pair = kind in ("apart", "not_same")
        if (
            not members
            or not all(isinstance(member, wanted) for member in members)
            or (pair and len(set(members)) != 2)
        ):
            what = "two different items" if pair else "at least one, each of its type"
            raise AnalysisError(f"Correction {at} ({kind}): name {what}.")
