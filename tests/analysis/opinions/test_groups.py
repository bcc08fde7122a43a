"""Groups are found where people vote alike, and refused where they do not."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from participe.analysis import AnalysisError
from participe.analysis.opinions import find_groups, gather_votes
from tests.analysis.opinions.crowd import crowd, rows


def likeness(found, truth):
    ids = [person.id for person in found.people if person.group is not None]
    groups = {person.id: person.group for person in found.people}
    return adjusted_rand_score([truth[one] for one in ids], [groups[one] for one in ids])


@pytest.mark.parametrize("groups", [2, 3, 4, 5])
def test_groups_that_were_planted_are_found_and_their_number(groups):
    votes, truth = crowd(300, 60, groups, seed=1)

    found = find_groups(votes)

    assert found.refused is None and len(found.groups) == groups
    assert likeness(found, truth) > 0.9
    assert [group.people for group in found.groups] == sorted(
        (group.people for group in found.groups), reverse=True
    )


@pytest.mark.parametrize(
    ("votes", "refusal"),
    [
        (crowd(300, 50, 1, noise=0.5)[0], {"no_pattern", "unstable_people"}),
        (crowd(300, 50, 1, noise=1.0)[0], {"no_pattern"}),
        (crowd(300, 50, 1, noise=0.0)[0], {"no_pattern"}),
        (crowd(19, 50, 2)[0], {"few_people"}),
        (crowd(300, 5, 2, seen=1.0)[0], {"few_statements"}),
        (crowd(1, 9, 1)[0], {"few_people"}),
        (gather_votes([], [], [], [], []), {"few_people"}),
    ],
)
def test_one_crowd_chance_and_too_few_are_refused_with_the_reason(votes, refusal):
    found = find_groups(votes)

    assert found.refusal in refusal and found.refused
    assert found.groups == () and found.grouped == 0
    assert all(person.group is None and person.reason for person in found.people)


def test_people_who_only_agree_more_readily_than_others_are_no_group():
    rng = np.random.default_rng(3)
    ready = rng.normal(0, 1, (500, 1)) + rng.normal(0, 1, (1, 60))
    votes = np.where(rng.random((500, 60)) < 1 / (1 + np.exp(-ready)), 1, -1)
    person, statement = np.nonzero(rng.random((500, 60)) < 0.4)
    names = [f"p{at}" for at in range(500)]

    found = find_groups(
        gather_votes(
            names, [f"c{at}" for at in range(60)], person, statement, votes[person, statement]
        )
    )

    assert found.refusal == "unstable_statements"


def test_those_who_voted_on_many_statements_do_not_become_a_group_of_their_own():
    """Two equal groups, in each of which one person in five saw ten times as much."""
    rng = np.random.default_rng(0)
    opinion = rng.choice([-1, 1], (2, 300))
    group, diligent = np.arange(1000) % 2, np.arange(1000) % 5 == 0
    seen = rng.random((1000, 300)) < np.where(diligent, 0.6, 0.06)[:, None]
    votes = np.where(
        rng.random((1000, 300)) < 0.5, rng.integers(-1, 2, (1000, 300)), opinion[group]
    )
    person, statement = np.nonzero(seen)
    names = [f"p{at:04}" for at in range(1000)]

    found = find_groups(
        gather_votes(
            names, [f"c{at}" for at in range(300)], person, statement, votes[person, statement]
        )
    )

    assert likeness(found, dict(zip(names, group.tolist(), strict=True))) > 0.6
    assert likeness(found, dict(zip(names, diligent.tolist(), strict=True))) < 0.1


def test_who_voted_too_little_is_counted_and_named():
    votes, _ = crowd(200, 40)
    few = [("late", "c0001", 1), ("later", "c0002", -1)]
    all_rows = rows(votes) + few

    found = find_groups(from_rows(all_rows))

    assert found.received == 202 == found.grouped + sum(found.not_grouped.values())
    assert found.not_grouped == {"too_few_votes": 2}
    late = next(person for person in found.people if person.id == "late")
    assert (late.group, late.reason, late.votes, late.x) == (None, "too_few_votes", 1, None)


def from_rows(all_rows):
    people = sorted({row[0] for row in all_rows}, reverse=True)
    statements = sorted({row[1] for row in all_rows}, reverse=True)
    return gather_votes(
        people,
        statements,
        [people.index(row[0]) for row in all_rows],
        [statements.index(row[1]) for row in all_rows],
        [int(row[2]) for row in all_rows],
    )


def test_the_order_of_people_and_statements_changes_nothing():
    votes, _ = crowd(120, 30, 3)
    shuffled = rows(votes)
    np.random.default_rng(5).shuffle(shuffled)

    assert find_groups(from_rows(shuffled)).to_json() == find_groups(votes).to_json()


def test_the_number_of_threads_changes_no_byte():
    votes, _ = crowd(200, 40, 3)

    with threadpool_limits(limits=1):
        one = find_groups(votes).to_json()
    with threadpool_limits(limits=4):
        four = find_groups(votes).to_json()

    assert one == four


def test_people_who_all_pass_are_no_groups():
    people = [f"p{at}" for at in range(50)]
    person, statement = np.nonzero(np.ones((50, 20)))
    passes = gather_votes(people, [f"c{at}" for at in range(20)], person, statement, [0] * 1000)

    found = find_groups(passes)

    assert found.refusal == "no_pattern"
    assert all(one.passed == 50 and one.kind is None for one in found.statements)


def test_the_last_vote_of_a_person_on_a_statement_counts():
    votes = gather_votes(["b", "a"], ["s"], [0, 1, 0], [0, 0, 0], [1, -1, -1])

    assert votes.people == ("a", "b") and votes.replaced == 1
    assert votes.matrix.toarray().tolist() == [[-1], [-1]]


def test_a_vote_that_is_none_and_a_seed_that_is_none_are_refused():
    with pytest.raises(AnalysisError, match="1 for agree"):
        gather_votes(["a"], ["s"], [0], [0], [2])
    with pytest.raises(AnalysisError, match="same id"):
        gather_votes(["a", "a"], ["s"], [0], [0], [1])
    with pytest.raises(AnalysisError, match="seed"):
        find_groups(crowd(10)[0], seed=-1)


def test_a_thousand_statements_and_few_votes_each_are_grouped():
    votes, truth = crowd(600, 1000, 2, seen=0.03, noise=0.2)

    found = find_groups(votes)

    assert len(found.groups) == 2 and likeness(found, truth) > 0.9
