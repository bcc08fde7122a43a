"""Families of nearly equal texts: letters of a campaign, copies, what each person added.

The rule, in words (docs/analysis-families.md has the figures):

* Upper case, accents, punctuation and spaces never make a difference. A text without a letter,
  digit or symbol is in no family.
* Of the words of two texts together, at least half stand in both. A word that says little, such
  as an article, counts a third of another; how often it stands in the text does not count.
* In a text of fewer than 8 words, one other word is another demand: all words but the small ones
  are the same, a slip of one letter aside. Below 3 words, texts are equal or different.
* Two texts that are equal but for an opposite (for and against, more and less, yes and no, not)
  are never nearly equal.
* A text of at least 25 words that stands whole in a longer one makes a family with it.
* Each member is nearly equal to the text in the middle of the family, or holds it whole: a chain
  of small changes does not join what has nothing in common.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from participe.analysis.families.alike import candidates, word_sets
from participe.analysis.families.contained import attach
from participe.analysis.families.groups import apart, gathered
from participe.analysis.families.reading import fingerprints, read
from participe.analysis.families.rule import Rule
from participe.analysis.families.shared import additions, shared_text

__all__ = ["ALONE", "additions", "find_families", "shared_text"]

ALONE = -1


def find_families(
    texts: Sequence[str], seed: int = 0, not_same: Iterable[tuple[int, int]] = ()
) -> np.ndarray:
    """The family of each text, numbered from 0 in the order of first members, or ALONE.

    not_same: pairs of positions that a person has separated; they share no family.
    The same texts make the same families in whatever order they come, `not_same` aside.
    Time and memory are linear in the length of the texts. Shape (n_texts,).
    """
    words = read(texts)
    prints = fingerprints(words)
    distinct, first, which = np.unique(prints, return_index=True, return_inverse=True)
    told = distinct > 0  # a text without a word has the print 0
    reps = first[told]
    place = np.cumsum(told) - 1
    if not len(reps):
        return np.full(len(texts), ALONE)

    sets = word_sets(words, reps)
    rule = Rule(words, sets, np.diff(words.starts)[reps])
    middle = gathered(rule, candidates(words, sets, seed), len(reps))
    middle = attach(rule, reps, middle)

    families = np.where(prints > 0, middle[place[which]], ALONE)
    return _numbered(apart(_several(families), not_same))


def _several(families: np.ndarray) -> np.ndarray:
    """Families of one text are none."""
    sizes = np.bincount(families[families >= 0], minlength=1)
    return np.where((families >= 0) & (sizes[families] > 1), families, ALONE)


def _numbered(families: np.ndarray) -> np.ndarray:
    families = _several(families)
    inside = families >= 0
    found = np.full(len(families), ALONE)
    values, first, which = np.unique(families[inside], return_index=True, return_inverse=True)
    number = np.empty(len(values), dtype=np.int64)
    number[np.argsort(first)] = np.arange(len(values))
    found[inside] = number[which]
    return found
