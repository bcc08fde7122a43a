"""Finding personal numbers in what people write, and nothing else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participe.core.personal_numbers import Kind, find


def kinds(text: str, ours: tuple[str, ...] = ()) -> list[str]:
    return [one.kind.value for one in find(text, ours)]


def national(year: int, month: int, day: int, serial: int, *, this_century: bool) -> str:
    """A number with right check digits: 97 less the remainder, with a 2 before since 2000."""
    nine = f"{year:02}{month:02}{day:02}{serial:03}"
    check = 97 - int(("2" if this_century else "") + nine) % 97
    return f"{nine}{check:02}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to me: jeanne@example.org.", ["email"]),
        ("Call 0470 12 34 56 in the evening", ["phone"]),
        ("Call +32 470 12 34 56", ["phone"]),
        ("Appelez le 04/221 80 00", ["phone"]),
        ("Pay to BE68 5390 0754 7034 please", ["iban"]),
        ("Pay to BE68539007547034.", ["iban"]),
        ("Pay to be68 5390 0754 7034", ["iban"]),
        ("FR76 3000 6000 0112 3456 7890 189 is mine", ["iban"]),
        ("My number is 85.07.30-033 28.", ["national_number"]),
        ("My number is 85073003328", ["national_number"]),
        ("85 07 30 033 28", ["national_number"]),
        ("jeanne@example.org, 0470 12 34 56", ["email", "phone"]),
    ],
)
def test_what_tells_who_somebody_is_is_found(text, found):
    assert kinds(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "In 2026 the park cost 1.250.000 euros, of which 12 500 for benches.",
        "4000 Liège, 4020 Liège, 5000 Namur",
        "From 01/05/2026 to 30/09/2026, 18:00 to 20:00",
        "85.07.30-033 29",
        "BE68 5390 0754 7035",
        "Bus 48, line 4, room 2.14, article 1122-30",
        "50.6326, 5.5797",
        "@home and a@b",
        "",
    ],
)
def test_years_prices_and_near_numbers_are_no_alarm(text):
    assert kinds(text) == []


def test_addresses_of_the_administration_may_be_told():
    ours = ("participation@commune.example.org", "+32 4 221 80 00")

    assert kinds("Ask Participation@commune.example.org or 04/221.80.00", ours) == []
    assert kinds("Ask other@commune.example.org", ours) == ["email"]


@given(
    year=st.integers(0, 25), month=st.integers(1, 12), day=st.integers(1, 28),
    serial=st.integers(1, 997), recent=st.booleans(), form=st.sampled_from(range(3)),
    before=st.sampled_from(["", "My number: ", "né\n"]), after=st.sampled_from(["", ".", ", ok"]),
)  # fmt: skip
def test_every_valid_national_number_is_found_and_its_neighbour_not(
    year, month, day, serial, recent, form, before, after
):
    digits = national(year if recent else year + 50, month, day, serial, this_century=recent)
    wrong = digits[:9] + f"{int(digits[9:]) % 97 + 1:02}"

    def written(n: str) -> str:
        return (n, f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6:9]}.{n[9:]}",
                f"{n[:2]} {n[2:4]} {n[4:6]} {n[6:9]} {n[9:]}")[form]  # fmt: skip

    text = before + written(digits) + after
    [found] = find(text)
    assert found.kind is Kind.NATIONAL_NUMBER
    assert text[found.start : found.end] == written(digits) == found.words
    assert Kind.NATIONAL_NUMBER not in {one.kind for one in find(before + written(wrong) + after)}


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_what_is_found_does_not_overlap(text):
    found = find(text)

    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[one.start : one.end] == one.words for one in found)
