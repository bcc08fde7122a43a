"""Cross-tables say what a statistician would, count people once, and keep small groups together."""

import numpy as np
import pytest
from scipy import stats

from participe.analysis.crosstabs import (
    OTHER,
    How,
    Strength,
    cramers_v,
    crosstabs,
    holm,
    in_a_word,
    marked,
    outcome_of,
    residuals,
)

# Agresti, An Introduction to Categorical Data Analysis (2007), tables 2.5 and 2.6: women and men
# by party; chi-square 30.1, residuals 4.50, 0.70 and -5.32.
PARTIES = np.array([[762, 327, 468], [484, 239, 477]])
# Fisher, The Design of Experiments (1935): the lady tasting tea; two-sided p 0.486.
TEA = np.array([[3, 1], [1, 3]])
# Agresti, Categorical Data Analysis (2002), page 57: income and job satisfaction, 104 people,
# chi-square 5.97 with 9 degrees of freedom.
JOBS = np.array([[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]])


def test_a_large_table_is_tested_with_chi_square():
    found = outcome_of(PARTIES, seed=0)

    assert (found.how, found.freedom) == (How.CHI_SQUARE, 2)
    assert found.chi_square == pytest.approx(30.07, abs=0.01)
    assert found.p == pytest.approx(2.95e-7, rel=0.01)


def test_the_cells_that_stand_out_are_those_of_the_textbook():
    assert np.round(residuals(PARTIES), 2).tolist() == [[4.5, 0.7, -5.32], [-4.5, -0.7, 5.32]]
    assert marked(PARTIES).tolist() == [[1, 0, -1], [-1, 0, 1]]


def test_a_small_table_of_two_by_two_is_tested_exactly():
    found = outcome_of(TEA, seed=0)

    assert found.how == How.FISHER
    assert found.p == pytest.approx(34 / 70)


def test_a_table_with_small_numbers_is_compared_with_tables_drawn_with_the_same_totals():
    found = outcome_of(JOBS, seed=1)

    assert (found.how, found.freedom) == (How.PERMUTATION, 9)
    assert found.chi_square == pytest.approx(5.97, abs=0.005)
    # The chi-square distribution gives 0.743; tables drawn, a little more.
    assert 0.72 < found.p < 0.80
    assert outcome_of(JOBS, seed=1) == found
    other = outcome_of(JOBS, seed=2)
    assert other.p != found.p and abs(other.p - found.p) < 0.02


def test_two_rows_that_have_nothing_in_common_are_never_by_chance():
    found = outcome_of(np.array([[9, 0, 0], [0, 4, 4]]), seed=0)

    assert found.how == How.PERMUTATION
    exact = 1 / (stats.binom(17, 0.5).pmf(9) * 2**17)  # only one choice of nine among 17 does it
    assert found.p == pytest.approx(exact, abs=3e-4)


def test_p_values_are_raised_as_holm_has_it():
    # As p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") of R.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_the_effect_is_near_nought_when_there_is_none():
    """The plain V of such small tables is 0.2 and more (Bergsma 2013)."""
    random = np.random.default_rng(3)
    drawn = [random.multinomial(60, np.full(12, 1 / 12)).reshape(3, 4) for _ in range(300)]
    drawn = [table for table in drawn if table.sum(0).all() and table.sum(1).all()]

    found = np.mean([cramers_v(table) for table in drawn])
    plain = np.mean([stats.contingency.association(table, "cramer") for table in drawn])

    assert plain > 0.2 and found < 0.07


def test_the_effect_is_one_when_the_row_tells_the_column():
    assert cramers_v(np.diag([50, 40, 30])) == pytest.approx(1, abs=0.001)
    assert cramers_v(PARTIES) == pytest.approx(
        stats.contingency.association(PARTIES, "cramer"), abs=0.005
    )


@pytest.mark.parametrize(
    ("effect", "shape", "word"),
    [
        (0.09, (2, 2), Strength.NONE),
        (0.1, (2, 9), Strength.WEAK),
        (0.3, (2, 2), Strength.MEDIUM),
        (0.21, (3, 3), Strength.WEAK),
        (0.22, (3, 9), Strength.MEDIUM),
        (0.5, (2, 2), Strength.STRONG),
        (0.3, (4, 4), Strength.STRONG),
        (0.9, (1, 1), Strength.NONE),
    ],
)
def test_the_effect_in_a_word_depends_on_the_size_of_the_table(effect, shape, word):
    assert in_a_word(effect, *shape) == word


def contributions(**cells):
    """`a_1=12`: twelve people of group a on topic 1."""
    topics, groups = [], []
    for name, number in cells.items():
        group, topic = name.split("_")
        topics += [int(topic)] * number
        groups += [group] * number
    return topics, [f"p{at}" for at in range(len(topics))], groups


def test_a_person_counts_once_in_a_cell_however_much_they_write():
    topics, people, groups = contributions(web_1=20, paper_1=10, web_2=10, paper_2=20)
    topics, people, groups = [*topics, 1, 1, 2], people + ["p0"] * 3, groups + ["web"] * 3

    (table,) = crosstabs(topics, people, {"channel": groups})

    assert (table.topics, table.groups) == ((2, 1), ("paper", "web"))
    assert table.people.tolist() == [[20, 11], [10, 20]]
    assert table.texts.tolist() == [[20, 11], [10, 22]]
    assert table.topic_people.tolist() == [31, 30]
    assert table.group_people.tolist() == [30, 30]  # p0 speaks of both topics and is one person
    assert np.allclose(table.shares, [[20 / 30, 11 / 30], [10 / 30, 20 / 30]])


def test_those_of_whom_nothing_is_known_count_one_each():
    (table,) = crosstabs([1] * 30, [None] * 30, {"channel": ["web"] * 15 + ["paper"] * 15})

    assert table.people.tolist() == [[15, 15]]
    assert table.test.how == How.NONE and not table.test.is_significant


def test_what_is_left_out_is_counted():
    topics = [1] * 20 + [2] * 20 + [None] * 3
    groups = ["web"] * 18 + [None] * 4 + ["paper"] * 18 + ["web"] * 3

    (table,) = crosstabs(topics, list(range(43)), {"channel": groups})

    assert (table.untold, table.unknown) == (3, 4)
    assert table.texts.sum() + table.untold + table.unknown == 43


def test_groups_of_fewer_than_ten_people_are_put_together():
    topics, people, groups = contributions(
        namur_1=30, namur_2=30, huy_1=4, huy_2=4, ath_1=3, mons_2=20, spa_1=1
    )

    (table,) = crosstabs(topics, people, {"commune": groups})

    assert table.groups == ("namur", "mons", OTHER)
    assert table.group_people.tolist() == [60, 20, 12]


def test_what_is_put_together_is_itself_not_small():
    topics, people, groups = contributions(namur_1=30, mons_2=20, huy_1=12, spa_1=1)

    (table,) = crosstabs(topics, people, {"commune": groups})

    assert table.groups == ("namur", "mons", OTHER)
    assert table.group_people.tolist() == [30, 20, 13]


def test_there_are_at_most_twelve_columns():
    cells = {f"g{at:02}_{1 + at % 2}": 10 + at for at in range(20)}
    topics, people, groups = contributions(**cells)

    (table,) = crosstabs(topics, people, {"commune": groups})

    assert len(table.groups) == 12 and table.groups[-1] == OTHER
    assert table.people.sum() == len(people)


def test_several_tables_are_judged_together():
    random = np.random.default_rng(5)
    topics = random.integers(1, 4, 600).tolist()
    channel = ["web" if topic == 1 or random.random() < 0.5 else "paper" for topic in topics]
    groups = {"channel": channel} | {
        f"chance{at}": random.choice(["a", "b", "c"], 600).tolist() for at in range(4)
    }

    tables = crosstabs(topics, list(range(600)), groups)

    assert [table.by for table in tables] == list(groups)
    assert [table.test.is_significant for table in tables] == [True] + [False] * 4
    assert all(table.test.p_holm >= table.test.p for table in tables)
    first = tables[0]
    web = first.groups.index("web")
    assert first.marks[first.topics.index(1), web] == 1 and first.marks[:, web].min() == -1
    assert not any(table.marks.any() for table in tables[1:])
    assert first.strength in (Strength.MEDIUM, Strength.STRONG)


def test_no_cell_is_marked_in_a_table_that_is_within_chance():
    topics, people, groups = contributions(web_1=60, web_2=40, paper_1=42, paper_2=58)
    alone = {"channel": groups}
    random = np.random.default_rng(1)
    beside = alone | {f"chance{at}": random.choice(["a", "b"], 200).tolist() for at in range(4)}

    (first,), (same, *_) = crosstabs(topics, people, alone), crosstabs(topics, people, beside)

    assert first.test.is_significant and first.marks.tolist() == [[-1, 1], [1, -1]]
    assert not same.test.is_significant and not same.marks.any()


def test_nothing_gives_empty_tables():
    (table,) = crosstabs([], [], {"channel": []})

    assert table.people.shape == (0, 0) and table.test.how == How.NONE
    assert crosstabs([1], ["p"], {}) == []
