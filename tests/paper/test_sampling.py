"""How many sheets are compared, and when all of them are."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from participe.paper import sampling
from participe.paper.sampling import is_too_wrong, sample_size


def test_the_examples_hold():
    assert doctest.testmod(sampling).failed == 0


@given(st.integers(0, 10_000))
def test_a_sample_is_never_larger_than_its_pile_nor_smaller_than_the_rule(sheets):
    size = sample_size(sheets)
    assert size <= min(sheets, 50)
    assert size >= min(sheets, 3) and (size == 50 or size * 10 >= sheets or size == sheets)


@given(st.integers(1, 50))
def test_one_mistake_alone_is_a_slip(compared):
    assert not is_too_wrong(compared, 1)
    assert is_too_wrong(compared, max(2, compared // 10 + 1))
