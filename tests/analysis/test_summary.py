"""Labels and quotes: in people's own words, without repeating, typical and not alike."""

import numpy as np
import pytest

from participe.analysis import Options, analyse
from participe.analysis.summary import Term, key_terms, labels, typical
from participe.analysis.text import pairs, read_words
from participe.analysis.words import stem_of
from tests.analysis.consultation import consultation, topics_of


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_labels_have_at_most_three_terms_and_no_word_twice(language):
    corpus, _ = consultation((language,))

    report = analyse(corpus, Options(topics=len(topics_of(language))))

    terms = [term for topic in report.topics for term in topic.label.split(" · ")]
    assert all(1 <= len(topic.label.split(" · ")) <= 3 for topic in report.topics)
    stems = [stem_of(word, language) for term in terms for word in term.split()]
    told = [stem for stem in stems if stem]
    assert len(set(told)) == len(told)


def test_terms_stand_in_the_contributions_as_they_are_shown():
    corpus, _ = consultation(("fr", "de"))

    report = analyse(corpus, Options())

    everything = " ".join(said.text for said in corpus.contributions)
    assert all(term in everything for topic in report.topics for term in topic.terms)
    assert all(len(topic.terms) <= 8 for topic in report.topics)
    assert "pistes cyclables" in {term for topic in report.topics for term in topic.terms}


def test_a_word_goes_to_the_topic_it_is_most_typical_of():
    found = [
        [Term(("arbr",), 0.9), Term(("parc",), 0.5)],
        [Term(("arbr",), 0.6), Term(("banc",), 0.4)],
        [Term(("arbr",), 0.1)],
    ]

    label = [[term.stems[0] for term in mine] for mine in labels(found)]

    # The last has no other word, and no topic stays without a name.
    assert label == [["arbr", "parc"], ["banc"], ["arbr"]]


def test_words_of_one_root_do_not_fill_a_label():
    found = [[Term(("salari",), 0.9), Term(("salarial",), 0.8), Term(("impot",), 0.1)]]

    assert [term.stems for term in labels(found)[0]] == [("salari",), ("impot",)]


def test_words_that_all_topics_share_are_typical_of_none():
    texts = ["commune vélo", "commune vélo", "commune école", "commune école"]
    words = read_words(texts, "fr")

    terms = key_terms(words, pairs(words), np.array([0, 0, 1, 1]), 2)

    assert [[term.stems for term in mine] for mine in terms] == [[("velo",)], [("ecol",)]]


def test_quotes_are_near_the_middle_and_unlike_each_other():
    vectors = np.array([[1, 0.1], [1, 0.1], [1, -0.1], [1, 0], [0.2, 1]], dtype=float)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"Texte numéro {n}, assez long pour être cité ici" for n in (1, 1, 2, 3, 4)]

    chosen = typical(vectors, texts, 3)

    assert len({texts[at] for at in chosen}) == 3
    assert chosen[0] != 4


def test_each_topic_shows_typical_contributions_one_by_chance_and_the_one_most_apart():
    corpus, _ = consultation(("fr",))

    report = analyse(corpus, Options(topics=4))

    topic_of = {item.id: item.topic for item in report.items}
    assert len(report.upper) == 4
    for topic in report.upper:
        kinds = [quote.kind for quote in topic.quotes]
        assert kinds == ["typical"] * 3 + ["random", "isolated"]
        assert {topic_of[quote.id] for quote in topic.quotes} == {topic.id}
        assert len({quote.id for quote in topic.quotes}) == 5


def test_a_summary_is_sentences_of_the_topic_as_they_were_written():
    corpus, _ = consultation(("fr",))
    said = {one.id: one.text for one in corpus.contributions}

    report = analyse(corpus, Options(topics=4))

    topic_of = {item.id: item.topic for item in report.items}
    for topic in report.upper:
        assert 1 <= len(topic.summary) <= 3
        assert all(one.text in said[one.id] for one in topic.summary)
        assert {topic_of[one.id] for one in topic.summary} == {topic.id}


def test_no_quotes_are_shown_when_none_are_asked_for():
    corpus, _ = consultation(("fr",), each=10)

    assert {topic.quotes for topic in analyse(corpus, Options(quotes=0)).topics} == {()}
