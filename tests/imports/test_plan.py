"""What would become of each row: comments before, after and without what they comment on."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from participe.ideas.imports import plan, rows
from participe.ideas.imports.words import guess
from tests.imports.test_rows import FewRows

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def planned(*pairs: tuple[str, str], known: tuple[str, ...] = ()) -> plan.Plan:
    """A plan of rows (number, parent)."""
    cells = [{"id": own, "text": f"Texte {own}", "parent": parent} for own, parent in pairs]
    columns = guess(("id", "text", "parent"))
    made = plan.make(rows.read(FewRows(*cells), columns, NOW))  # type: ignore[arg-type]
    made.settle(known)
    return made


def reasons(made: plan.Plan) -> dict[int, str]:
    return {one.number: str(one.reason) for one in made.refusals}


def test_a_comment_may_stand_above_what_it_comments_on():
    made = planned(("c", "b"), ("b", "a"), ("a", ""))

    assert not made.refused
    assert made.comments == 2


def test_a_comment_may_hang_on_what_the_box_holds_already():
    made = planned(("c", "earlier"), ("d", "c"), known=("earlier",))

    assert made.unknown_parents() == {"earlier"}
    assert not made.refused


def test_a_comment_on_nothing_takes_its_answers_with_it():
    told = reasons(planned(("a", ""), ("c", "nowhere"), ("d", "c"), ("e", "a")))

    assert sorted(told) == [3, 4]
    assert "nowhere" in told[3] and "refused" in told[4]


def test_a_comment_on_a_refused_row_says_so():
    cells = [
        {"id": "a", "text": "", "parent": "", "date": ""},
        {"id": "b", "text": "Réponse", "parent": "a", "date": ""},
    ]
    made = plan.make(rows.read(FewRows(*cells), guess(tuple(cells[0])), NOW))  # type: ignore[arg-type]
    made.settle(())

    assert "refused" in reasons(made)[3]


def test_a_circle_is_no_thread():
    told = reasons(planned(("a", "b"), ("b", "a"), ("c", "c"), ("d", "a")))

    assert sorted(told) == [2, 3, 4, 5]
    assert "itself" in told[2]


def test_the_second_row_of_a_number_is_refused_and_the_first_named():
    told = reasons(planned(("a", ""), ("b", ""), ("a", "")))

    assert list(told) == [4]
    assert "Row 2" in told[4]


def test_a_parent_that_a_programme_wrote_with_decimals_is_found():
    assert not planned(("12", ""), ("13", "12.0")).refused


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["", *"abcdefghxy"])), max_size=14
    )
)
def test_every_row_is_good_or_refused_and_every_comment_leads_to_an_idea(pairs):
    made = planned(*pairs, known=("x",))

    assert made.read == len(made.good) + len(made.refused) == len(pairs)
    for own in made.parents:
        seen = set()
        while own in made.parents:
            assert own not in seen
            seen.add(own)
            own = made.parents[own]
        assert own in made.good or own == "x"
