"""What would become of each row of a file: read once, before anything is written.

Comments may stand above what they comment on, and on things that were imported earlier.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from participe.core.i18n import LazyText, _l
from participe.ideas.imports.rows import Item, Refusal
from participe.ideas.imports.words import folded

EXAMPLES = 5

TWICE = _l("Row %(row)s has the same number already: “%(id)s”.")
NO_PARENT = _l("“%(id)s”, on which it comments, is neither in this file nor in this idea box.")
REFUSED_PARENT = _l("The row on which it comments was refused: “%(id)s”.")
CIRCLE = _l("It comments on itself, by a detour or at once: “%(id)s”.")


@dataclass
class Plan:
    """Rows by what becomes of them. Only numbers and ids are kept, not the words."""

    read: int = 0
    good: dict[str, int] = field(default_factory=dict)  # source id: row
    parents: dict[str, str] = field(default_factory=dict)  # source id of a comment: of its parent
    refused: dict[int, Refusal] = field(default_factory=dict)  # by row
    themes: dict[str, str] = field(default_factory=dict)  # folded name: name as first met
    examples: list[Item] = field(default_factory=list)
    refused_ids: set[str] = field(default_factory=set)

    @property
    def comments(self) -> int:
        return len(self.parents)

    @property
    def refusals(self) -> list[Refusal]:
        return [self.refused[number] for number in sorted(self.refused)]

    def unknown_parents(self) -> set[str]:
        """What comments point to and the file does not hold."""
        return {parent for parent in self.parents.values() if parent not in self.good}

    def _refuse(self, source_id: str, reason: LazyText) -> None:
        number = self.good.pop(source_id)
        self.parents.pop(source_id, None)
        self.refused[number] = Refusal(number, reason)

    def settle(self, known: Iterable[str]) -> None:
        """Refuse the comments that hang on nothing. `known`: what the box holds already."""
        outside = set(known)
        children: dict[str, list[str]] = {}
        for identity, parent in self.parents.items():
            children.setdefault(parent, []).append(identity)
        lost = [
            one
            for one, parent in self.parents.items()
            if parent not in self.good and parent not in outside
        ]
        held = [one for one in self.good if one not in self.parents] + [
            one
            for one, parent in self.parents.items()
            if parent not in self.good and parent in outside
        ]
        reasons = dict.fromkeys(_below(lost, children), REFUSED_PARENT)
        for one in lost:
            if self.parents[one] not in self.refused_ids:
                reasons[one] = NO_PARENT
        for one in self.parents.keys() - _below(held, children) - reasons.keys():
            reasons[one] = CIRCLE
        for one, reason in reasons.items():
            self._refuse(one, LazyText(reason.message, id=self.parents[one][:60]))
        self.examples = [one for one in self.examples if one.source_id in self.good]


def _below(these: Iterable[str], children: dict[str, list[str]]) -> set[str]:
    """These and everything that hangs on them."""
    waiting = list(these)
    found = set(waiting)
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def make(rows: Iterable[Item | Refusal], progress: Callable[[int], None] | None = None) -> Plan:
    """Go through the rows; `settle` ends it, when the box was asked for unknown parents."""
    plan = Plan()
    for row in rows:
        plan.read += 1
        if progress and plan.read % 1000 == 0:
            progress(plan.read)
        if isinstance(row, Refusal):
            plan.refused[row.number] = row
            if row.source_id:
                plan.refused_ids.add(row.source_id)
            continue
        if row.source_id in plan.good:
            twice = LazyText(TWICE.message, row=plan.good[row.source_id], id=row.source_id[:60])
            plan.refused[row.number] = Refusal(row.number, twice)
            continue
        plan.good[row.source_id] = row.number
        if row.parent:
            plan.parents[row.source_id] = row.parent
        elif row.theme:
            plan.themes.setdefault(folded(row.theme), row.theme)
        if len(plan.examples) < EXAMPLES:
            plan.examples.append(row)
    _without_decimals(plan)
    return plan


def _without_decimals(plan: Plan) -> None:
    """Programmes that hold a column of numbers with gaps write 12 as 12.0."""
    for identity, parent in plan.parents.items():
        if parent not in plan.good and parent.endswith(".0") and parent[:-2] in plan.good:
            plan.parents[identity] = parent[:-2]
