"""Opinion groups of a set of votes: from who voted what to the whole result."""

from collections.abc import Callable

import numpy as np
import scipy
import sklearn
from threadpoolctl import threadpool_limits

from participe.analysis.errors import AnalysisError
from participe.analysis.opinions import result, statements
from participe.analysis.opinions.choice import Choice, choose
from participe.analysis.opinions.refusals import sentence
from participe.analysis.opinions.space import Scale
from participe.analysis.opinions.votes import Votes

VERSION = "1.0"
ENOUGH = 7  # votes of a person, or all statements where there are fewer
TOLD = 10  # typical statements of a group
TOO_FEW = "too_few_votes"
REFUSED = "refused"

Progress = Callable[[str, float], None]


def find_groups(votes: Votes, seed: int = 0, progress: Progress | None = None) -> result.Opinions:
    """Groups of people who vote alike, or the reason why there are none to show.

    The same votes give the same bytes, in whatever order they come and however many threads
    there are. `progress` hears the stage (`groups`, `statements`, `done`) and the share of the
    work done; what it raises stops the work.
    """
    if not 0 <= seed < 2**32:
        raise AnalysisError(f"Give a seed from 0 to {2**32 - 1}, not {seed}.")
    tell = progress or (lambda stage, done: None)
    # More threads add floating point numbers in another order, and the last digit differs.
    with threadpool_limits(limits=1):
        return _find(votes, seed, tell)


def _find(votes: Votes, seed: int, tell: Progress) -> result.Opinions:
    tell("groups", 0.2)
    enough = np.flatnonzero(votes.counts >= max(1, min(ENOUGH, len(votes.statements))))
    choice = choose(votes.matrix[enough], seed)
    tell("statements", 0.9)
    labels = _largest_first(choice)
    groups = labels.max() + 1 if choice.grouping else 0
    places = _map(choice, len(enough))
    # Without groups, everybody who voted is one: what all say is worth telling all the same.
    if choice.grouping:
        counts = statements.count(votes.matrix[enough], labels, groups)
    else:
        nobody = np.zeros(len(votes.people), dtype=np.int64)
        counts = statements.count(votes.matrix, nobody, 1)
    shared, divided = statements.consensus(counts), statements.divisive(counts)
    found = result.Opinions(
        received=len(votes.people),
        grouped=len(enough) if choice.grouping else 0,
        not_grouped=_left_out(votes, enough, choice),
        votes=int(votes.matrix.nnz),
        replaced=votes.replaced,
        refused=sentence(choice, len(enough), len(votes.statements), ENOUGH),
        refusal=choice.refusal and str(choice.refusal),
        groups=_groups(votes, enough, labels, places, counts) if choice.grouping else (),
        consensus=tuple(votes.statements[one.statement] for one in shared),
        divisive=tuple(votes.statements[one.statement] for one in divided),
        statements=_statements(votes, counts, shared, divided, choice),
        people=_people(votes, enough, labels, places, choice),
        figures={name: round(value, 4) for name, value in choice.figures.items()},
        tried=tuple(
            result.Tried(
                one.shape.groups, str(one.shape.scale), one.smallest,
                round(one.silhouette, 4), round(one.stability, 4), round(one.diligence, 4),
            )
            for one in choice.tried
        ),
        method=_method(votes, seed, choice),
    )  # fmt: skip
    tell("done", 1.0)
    return found


def _largest_first(choice: Choice) -> np.ndarray:
    """Labels of those who voted enough, 0 the largest group; of two as large, who comes first."""
    if not choice.grouping:
        return np.zeros(0, dtype=np.int64)
    labels, sizes = choice.grouping.labels, choice.grouping.sizes
    first = [int(np.flatnonzero(labels == group)[0]) for group in range(len(sizes))]
    order = sorted(range(len(sizes)), key=lambda group: (-sizes[group], first[group]))
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[order] = np.arange(len(sizes))
    return rank[labels]


def _map(choice: Choice, people: int) -> np.ndarray:
    """Two coordinates for each who voted enough, the furthest at 1 from the middle."""
    if choice.space is None:
        return np.zeros((people, 2))
    places = choice.grouping.places if choice.grouping else choice.space.places
    flat = places[:, :2]
    if flat.shape[1] < 2:
        flat = np.column_stack([flat, np.zeros(len(flat))])
    return flat / max(float(np.abs(flat).max(initial=0.0)), 1e-12)


def _left_out(votes: Votes, enough: np.ndarray, choice: Choice) -> dict[str, int]:
    left = {TOO_FEW: len(votes.people) - len(enough)}
    if choice.refusal:
        left[REFUSED] = len(enough)
    return {reason: many for reason, many in left.items() if many}


def _groups(
    votes: Votes,
    enough: np.ndarray,
    labels: np.ndarray,
    places: np.ndarray,
    counts: statements.Counts,
) -> tuple[result.Group, ...]:
    told = statements.typical(counts)
    many = votes.counts[enough]
    found = []
    for group in range(len(counts.agree)):
        inside = labels == group
        x, y = places[inside].mean(axis=0)
        typical = [one for one in told if one.group == group][:TOLD]
        found.append(
            result.Group(
                group, int(inside.sum()), int(many[inside].sum()), round(x, 4), round(y, 4),
                tuple(
                    result.Tells(
                        votes.statements[one.statement], one.side,
                        round(one.share, 4), round(one.others, 4), _p(one.p),
                    )
                    for one in typical
                ),
            )
        )  # fmt: skip
    return tuple(found)


def _statements(
    votes: Votes,
    counts: statements.Counts,
    shared: list[statements.Shared],
    divided: list[statements.Shared],
    choice: Choice,
) -> tuple[result.Statement, ...]:
    everybody = statements.count(votes.matrix, np.zeros(len(votes.people), dtype=np.int64), 1)
    kinds: dict[int, tuple[str, str | None, float]]
    kinds = {one.statement: ("divisive", None, _p(one.p)) for one in divided}
    kinds |= {one.statement: ("consensus", one.side, _p(one.p)) for one in shared}
    agree = statements.informed(counts.agree, counts.seen)
    disagree = statements.informed(counts.disagree, counts.seen)
    apart = statements.spread(counts)
    seen = counts.seen
    groups = range(len(counts.agree)) if choice.grouping else ()
    found = []
    for at, name in enumerate(votes.statements):
        kind, side, p = kinds.get(at, (None, None, None))
        found.append(
            result.Statement(
                id=name,
                seen=int(everybody.seen[0, at]),
                agree=int(everybody.agree[0, at]),
                disagree=int(everybody.disagree[0, at]),
                passed=int(everybody.passed[0, at]),
                kind=kind,
                side=side,
                p=p,
                informed_agree=round(float(agree[at]), 4),
                informed_disagree=round(float(disagree[at]), 4),
                spread=round(float(apart[at]), 4) if choice.grouping else None,
                groups=tuple(
                    result.Said(
                        group, int(seen[group, at]), int(counts.agree[group, at]),
                        int(counts.disagree[group, at]), int(counts.passed[group, at]),
                    )
                    for group in groups
                ),
            )
        )  # fmt: skip
    return tuple(found)


def _people(
    votes: Votes, enough: np.ndarray, labels: np.ndarray, places: np.ndarray, choice: Choice
) -> tuple[result.Person, ...]:
    many = votes.counts.tolist()
    at = dict(zip(enough.tolist(), range(len(enough)), strict=True))
    rounded = np.round(places, 4).tolist()
    groups = labels.tolist()
    found = []
    for number, name in enumerate(votes.people):
        place = at.get(number)
        if place is None:
            found.append(result.Person(name, None, TOO_FEW, many[number], None, None))
            continue
        x, y = rounded[place] if choice.space else (None, None)
        if choice.grouping:
            found.append(result.Person(name, groups[place], None, many[number], x, y))
        else:
            found.append(result.Person(name, None, REFUSED, many[number], x, y))
    return tuple(found)


def _p(value: float) -> float:
    """Three figures that count: 0.0000 would say that it cannot be."""
    return float(f"{value:.3g}")


def _method(votes: Votes, seed: int, choice: Choice) -> dict[str, object]:
    scale = choice.chosen.shape.scale if choice.chosen else None
    return {
        "version": VERSION,
        "seed": seed,
        "enough_votes": min(ENOUGH, len(votes.statements)),
        "scale": scale and str(Scale(scale)),
        "level": statements.LEVEL,
        "libraries": {
            "numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__
        },
        "input_sha256": votes.sha256(),
    }  # fmt: skip
