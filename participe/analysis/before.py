"""The report before this one, once corrected: where each contribution was, and which topics exist."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from participe.analysis.corrections import Corrections
from participe.analysis.errors import AnalysisError


@dataclass
class Before:
    """What a run goes on from.

    topic, part: the topic and the finer topic of each contribution that had one.
    parent: of each topic that exists, None on the upper level. names: those that people gave.
    merged: where the ids went that do not exist any more. next_id: the first that was never used.
    splits: still to be done, where texts can be compared.
    pins: the topic of each contribution that a person placed, None for nowhere.
    """

    topic: dict[str, int] = field(default_factory=dict)
    part: dict[str, int] = field(default_factory=dict)
    parent: dict[int, int | None] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    next_id: int = 1
    splits: list[Mapping[str, Any]] = field(default_factory=list)
    pins: dict[str, int | None] = field(default_factory=dict)


def load_report(path: str | Path) -> dict[str, Any]:
    """A report written before, as `Report.to_dict` gives it. Raises AnalysisError."""
    try:
        report = json.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise AnalysisError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise AnalysisError(f"{path} is not JSON: {error}.") from error
    if not isinstance(report, dict) or not {"items", "topics", "next_id"} <= set(report):
        raise AnalysisError(f"{path} is not the report of an analysis of this version.")
    return report


def read_before(report: Mapping[str, Any] | None, corrections: Corrections) -> Before:
    """The topics of a report with all corrections but pins and pairs, in their order.

    Raises AnalysisError for a correction of a topic that does not exist.
    """
    before = Before()
    if report is not None:
        before.next_id = int(report["next_id"])
        before.merged = {int(old): into for old, into in report["merged"].items()}
        before.parent = {topic["id"]: topic["parent"] for topic in report["topics"]}
        before.names = {one["id"]: one["name"] for one in report["topics"] if one["name"]}
        for item in report["items"]:
            if item["topic"] is not None:
                before.topic[item["id"]] = item["topic"]
            if item["subtopic"] is not None:
                before.part[item["id"]] = item["subtopic"]
    for one in corrections.of("rename", "merge", "split", "move"):
        _APPLY[one["kind"]](before, one)
    for item, topic in corrections.pins.items():
        there = None if topic is None else before.merged.get(topic, topic)
        before.pins[item] = None if there is None else _exists(before, there)
    return before


def _exists(before: Before, topic: int) -> int:
    if topic not in before.parent:
        raise AnalysisError(
            f"A correction names topic {topic}, which does not exist. Give the report that has it "
            "with --previous."
        )
    return topic


def _rename(before: Before, one: Mapping[str, Any]) -> None:
    before.names[_exists(before, one["topic"])] = one["label"].strip()


def _merge(before: Before, one: Mapping[str, Any]) -> None:
    into = _exists(before, one["into"])
    for topic in one["topics"]:
        if topic == into:
            continue
        if (before.parent[_exists(before, topic)] is None) != (before.parent[into] is None):
            raise AnalysisError(
                f"Topics {topic} and {into} are on different levels. Move one of them first."
            )
        _relabel(before.topic, topic, into)
        _relabel(before.part, topic, into)
        for part, parent in before.parent.items():
            if parent == topic:
                before.parent[part] = into
        if (parent := before.parent[into]) is not None:
            for item, part in before.part.items():
                if part == into:
                    before.topic[item] = parent
        _forget(before, topic, into)


def _split(before: Before, one: Mapping[str, Any]) -> None:
    topic, into = _exists(before, one["topic"]), one["into"]
    if into in before.parent:
        raise AnalysisError(f"A split gives topic {into}, which exists. Give a new number.")
    before.parent[into] = before.parent[topic]
    before.next_id = max(before.next_id, into + 1)
    before.splits.append(one)
    level = before.topic if before.parent[topic] is None else before.part
    for item in one["items"]:
        level[item] = into
        if before.parent[topic] is None:
            before.part.pop(item, None)


def _move(before: Before, one: Mapping[str, Any]) -> None:
    topic, under = _exists(before, one["topic"]), one["under"]
    if under is not None and (before.parent[_exists(before, under)] is not None or under == topic):
        raise AnalysisError(f"Topic {under} is not on the upper level. Move {topic} elsewhere.")
    if before.parent[topic] is None and under is not None:
        # Two levels, no more: its parts go with it.
        for part in [part for part, parent in before.parent.items() if parent == topic]:
            _forget(before, part, topic)
        for item in [item for item, upper in before.topic.items() if upper == topic]:
            before.topic[item], before.part[item] = under, topic
    else:
        for item in [item for item, part in before.part.items() if part == topic]:
            before.topic[item] = topic if under is None else under
            if under is None:
                del before.part[item]
    before.parent[topic] = under


def _relabel(level: dict[str, int], topic: int, into: int) -> None:
    for item, where in level.items():
        if where == topic:
            level[item] = into


def _forget(before: Before, topic: int, into: int) -> None:
    del before.parent[topic]
    before.names.pop(topic, None)
    before.merged = {old: into if now == topic else now for old, now in before.merged.items()}
    before.merged[topic] = into


_APPLY = {"rename": _rename, "merge": _merge, "split": _split, "move": _move}
