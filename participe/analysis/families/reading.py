"""Texts -> words as families compare them: numbers in arrays, told apart by stable hashes."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from participe.analysis.text import clean
from participe.analysis.words import fold, stop_words

# A sign belongs to its number: "+1" and "-1" are not the same answer. Other symbols (an emoji,
# a percent sign) are words; full stops, commas, quotes and the like are not.
_TOKEN = re.compile(r"[+-]\d+|[^\W_]+|[^\w\s.,;:!?…'’`´\"«»“”„()\[\]{}/\\|–—•·*_-]")
# Thai, Lao, Burmese, Khmer, kana and Chinese characters: written without spaces.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)

SMALL, FULL = 1, 3  # weights of a word that says little, and of one that says something
BLOCK = 10_000  # texts
_LANGUAGES = ("de", "en", "fr", "nl")
_STEP = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Read:
    """What all the texts are made of.

    ids: words one after the other in the order of the texts, shape (n_tokens,), an index into
        the three that follow.
    hashes: 64 bits that are the same for the same folded word, wherever and whenever it is read.
    words: folded. weights: SMALL or FULL.
    starts: where each text begins in `ids`, shape (n_texts + 1,).
    """

    ids: np.ndarray
    hashes: np.ndarray
    words: tuple[str, ...]
    weights: np.ndarray
    starts: np.ndarray


def tokens(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand, as (start, end); for texts with spaces between words."""
    return [match.span() for match in _TOKEN.finditer(text)]


def read(texts: Sequence[str]) -> Read:
    """Cut texts into words; each distinct form is folded and hashed once.

    Time is linear in the length of the texts, memory four bytes a word.
    """
    forms: defaultdict[str, int] = defaultdict()
    forms.default_factory = forms.__len__
    pieces: list[np.ndarray] = []
    lengths = np.zeros(len(texts), dtype=np.int64)
    for begin in range(0, len(texts), BLOCK):
        block: list[int] = []
        for at, text in enumerate(texts[begin : begin + BLOCK], start=begin):
            before = len(block)
            block.extend(map(forms.__getitem__, _words(text)))
            lengths[at] = len(block) - before
        pieces.append(np.array(block, dtype=np.int32))
    written = np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int32)

    small = frozenset().union(*map(stop_words, _LANGUAGES))
    words: dict[str, int] = {}
    of_form = np.array([words.setdefault(fold(form), len(words)) for form in forms], np.int32)
    digests = b"".join(_digest(word) for word in words)
    return Read(
        ids=of_form[written] if len(written) else written,
        hashes=np.frombuffer(digests, dtype="<u8").astype(np.uint64),
        words=tuple(words),
        weights=np.array(
            [SMALL if word in small or not word.isalnum() else FULL for word in words], np.int32
        ),
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
    )


def _words(text: str) -> list[str]:
    text = clean(text)
    if not text.isascii() and _UNSPACED.search(text):
        # Pairs of neighbouring characters do what words do elsewhere.
        text = _UNSPACED.sub(lambda run: f" {' '.join(_doubles(run.group()))} ", text)
        return text.split() if not _TOKEN.search(text) else _split(text)
    return _TOKEN.findall(text)


def _split(text: str) -> list[str]:
    """Pairs stay whole, even where a mark that is no letter follows one."""
    found = []
    for piece in text.split():
        found += [piece] if _UNSPACED.fullmatch(piece) else _TOKEN.findall(piece)
    return found


def _doubles(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]


def _digest(word: str) -> bytes:
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def mixed(values: np.ndarray) -> np.ndarray:
    """Spread 64 bits over all 64 (splitmix64, Steele, Lea and Flood, OOPSLA 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def fingerprints(read: Read) -> np.ndarray:
    """64 bits a text, equal for equal words in the same order; 0 without a word. (n_texts,)"""
    lengths = np.diff(read.starts)
    found = np.zeros(len(lengths), dtype=np.uint64)
    for begin in range(0, len(lengths), BLOCK):
        part = slice(begin, begin + BLOCK)
        inside = lengths[part]
        first, last = read.starts[begin], read.starts[min(begin + BLOCK, len(lengths))]
        place = np.arange(last - first) - np.repeat(read.starts[:-1][part] - first, inside)
        said = mixed(read.hashes[read.ids[first:last]] + place.astype(np.uint64) * _STEP)
        told = inside > 0
        if told.any():
            sums = np.add.reduceat(said, (read.starts[:-1][part] - first)[told])
            found[begin : begin + len(inside)][told] = np.maximum(mixed(sums), np.uint64(1))
    return found
