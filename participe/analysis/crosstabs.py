"""Topics against groups of people: counts, shares, a test, and which cells stand out.

Counted are people, once in each cell they are in, because one person's texts do not tell twice
what kind of person speaks of a topic. Small cells are not hidden here: whoever shows a table
hides them first (`participe/core/small.py` for the platform).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
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
    keys = [("", at) if key is None else ("key", key) for at, key in enumerate(people)]
    tables = [_table(by, topics, keys, said, seed) for by, said in groups.items()]
    tested = [at for at, table in enumerate(tables) if table.test.how != How.NONE]
    for at, p in zip(tested, holm([tables[at].test.p for at in tested]), strict=True):
        test = replace(tables[at].test, p_holm=p)
        marks = marked(tables[at].people) if test.is_significant else tables[at].marks
        tables[at] = replace(tables[at], test=test, marks=marks)
    return tables


def _table(
    by: str,
    topics: Sequence[int | None],
    keys: Sequence[Hashable],
    said: Sequence[str | None],
    seed: int,
) -> Crosstab:
    items = list(zip(topics, keys, said, strict=True))
    told = [(t, key, group) for t, key, group in items if t is not None and group is not None]
    names = _joined(told)
    told = [(topic, key, names[group]) for topic, key, group in told]
    topic_people = _people((topic, key) for topic, key, _ in told)
    group_people = _people((group, key) for _, key, group in told)
    rows = sorted(topic_people, key=lambda topic: (-topic_people[topic], topic))
    columns = sorted(group_people, key=lambda name: (name == OTHER, -group_people[name], name))
    row, column = ({name: at for at, name in enumerate(names)} for names in (rows, columns))

    counts = np.zeros((len(rows), len(columns)), dtype=np.int64)
    texts = np.zeros_like(counts)
    for topic, _, group in set(told):
        counts[row[topic], column[group]] += 1
    for topic, _, group in told:
        texts[row[topic], column[group]] += 1
    test = outcome_of(counts, seed)
    effect = cramers_v(counts)
    return Crosstab(
        by=by,
        topics=tuple(rows),
        groups=tuple(columns),
        people=counts,
        texts=texts,
        topic_people=np.array([topic_people[topic] for topic in rows], dtype=np.int64),
        group_people=np.array([group_people[name] for name in columns], dtype=np.int64),
        untold=sum(topic is None for topic in topics),
        unknown=sum(topic is not None and group is None for topic, _, group in items),
        test=test,
        effect=effect,
        strength=in_a_word(effect, *counts.shape),
        marks=np.zeros_like(counts),
    )


def _joined(told: Sequence[tuple[int, Hashable, str]]) -> dict[str, str]:
    """The name of the column of each group; small ones share OTHER, which is itself not small."""
    sizes = _people((group, key) for _, key, group in told)
    order = sorted(sizes, key=lambda group: (sizes[group], group))
    large = [group for group in order if sizes[group] >= LEAST_PEOPLE and group != OTHER]
    kept = set(large[-(MOST_GROUPS - 1) :] if len(large) > MOST_GROUPS else large)
    rest = [group for group in order if group not in kept]
    while rest and kept and len({key for _, key, one in told if one not in kept}) < LEAST_PEOPLE:
        smallest = next(group for group in order if group in kept)
        kept.remove(smallest)
        rest.append(smallest)
    return {group: group if group in kept else OTHER for group in sizes}


def _people(pairs: Iterable[tuple[Any, Hashable]]) -> dict[Any, int]:
    """How many different people each name has."""
    found: dict[Any, int] = {}
    for name, _ in set(pairs):
        found[name] = found.get(name, 0) + 1
    return found


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
