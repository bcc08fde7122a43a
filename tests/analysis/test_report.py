"""The report: complete, the same each time, and with the evidence beside each number."""

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from participe.analysis import (
    AnalysisError,
    Contribution,
    Corpus,
    Excluded,
    Options,
    Reason,
    analyse,
    gather,
)
from participe.analysis.describing import excerpt
from tests.analysis.consultation import consultation

ROOT = Path(__file__).parents[2]
NOTHING_TO_GROUP = ["", "   ", "🙂🙂🚲", "12345 678", "le la les", "\x00\x07\u200b", "?!…", "ok"]
HARD = [
    "x" * 100_000,
    "vélo école déchets " * 5_500,
    "Велосипед и 自転車 et دراجة, fiets & Fahrrad 🚲",
    "e\u0301cole \ufb01n \U0001d5f4\U0001d5ff\U0001d5ee\U0001d600 ß œuvre",
    "a\x00b\x1bc\r\n\tpiste\u202ecyclable",
    "\ud83d orpheline \udc00",
    "<script>alert('x')</script> https://exemple.be/" + "a" * 3_000,
    "=CMD|' /C calc'!A0",
]


def everything(report):
    return json.loads(report.to_json())


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_very_few_texts_make_a_report_with_at_most_one_topic(count):
    said = [Contribution(str(n), f"Plus de pistes cyclables rue {n}", "fr") for n in range(count)]

    report = analyse(gather(said), Options())

    assert report.read == len(report.items) == count
    assert len(report.topics) == min(count, 1)


def test_what_says_nothing_has_no_topic_and_is_counted_all_the_same():
    corpus, _ = consultation(("fr",), each=10)
    odd = [Contribution(f"odd{n}", text, "fr") for n, text in enumerate(NOTHING_TO_GROUP)]

    report = analyse(gather([*corpus.contributions, *odd]), Options(topics=4))

    assert report.received == 40 + len(odd)
    assert [(left.id, left.reason) for left in report.excluded] == [
        ("odd0", "empty"),
        ("odd1", "empty"),
    ]
    alone = {item.id: item for item in report.items if item.topic is None}
    assert set(alone) == {f"odd{n}" for n in range(2, len(odd))}
    assert all(item.confidence is None and not item.check for item in alone.values())


def test_hard_texts_are_read_like_others():
    corpus, _ = consultation(("fr",), each=10)
    hard = [Contribution(f"hard{n}", text) for n, text in enumerate(HARD)]

    report = analyse(gather([*corpus.contributions, *hard]), Options())

    assert report.received == report.read == 40 + len(HARD)
    assert report.to_json().encode()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(max_size=3),
            st.text(st.characters(), max_size=60),
            st.sampled_from([None, "", "fr", "nl-BE", "xx", "und"]),
        ),
        max_size=30,
    )
)
def test_whatever_is_said_what_was_received_is_read_or_excluded(rows):
    corpus = gather((Contribution(*row) for row in rows), received=len(rows))

    report = analyse(corpus, Options())

    assert report.received == len(rows) == len(report.items) + len(report.excluded)
    ids = {one for item in report.items for one in (item.topic, item.subtopic)} - {None}
    assert ids == {topic.id for topic in report.topics}
    assert sum(item.check for item in report.items) <= 0.15 * report.read
    json.loads(report.to_json())


def test_a_contribution_that_went_missing_stops_the_analysis():
    said = (Contribution("1", "Un banc devant la gare"),)

    with pytest.raises(AnalysisError, match="3 contributions were received, but 1 are read"):
        Corpus(said, (Excluded("2", "hidden"),), received=3)
    with pytest.raises(AnalysisError, match="same id"):
        Corpus(said * 2, (), received=2)
    with pytest.raises(AnalysisError, match="not complete"):
        replace(analyse(gather(said), Options()), received=2)


def test_a_reason_of_the_caller_and_the_second_of_one_id_are_reported():
    said = [Contribution("1", "Un banc"), Contribution("1", "Une fontaine")]

    corpus = gather(said, [Excluded("9", "hidden")], received=3)

    report = everything(analyse(corpus, Options()))
    assert report["excluded"] == [
        {"id": "1", "reason": Reason.DUPLICATE_ID},
        {"id": "9", "reason": "hidden"},
    ]
    assert (report["received"], report["read"]) == (3, 1)


def test_the_report_has_all_its_fields_for_whoever_reads_the_json():
    corpus, _ = consultation(("fr", "nl"), each=15)

    report = everything(analyse(corpus, Options(seed=3)))

    whole = "received read excluded items topics families rare pairs changes merged next_id method"
    item = "id topic subtopic confidence language family check nearest_other pinned"
    topic = (
        "id parent label name machine_label terms size_people size_texts size_items stability "
        "steadiness languages quotes summary"
    )
    assert " ".join(report) == whole
    assert " ".join(report["items"][0]) == item
    assert " ".join(report["topics"][0]) == topic
    assert set(report["topics"][0]["quotes"][0]) == {"id", "text", "kind"}
    assert report["method"]["seed"] == report["method"]["options"]["seed"] == 3
    assert report["method"]["input_sha256"] == corpus.sha256()
    assert {"python", "numpy", "scikit-learn"} <= set(report["method"]["libraries"])
    assert report == analyse(corpus, Options(seed=3)).to_dict()


def test_the_order_of_the_rows_changes_nothing():
    corpus, _ = consultation(("fr", "de"), each=15)
    mixed = list(corpus.contributions)
    random.Random(4).shuffle(mixed)

    again = analyse(gather(mixed), Options())

    assert again.to_json() == analyse(corpus, Options()).to_json()


def test_one_word_changed_changes_the_fingerprint():
    corpus, _ = consultation(each=2)
    first, *others = corpus.contributions

    changed = gather([Contribution(first.id, first.text + " Merci", first.lang), *others])

    assert changed.sha256() != corpus.sha256()


def test_the_bytes_are_the_same_whatever_the_threads_and_the_hash_seed(tmp_path):
    corpus, _ = consultation(("fr", "nl", "de"), each=60, declared=False)
    rows = [json.dumps({"id": said.id, "text": said.text}) for said in corpus.contributions]
    source = tmp_path / "said.jsonl"
    source.write_text("\n".join(rows), encoding="utf-8")

    reports = []
    for threads in ("1", "2"):
        out = tmp_path / f"{threads}.json"
        environment = os.environ | {
            "OMP_NUM_THREADS": threads,
            "OPENBLAS_NUM_THREADS": threads,
            "PYTHONHASHSEED": threads,
        }
        command = [sys.executable, "-m", "participe.analysis", str(source), "-o", str(out)]
        subprocess.run(command, env=environment, check=True, cwd=ROOT, capture_output=True)
        reports.append(out.read_bytes())

    assert reports[0] == reports[1]
    assert json.loads(reports[0])["read"] == corpus.read


def test_the_work_is_done_in_one_thread_whatever_the_machine_has():
    corpus, _ = consultation(("fr",), each=5)
    threads = set()

    def look(stage, done):
        if stage != "done":
            threads.update(pool["num_threads"] for pool in threadpool_info())

    analyse(corpus, Options(), look)

    assert threads == {1}


def test_people_are_counted_once_and_the_same_text_once():
    said = [
        Contribution("1", "Plus de bancs au parc", "fr", author="anne"),
        Contribution("2", "plus de  bancs au parc", "fr", author="anne"),
        Contribution("3", "Des bancs à l'ombre du parc", "fr", author="benoît"),
        Contribution("4", "Des bancs à l'ombre du parc", "fr"),
        Contribution("5", "Un banc de plus au parc", "fr"),
    ]

    topic = analyse(gather(said), Options()).topics[0]

    assert (topic.size_people, topic.size_texts) == (4, 3)


def test_progress_goes_forward_to_the_end_and_can_stop_the_work():
    corpus, _ = consultation(("fr", "nl"), each=10)
    heard = []

    analyse(corpus, Options(), lambda stage, done: heard.append((stage, done)))

    assert [done for _, done in heard] == sorted(done for _, done in heard)
    assert heard[0] == ("languages", 0.0) and heard[-1] == ("done", 1.0)

    def stop(stage, done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        analyse(corpus, Options(), stop)


def test_an_excerpt_is_one_clean_line_cut_between_words():
    assert excerpt("Un\n banc\x00 ici") == "Un banc ici"
    assert excerpt("mot " * 200).endswith(" mot…") and len(excerpt("mot " * 200)) <= 300
    assert len(excerpt("x" * 500)) == 300


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"topics": 0}, "Ask for 1 to 200 topics, not 0"),
        ({"seed": -1}, "Give a seed from 0"),
        ({"languages": ()}, "Name at least one language"),
        ({"quotes": 99}, "Ask for 0 to 20 quotes"),
        ({"vectors": ""}, "Vectors are"),
    ],
)
def test_options_that_make_no_sense_are_refused_with_advice(wrong, advice):
    with pytest.raises(AnalysisError, match=advice):
        Options(**wrong)
