"""Groups of people who stand near each other, for one number of groups and one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from participe.analysis.arrays import draw
from participe.analysis.opinions.space import Scale, scaled

FEWEST, MOST = 2, 5  # groups; more than five cannot be told in plain words
DIMENSIONS = MOST - 1  # so many directions part that many groups
_FITTED = 20_000  # people from whom the centres are found
_COMPARED = 3_000  # people between whom distances are measured


@dataclass(frozen=True)
class Shape:
    """One way to group: how many groups, and on which scale."""

    groups: int
    scale: Scale

    @property
    def dimensions(self) -> int:
        """Two for the map; one less than groups, which is what parts them."""
        return max(2, self.groups - 1)


SHAPES = tuple(Shape(groups, scale) for groups in range(FEWEST, MOST + 1) for scale in Scale)


@dataclass(frozen=True)
class Grouping:
    """Centres found under a shape."""

    shape: Shape
    places: np.ndarray  # on the scale; shape (n_people, shape.dimensions)
    labels: np.ndarray
    model: KMeans

    @property
    def sizes(self) -> np.ndarray:
        return np.bincount(self.labels, minlength=self.shape.groups)


def on_scale(places: np.ndarray, counts: np.ndarray, statements: int, shape: Shape) -> np.ndarray:
    return scaled(places[:, : shape.dimensions], counts, statements, shape.scale)


def group(places: np.ndarray, shape: Shape, seed: int, *, starts: int = 10) -> Grouping:
    """k-means over places that `on_scale` gave; the best of `starts` beginnings."""
    sample = draw(len(places), _FITTED, seed)
    settings: Any = {"n_init": starts, "random_state": seed}
    model = KMeans(shape.groups, **settings).fit(places[sample])
    return Grouping(shape, places, np.asarray(model.predict(places)), model)


def silhouette(places: np.ndarray, labels: np.ndarray, seed: int) -> float:
    """How much nearer people are to their own group than to the next, -1 to 1.

    -1 where all stand in one group, as may be among people drawn.
    """
    sample = draw(len(places), _COMPARED, seed)
    chosen = labels[sample]
    if len(np.unique(chosen)) < 2:
        return -1.0
    return float(silhouette_score(places[sample], chosen))


def silhouette_of_one_crowd(places: np.ndarray, shape: Shape, seeds: Sequence[int]) -> np.ndarray:
    """What one crowd of the same width in each direction gives, without any group in it.

    k-means parts every crowd, and a long one is parted stably: only what is clearer than this
    are groups. One figure for each seed.
    """
    width = np.cov(places.T)
    found = []
    for seed in seeds:
        many = min(len(places), _COMPARED)
        rng = np.random.default_rng(seed)
        crowd = rng.multivariate_normal(np.zeros(len(width)), width, many, method="eigh")
        found.append(silhouette(crowd, group(crowd, shape, seed, starts=3).labels, seed))
    return np.array(found)
