"""Votes in files as people save them: long and wide, and every mistake with its line."""

import pytest
from typer.testing import CliRunner

from participe.analysis import AnalysisError
from participe.analysis.opinions import find_groups, opinions_of_file, read_votes
from participe.cli import app
from tests.analysis.opinions.crowd import crowd, long, wide


@pytest.fixture
def file(tmp_path):
    def write(content, name="votes.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def said(votes):
    return votes.people, votes.statements, votes.matrix.toarray().tolist()


def test_long_and_wide_give_the_same_groups(file):
    votes, _ = crowd(60, 20)

    narrow = find_groups(read_votes(file(long(votes))))
    broad = find_groups(read_votes(file(wide(votes))))

    assert narrow.to_json() == broad.to_json() == find_groups(votes).to_json()


@pytest.mark.parametrize(
    "content",
    [
        "person,statement,vote\na,s1,1\na,s2,0\nb,s1,-1\n",
        "﻿person;statement;vote\r\na;s1;1\r\na;s2;0\r\nb;s1;-1\r\n",
        "\n\nVote\tPerson\tStatement\tnote\n1\ta\ts1\tx\n0\ta\ts2\t\n-1\tb\ts1\t\n",
        'person,statement,vote\n\n"a"," s1 ",1.0\na,s2,0\n\nb,s1,−1\nb,s2,\n',
        "person|statement|vote\ra|s1|+1\ra|s2|0\rb|s1|-1",
    ],
)
def test_files_are_read_whatever_their_marks_ends_and_separators(file, content):
    votes = read_votes(file(content))

    assert said(votes) == (("a", "b"), ("s1", "s2"), [[1, 0], [-1, 0]])
    assert votes.counts.tolist() == [2, 1]


def test_utf_16_and_old_encodings_are_read(file):
    content = "person,statement,vote\nZoé,s1,1\n"

    assert read_votes(file(content, encoding="utf-16")).people == ("Zoé",)
    assert len(read_votes(file(content, encoding="cp1252")).people) == 1


def test_columns_that_are_no_statements_are_left_aside_and_short_rows_are_read(file):
    votes = read_votes(file("who,age,C1,c2,language\na,44,1,,fr\nb,12,-1\nc\n"))

    assert said(votes) == (("a", "b", "c"), ("C1", "c2"), [[1, 0], [-1, 0], [0, 0]])
    assert votes.counts.tolist() == [1, 1, 0]


def test_of_two_votes_of_a_person_on_a_statement_the_later_counts(file):
    votes = read_votes(file("person,statement,vote\na,s,1\nb,s,1\na,s,-1\na,s,\n"))

    assert said(votes)[2] == [[-1], [1]] and votes.replaced == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("person,statement,vote\na,s,1\na,t,yes\n,t,1\n", ["Line 3: “yes”", "Line 4: the person"]),
        ('person,statement,vote\n"a\nb",s,1\na,s\n', ["Line 4: the row is shorter"]),
        ("p,c1,c2\na,1,2\n", ["Line 2: “2” in column c2"]),
        ("p,city,c2\na,Liège,1\n", ["“Liège” in column city", "another first letter"]),
        ("p,c1\na,1,1\n,1\n", ["Line 2: more cells", "Line 3: the person is missing"]),
        ("p,c1,c1\na,1,1\n", ["two columns named c1"]),
        ("p,x\na,1\n", ["person, statement and vote", "Found: p, x"]),
        ("c1,x\na,1\n", ["no votes that can be found"]),
        ("", ["is empty"]),
        ("\n \n", ["is empty"]),
        (b"PK\x03\x04rest", ["is a spreadsheet"]),
        ("p,c1\n" + "a,9\n" * 30, ["Line 6", "And 25 more."]),
    ],
)
def test_what_cannot_be_read_is_told_by_its_line(file, content, told):
    with pytest.raises(AnalysisError) as refused:
        read_votes(file(content))

    for words in told:
        assert words in str(refused.value)


def test_a_header_alone_holds_nobody(file):
    assert find_groups(read_votes(file("person,statement,vote\n"))).refusal == "few_people"
    assert find_groups(read_votes(file("p,c1\n"))).refusal == "few_people"


def test_the_command_writes_groups_and_says_what_it_found(file, tmp_path):
    votes, _ = crowd(60, 20)
    out = tmp_path / "groups.json"

    done = CliRunner().invoke(app, ["opinions", str(file(wide(votes))), "-o", str(out)])

    assert done.exit_code == 0
    assert out.read_text("utf-8") == find_groups(votes).to_json()
    assert "60 in groups" in done.stderr and "100% done" in done.stderr


def test_a_refusal_is_a_result_and_a_mistake_is_not(file, tmp_path):
    out = tmp_path / "groups.json"

    refused = CliRunner().invoke(app, ["opinions", str(file("p,c1\na,1\n")), "-o", str(out)])
    wrong = CliRunner().invoke(app, ["opinions", str(file("p,c1\na,9\n", "wrong.csv"))])

    assert refused.exit_code == 0 and "No groups. Too few people" in refused.stderr
    assert '"refused": "Too few people' in out.read_text()
    assert wrong.exit_code == 1 and "Line 2" in wrong.stderr and not wrong.stdout


def test_progress_is_told_while_a_large_file_is_read(file):
    heard = []
    content = "person,statement,vote\n" + "".join(f"p{at},s,1\n" for at in range(120_000))

    read_votes(file(content), heard.append)

    assert len(heard) == 2 and 0 < heard[0] < heard[1] <= 1


def test_a_result_never_replaces_the_votes(file):
    path = file("p,c1\na,1\n")

    with pytest.raises(AnalysisError, match="another name"):
        opinions_of_file(path, path)
