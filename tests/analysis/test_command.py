"""The command: a report in one step, progress beside it, and a sentence when it cannot be done."""

import io
import json

import pytest

from participe.analysis import AnalysisError, Options, analyse, analyse_file, gather
from participe.analysis.__main__ import main
from participe.analysis.command import summary
from tests.analysis.consultation import consultation


@pytest.fixture
def file(tmp_path):
    corpus, _ = consultation(("fr",), each=10)
    rows = [{"id": said.id, "text": said.text, "lang": "fr"} for said in corpus.contributions]
    path = tmp_path / "said.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def test_the_file_holds_the_report_that_analysing_the_same_corpus_gives(file, tmp_path):
    corpus, _ = consultation(("fr",), each=10)

    analyse_file(file, tmp_path / "report.json", topics=4)

    written = (tmp_path / "report.json").read_text("utf-8")
    assert written == analyse(corpus, Options(topics=4)).to_json()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.json", "said.jsonl"]


def test_progress_is_said_line_by_line_where_no_terminal_is(file, tmp_path):
    stderr = io.StringIO()

    analyse_file(file, tmp_path / "report.json", stderr=stderr)

    said = stderr.getvalue().splitlines()
    assert said[0].endswith("reading the file") and said[-1] == "100% done"


def test_the_command_writes_to_standard_output_without_a_place(file, capfdbinary):
    assert main([str(file), "--quiet", "--topics", "2"]) == 0

    out, err = capfdbinary.readouterr()
    assert json.loads(out)["read"] == 40 and err == b""


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["none.csv"], "Check its name and place."),
        (["{file}", "--topics", "900"], "Ask for 1 to 200 topics"),
        (["{file}", "--text", "body"], "Say which one it is with --text."),
        (["{file}", "-o", "{file}"], "Give it another name."),
        (["{file}", "-o", "no/such/folder/report.json"], "Make it first."),
    ],
)
def test_a_mistake_ends_with_a_sentence_and_status_1(file, capsys, arguments, advice):
    before = file.read_bytes()

    assert main([argument.format(file=file) for argument in arguments]) == 1

    assert advice in capsys.readouterr().err
    assert file.read_bytes() == before


def test_an_old_report_stays_when_a_new_one_fails(file, tmp_path):
    old = tmp_path / "report.json"
    old.write_text("old")

    with pytest.raises(AnalysisError):
        analyse_file(file, old, topics=150)

    assert old.read_text() == "old"


def test_the_summary_counts_what_was_read_and_names_the_topics():
    corpus, _ = consultation(("fr",), each=10)
    report = analyse(corpus, Options(topics=4))

    lines = summary(report).splitlines()

    assert lines[0].startswith("40 received, 40 read, 0 excluded, 0 without a topic, ")
    assert len(lines) == 5 and lines[1].endswith(report.topics[0].label)
    assert summary(analyse(gather([]), Options())).startswith("0 received")
