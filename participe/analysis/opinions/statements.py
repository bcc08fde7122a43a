"""What groups say: statements typical of each, shared by all, and on which they part.

All tests are exact and one-sided, and corrected for their number (Benjamini-Hochberg, 5 %).
They say which figures are more than a handful of votes; the groups were made from the same
votes, so they do not prove that there are groups: `choice.py` asks that.

* typical: the group agrees (or disagrees) more than everybody else does, by Fisher's exact test
  over all statements, groups and sides, and more than half of those who saw it do.
* consensus: in every group, more agree than disagree; the same for disagreement. The weakest
  group decides, by the binomial test of agree against disagree.
* divisive: one group agrees and another disagrees, each by the same binomial test.
* group-informed consensus (Small et al. 2021): the product over the groups of the share that
  agrees, each share as if one more had agreed and one more had not. A small group counts as much
  as a large one.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, hypergeom

from participe.analysis.arrays import Sparse

LEVEL = 0.05
SIDES = ("agree", "disagree")


@dataclass(frozen=True)
class Counts:
    """Votes on each statement by each group; all of shape (n_groups, n_statements)."""

    agree: np.ndarray
    disagree: np.ndarray
    passed: np.ndarray

    @property
    def seen(self) -> np.ndarray:
        return self.agree + self.disagree + self.passed

    def side(self, side: str) -> np.ndarray:
        return self.agree if side == "agree" else self.disagree


@dataclass(frozen=True)
class Typical:
    """A statement that tells a group from the others, and the side it is on."""

    group: int
    statement: int
    side: str
    share: float  # of those in the group who saw it
    others: float  # of those outside who saw it
    p: float  # corrected


@dataclass(frozen=True)
class Shared:
    """A statement with a corrected probability; `side` is that of consensus, "" if divisive."""

    statement: int
    side: str
    p: float


def count(matrix: Sparse, labels: np.ndarray, groups: int) -> Counts:
    """Votes by group; everybody as one group when `groups` is 1."""
    statements = matrix.shape[1]
    group = np.repeat(labels, np.diff(matrix.indptr))
    cell = group.astype(np.int64) * statements + matrix.indices
    shape = (groups, statements)

    def of(value: int) -> np.ndarray:
        here = cell[matrix.data == value]
        return np.bincount(here, minlength=groups * statements).reshape(shape)

    return Counts(of(1), of(-1), of(0))


def corrected(p: np.ndarray) -> np.ndarray:
    """Benjamini-Hochberg: what each probability is worth among so many."""
    flat = p.ravel()
    order = np.argsort(flat, kind="stable")
    among = flat[order] * len(flat) / np.arange(1, len(flat) + 1)
    worth = np.empty_like(flat)
    worth[order] = np.minimum(np.minimum.accumulate(among[::-1])[::-1], 1.0)
    return worth.reshape(p.shape)


def typical(counts: Counts) -> list[Typical]:
    """For each group, from the most telling: how far it is from the others, then how sure."""
    seen = counts.seen
    all_seen = seen.sum(axis=0)
    p = np.stack([_more_than_others(counts.side(side), seen) for side in SIDES])
    worth = corrected(p)
    found = []
    for at, side in enumerate(SIDES):
        said = counts.side(side)
        share = said / np.maximum(seen, 1)
        rest = all_seen - seen
        others = (said.sum(axis=0) - said) / np.maximum(rest, 1)
        for group, statement in np.argwhere((worth[at] < LEVEL) & (share > 0.5)):
            cell = (group, statement)
            found.append(
                Typical(
                    int(group), int(statement), side,
                    float(share[cell]), float(others[cell]), float(worth[at][cell]),
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.group, one.others - one.share, one.p, one.statement))


def _more_than_others(said: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Fisher's exact test, one-sided: so many in the group or more, if it were like the others."""
    everybody, on_the_side = seen.sum(axis=0), said.sum(axis=0)
    return _certain(hypergeom.sf(said - 1, everybody[None], on_the_side[None], seen))


def _more_than(side: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Binomial test, one-sided: so many on one side or more, if both were as likely."""
    return _certain(binom.sf(side - 1, side + other, 0.5))


def _certain(p: np.ndarray) -> np.ndarray:
    """Where nobody voted there is nothing to test, and nothing is found."""
    return np.nan_to_num(p, nan=1.0)


def consensus(counts: Counts) -> list[Shared]:
    """Statements on which every group is on the same side, the most shared first."""
    found = []
    for side, other in (SIDES, SIDES[::-1]):
        mine, theirs = counts.side(side), counts.side(other)
        worth = corrected(_more_than(mine, theirs).max(axis=0))
        score = informed(mine, counts.seen)
        for statement in np.flatnonzero(worth < LEVEL):
            found.append((-score[statement], Shared(int(statement), side, float(worth[statement]))))
    return [one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].statement))]


def divisive(counts: Counts) -> list[Shared]:
    """Statements that one group agrees with and another does not, the widest apart first."""
    groups = len(counts.agree)
    if groups < 2:
        return []
    p = [_more_than(counts.side(a), counts.side(b)).min(axis=0) for a, b in (SIDES, SIDES[::-1])]
    # The least of several counts as so many tests.
    worth = corrected(np.minimum(np.max(p, axis=0) * groups, 1.0))
    apart = spread(counts)
    found = [Shared(int(at), "", float(worth[at])) for at in np.flatnonzero(worth < LEVEL)]
    return sorted(found, key=lambda one: (-apart[one.statement], one.statement))


def spread(counts: Counts) -> np.ndarray:
    """From the group that agrees least to the one that agrees most; 0 to 1 for each statement."""
    share = (counts.agree + 1) / (counts.seen + 2)
    return share.max(axis=0) - share.min(axis=0)


def informed(said: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Group-informed consensus of one side; shape (n_statements,)."""
    return np.prod((said + 1) / (seen + 2), axis=0)
