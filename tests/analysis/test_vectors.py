"""Vectors: what words stand beside, and the pieces that words share, bring texts together."""

import numpy as np
import pytest

from participe.analysis import vectors
from participe.analysis.text import read_words
from participe.analysis.vectors import Space, learn

STREET = ["vélo casque route", "trottinette casque route", "route bitume casque"] * 4
GARDEN = ["tulipe jardin arrosoir", "terreau jardin arrosoir", "arrosoir jardin semis"] * 4


def embed(words):
    return learn(words, "fr", seed=0).vectors(words)


def half(words, name):
    """The vectors of one half alone."""
    space = learn(words, "fr", seed=0)
    one = next(half for half in space.halves if type(half).__name__ == name)
    return Space("fr", (one,)).vectors(words)


def likeness(rows, one, other):
    return float(rows[one] @ rows[other])


def test_texts_without_a_common_word_are_near_when_their_words_stand_beside_the_same(
    monkeypatch,
):
    # As many dimensions as the few words here would leave each a world of its own.
    monkeypatch.setattr(vectors, "DIMENSIONS", 3)
    words = read_words([*STREET, *GARDEN, "vélo", "trottinette", "semis"], "fr")

    rows = half(words, "WordHalf")

    assert likeness(rows, -3, -2) > 0.3 > 0 > likeness(rows, -3, -1)


def test_compounds_are_near_the_words_they_are_made_of():
    others = ["Spielplatz", "Spielplätze", "Kinderspielplatz"] * 3
    words = read_words(["Fahrradweg", "Radwege", "Radwegnetz", *others], "de")

    rows = half(words, "PieceHalf")

    assert likeness(rows, 0, 1) > 0.3 > likeness(rows, 0, 3)


def test_rows_have_norm_one_and_what_nothing_else_resembles_is_zero():
    words = read_words([*STREET, *GARDEN, "qwx", ""], "fr")

    rows = embed(words)

    assert rows.dtype == np.float32 and len(rows) == 26
    assert np.linalg.norm(rows[:-2], axis=1) == pytest.approx(np.ones(24), abs=1e-5)
    assert not rows[-2:].any()


def test_a_large_corpus_is_learned_from_a_draw_and_projected_in_blocks(monkeypatch):
    words = read_words([*STREET * 5, *GARDEN * 5], "fr")
    whole = embed(words)
    monkeypatch.setattr(vectors, "FIT_TEXTS", 40)
    monkeypatch.setattr(vectors, "FIT_PASSAGES", 40)
    monkeypatch.setattr(vectors, "BLOCK", 7)

    drawn = embed(words)

    assert drawn.shape[0] == whole.shape[0] == 120
    assert likeness(drawn, 0, 1) > likeness(drawn, 0, 60)


def test_no_texts_and_texts_without_words_have_rows_all_the_same():
    assert embed(read_words(["le", "la"], "fr")).shape[0] == 2
    assert embed(read_words([], "fr")).shape[0] == 0


def test_texts_that_come_later_get_the_vectors_they_would_have_had():
    words = read_words([*STREET, *GARDEN], "fr")
    space = learn(words, "fr", seed=0)

    later = space.vectors(read_words(["route bitume casque", "un mot inouï", ""], "fr"))

    assert later[0] == pytest.approx(space.vectors(words)[2], abs=1e-6)
    assert later.shape[1] == space.vectors(words).shape[1]
    assert not later[2].any()
