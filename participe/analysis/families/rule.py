"""Which two texts are nearly equal: the whole rule, and nothing that depends on other texts."""

import numpy as np
from scipy.sparse import csr_matrix

from participe.analysis.arrays import Sparse
from participe.analysis.families.alike import PAIRS, Sets
from participe.analysis.families.reading import FULL, Read

ALIKE = 0.5  # likeness from which two texts are nearly equal
AROUND = 0.4  # likeness with the middle of a family, for those tied to it through others
ANSWER = 3  # words: below, only an equal text is the same answer
SHORT = 8  # words: below, one word more or less is another demand
FEW = 4  # weight of the words in one text only, up to which an opposite word decides
LEAST_LETTERS = 5  # of a word in which a wrong letter is taken for a slip

# Texts that say almost the same and hold opposite words say the opposite.
_OPPOSITES = (
    ("pour fur voor for", "contre gegen tegen against"),
    ("oui ja yes", "non nein nee neen no"),
    ("plus mehr meer more", "moins weniger minder less"),
    ("avec mit met with", "sans ohne zonder without"),
    ("", "pas jamais nicht nie kein keine keinen niet nooit geen not never"),
)


class Rule:
    """Says of pairs of texts whether they are one text written twice."""

    def __init__(self, read: Read, sets: Sets, n_words: np.ndarray) -> None:
        self.read, self.sets, self.n_words = read, sets, n_words
        self.signs = _signs(read, sets)
        # Of short texts, the words of full weight: one for each, and its number counted from 1.
        short = np.flatnonzero(n_words < SHORT)
        self.row = np.full(len(n_words), -1)
        self.row[short] = np.arange(len(short))
        has = sets.has[short]
        full = (read.weights[has.indices] == FULL).astype(np.int32)
        self.words: Sparse = csr_matrix((full, has.indices, has.indptr), shape=has.shape)
        numbers = full * (has.indices.astype(np.int64) + 1)
        self.ids: Sparse = csr_matrix((numbers, has.indices, has.indptr), shape=has.shape)

    def same(self, left: np.ndarray, right: np.ndarray, least: float = ALIKE) -> np.ndarray:
        """For each pair of texts true or false, shape (n_pairs,).

        From SHORT words on: a likeness of `least`. Below: also the same words of full weight, but
        for a slip of one letter. Below ANSWER: never, equal texts are one before. Never when the
        two say the opposite.
        """
        both = self.sets.both(left, right)
        apart = self.sets.total[left] + self.sets.total[right] - 2 * both
        same = both >= least * (both + apart)
        same &= np.minimum(self.n_words[left], self.n_words[right]) >= ANSWER
        short = np.maximum(self.n_words[left], self.n_words[right]) < SHORT
        same &= ~(self._opposite(left, right) & ((apart <= FEW) | short))
        asked = np.flatnonzero(same & short & (apart >= FULL))
        same[asked] = self._spelt_alike(left[asked], right[asked])
        return same

    def _opposite(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        found = np.zeros(len(left), dtype=bool)
        for yes, no in self.signs:
            one, other = no[left] & ~yes[left], no[right] & ~yes[right]
            if yes.any():
                found |= (one & yes[right] & ~no[right]) | (other & yes[left] & ~no[left])
            else:
                found |= one != other
        return found

    def _spelt_alike(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Whether the words of full weight are the same, a slip in one of them aside."""
        left, right = self.row[left], self.row[right]
        shared = self._shared(self.words, left, right)
        shared_ids = self._shared(self.ids, left, right)
        only = [self._sum(self.words, at) - shared for at in (left, right)]
        same = (only[0] == only[1]) & (only[0] <= 1)
        # Where one word is left on either side, it is what remains of the sum of their numbers.
        one = np.flatnonzero(same & (only[0] == 1))
        rest = [self._sum(self.ids, at[one]) - shared_ids[one] - 1 for at in (left, right)]
        pairs, which = np.unique(np.stack(rest), axis=1, return_inverse=True)
        words = self.read.words
        slips = [slip(words[a], words[b]) for a, b in pairs.T.tolist()]
        same[one] = np.array(slips, dtype=bool)[which.ravel()]
        return same

    def _shared(self, values: Sparse, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Sum over the words that stand in both texts of each pair."""
        found = np.empty(len(left), dtype=np.int64)
        for begin in range(0, len(left), PAIRS):
            part = slice(begin, begin + PAIRS)
            both = values[left[part]].multiply(self.words[right[part]])
            found[part] = np.asarray(both.sum(axis=1)).ravel()
        return found

    def _sum(self, values: Sparse, texts: np.ndarray) -> np.ndarray:
        return np.asarray(values[texts].sum(axis=1)).ravel()


def slip(one: str, other: str) -> bool:
    """Whether two long words differ by one letter, not the first, and by no digit."""
    if len(one) > len(other):
        one, other = other, one
    if len(one) < LEAST_LETTERS or len(other) - len(one) > 1 or one[0] != other[0]:
        return False
    at = next((at for at, letter in enumerate(one) if letter != other[at]), len(one))
    rest = one[at:] if len(other) > len(one) else one[at + 1 :]
    return rest == other[at + 1 :] and not any(map(str.isdigit, one[at : at + 1] + other[at]))


def _signs(read: Read, sets: Sets) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each line of _OPPOSITES, which texts hold a word of either side, shape (n_texts,)."""
    place = {word: at for at, word in enumerate(read.words)}

    def hold(words: str) -> np.ndarray:
        ids = [place[word] for word in words.split() if word in place]
        marked = np.zeros(len(read.words) or 1, dtype=np.int32)
        marked[ids] = 1
        return np.asarray(sets.has @ marked[: sets.has.shape[1]]) > 0

    return [(hold(yes), hold(no)) for yes, no in _OPPOSITES]
