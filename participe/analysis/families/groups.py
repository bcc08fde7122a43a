"""Pairs that are nearly equal -> families around a text in their middle."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from participe.analysis.arrays import Sparse
from participe.analysis.families.rule import ALIKE, AROUND, Rule

ROUNDS = 32  # families sought in one web of pairs before what is left is taken as it stands

Pairs = tuple[np.ndarray, np.ndarray]


def gathered(rule: Rule, pairs: Iterable[Pairs], n_texts: int) -> np.ndarray:
    """The middle of the family of each text, itself where it is alone; shape (n_texts,).

    Texts that are nearly equal form webs, in which the two ends may have nothing in common. So
    in each web the text nearest to what most of it says is taken, with those nearly equal to it;
    then the next among the others. The work is linear in the number of pairs and texts.
    """
    web = np.arange(n_texts)
    kept_left, kept_right = [web[:0]], [web[:0]]
    for left, right in pairs:
        open_ = web[left] != web[right]
        left, right = left[open_], right[open_]
        same = rule.same(left, right)
        kept_left.append(left[same])
        kept_right.append(right[same])
        web = _webs(np.concatenate(kept_left), np.concatenate(kept_right), n_texts)
    middle = np.arange(n_texts)
    links = _links(np.concatenate(kept_left), np.concatenate(kept_right), n_texts)
    order = np.argsort(web, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(web[order])) + 1):
        if len(members) == 2:
            middle[members] = members[0]
        elif len(members) > 2:
            _divide(members, middle, rule, links)
    return middle


def _webs(left: np.ndarray, right: np.ndarray, n_texts: int) -> np.ndarray:
    return connected_components(_links(left, right, n_texts), directed=False)[1]


def _links(left: np.ndarray, right: np.ndarray, n_texts: int) -> Sparse:
    ends = np.concatenate([left, right]), np.concatenate([right, left])
    ones = np.ones(2 * len(left), dtype=np.int32)
    return sparse.csr_matrix((ones, ends), shape=(n_texts, n_texts))


def _divide(members: np.ndarray, middle: np.ndarray, rule: Rule, links: Sparse) -> None:
    left = members
    for _ in range(ROUNDS):
        if len(left) < 2:
            return
        at = _middle(left, rule, links)
        near = rule.same(np.full(len(left), at), left, AROUND)
        near |= left == at
        middle[left[near]] = at
        left = left[~near]
    # What is left is loosely tied: whoever has most links takes those at the other end.
    degree = np.diff(links.indptr)[left]
    free = set(left.tolist())
    for at in left[np.argsort(-degree, kind="stable")].tolist():
        if at in free:
            ends = links.indices[links.indptr[at] : links.indptr[at + 1]]
            taken = [at, *sorted(free.intersection(ends.tolist()) - {at})]
            middle[taken] = at
            free.difference_update(taken)


def _middle(members: np.ndarray, rule: Rule, links: Sparse) -> int:
    """The text nearest to the words that at least half of them hold; else the best linked."""
    has, weights = rule.sets.has[members], rule.read.weights
    words, counts = np.unique(has.indices, return_counts=True)
    common = words[2 * counts >= len(members)]
    marked = np.isin(has.indices, common)
    shared = np.bincount(
        np.repeat(np.arange(len(members)), np.diff(has.indptr)),
        weights=np.where(marked, weights[has.indices], 0),
        minlength=len(members),
    )
    union = rule.sets.total[members] + weights[common].sum() - shared
    likeness = shared / union
    best = int(np.argmax(likeness))
    if likeness[best] < ALIKE:
        degree = np.asarray(links[members][:, members].sum(axis=1)).ravel()
        best = int(np.argmax(degree))
    return int(members[best])


def apart(families: np.ndarray, not_same: Iterable[tuple[int, int]]) -> np.ndarray:
    """Families in which no two texts stand that a person has separated.

    families: number of the family of each text or -1; not_same: pairs of positions.
    In each family that holds such a pair, texts go one after the other into the first part where
    nothing forbids them.
    """
    forbidden: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in not_same:
        if one != other and families[one] >= 0 and families[one] == families[other]:
            forbidden[one].add(other)
            forbidden[other].add(one)
    found = families.copy()
    free = int(found.max(initial=-1)) + 1
    for family in sorted({int(families[at]) for at in forbidden}):
        parts: list[set[int]] = []
        # Those whom nobody separated stay together with the first.
        inside = np.flatnonzero(families == family).tolist()
        for at in sorted(inside, key=lambda at: (at in forbidden, at)):
            open_ = (part for part in parts if not forbidden[at] & part)
            part = next(open_, None)
            if part is None:
                parts.append({at})
            else:
                part.add(at)
        for part in parts[1:]:
            found[sorted(part)] = free
            free += 1
    return found
