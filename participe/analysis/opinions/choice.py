"""Which number of groups, on which scale, or none: decided from the votes alone.

A shape is worth its silhouette times its stability among people: groups must stand apart, and
come back. More groups must be clearly better than fewer. Shapes that only part those who voted
much from the others are left out: that is no opinion. The best is taken that is also stable
among statements, and stands apart more than one crowd would; there may be none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from participe.analysis.arrays import Sparse
from participe.analysis.opinions.grouping import (
    DIMENSIONS,
    SHAPES,
    Grouping,
    Shape,
    group,
    on_scale,
    silhouette,
    silhouette_of_one_crowd,
)
from participe.analysis.opinions.space import Space, deviations, find_space
from participe.analysis.opinions.stability import among_people, among_statements, by_chance

FEWEST_PEOPLE = 20  # who voted enough
FEWEST_STATEMENTS = 6
SMALLEST = 5  # people in a group: fewer are persons, not a group
CLEARLY = 1.1  # times as good, to have more groups
MOST_DILIGENCE = 0.25
STABLE_AMONG_PEOPLE = 0.6
STABLE_AMONG_STATEMENTS = 1 / 3
_CROWDS = 20


class Refusal(StrEnum):
    """Why no groups are shown."""

    FEW_PEOPLE = "few_people"
    FEW_STATEMENTS = "few_statements"
    NO_PATTERN = "no_pattern"
    NO_SHAPE = "no_groups"
    UNSTABLE_PEOPLE = "unstable_people"
    UNSTABLE_STATEMENTS = "unstable_statements"
    ONE_CROWD = "one_crowd"


@dataclass(frozen=True)
class Tried:
    """One shape and how it did.

    diligence: share of the variance of the (logarithm of the) number of votes that lies between
        groups, 0 to 1; at 1, groups only part those who voted much from the others.
    """

    shape: Shape
    smallest: int  # people in the smallest group
    silhouette: float
    stability: float
    diligence: float

    @property
    def worth(self) -> float:
        return max(self.silhouette, 0.0) * max(self.stability, 0.0)


@dataclass(frozen=True)
class Choice:
    """The outcome. `grouping` is None when refused; `space` is there for the map all the same."""

    grouping: Grouping | None
    refusal: Refusal | None
    space: Space | None = None
    tried: tuple[Tried, ...] = ()
    chosen: Tried | None = None  # the best, refused or not
    figures: dict[str, float] = field(default_factory=dict)


def choose(matrix: Sparse, seed: int) -> Choice:
    """Groups of the people of `matrix`, all of whom voted enough."""
    people, statements = matrix.shape
    if people < FEWEST_PEOPLE:
        return Choice(None, Refusal.FEW_PEOPLE)
    if statements < FEWEST_STATEMENTS:
        return Choice(None, Refusal.FEW_STATEMENTS)
    space = find_space(deviations(matrix), DIMENSIONS, seed)
    # One after the other, so that what is refused early costs little.
    figures = {"by_chance": by_chance(matrix, seed)}
    if figures["by_chance"] >= 1:
        return Choice(None, Refusal.NO_PATTERN, space, figures=figures)
    groupings = _groupings(matrix, space, seed)
    tried = _try(matrix, groupings, seed)
    first: Choice | None = None
    for one in _in_order(tried):
        found = groupings[one.shape]
        checked = figures | _figures(matrix, found, one, seed)
        refusal = _refusal(checked)
        if refusal is None:
            return Choice(found, None, space, tried, one, checked)
        first = first or Choice(None, refusal, space, tried, one, checked)
        if one.stability < STABLE_AMONG_PEOPLE:
            break  # what comes now is worth less still
    return first or Choice(None, Refusal.NO_SHAPE, space, tried, figures=figures)


def _figures(matrix: Sparse, found: Grouping, one: Tried, seed: int) -> dict[str, float]:
    crowds = silhouette_of_one_crowd(found.places, one.shape, range(seed, seed + _CROWDS))
    return {
        "stability_people": one.stability,
        "stability_statements": among_statements(matrix, one.shape, seed),
        "silhouette": one.silhouette,
        "silhouette_one_crowd": float(np.mean(crowds) + 3 * np.std(crowds)),
    }


def _groupings(matrix: Sparse, space: Space, seed: int) -> dict[Shape, Grouping]:
    counts = np.diff(matrix.indptr)
    return {
        shape: group(on_scale(space.places, counts, matrix.shape[1], shape), shape, seed)
        for shape in SHAPES
    }


def _try(matrix: Sparse, groupings: dict[Shape, Grouping], seed: int) -> tuple[Tried, ...]:
    stability = among_people(matrix, groupings, seed)
    return tuple(
        Tried(
            shape,
            int(found.sizes.min()),
            silhouette(found.places, found.labels, seed),
            stability[shape],
            _diligence(found.labels, np.diff(matrix.indptr)),
        )
        for shape, found in groupings.items()
    )


def _diligence(labels: np.ndarray, counts: np.ndarray) -> float:
    votes = np.log(counts)
    whole = float(np.var(votes))
    if whole < 1e-12:
        return 0.0
    sizes = np.maximum(np.bincount(labels), 1)
    means = np.bincount(labels, weights=votes) / sizes
    return float(np.clip(np.mean((means[labels] - votes.mean()) ** 2) / whole, 0.0, 1.0))


def _in_order(tried: tuple[Tried, ...]) -> Iterator[Tried]:
    """From the best, leaving out what has too small a group, or groups of diligence."""
    left = [one for one in tried if one.smallest >= SMALLEST and one.diligence <= MOST_DILIGENCE]
    while left:
        best = left[0]
        for one in left[1:]:  # fewer groups first
            needed = CLEARLY if one.shape.groups > best.shape.groups else 1.0
            if one.worth > needed * best.worth:
                best = one
        yield best
        left.remove(best)


def _refusal(figures: dict[str, float]) -> Refusal | None:
    if figures["stability_people"] < STABLE_AMONG_PEOPLE:
        return Refusal.UNSTABLE_PEOPLE
    if figures["stability_statements"] < STABLE_AMONG_STATEMENTS:
        return Refusal.UNSTABLE_STATEMENTS
    if figures["silhouette"] <= figures["silhouette_one_crowd"]:
        return Refusal.ONE_CROWD
    return None
