"""Texts -> counted word stems, one language at a time, with the forms that people wrote."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from participe.analysis.arrays import Sparse
from participe.analysis.words import stem_of

# Control characters, halves of surrogate pairs and invisible marks would split or join words.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]+")
_NOT_WORDS = re.compile(r"https?://\S{1,2000}|www\.\S{1,2000}|\S{1,64}@\S{1,255}|<[^<>\n]{1,200}>")
_TOKEN = re.compile(r"[^\W_]+|[.!?;:,…\n()\[\]{}«»“”\"|/•=+*]")

SAID_NOTHING = -1  # a word without a stem
BREAK = -2  # punctuation: two words on either side make no expression
GAP = 2  # words without a stem that an expression may hold: "place de la gare"


@dataclass(frozen=True, eq=False)
class Words:
    """What the texts of one language are made of.

    codes: all tokens one after the other, shape (n_tokens,), an index into `stems` or one of
        SAID_NOTHING, BREAK.
    starts: where each text begins in `codes`, shape (n_texts + 1,).
    stems: folded stems in alphabetical order.
    surfaces: for each stem, the form most often written (ties: alphabetical order).
    """

    codes: np.ndarray
    starts: np.ndarray
    stems: tuple[str, ...]
    surfaces: tuple[str, ...]

    def counts(self) -> Sparse:
        """How often each stem stands in each text, shape (n_texts, n_stems), float32."""
        said = self.codes >= 0
        before = np.concatenate([[0], np.cumsum(said)])
        matrix: Sparse = sparse.csr_matrix(
            (
                np.ones(int(before[-1]), dtype=np.float32),
                self.codes[said].astype(np.int32),
                before[self.starts],
            ),
            shape=(len(self.starts) - 1, len(self.stems)),
        )
        matrix.sum_duplicates()
        return matrix


def clean(text: str) -> str:
    """The text in Unicode's composed form (NFC), without control and invisible characters."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _CONTROL.sub(" ", text)


def tokens(text: str) -> list[str]:
    """Words as written and punctuation, without addresses, e-mails and mark-up."""
    text = clean(text)
    if "@" in text or "//" in text or "www." in text or "<" in text:
        text = _NOT_WORDS.sub(" . ", text)
    return _TOKEN.findall(text)


def read_words(texts: Iterable[str], language: str) -> Words:
    """Cut texts into stems; each distinct form is looked at once, however often it is written.

    Time is linear in the length of the texts, memory four bytes a token.
    """
    forms: defaultdict[str, int] = defaultdict()
    forms.default_factory = forms.__len__
    pieces: list[np.ndarray] = []
    lengths: list[int] = []
    for text in texts:
        piece = np.fromiter(map(forms.__getitem__, tokens(text)), dtype=np.int32)
        pieces.append(piece)
        lengths.append(len(piece))
    written = np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int32)
    how_often = np.bincount(written, minlength=len(forms))

    best: dict[str, tuple[int, str]] = {}
    stem_by_form: list[str | None] = []
    for form, times in zip(forms, how_often.tolist(), strict=True):
        stem = stem_of(form, language) if form[0].isalnum() else None
        stem_by_form.append(stem)
        if stem is not None and (stem not in best or (-times, form) < best[stem]):
            best[stem] = (-times, form)

    stems = sorted(best)
    place = {stem: code for code, stem in enumerate(stems)}
    code_by_form = np.array(
        [
            place[stem] if stem is not None else (SAID_NOTHING if form[0].isalnum() else BREAK)
            for form, stem in zip(forms, stem_by_form, strict=True)
        ],
        dtype=np.int32,
    )
    return Words(
        codes=code_by_form[written] if len(written) else written,
        starts=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
        stems=tuple(stems),
        surfaces=tuple(best[stem][1] for stem in stems),
    )


# Text index and code of each expression, both shape (n_pairs,).
Pairs = tuple[np.ndarray, np.ndarray]


def pairs(words: Words) -> Pairs:
    """Expressions of two stems, at most GAP small words apart, with no punctuation between.

    Returns (text index, pair code), both shape (n_pairs,), in reading order; a pair code is
    `first * len(words.stems) + second`.
    """
    said = np.flatnonzero(words.codes >= 0)
    text_of = np.searchsorted(words.starts, said, side="right") - 1
    breaks = np.cumsum(words.codes == BREAK)
    left, right = said[:-1], said[1:]
    joined = (
        (text_of[:-1] == text_of[1:])
        & (right - left <= GAP + 1)
        & (breaks[left] == breaks[right])
        & (words.codes[left] != words.codes[right])
    )
    first = words.codes[left[joined]].astype(np.int64)
    return text_of[:-1][joined], first * len(words.stems) + words.codes[right[joined]]


def expression_as_written(
    texts: Sequence[str], first: str, second: str, language: str
) -> str | None:
    """How people most often write an expression of two stems, small words included.

    Looks at the texts given, in order; None when it never stands in them.
    """
    seen: dict[str, int] = {}
    for text in texts:
        cleaned = clean(text)
        found = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(cleaned)]
        for at, (form, start, _) in enumerate(found):
            if not form[0].isalnum() or stem_of(form, language) != first:
                continue
            for other, _, end in found[at + 1 : at + 2 + GAP]:
                if not other[0].isalnum():
                    break
                stem = stem_of(other, language)
                if stem == second:
                    written = " ".join(cleaned[start:end].split())
                    seen[written] = seen.get(written, 0) + 1
                if stem is not None:
                    break
    if not seen:
        return None
    return min(seen, key=lambda written: (-seen[written], written))
