"""Topics against groups of people: counts, shares, a test, and which cells stand out.

Counted are people, once in each cell they are in, because one person's texts do not tell twice
what kind of person speaks of a topic. Small cells are not hidden here: whoever shows a table
hides them first (`participe/core/small.py` for the platform).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from scipy import stats

LEAST_PEOPLE = 10  # groups of fewer are put together
MOST_GROUPS = 12  # columns; the smallest beyond are put together as well
OTHER = "other"
LEVEL = 0.05  # error allowed over all tables together
RESAMPLED = 9_999
FEW, MOST_FEW = 5, 0.2  # expected counts: at most a fifth of the cells may be below 5, none below 1


class How(StrEnum):
    """Which test was made."""

    CHI_SQUARE = "chi_square"
    FISHER = "fisher"  # exact, two rows and two columns
    PERMUTATION = "permutation"  # chi-square among tables drawn with the same totals
    NONE = "none"  # fewer than two rows or columns


class Strength(StrEnum):
    """The effect in a word; the bounds are Cohen's for w = V * sqrt(min(rows, columns) - 1)."""

    NONE = "none"  # w below 0.1
    WEAK = "weak"  # 0.1 to 0.3
    MEDIUM = "medium"  # 0.3 to 0.5
    STRONG = "strong"  # 0.5 and more


@dataclass(frozen=True)
class Outcome:
    """p: of the table alone; p_holm: raised for the number of tables, both 0 to 1."""

    how: How
    chi_square: float
    freedom: int  # degrees
    p: float
    p_holm: float

    @property
    def is_significant(self) -> bool:
        return self.how != How.NONE and self.p_holm < LEVEL


@dataclass(frozen=True, eq=False)
class Crosstab:
    """One table.

    topics, groups: names of rows and columns, largest first, OTHER last.
    people, texts: counts, shape (n_topics, n_groups).
    topic_people, group_people: different people of each row and column; one person may speak of
        several topics, so that these need not be the sums.
    untold, unknown: contributions left out: without a topic; with one, but without a group.
    effect: Cramér's V without bias, 0 to 1. strength: the same in a word.
    marks: 1 where more people are than by chance, -1 where fewer, else 0; all 0 unless the table
        differs from chance at all.
    """

    by: str
    topics: tuple[int, ...]
    groups: tuple[str, ...]
    people: np.ndarray
    texts: np.ndarray
    topic_people: np.ndarray
    group_people: np.ndarray
    untold: int
    unknown: int
    test: Outcome
    effect: float
    strength: Strength
    marks: np.ndarray

    @property
    def shares(self) -> np.ndarray:
        """Of the people of each group, how many speak of each topic, 0 to 1; shape of `people`."""
        return self.people / np.maximum(self.group_people, 1)


def crosstabs(
    topics: Sequence[int | None],
    people: Sequence[Hashable | None],
    groups: Mapping[str, Sequence[str | None]],
    seed: int = 0,
) -> list[Crosstab]:
    """A table for each kind of group, in the order given; p values hold over all of them (Holm).

    topics: topic of each contribution; people: a key that is equal for the same person, None for
        one of whom nothing is known, who counts as a person of its own.
    groups: for each kind, such as `channel`, the group of each contribution or None.
    Source: Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.
    """
    topic, numbers = _coded(topics)
    person, known = _coded(people)
    nameless = np.flatnonzero(person < 0)
    person[nameless] = len(known) + np.arange(len(nameless))
    tables = [_table(by, topic, numbers, person, said, seed) for by, said in groups.items()]
    tested = [at for at, table in enumerate(tables) if table.test.how != How.NONE]
    for at, p in zip(tested, holm([tables[at].test.p for at in tested]), strict=True):
        test = replace(tables[at].test, p_holm=p)
        marks = marked(tables[at].people) if test.is_significant else tables[at].marks
        tables[at] = replace(tables[at], test=test, marks=marks)
    return tables


def _coded(values: Sequence[Any]) -> tuple[np.ndarray, list[Any]]:
    """An index into the different values for each one, -1 for None; and those values."""
    place: dict[Any, int] = {}
    codes = (-1 if one is None else place.setdefault(one, len(place)) for one in values)
    return np.fromiter(codes, dtype=np.int64, count=len(values)), list(place)


def _table(
    by: str,
    topic: np.ndarray,
    numbers: list[int],
    person: np.ndarray,
    said: Sequence[str | None],
    seed: int,
) -> Crosstab:
    group, names = _coded(said)
    untold, unknown = int(np.sum(topic < 0)), int(np.sum((topic >= 0) & (group < 0)))
    told = (topic >= 0) & (group >= 0)
    topic, person, group = topic[told], person[told], group[told]
    group, names = _joined(group, names, person)

    topic_people = _people(topic, person, len(numbers))
    group_people = _people(group, person, len(names))
    rows = [at for at in range(len(numbers)) if topic_people[at]]
    rows.sort(key=lambda at: (-topic_people[at], numbers[at]))
    columns = [at for at in range(len(names)) if group_people[at]]
    columns.sort(key=lambda at: (names[at] == OTHER, -group_people[at], names[at]))

    shape = len(numbers), len(names)
    cell = topic * shape[1] + group
    both = np.ix_(rows, columns)
    counts = _people(cell, person, shape[0] * shape[1]).reshape(shape)[both]
    texts = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)[both]
    effect = cramers_v(counts)
    return Crosstab(
        by=by,
        topics=tuple(numbers[at] for at in rows),
        groups=tuple(names[at] for at in columns),
        people=counts,
        texts=texts,
        topic_people=topic_people[rows],
        group_people=group_people[columns],
        untold=untold,
        unknown=unknown,
        test=outcome_of(counts, seed),
        effect=effect,
        strength=in_a_word(effect, *counts.shape),
        marks=np.zeros_like(counts),
    )


def _joined(
    group: np.ndarray, names: list[str], person: np.ndarray
) -> tuple[np.ndarray, list[str]]:
    """Small groups share OTHER, which is itself not small."""
    sizes = _people(group, person, len(names))
    order = sorted(range(len(names)), key=lambda at: (sizes[at], names[at]))
    large = [at for at in order if sizes[at] >= LEAST_PEOPLE and names[at] != OTHER]
    kept = large[-(MOST_GROUPS - 1) :] if len(large) > MOST_GROUPS else large
    rest = np.isin(group, kept, invert=True)
    while rest.any() and kept and len(np.unique(person[rest])) < LEAST_PEOPLE:
        rest |= group == kept.pop(0)
    found = np.where(rest, len(names), group)
    return found, [*(name if at in kept else "" for at, name in enumerate(names)), OTHER]


def _people(names: np.ndarray, person: np.ndarray, number: int) -> np.ndarray:
    """How many different people each name has, shape (number,)."""
    if not len(names):
        return np.zeros(number, dtype=np.int64)
    pairs = np.unique(names * (int(person.max()) + 1) + person)
    return np.bincount(pairs // (int(person.max()) + 1), minlength=number)


def outcome_of(counts: np.ndarray, seed: int) -> Outcome:
    """Whether rows and columns have to do with each other; p_holm is p.

    Pearson's chi-square where expected counts allow it, without Yates' correction; else Fisher's
    exact test for two rows and two columns; else the share of RESAMPLED tables, drawn with the
    seed and the same totals, whose chi-square is at least as large, the table itself included.
    Source: Cochran, Biometrics 10 (1954), 417-451; Patefield, Applied Statistics 30 (1981), 91-97.
    """
    if min(counts.shape) < 2 or counts.sum() == 0:
        return Outcome(How.NONE, 0.0, 0, 1.0, 1.0)
    expected = _expected(counts)
    chi_square = float(((counts - expected) ** 2 / expected).sum())
    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    if expected.min() >= 1 and np.mean(expected < FEW) <= MOST_FEW:
        how, p = How.CHI_SQUARE, float(stats.chi2.sf(chi_square, freedom))
    elif counts.shape == (2, 2):
        exact: Any = stats.fisher_exact(counts)
        how, p = How.FISHER, float(exact.pvalue)
    else:
        drawn = stats.random_table(
            counts.sum(axis=1), counts.sum(axis=0), seed=np.random.default_rng(seed)
        ).rvs(size=RESAMPLED)
        found = ((drawn - expected) ** 2 / expected).sum(axis=(1, 2))
        # Sums of the same numbers in another order differ in their last digits.
        as_large = int(np.sum(found >= chi_square * (1 - 1e-9)))
        how, p = How.PERMUTATION, (1 + as_large) / (1 + RESAMPLED)
    return Outcome(how, chi_square, freedom, p, p)


def holm(values: Sequence[float]) -> list[float]:
    """p values raised so that the error over all of them together stays as said (Holm 1979)."""
    order = sorted(range(len(values)), key=lambda at: values[at])
    found, least = [1.0] * len(values), 0.0
    for place, at in enumerate(order):
        least = max(least, min(1.0, values[at] * (len(values) - place)))
        found[at] = least
    return found


def cramers_v(counts: np.ndarray) -> float:
    """Cramér's V, 0 to 1, without the bias that makes it large in small tables.

    Source: Bergsma, Journal of the Korean Statistical Society 42 (2013), 323-328.
    """
    number = counts.sum()
    if min(counts.shape) < 2 or number < 2:
        return 0.0
    expected = _expected(counts)
    rows, columns = counts.shape
    phi = ((counts - expected) ** 2 / expected).sum() / number
    phi = max(0.0, phi - (rows - 1) * (columns - 1) / (number - 1))
    rows, columns = (size - (size - 1) ** 2 / (number - 1) for size in (rows, columns))
    most = min(rows, columns) - 1
    return float(min(1.0, np.sqrt(phi / most))) if most > 0 else 0.0


def in_a_word(effect: float, rows: int, columns: int) -> Strength:
    """How strong the tie is. Source: Cohen, Statistical Power Analysis (1988), chapter 7."""
    w = effect * np.sqrt(max(0, min(rows, columns) - 1))
    if w < 0.1:
        return Strength.NONE
    if w < 0.3:
        return Strength.WEAK
    return Strength.MEDIUM if w < 0.5 else Strength.STRONG


def residuals(counts: np.ndarray) -> np.ndarray:
    """How many standard errors each cell is from chance, shape of `counts`.

    Source: Haberman, Biometrics 29 (1973), 205-220 (adjusted residuals).
    """
    number = counts.sum()
    expected = _expected(counts)
    rows, columns = counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True)
    error = np.sqrt(expected * (1 - rows / number) * (1 - columns / number))
    return np.divide(counts - expected, error, out=np.zeros(counts.shape), where=error > 0)


def marked(counts: np.ndarray) -> np.ndarray:
    """1 for cells with more people than by chance, -1 with fewer, else 0; Holm over the cells."""
    far = residuals(counts)
    p = holm((2 * stats.norm.sf(np.abs(far))).ravel().tolist())
    return (np.sign(far) * (np.reshape(p, far.shape) < LEVEL)).astype(np.int64)


def _expected(counts: np.ndarray) -> np.ndarray:
    return np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
