"""A file read: its encoding, its separator, its quotes, its sheets. Nothing good is lost."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from participe.core import tables
from participe.core.errors import Unusable
from participe.ideas.imports import mapping


def read(path: Path) -> list[tuple]:
    with tables.temporary_folder() as folder:
        table = tables.open_table(tables.to_csv(path, Path(folder)).path, mapping.known_headers())
        return [
            (row.number, tuple(row.cells.values()) if row.cells is not None else None)
            for row in table.rows()
        ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_and_separator_gives_the_same_rows(file, encoding, separator):
    lines = [["id", "text"], ["1", "Été à l’école"], ["2", f'"a{separator}b"']]
    path = file("\r\n".join(separator.join(line) for line in lines).encode(encoding))

    assert read(path) == [(2, ("1", "Été à l’école")), (3, ("2", f"a{separator}b"))]


def test_quoted_lines_stay_one_row_and_the_next_number_is_right(file):
    path = file('id;text\n1;"Une ligne\nune autre ""citée"""\n2;Après')

    assert read(path) == [(2, ("1", 'Une ligne\nune autre "citée"')), (3, ("2", "Après"))]


def test_a_quote_that_nobody_closed_costs_its_row_only(file):
    path = file('id,text\n1,Avant\n2,"Ouvert\n3,"Bien fermé"\n4,Après\n5,"Ouvert à la fin\n')

    rows = read(path)

    assert rows == [
        (2, ("1", "Avant")), (3, None), (4, ("3", "Bien fermé")), (5, ("4", "Après")), (6, None),
    ]  # fmt: skip


def test_too_many_open_quotes_are_no_table(file):
    with pytest.raises(Unusable):
        read(file("id,text\n" + '1,"Ouvert x\n' * 200 + 'y"z,\n'))


def test_rows_with_too_many_cells_are_named_and_short_ones_completed(file):
    assert read(file("id,text\n1,a,b\n2\n3,c,,\n")) == [
        (2, None), (3, ("2", "")), (4, ("3", "c")),
    ]  # fmt: skip


def test_blank_lines_inside_are_rows_and_those_at_the_end_are_none(file):
    assert [number for number, _ in read(file("id,text\n1,a\n\n2,b\n\n\n"))] == [2, 3, 4]


def test_columns_without_a_name_or_with_the_same_name_are_told_apart(file):
    with tables.temporary_folder() as folder:
        path = tables.to_csv(file("id,text,,text\n1,a,b,c"), Path(folder)).path
        assert tables.open_table(path).columns == ("id", "text", "column 3", "text (2)")


def test_a_file_of_one_column_needs_no_separator(file):
    assert read(file("text\nBonjour, vous; tous\n")) == [(2, ("Bonjour, vous; tous",))]


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf\n\n", b"%PDF-1.7", b"<html><p>", b"PK\x03\x04no zip"]
)
def test_what_is_no_table_is_refused_with_a_sentence(file, content):
    with pytest.raises(Unusable) as refusal:
        read(file(content, "sent.xlsx"))
    assert str(refusal.value.message).endswith(".")


def sheet(rows: list[list], others: int = 0) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Réponses")
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    for n, row in enumerate(rows):
        for m, cell in enumerate(row):
            if isinstance(cell, datetime):
                page.write_datetime(n, m, cell, date)
            elif isinstance(cell, str) and cell.startswith("="):
                page.write_formula(n, m, cell, value="calculé")
            else:
                page.write(n, m, cell)
    for n in range(others):
        book.add_worksheet(f"Autre {n}").write(0, 0, "autre")
    book.close()
    return out.getvalue()


def test_a_spreadsheet_gives_numbers_dates_and_values_of_formulas(file):
    path = file(
        sheet([["id", "text", "date", "votes"], [7, '="a"', datetime(2025, 12, 31), 12.0]], 2),
        "x.xlsx",
    )

    with tables.temporary_folder() as folder:
        readable = tables.to_csv(path, Path(folder))
        assert (readable.sheet, readable.other_sheets) == ("Réponses", 2)
    assert read(path) == [(2, ("7", "calculé", "2025-12-31", "12"))]


def test_a_spreadsheet_that_unpacks_for_ever_is_refused(file):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "x")
        for n in range(5):
            bomb.writestr(f"xl/worksheets/sheet{n}.xml", b"0" * 100_000_000)

    with pytest.raises(Unusable, match="too large"):
        read(file(out.getvalue(), "bomb.xlsx"))


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(content.replace(b"PK\x03\x04", b"").replace(b"\xd0\xcf\x11\xe0", b""))
    try:
        rows = read(path)
    except Unusable:
        return
    numbers = [number for number, _ in rows]
    assert numbers == sorted(set(numbers))


texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\x1c\x1d\x1e\x85"), max_size=30
)


@given(st.lists(st.tuples(texts, texts), max_size=12))
def test_what_a_spreadsheet_writes_as_csv_is_read_as_it_was(tmp_path_factory, pairs):
    import csv

    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows([("id", "text"), *pairs])
    path = tmp_path_factory.mktemp("round") / "a.csv"
    path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")

    assert [cells for _, cells in read(path)] == list(pairs)
