"""What is found, as JSON that stays the same; `docs/analysis-opinions.md` tells each field."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from participe.analysis.errors import AnalysisError


@dataclass(frozen=True)
class Person:
    """Where one person stands. Without a group, `reason` is `too_few_votes` or `refused`."""

    id: str
    group: int | None
    reason: str | None
    votes: int
    x: float | None  # on the map; null for who voted too little
    y: float | None


@dataclass(frozen=True)
class Tells:
    """A statement typical of a group."""

    statement: str
    side: str  # `agree` or `disagree`
    share: float
    others: float
    p: float


@dataclass(frozen=True)
class Group:
    """People who vote alike; the largest is 0."""

    id: int
    people: int
    votes: int
    x: float
    y: float
    typical: tuple[Tells, ...]


@dataclass(frozen=True)
class Said:
    """Votes of one group on one statement."""

    group: int
    seen: int
    agree: int
    disagree: int
    passed: int


@dataclass(frozen=True)
class Statement:
    """Votes of everybody on one statement, and what it is to the groups.

    kind: `consensus`, `divisive` or null; side: of the consensus; p: of the kind, corrected.
    informed_agree, informed_disagree: group-informed consensus.
    spread: agreement of the group that agrees most less that of the one that agrees least.
    """

    id: str
    seen: int
    agree: int
    disagree: int
    passed: int
    kind: str | None
    side: str | None
    p: float | None
    informed_agree: float
    informed_disagree: float
    spread: float | None
    groups: tuple[Said, ...]


@dataclass(frozen=True)
class Tried:
    """A number of groups that was tried.

    diligence: how far groups only part those who voted much from the others, 0 to 1.
    """

    groups: int
    scale: str
    smallest: int
    silhouette: float
    stability: float
    diligence: float


@dataclass(frozen=True)
class Opinions:
    """The whole result; the fields are those of the JSON.

    Raises AnalysisError unless every person received is either grouped or counted with a reason.
    """

    received: int
    grouped: int
    not_grouped: dict[str, int]
    votes: int
    replaced: int
    refused: str | None
    refusal: str | None
    groups: tuple[Group, ...]
    consensus: tuple[str, ...]
    divisive: tuple[str, ...]
    statements: tuple[Statement, ...]
    people: tuple[Person, ...]
    figures: dict[str, float]
    tried: tuple[Tried, ...]
    method: dict[str, Any]

    def __post_init__(self) -> None:
        inside = sum(group.people for group in self.groups)
        outside = sum(self.not_grouped.values())
        if (
            not self.received == len(self.people) == self.grouped + outside
            or inside != self.grouped
        ):
            raise AnalysisError(
                f"The result is not complete: {self.received} people received, {self.grouped} "
                f"grouped, {outside} not. Do not use it."
            )

    def to_json(self) -> str:
        """Equal results give equal bytes in UTF-8; one line a person and a statement."""
        fields = asdict(self)
        lines = []
        for name, value in fields.items():
            if name in ("people", "statements"):
                each = ",\n".join(f"  {_json(one)}" for one in value)
                lines.append(f" {_json(name)}: [\n{each}\n ]" if each else f" {_json(name)}: []")
            else:
                lines.append(f" {_json(name)}: {_json(value)}")
        return "{\n" + ",\n".join(lines) + "\n}\n"

    def to_dict(self) -> dict[str, Any]:
        return json.loads(self.to_json())


def _json(value: object) -> str:
    said = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return said.encode("utf-8", "replace").decode("utf-8")
