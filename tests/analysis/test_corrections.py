"""What people corrected is respected by every later run, exactly."""

import json

import pytest

from participe.analysis import AnalysisError, Contribution, Options, analyse, gather
from participe.analysis.corrections import load_corrections, read_corrections
from tests.analysis.consultation import consultation


@pytest.fixture(scope="module")
def first():
    corpus, _ = consultation(("fr", "nl"), each=25)
    return corpus, analyse(corpus, Options(topics=7))


def again(first, *corrections, corpus=None):
    known, report = first
    return analyse(
        corpus or known,
        Options(),
        previous=report.to_dict(),
        corrections=read_corrections(list(corrections)),
    )


def where(report):
    return {item.id: item.topic for item in report.items}


def by_id(report):
    return {topic.id: topic for topic in report.topics}


def test_a_run_after_another_keeps_every_id_and_says_so(first):
    report = again(first)

    assert where(report) == where(first[1])
    assert (report.changes.kept, report.changes.moved) == (report.read, 0)
    assert report.next_id == first[1].next_id
    assert {one.number for one in report.method.languages} == {"continued"}


def test_a_name_given_by_a_person_stays_beside_the_terms(first):
    report = again(first, {"kind": "rename", "topic": 2, "label": " Pistes et vélos "})

    topic = by_id(report)[2]
    assert (topic.label, topic.name) == ("Pistes et vélos", "Pistes et vélos")
    assert topic.machine_label == by_id(first[1])[2].machine_label
    later = analyse(first[0], Options(), previous=report.to_dict())
    assert by_id(later)[2].name == "Pistes et vélos"


def test_merged_topics_are_one_in_any_language_and_the_old_id_says_where_it_went(first):
    french = next(one.id for one in first[1].upper if one.languages == ("fr",))
    dutch = next(one.id for one in first[1].upper if one.languages == ("nl",))

    report = again(first, {"kind": "merge", "topics": [dutch], "into": french})

    old, new = where(first[1]), where(report)
    assert {new[one] for one, topic in old.items() if topic in (french, dutch)} == {french}
    assert set(by_id(report)[french].languages) == {"fr", "nl"}
    assert dutch not in by_id(report) and report.merged == {dutch: french}
    assert report.changes.kept == report.read
    assert report.changes.topics_gone == (dutch,)
    later = analyse(first[0], Options(), previous=report.to_dict())
    assert where(later) == new and later.merged == {dutch: french}


def test_a_pinned_text_is_where_it_was_put_in_every_later_run(first):
    item = first[1].items[0]
    other = next(one.id for one in first[1].upper if one.id != item.topic)
    pin = {"kind": "pin", "item": item.id, "topic": other}

    report = again(first, pin)

    found = next(one for one in report.items if one.id == item.id)
    assert (found.topic, found.pinned, found.confidence) == (other, True, 1.0)
    later = analyse(first[0], Options(), previous=report.to_dict())
    assert where(later)[item.id] == other
    into = next(one.id for one in first[1].upper if one.id not in (item.topic, other))
    merged = again((first[0], later), {"kind": "merge", "topics": [other], "into": into})
    after = analyse(first[0], Options(), previous=merged.to_dict())
    assert where(after)[item.id] == into

    nowhere = again(first, pin, {"kind": "pin", "item": item.id, "topic": None})
    assert where(nowhere)[item.id] is None


def test_a_text_pinned_to_a_finer_topic_is_in_the_topic_above_too(first):
    part = next(one for one in first[1].topics if one.parent is not None)
    item = next(one for one in first[1].items if one.topic != part.parent)

    report = again(first, {"kind": "pin", "item": item.id, "topic": part.id})

    found = next(one for one in report.items if one.id == item.id)
    assert (found.topic, found.subtopic) == (part.parent, part.id)


def test_a_split_takes_its_first_members_and_those_like_them(first):
    topic = first[1].upper[0]
    mine = [item.id for item in first[1].items if item.topic == topic.id]
    new = first[1].next_id

    report = again(first, {"kind": "split", "topic": topic.id, "into": new, "items": mine[:3]})

    now = where(report)
    assert all(now[one] == new for one in mine[:3])
    assert {now[one] for one in mine} == {topic.id, new}
    assert report.next_id == new + 1
    # Of the others, only those move that are clearly nearer to the new topic.
    others = {one: topic for one, topic in where(first[1]).items() if one not in mine}
    moved = [one for one, topic in others.items() if now[one] != topic]
    assert len(moved) < 0.05 * len(others) and {now[one] for one in moved} <= {new}


def test_a_topic_moves_under_another_and_out_again(first):
    topic, above = [one.id for one in first[1].upper if one.languages == ("fr",)][:2]

    report = again(first, {"kind": "move", "topic": topic, "under": above})

    assert by_id(report)[topic].parent == above
    mine = [one for one, there in where(first[1]).items() if there == topic]
    placed = {item.id: (item.topic, item.subtopic) for item in report.items}
    assert {placed[one] for one in mine} == {(above, topic)}
    out = analyse(
        first[0],
        Options(),
        previous=report.to_dict(),
        corrections=read_corrections([{"kind": "move", "topic": topic, "under": None}]),
    )
    assert {where(out)[one] for one in mine} == {topic}


def test_texts_that_are_to_be_apart_never_share_a_topic(first):
    topic = first[1].upper[0].id
    pair = [item.id for item in first[1].items if item.topic == topic][:2]

    report = again(first, {"kind": "apart", "items": pair})

    assert where(report)[pair[0]] != where(report)[pair[1]]


def test_texts_that_are_not_the_same_share_no_family():
    said = [Contribution(f"{n}", "Plus de bancs à l'ombre devant la gare du village", "fr")
            for n in range(3)]  # fmt: skip
    plain = analyse(gather(said), Options())
    assert len({item.family for item in plain.items}) == 1

    report = analyse(
        gather(said),
        Options(),
        corrections=read_corrections([{"kind": "not_same", "items": ["0", "2"]}]),
    )

    family = {item.id: item.family for item in report.items}
    assert family["0"] != family["2"] or family["0"] is None


@pytest.mark.parametrize(
    ("corrections", "advice"),
    [
        ({"kind": "rename"}, "Corrections are a list"),
        ([{"kind": "paint"}], "Correction 1 has no kind"),
        ([{"kind": "rename", "topic": "3", "label": "x"}], r"Correction 1 \(rename\) needs"),
        ([{"kind": "rename", "topic": True, "label": "x"}], r"Correction 1 \(rename\) needs"),
        ([{"kind": "rename", "topic": 3, "label": " "}], "give a name"),
        ([{"kind": "apart", "items": ["a", "a"]}], "two different items"),
        (
            [
                {"kind": "pin", "item": "a", "topic": 1},
                {"kind": "pin", "item": "b", "topic": 1},
                {"kind": "apart", "items": ["a", "b"]},
            ],
            "both are pinned to topic 1",
        ),
    ],
)
def test_a_wrong_correction_is_refused_with_its_place(corrections, advice):
    with pytest.raises(AnalysisError, match=advice):
        read_corrections(corrections)


def test_a_correction_of_a_topic_that_does_not_exist_is_refused(first):
    with pytest.raises(AnalysisError, match="names topic 999, which does not exist"):
        again(first, {"kind": "rename", "topic": 999, "label": "x"})
    with pytest.raises(AnalysisError, match="A split gives topic 1, which exists"):
        again(first, {"kind": "split", "topic": 2, "into": 1, "items": ["c0001"]})
    with pytest.raises(AnalysisError, match="cannot be given"):
        analyse(first[0], Options(topics=3), previous=first[1].to_dict())


def test_a_file_of_corrections_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(AnalysisError, match="cannot be read"):
        load_corrections(tmp_path / "none.json")
    (tmp_path / "broken.json").write_text("[{")
    with pytest.raises(AnalysisError, match="is not JSON"):
        load_corrections(tmp_path / "broken.json")
    (tmp_path / "good.json").write_text(json.dumps([]))
    assert load_corrections(tmp_path / "good.json").raw == ()
