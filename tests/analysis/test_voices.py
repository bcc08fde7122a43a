"""What sizes hide: rare voices, topics of two languages, plug-ins, and the page."""

import numpy as np
import pytest

from participe.analysis import AnalysisError, Contribution, Options, analyse, backends, gather
from participe.analysis.backends import Backend, check, find_backend
from participe.analysis.page import LANGUAGES, page
from participe.analysis.phrases import PHRASES
from participe.analysis.treemap import Box, treemap
from participe.analysis.voices import rare, sentences, summary
from tests.analysis.consultation import consultation

ODD = "Qui répare la girouette rouillée du clocher, tordue depuis la tempête ?"


class Toy:
    """Letters counted: a plug-in that is as small as can be."""

    version = "toy 1"

    def embed(self, texts, language):
        rows = [[text.lower().count(letter) for letter in "aeioustnr"] for text in texts]
        return np.array(rows, dtype=float).reshape(len(texts), 9)


def test_a_text_far_from_all_others_is_listed_and_a_campaign_is_not():
    corpus, _ = consultation(("fr",), each=30)
    odd = [Contribution("odd", ODD, "fr")]
    letters = [
        Contribution(f"letter{n}", "Sauvez l'hippodrome municipal et ses tribunes anciennes", "fr")
        for n in range(5)
    ]

    report = analyse(gather([*corpus.contributions, *odd, *letters]), Options(topics=4))

    assert "odd" in report.rare
    assert not {one.id for one in letters} & set(report.rare)
    assert len(report.rare) < 0.05 * report.read
    family = next(one for one in report.families if "hippodrome" in one.text)
    assert (family.size_items, family.size_people) == (5, 5)


def test_alike_points_hold_no_rare_one():
    points = np.tile(np.eye(3)[0], (50, 1))
    assert not len(rare(points, np.eye(3)[:1]))
    assert not len(rare(np.zeros((4, 3)), np.eye(3)))


def test_topics_of_two_languages_are_proposed_with_the_words_they_share_and_stay_apart():
    corpus, _ = consultation(("de", "nl"), each=30)

    report = analyse(corpus, Options(topics=6))

    assert report.pairs
    for pair in report.pairs:
        one, other = ({topic.id: topic for topic in report.topics}[id] for id in pair.topics)
        assert one.languages != other.languages
        assert pair.evidence and 0 < pair.score <= 1
    words = {word.lower() for pair in report.pairs for two in pair.evidence for word in two}
    assert {"pesticiden", "pestizide"} & words or {"bäume", "bomen"} & words


def test_a_summary_passes_over_what_repeats_itself():
    texts = ["Plus de bancs à l'ombre, s'il vous plaît, près du kiosque.",
             "Plus de bancs à l'ombre près du kiosque, merci beaucoup à tous.",
             "La fontaine de la place ne coule plus depuis deux étés."]  # fmt: skip
    weights = {"banc": 1.0, "ombr": 0.8, "kiosqu": 0.5, "fontain": 0.6, "plac": 0.3}

    chosen = summary(texts, weights, "fr")

    assert [at for at, _ in chosen] == [0, 2] or [at for at, _ in chosen] == [1, 2]
    assert all(sentence in texts[at] for at, sentence in chosen)
    assert sentences("Court. " + "x" * 300) == []


def test_a_plug_in_takes_the_place_of_our_vectors_or_joins_them():
    check(Toy())
    own = np.eye(3, dtype=np.float32)

    joined = Backend("toy", Toy(), True).join(own, ["a", "e", ""], "fr")

    assert joined.shape == (3, 12)
    assert np.linalg.norm(joined, axis=1) == pytest.approx(np.ones(3), abs=1e-6)

    class Broken(Toy):
        def embed(self, texts, language):
            return np.full((len(texts) + 1, 2), np.nan)

    with pytest.raises(AnalysisError, match="The plug-in broken gave"):
        Backend("broken", Broken(), False).join(own, ["a"], "fr")
    with pytest.raises(AssertionError):
        check(Broken())


def test_a_plug_in_is_found_by_its_name_only(monkeypatch):
    class Entry:
        name = "toy"

        def load(self):
            return Toy

    monkeypatch.setattr(backends, "entry_points", lambda group: [Entry()])
    corpus, _ = consultation(("fr",), each=10)

    report = analyse(corpus, Options(topics=4, vectors="own+toy"))

    assert report.method.vectors == "own+toy toy 1"
    assert find_backend("own") is None and not find_backend("toy").joins
    with pytest.raises(AnalysisError, match="There is no plug-in 'other' for vectors"):
        find_backend("other")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_whole_in_each_language_and_needs_nothing_else(lang):
    corpus, _ = consultation(("fr", "nl"), each=12)
    evil = Contribution("<i>", "<script>alert(1)</script> des pistes cyclables rouges", "fr")
    report = analyse(gather([*corpus.contributions, evil]), Options())

    html = page(report, "Mobilité <2026>", lang)

    assert f'<html lang="{lang}">' in html and "Mobilité &lt;2026&gt;" in html
    assert "<script" not in html and "http" not in html and "{" not in html.split("</style>")[1]
    assert html.count("<h1") == 1
    for topic in report.upper:
        assert f'id="t{topic.id}"' in html
    assert PHRASES[lang].keys() == PHRASES["en"].keys()
    assert all(value.strip() for value in PHRASES[lang].values())


def test_the_boxes_of_a_map_fill_it_in_proportion_and_do_not_overlap():
    sizes = [60, 30, 20, 9, 1]

    boxes = treemap(sizes, Box(0, 0, 300, 100))

    areas = [box.width * box.height for box in boxes]
    assert areas == pytest.approx([30_000 * size / 120 for size in sizes])
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert across < 1e-6 or down < 1e-6
    assert treemap([], Box(0, 0, 1, 1)) == []
