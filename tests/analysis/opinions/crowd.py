"""People made up for the tests, whose groups are known."""

import numpy as np

from participe.analysis.opinions import Votes, gather_votes


def crowd(
    people=200, statements=40, groups=2, *, seen=0.6, noise=0.3, seed=0
) -> tuple[Votes, dict[str, int]]:
    """Votes, and the group of each person. noise: share of votes cast by chance."""
    rng = np.random.default_rng(seed)
    opinion = rng.choice([-1, 1], (groups, statements))
    group = np.arange(people) % groups
    votes = np.where(
        rng.random((people, statements)) < noise,
        rng.integers(-1, 2, (people, statements)),
        opinion[group],
    )
    person, statement = np.nonzero(rng.random((people, statements)) < seen)
    names = [f"p{at:04}" for at in range(people)]
    cast = gather_votes(
        names, [f"c{at:04}" for at in range(statements)], person, statement,
        votes[person, statement],
    )  # fmt: skip
    return cast, dict(zip(names, group.tolist(), strict=True))


def rows(votes: Votes) -> list[tuple[str, str, str]]:
    """Long form, without header."""
    people = np.repeat(np.arange(len(votes.people)), votes.counts)
    return [
        (votes.people[at], votes.statements[column], str(value))
        for at, column, value in zip(
            people, votes.matrix.indices, votes.matrix.data.tolist(), strict=True
        )
    ]


def long(votes: Votes) -> str:
    return "".join(f"{','.join(row)}\n" for row in [("person", "statement", "vote"), *rows(votes)])


def wide(votes: Votes) -> str:
    cells = {(person, statement): vote for person, statement, vote in rows(votes)}
    lines = [",".join(["participant", "group", *votes.statements])]
    lines += [
        ",".join([person, "x", *(cells.get((person, one), "") for one in votes.statements)])
        for person in votes.people
    ]
    return "\n".join(lines) + "\n"
