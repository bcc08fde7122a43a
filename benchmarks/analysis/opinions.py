"""Measure opinion groups: `python -m benchmarks.analysis.opinions`.

First, what is found: each `votes*.csv` of the folder in PARTICIPE_DATA, in wide form; where the
second column names a group (`group`, or a name that ends so), the adjusted Rand index with it.
Without the folder, votes with planted groups. Then, what it costs: votes made up for 100,000
people and 1,000 statements of which each saw 5 %, through the command's own way, in a process of
its own.
"""

import csv
import multiprocessing
import os
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score

from participe.analysis.opinions import (
    Opinions,
    Votes,
    find_groups,
    gather_votes,
    opinions_of_file,
    read_votes,
)

PEOPLE, STATEMENTS, SEEN = 100_000, 1_000, 0.05
PLANTED = ((2, 0.3), (3, 0.3), (4, 0.3), (2, 0.6), (1, 0.4), (1, 1.0))  # groups, noise


def planted(
    people: int, statements: int, groups: int, seen: float, noise: float, seed: int = 0
) -> tuple[Votes, dict[str, str]]:
    """Votes of people whose groups are known; `noise` is the share cast by chance."""
    rng = np.random.default_rng(seed)
    opinion = rng.choice([-1, 1], (groups, statements))
    group = rng.integers(0, groups, people)
    per_person = rng.binomial(statements, seen, people)
    person = np.repeat(np.arange(people), per_person)
    statement = np.concatenate(
        [rng.choice(statements, many, replace=False) for many in per_person] or [np.zeros(0, int)]
    )
    chance = rng.random(len(person)) < noise
    value = np.where(chance, rng.integers(-1, 2, len(person)), opinion[group[person], statement])
    ids = [f"p{at:06}" for at in range(people)]
    votes = gather_votes(ids, [f"c{at}" for at in range(statements)], person, statement, value)
    return votes, {one: str(at) for one, at in zip(ids, group.tolist(), strict=True)}


def known(path: Path) -> dict[str, str]:
    """The group of each person, as the file says; empty when it does not."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.reader(file)
        header = next(rows, [])
        at = next((n for n, name in enumerate(header) if name.endswith("group")), None)
        if at is None:
            return {}
        return {row[0]: row[at] for row in rows if len(row) > at and row[at]}


def likeness(found: Opinions, truth: dict[str, str]) -> float | None:
    pairs = [(truth[one.id], one.group) for one in found.people if one.id in truth]
    pairs = [pair for pair in pairs if pair[1] is not None]
    return float(adjusted_rand_score(*zip(*pairs, strict=True))) if pairs else None


def line(name: str, votes: Votes, truth: dict[str, str]) -> float | None:
    started = time.process_time()
    found = find_groups(votes)
    spent = time.process_time() - started
    ari = likeness(found, truth)
    said = f"refused: {found.refusal}" if found.refusal else f"{len(found.groups)} groups"
    print(
        f"{name[:38]:38} {found.received:6} {len(votes.statements):5}  "
        f"{said:32} {'' if ari is None else f'{ari:.3f}':>6}  {spent:6.1f}"
    )
    return ari


def quality() -> None:
    print(f"{'votes':38} people  stmts  {'':32} {'ARI':>6}  CPU s")
    folder = os.environ.get("PARTICIPE_DATA")
    if not folder:
        for groups, noise in PLANTED:
            votes, truth = planted(1_000, 80, groups, 0.4, noise)
            line(f"planted, {groups} group(s), noise {noise:.0%}", votes, truth)
        return
    found = [
        line(path.stem.removeprefix("votes_"), read_votes(path), known(path))
        for path in sorted(Path(folder).glob("votes*.csv"))
    ]
    told = [ari for ari in found if ari is not None]
    if told:
        print(f"mean of the {len(told)} that are grouped: {sum(told) / len(told):.3f}")


def _write(path: Path) -> None:
    votes, _ = planted(PEOPLE, STATEMENTS, 3, SEEN, 0.4)
    matrix = votes.matrix
    with path.open("w", encoding="utf-8") as file:
        file.write("person,statement,vote\n")
        for at, person in enumerate(votes.people):
            cells = slice(matrix.indptr[at], matrix.indptr[at + 1])
            for column, value in zip(matrix.indices[cells], matrix.data[cells], strict=True):
                file.write(f"{person},{votes.statements[column]},{value}\n")


def _cost(path: Path) -> None:
    found = opinions_of_file(path, path.with_suffix(".json"))
    spent = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{found.received} people, {STATEMENTS} statements, {found.votes} votes: "
        f"{len(found.groups)} groups, {spent:.0f} CPU s, {peak:.0f} MB at most"
    )


def main() -> None:
    quality()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.csv"
        # A process of its own each: what was made before must not count as memory.
        for task in (_write, _cost):
            process = multiprocessing.get_context("spawn").Process(target=task, args=(path,))
            process.start()
            process.join()


if __name__ == "__main__":
    main()
