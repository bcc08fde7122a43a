"""Files as people save them are read whole, and what cannot be read is named."""

import csv
import io
import json

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from participe.analysis import AnalysisError, load

ROWS = [
    {"id": "1", "text": "Une piste cyclable, s'il vous plaît; merci", "lang": "fr"},
    {"id": "2", "text": 'Un "vrai" parc à l\'été\nsur deux lignes', "lang": "fr"},
    {"id": "3", "text": "Größere Bäume | mehr Schatten", "lang": "de"},
]


def as_csv(rows, delimiter=","):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read(corpus):
    return [
        {"id": said.id, "text": said.text.replace("\r\n", "\n"), "lang": said.lang}
        for said in corpus.contributions
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_of_any_encoding_and_separator_is_read(tmp_path, encoding, delimiter):
    file = tmp_path / "said.csv"
    file.write_bytes(as_csv(ROWS, delimiter).encode(encoding))

    assert read(load(file)) == ROWS


def test_a_spreadsheet_is_read_from_the_sheet_that_has_the_texts(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "said.xlsx")
    book.add_worksheet("Notes").write_row(0, 0, ["Exported on", "3 May"])
    sheet = book.add_worksheet("Ideas")
    sheet.write_row(0, 0, ["id", "text", "lang"])
    sheet.write_row(1, 0, [12, "Plus d'ombre", "fr"])
    sheet.write_row(3, 0, [13, 2025, "fr"])
    sheet.write_row(4, 0, [14, "", "fr"])
    book.close()

    corpus = load(tmp_path / "said.xlsx")

    assert [(said.id, said.text) for said in corpus.contributions] == [
        ("12", "Plus d'ombre"),
        ("13", "2025"),
    ]
    assert [(left.id, left.reason) for left in corpus.excluded] == [("14", "empty")]


def test_broken_lines_of_json_are_excluded_and_the_others_read(tmp_path):
    file = tmp_path / "said.jsonl"
    lines = [json.dumps(ROWS[0]), "{broken", '["a list"]', "[" * 100_000, "", json.dumps(ROWS[2])]
    file.write_text("\n".join(lines), encoding="utf-8")

    corpus = load(file)

    assert read(corpus) == [ROWS[0], ROWS[2]]
    assert [(left.id, left.reason) for left in corpus.excluded] == [
        (f"row-{number}", "unreadable") for number in (2, 3, 4)
    ]
    assert corpus.received == 5


def test_lines_of_two_encodings_in_one_file_are_both_read(tmp_path):
    file = tmp_path / "said.csv"
    file.write_bytes(b"text\n" + "été\n".encode() + "forêt\n".encode("cp1252"))

    assert [said.text for said in load(file).contributions] == ["été", "forêt"]


def test_rows_without_id_are_numbered_and_without_text_excluded(tmp_path):
    file = tmp_path / "said.csv"
    file.write_text("id,text\n,Un banc\nb,\n\nb,Une fontaine\nb,Un jet d'eau\n,,\n", "utf-8")

    corpus = load(file)

    assert [(said.id, said.text) for said in corpus.contributions] == [
        ("row-1", "Un banc"),
        ("b", "Une fontaine"),
    ]
    assert [(left.id, left.reason) for left in corpus.excluded] == [
        ("b", "empty"),
        ("b", "duplicate_id"),
    ]


def test_commas_that_nobody_quoted_stay_in_a_text_that_comes_last(tmp_path):
    file = tmp_path / "said.csv"
    file.write_text("id,text\n1,Des bancs, de l'ombre, de l'eau\n", "utf-8")
    single = tmp_path / "single.csv"
    single.write_text("text\nDes bancs, de l'ombre\n", "utf-8")
    middle = tmp_path / "middle.csv"
    middle.write_text("id,text,lang\n1,Des bancs, de l'ombre,fr\n2,Un parc,fr\n", "utf-8")

    assert load(file).contributions[0].text == "Des bancs, de l'ombre, de l'eau"
    assert load(single).contributions[0].text == "Des bancs, de l'ombre"
    assert [left.reason for left in load(middle).excluded] == ["unreadable"]
    assert [said.id for said in load(middle).contributions] == ["2"]


def test_a_text_of_a_megabyte_is_read_and_the_limit_of_others_is_left_alone(tmp_path):
    file = tmp_path / "said.csv"
    limit = csv.field_size_limit()
    file.write_text(as_csv([{"id": "1", "text": "mot " * 250_000, "lang": "fr"}]), "utf-8")

    assert len(load(file).contributions[0].text) == 1_000_000
    assert csv.field_size_limit() == limit


def test_columns_of_other_names_are_read_when_named(tmp_path):
    file = tmp_path / "said.csv"
    file.write_text("Nr;Beitrag;Wer\n7;Mehr Bänke;anna\n", "utf-8")

    corpus = load(file, text="beitrag", id="Nr", author="Wer")

    said = corpus.contributions[0]
    assert (said.id, said.text, said.author) == ("7", "Mehr Bänke", "anna")


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"id,body\n1,x\n", "no column 'text'; its columns are id, body.*--text"),
        ("a.csv", b'text\n"Un banc\n' + b"Un parc\n" * 50, "begins on line 2 is never closed"),
        ("a.csv", b"PK\x03\x04", "Give its name the ending .xlsx"),
        ("a.xlsx", b"not a spreadsheet", "cannot be opened as a spreadsheet"),
        ("a.pdf", b"%PDF", "Save it as CSV, XLSX or JSON Lines"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path, name, content, advice):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(AnalysisError, match=advice):
        load(tmp_path / name)


def test_a_file_that_is_not_there_and_a_column_that_is_not_there_say_so(tmp_path):
    (tmp_path / "a.csv").write_text("id,text\n1,x\n", "utf-8")

    with pytest.raises(AnalysisError, match="Check its name and place"):
        load(tmp_path / "b.csv")
    with pytest.raises(AnalysisError, match=r"no column 'Langue'.*--lang"):
        load(tmp_path / "a.csv", lang="Langue")


@settings(max_examples=60, deadline=None)
@given(rows=st.binary(max_size=300), ending=st.sampled_from(["csv", "jsonl"]))
def test_no_bytes_crash_the_reader_or_get_lost(tmp_path_factory, rows, ending):
    file = tmp_path_factory.getbasetemp() / f"any.{ending}"
    head = b"id,text,lang\n" if ending == "csv" else b'{"text": "x"}\n'
    file.write_bytes(head + rows)

    try:
        corpus = load(file)
    except AnalysisError as error:
        assert str(error).endswith(".")  # noqa: PT017
    else:
        assert corpus.received == corpus.read + len(corpus.excluded)


def test_only_the_rows_asked_for_are_received(tmp_path):
    file = tmp_path / "said.csv"
    file.write_text(as_csv(ROWS), "utf-8")

    corpus = load(file, only={"LANG": "fr", "id": "2"})

    assert (corpus.received, [said.id for said in corpus.contributions]) == (1, ["2"])
    assert load(file, only={"lang": "nl"}).received == 0


def test_a_column_to_choose_by_that_is_not_there_is_named(tmp_path):
    file = tmp_path / "said.csv"
    file.write_text(as_csv(ROWS), "utf-8")

    with pytest.raises(AnalysisError, match="no column 'box' to choose rows by"):
        load(file, only={"box": "ideas"})
