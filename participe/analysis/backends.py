"""Other makers of vectors: a plug-in takes the place of our vectors, or joins them.

A plug-in is an entry point of the group `participe.analysis`; it gives an object with

* `version`: text, repeated in the report,
* `embed(texts, language)`: an array of shape (len(texts), d), one row a text, the same for the
  same text whatever else is there. A row of zeros is a text that it cannot read.

It runs on this machine: the platform loads none that is not named in `Options.vectors`.
`check` is the contract; whoever writes a plug-in runs it in its tests.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

import numpy as np

from participe.analysis.arrays import unit
from participe.analysis.errors import AnalysisError

OWN = "own"
GROUP = "participe.analysis"


class Embedder(Protocol):
    """What a plug-in gives."""

    version: str

    def embed(self, texts: Sequence[str], language: str) -> np.ndarray:
        """Shape (len(texts), d)."""
        ...


@dataclass(frozen=True)
class Backend:
    """A plug-in, and whether it joins our own vectors or takes their place."""

    name: str
    embedder: Embedder
    joins: bool

    def join(self, own: np.ndarray, texts: Sequence[str], language: str) -> np.ndarray:
        """Our vectors and the plug-in's, each half weighing the same; rows of norm 1 or 0."""
        rows = np.asarray(self.embedder.embed(texts, language), dtype=np.float32)
        if rows.ndim != 2 or len(rows) != len(texts) or not np.isfinite(rows).all():
            raise AnalysisError(
                f"The plug-in {self.name} gave {rows.shape} for {len(texts)} texts, or numbers "
                "that are not finite. Tell its authors, or leave --vectors out."
            )
        return unit(np.hstack([own, unit(rows)])).astype(np.float32)


def find_backend(vectors: str) -> Backend | None:
    """`own`, the name of a plug-in, or `own+` and its name. Raises AnalysisError."""
    if vectors == OWN:
        return None
    joins = vectors.startswith(f"{OWN}+")
    name = vectors.removeprefix(f"{OWN}+")
    found = {one.name: one for one in entry_points(group=GROUP)}
    if name not in found:
        known = ", ".join(sorted(found)) or "none"
        raise AnalysisError(f"There is no plug-in {name!r} for vectors. Installed: {known}.")
    return Backend(name, found[name].load()(), joins)


def check(embedder: Embedder) -> None:
    """The contract of a plug-in, as assertions."""
    texts = ["Un banc à l’ombre", "Mehr Busse am Abend", "", "🌳", "a" * 100_000]
    rows = np.asarray(embedder.embed(texts, "fr"))
    assert embedder.version, "say a version"
    assert rows.ndim == 2 and len(rows) == len(texts), "one row for each text"
    assert np.isfinite(rows).all(), "only finite numbers"
    assert np.array_equal(rows, np.asarray(embedder.embed(texts, "fr"))), "the same each time"
    alone = np.asarray(embedder.embed(texts[:1], "fr"))
    assert np.allclose(rows[0], alone[0], atol=1e-5), "whatever else is there"
    assert np.asarray(embedder.embed([], "fr")).shape[0] == 0, "no text, no row"
