"""Votes as the analysis holds them: people by statements, almost all of it empty."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from participe.analysis.arrays import Sparse
from participe.analysis.errors import AnalysisError


@dataclass(frozen=True)
class Votes:
    """Who said what of which statement: 1 agrees, -1 disagrees, 0 passes; no entry: not seen.

    people, statements: ids in ascending order, each once.
    matrix: int8, one row a person; a pass is a stored 0, so `matrix.data` holds every vote.
    replaced: votes that a later one of the same person on the same statement took the place of.
    """

    people: tuple[str, ...]
    statements: tuple[str, ...]
    matrix: Sparse
    replaced: int = 0

    @property
    def counts(self) -> np.ndarray:
        """How many statements each person voted on, passes included; shape (n_people,)."""
        return np.diff(self.matrix.indptr)

    def sha256(self) -> str:
        """Fingerprint of the votes, the same in whatever order they came."""
        digest = hashlib.sha256(json.dumps([self.people, self.statements]).encode())
        for part, kind in (("indptr", "<i8"), ("indices", "<i4"), ("data", "<i1")):
            digest.update(np.ascontiguousarray(getattr(self.matrix, part), dtype=kind).tobytes())
        return digest.hexdigest()


def gather_votes(
    people: Sequence[str],
    statements: Sequence[str],
    person: Sequence[int] | np.ndarray,
    statement: Sequence[int] | np.ndarray,
    value: Sequence[int] | np.ndarray,
) -> Votes:
    """Votes from three lists of one length, in the order in which they were cast.

    person, statement: positions in `people` and `statements`, whose ids are all different.
    Of several votes of one person on one statement, the last counts.
    """
    if len(set(people)) != len(people) or len(set(statements)) != len(statements):
        raise AnalysisError("Two people or two statements have the same id. Give each its own.")
    rows, people = _sorted(people, np.asarray(person, dtype=np.int64))
    columns, statements = _sorted(statements, np.asarray(statement, dtype=np.int64))
    votes = np.asarray(value, dtype=np.int8)
    if votes.size and (votes.min() < -1 or votes.max() > 1):
        raise AnalysisError("A vote is 1 for agree, -1 for disagree or 0 for pass.")
    cell = rows * max(len(statements), 1) + columns
    order = np.argsort(cell, kind="stable")
    last = np.flatnonzero(np.append(np.diff(cell[order]) != 0, True)) if cell.size else order
    kept = order[last]
    starts = np.zeros(len(people) + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows[kept], minlength=len(people)), out=starts[1:])
    matrix = csr_matrix(
        (votes[kept], columns[kept].astype(np.int32), starts), shape=(len(people), len(statements))
    )
    return Votes(people, statements, matrix, replaced=len(cell) - len(kept))


def _sorted(ids: Sequence[str], at: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Positions and ids once the ids are in order, so that the order of a file changes nothing."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    place = np.empty(len(ids), dtype=np.int64)
    place[order] = np.arange(len(ids))
    return place[at], tuple(ids[i] for i in order)
