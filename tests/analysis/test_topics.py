"""Topics are those that people speak of, in each language, and as many as asked for."""

import numpy as np
import pytest
from sklearn.metrics import normalized_mutual_info_score

from participe.analysis import AnalysisError, Contribution, Options, analyse, gather
from participe.analysis.number import choose_number, share
from participe.analysis.topics import doubtful, fill_empty, find_topics, stability
from tests.analysis.consultation import consultation, topics_of


def agreement(report, truth):
    found = {item.id: str(item.topic) for item in report.items}
    return normalized_mutual_info_score(
        [truth[id] for id in sorted(truth)], [found[id] for id in sorted(truth)]
    )


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_topics_are_those_that_people_speak_of(language):
    corpus, truth = consultation((language,))

    report = analyse(corpus, Options(topics=len(topics_of(language))))

    assert agreement(report, truth) > 0.9
    assert {topic.languages for topic in report.topics} == {(language,)}


def test_a_number_of_topics_is_chosen_that_keeps_subjects_apart():
    corpus, truth = consultation(("fr",))

    report = analyse(corpus, Options())

    assert 4 <= len(report.upper) <= 8
    assert agreement(report, truth) > 0.75
    assert [found.number for found in report.method.languages] == ["chosen"]


def test_each_language_has_topics_of_its_own():
    corpus, truth = consultation(("fr", "nl", "de", "en"), each=20, declared=False)

    report = analyse(corpus, Options(topics=13))

    assert agreement(report, truth) > 0.9
    assert all(len(topic.languages) == 1 for topic in report.topics)
    assert {topic.languages[0] for topic in report.topics} == {"fr", "nl", "de", "en"}


@pytest.mark.parametrize("number", [1, 2, 3, 7, 20, 60])
def test_exactly_as_many_topics_as_asked_for_are_given(number):
    corpus, _ = consultation(("fr",), each=30)

    report = analyse(corpus, Options(topics=number))

    assert {item.topic for item in report.items} == set(range(1, number + 1))
    assert [topic.id for topic in report.upper] == list(range(1, number + 1))


def test_topics_are_shared_among_languages_by_size_and_each_has_one():
    assert share(10, [900, 90, 10], [50, 50, 50]) == [8, 1, 1]
    assert share(5, [100, 100], [1, 90]) == [1, 4]
    assert share(3, [5, 5, 5], [9, 9, 9]) == [1, 1, 1]


def test_fewer_topics_than_languages_are_refused_with_advice():
    corpus, _ = consultation(("fr", "de", "nl"), each=6)

    with pytest.raises(AnalysisError, match=r"Ask for at least 3 topics.*\(de, fr, nl\)"):
        analyse(corpus, Options(topics=2))


def test_more_topics_than_different_texts_are_refused_with_advice():
    corpus = gather([Contribution(str(n), "des pistes cyclables", "fr") for n in range(30)])

    with pytest.raises(AnalysisError, match="Ask for at most 1 topics"):
        analyse(corpus, Options(topics=5))


def test_chance_makes_one_topic_of_a_handful_of_texts():
    corpus, _ = consultation(("fr",), each=3)

    report = analyse(corpus, Options())

    assert len(report.topics) == 1
    assert {item.topic for item in report.items} == {1}
    assert {item.confidence for item in report.items} == {None}


def test_clouds_of_points_apart_are_found_and_stable():
    chance = np.random.default_rng(0)
    middle = np.eye(5)[np.arange(200) % 5]
    points = middle + 0.1 * chance.normal(size=(200, 5))
    points = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    points[7] = 0

    assert choose_number(points, seed=0) == 5
    found = find_topics(points, 5, seed=0, exactly=False)

    assert found.topic[7] == -1 and np.isnan(found.confidence[7])
    assert normalized_mutual_info_score(
        np.delete(found.topic, 7), np.delete(np.arange(200) % 5, 7)
    ) == pytest.approx(1)
    assert stability(points, found, seed=0) == [1.0] * 5


def test_a_topic_cut_in_two_by_force_is_less_stable_than_one_that_stands_apart():
    chance = np.random.default_rng(0)
    points = np.eye(3)[np.arange(300) % 3 // 2] + 0.2 * chance.normal(size=(300, 3))
    points = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)

    found = find_topics(points, 6, seed=0, exactly=True)

    assert min(stability(points, found, seed=0)) < 0.8


def test_the_least_sure_are_marked_for_a_person_and_never_more_than_can_be_read():
    confidence = np.array([0.5, 0.01, np.nan, 0.0, 0.01, 0.019] * 10)

    assert np.flatnonzero(doubtful(confidence)).tolist() == [3, 9, 15, 21, 27, 33, 39]
    assert not doubtful(np.full(100, 0.02)).any()
    assert doubtful(np.array([0.3] * 19 + [0.01])).sum() == 1


def test_what_is_to_check_has_another_topic_to_look_at():
    corpus, _ = consultation(("fr", "nl"), each=60)
    said = [one.text for one in corpus.contributions if one.lang == "fr"]
    both = [Contribution(f"both{at}", f"{said[at]} {said[at + 1]}", "fr") for at in range(60)]

    report = analyse(gather([*corpus.contributions, *both]), Options(topics=20))

    checked = [item for item in report.items if item.check]
    assert 0 < len(checked) <= 0.15 * report.read
    assert all(item.nearest_other not in (None, item.topic) for item in checked)
    assert max(item.confidence for item in checked) < 0.02


def test_a_topic_that_lost_its_texts_gets_the_least_sure_one():
    topic, other = np.array([0, 0, 1, -1]), np.array([1, 1, 0, -1])
    confidence = np.array([0.5, 0.1, 0.0, np.nan])

    fill_empty(topic, other, confidence, 3)

    assert topic.tolist() == [0, 2, 1, -1]
    assert other.tolist() == [1, 0, 0, -1]
