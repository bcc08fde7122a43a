"""What the members of a family share, and what each of them adds."""

from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from participe.analysis.families.reading import tokens
from participe.analysis.text import clean
from participe.analysis.words import fold

READ = 60  # members looked at to find the shared text
LONGEST = 4_000  # words of a text that are compared
MOST = 0.5  # of the members have a word of the shared text


def shared_text(texts: Sequence[str]) -> str:
    """What most members of a family say, cut out of the member that says it with least besides.

    Of at most READ members, taken evenly, the one whose words most others have is the model; its
    words that stand in the same order in at least half of them are kept, with what is between.
    Left out pieces show as `…`.
    """
    texts = [clean(text) for text in texts]
    if len(texts) > READ:
        texts = [texts[at] for at in np.linspace(0, len(texts) - 1, READ).astype(int)]
    words = [_words(text) for text in texts]
    if not words:
        return ""
    model = _model([set(said) for said, _ in words])
    said, spans = words[model]
    times = np.zeros(len(said), dtype=np.int64)
    for other, _ in words:
        for block in _blocks(said, other):
            times[block.a : block.a + block.size] += 1
    kept = times >= max(2, MOST * len(words)) if len(words) > 1 else times > 0
    return _joined(texts[model], spans, kept)


def additions(text: str, shared: str) -> list[tuple[int, int]]:
    """Where a member says something that is not in the shared text: (start, end) in `text`.

    Positions count characters; pieces are in order and do not touch. Upper case, accents and
    punctuation are no addition.
    """
    said, spans = _words(text)
    told, _ = _words(shared)
    new = np.ones(len(said), dtype=bool)
    for block in _blocks(said, told):
        new[block.a : block.a + block.size] = False
    pieces: list[tuple[int, int]] = []
    for at in np.flatnonzero(new):
        start, end = spans[at]
        if pieces and at and new[at - 1]:
            start = pieces.pop()[0]
        pieces.append((start, end))
    if len(spans) == LONGEST and (rest := text[spans[-1][1] :].strip()):
        # What is too far on to be compared is shown as added rather than left out.
        pieces.append((text.rindex(rest), len(text.rstrip())))
    return pieces


def _words(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    spans = tokens(text)[:LONGEST]
    return [fold(text[start:end]) for start, end in spans], spans


def _blocks(one: list[str], other: list[str]):
    # Without `autojunk`, a word that a long text repeats would not be compared at all; with it,
    # the cost stays bounded. Texts are cut to LONGEST words, so both are bearable.
    return SequenceMatcher(None, one, other, autojunk=len(one) > 500).get_matching_blocks()


def _model(sets: list[set[str]]) -> int:
    counts: dict[str, int] = {}
    for words in sets:
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    common = {word for word, times in counts.items() if times >= MOST * len(sets)}
    return max(
        range(len(sets)), key=lambda at: len(sets[at] & common) / max(1, len(sets[at] | common))
    )


def _joined(text: str, spans: list[tuple[int, int]], kept: np.ndarray) -> str:
    places = np.flatnonzero(kept)
    if not len(places):
        return ""
    pieces = []
    for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
        # Punctuation after the last word of a run goes with it.
        after = spans[run[-1] + 1][0] if run[-1] + 1 < len(spans) else len(text)
        pieces.append(text[spans[run[0]][0] : after].strip())
    found = " … ".join(pieces)
    return found if places[0] == 0 else f"… {found}"
