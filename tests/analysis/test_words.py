"""Words: what is left out, what is the same, how people wrote it, in which language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participe.analysis import AnalysisError, Contribution
from participe.analysis.language import declared, find_languages
from participe.analysis.text import expression_as_written, pairs, read_words
from participe.analysis.words import fold, stem_of
from tests.analysis.consultation import consultation


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "écoles", "Ecole"),
        ("fr", "œuvres", "oeuvre"),
        ("fr", "cyclables", "CYCLABLE"),
        ("nl", "bomen", "boom"),
        ("nl", "wegen", "weg"),
        ("fr", "vélos", "vélo"),
        ("fr", "élus", "élu"),
        ("de", "Straßen", "Strassen"),
        ("de", "Müll", "Mull"),
        ("en", "trees", "tree"),
    ],
)
def test_forms_of_a_word_are_one(language, one, other):
    assert stem_of(one, language) == stem_of(other, language) is not None


@pytest.mark.parametrize(
    ("language", "word"),
    [("fr", "même"), ("fr", "MEME"), ("nl", "zijn"), ("de", "Für"), ("en", "the"), ("en", "2024")],
)
def test_words_that_say_nothing_are_left_out(language, word):
    assert stem_of(word, language) is None


@pytest.mark.parametrize(
    ("language", "word"), [("en", "home"), ("en", "water"), ("fr", "État"), ("fr", "5G")]
)
def test_words_of_public_matters_are_kept(language, word):
    assert stem_of(word, language)


@given(st.text())
def test_folding_twice_is_folding_once(word):
    assert fold(fold(word)) == fold(word)


@given(st.lists(st.text(), max_size=8))
def test_all_texts_have_their_place_whatever_they_hold(texts):
    words = read_words(texts, "fr")

    assert words.counts().shape == (len(texts), len(words.stems))
    assert words.counts().sum() == (words.codes >= 0).sum()


def test_a_stem_is_shown_as_most_people_wrote_it():
    words = read_words(["Un Vélo", "un vélo", "des vélos", "le vélo", "VÉLO"], "fr")

    assert dict(zip(words.stems, words.surfaces, strict=True)) == {"velo": "vélo"}


def test_an_expression_keeps_its_small_words_and_stops_at_punctuation():
    texts = ["La place de la gare", "place de la gare", "Une place, la gare est loin"]
    words = read_words(texts, "fr")

    text, code = pairs(words)

    place, gare = words.stems.index("plac"), words.stems.index("gar")
    assert [int(t) for t, c in zip(text, code, strict=True) if c == place * len(words.stems) + gare]
    assert list(text[code == place * len(words.stems) + gare]) == [0, 1]
    assert expression_as_written(texts, "plac", "gar", "fr") == "place de la gare"
    assert expression_as_written(texts, "gar", "plac", "fr") is None


def test_addresses_and_mark_up_are_not_words():
    words = read_words(["<b>vélo</b> https://commune.be/potager anne@exemple.be"], "fr")

    assert words.stems == ("velo",)


def test_languages_are_found_among_those_of_the_consultation():
    corpus, truth = consultation(("fr", "nl", "de", "en"), each=10, declared=False)

    found = find_languages(corpus.contributions, ("fr", "nl", "de", "en"))

    right = [
        truth[said.id][:2] == language
        for said, language in zip(corpus.contributions, found, strict=True)
    ]
    assert sum(right) >= 0.98 * len(right)


def test_a_declared_language_wins_and_a_neighbour_is_still_sought():
    said = [
        Contribution("1", "Plus de pistes cyclables dans le centre", "nl"),
        Contribution("2", "Plus de pistes cyclables dans le centre"),
        Contribution("3", "🙂"),
    ]

    assert find_languages(said, ("fr", "nl")) == ("nl", "fr", "und")


def test_a_language_nobody_speaks_here_is_not_found_by_mistake():
    corpus, _ = consultation(("fr",), each=30, declared=False)
    odd = Contribution("odd", "Parking gratuit weekend supermarket shopping center")

    found = find_languages([*corpus.contributions, odd], ("fr", "nl", "de", "en"))

    assert set(found) == {"fr"}


def test_short_texts_follow_their_letters_and_the_consultation():
    corpus, _ = consultation(("fr", "de"), each=20, declared=False)
    short = [
        Contribution("a", "Mehr Radwege"),
        Contribution("b", "Un banc"),
        Contribution("c", "ok"),
    ]

    found = find_languages([*corpus.contributions, *short], ("fr", "nl", "de", "en"))

    assert found[-3:-1] == ("de", "fr") and found[-1] in ("de", "fr")


@pytest.mark.parametrize(
    ("code", "language"),
    [("fr-BE", "fr"), ("NL", "nl"), ("deu", "de"), ("wa", "wa"), ("und", None), ("français", None)],
)
def test_declared_languages_are_read_as_people_write_them(code, language):
    assert declared(code) == language


def test_an_unknown_language_is_refused_with_advice():
    with pytest.raises(AnalysisError, match="'qq' is not known"):
        find_languages([Contribution("1", "bonjour")], ("fr", "qq"))
