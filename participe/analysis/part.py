"""What people said in one language: families, words, vectors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from participe.analysis.backends import Backend
from participe.analysis.corpus import Contribution
from participe.analysis.families import ALONE, find_families
from participe.analysis.number import distinct
from participe.analysis.text import Words, read_words
from participe.analysis.vectors import Space, learn


@dataclass(frozen=True, eq=False)
class Part:
    """The contributions of one language, on their way.

    contributions: all, by id. family: of each, or ALONE, shape (n_contributions,).
    spoken: positions of those that are compared: one for each family, and all that are alone.
    voice: for each contribution, the place in `spoken` of the one that stands for it.
    words, vectors: of those in `spoken`.
    """

    language: str
    contributions: tuple[Contribution, ...]
    family: np.ndarray
    spoken: np.ndarray
    voice: np.ndarray
    words: Words
    space: Space | None
    vectors: np.ndarray

    @property
    def said(self) -> list[Contribution]:
        """The contributions that are compared, in the order of `vectors`."""
        return [self.contributions[at] for at in self.spoken]

    @property
    def groupable(self) -> int:
        """How many topics there can be at most."""
        return max(1, distinct(self.vectors))


def read_part(
    language: str,
    contributions: Sequence[Contribution],
    seed: int,
    not_same: frozenset[tuple[str, str]],
    backend: Backend | None,
    tell: Callable[[str], None],
) -> Part:
    """Families first: a text that a hundred people sent is compared once.

    `tell` hears `families`, `words`, `vectors` as each begins.
    """
    tell("families")
    place = {one.id: at for at, one in enumerate(contributions)}
    pairs = [
        (place[first], place[second])
        for first, second in sorted(not_same)
        if first in place and second in place
    ]
    texts = [one.text for one in contributions]
    family = find_families(texts, seed, pairs)
    spoken, voice = _voices(family, texts)
    tell("words")
    said = [texts[at] for at in spoken]
    words = read_words(said, language)
    tell("vectors")
    space = None
    if backend is None or backend.joins:
        space = learn(words, language, seed)
    vectors = space.vectors(words) if space else np.zeros((len(said), 0), dtype=np.float32)
    if backend is not None:
        vectors = backend.join(vectors, said, language)
    return Part(language, tuple(contributions), family, spoken, voice, words, space, vectors)


def _voices(family: np.ndarray, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The shortest member speaks for its family: what everybody sent, with the least beside it."""
    shortest: dict[int, int] = {}
    for at in np.flatnonzero(family != ALONE).tolist():
        best = shortest.setdefault(int(family[at]), at)
        if (len(texts[at]), at) < (len(texts[best]), best):
            shortest[int(family[at])] = at
    speaks = np.arange(len(family))
    if shortest:
        of = np.array([shortest[one] for one in range(len(shortest))])
        inside = family != ALONE
        speaks[inside] = of[family[inside]]
    spoken, voice = np.unique(speaks, return_inverse=True)
    return spoken, voice.reshape(-1)
