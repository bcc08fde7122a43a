"""What is typical of a group, shared by all, and divides."""

import numpy as np
import pytest
from scipy.stats import false_discovery_control, fisher_exact

from participe.analysis.opinions import find_groups, gather_votes
from participe.analysis.opinions.statements import (
    Counts,
    consensus,
    corrected,
    divisive,
    informed,
    typical,
)
from tests.analysis.opinions.crowd import crowd


def counts(agree, disagree, passed=None):
    agree, disagree = np.array(agree), np.array(disagree)
    return Counts(agree, disagree, np.array(passed) if passed else np.zeros_like(agree))


# Statement 0 is shared, 1 divides, 2 is told apart by nobody, 3 was seen by one person.
VOTES = counts([[40, 45, 20, 1], [28, 2, 14, 0]], [[5, 3, 22, 0], [1, 30, 15, 0]])


def test_typical_is_what_a_group_says_more_than_the_others():
    told = typical(VOTES)

    assert [(one.group, one.statement, one.side) for one in told] == [
        (0, 1, "agree"),
        (1, 1, "disagree"),
    ]
    assert told[0].share == pytest.approx(45 / 48) and told[0].others == pytest.approx(2 / 32)


def test_the_test_is_fishers_and_its_correction_benjamini_hochberg():
    one = typical(counts([[45], [2]], [[3], [30]]))[0]
    sides = ([[45, 3], [2, 30]], [[2, 30], [45, 3]], [[3, 45], [30, 2]], [[30, 2], [3, 45]])
    alone = [fisher_exact(table, alternative="greater").pvalue for table in sides]

    assert one.p == pytest.approx(false_discovery_control(alone)[0])
    p = np.random.default_rng(0).random((3, 7)) ** 3
    assert corrected(p).ravel() == pytest.approx(false_discovery_control(p.ravel()))


def test_consensus_is_what_every_group_agrees_on_and_divisive_where_they_part():
    assert [(one.statement, one.side) for one in consensus(VOTES)] == [(0, "agree")]
    assert [one.statement for one in divisive(VOTES)] == [1]


def test_a_large_group_alone_makes_no_consensus():
    assert consensus(counts([[900], [4]], [[10], [6]])) == []


def test_group_informed_consensus_is_the_product_of_what_groups_agree_with():
    assert informed(VOTES.agree, VOTES.seen)[0] == pytest.approx((41 / 47) * (29 / 31))


def test_statements_that_all_share_and_that_divide_come_out_of_votes():
    votes, truth = crowd(200, 40, 2)
    group = np.array([truth[one] for one in votes.people])
    matrix = votes.matrix.toarray()
    said = {g: np.sign(matrix[group == g].sum(axis=0)) for g in (0, 1)}

    found = find_groups(votes)

    kinds = {one.id: (one.kind, one.side) for one in found.statements}
    for at, name in enumerate(votes.statements):
        side = "agree" if said[0][at] > 0 else "disagree"
        same = said[0][at] == said[1][at]
        assert kinds[name] == (("consensus", side) if same else ("divisive", None))
    apart = {one for one in votes.statements if kinds[one][0] == "divisive"}
    assert {one.statement for group in found.groups for one in group.typical} <= apart
    for one in found.statements:
        assert one.seen == one.agree + one.disagree + one.passed
        assert sum(part.agree for part in one.groups) == one.agree


def test_without_groups_what_everybody_shares_is_told_all_the_same():
    people = [f"p{at}" for at in range(12)]
    person, statement = np.nonzero(np.ones((12, 8)))
    found = find_groups(gather_votes(people, list("abcdefgh"), person, statement, [1] * 96))

    assert found.refusal == "few_people"
    assert set(found.consensus) == set("abcdefgh") and found.divisive == ()
    assert found.statements[0].groups == ()
