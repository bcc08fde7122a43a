"""Points on a flat picture: Web Mercator, and neighbours drawn as one. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, asinh, degrees, pi, radians, tan, tanh

WIDTH, HEIGHT = 800.0, 500.0  # of the figure, in its own units
MARGIN = 60.0
NEAR = 72.0  # centres closer than this would overlap on a phone
LATITUDE = 85.05112878  # where Web Mercator ends
SMALLEST = 0.004  # degrees of longitude that a map shows at least, about 280 m


@dataclass(frozen=True)
class Frame:
    """Which part of the world a figure shows: its upper left corner and its scale."""

    left: float  # Mercator x, from 0 (west) to 1 (east)
    top: float  # Mercator y, from 0 (north) to 1 (south)
    scale: float  # units of the figure for 1

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point lies in the figure."""
        x, y = project(lat, lon)
        return round((x - self.left) * self.scale, 1), round((y - self.top) * self.scale, 1)


def project(lat: float, lon: float) -> tuple[float, float]:
    """Web Mercator (EPSG:3857) on the unit square: (0, 0) is the north-west corner.

    Source: EPSG Guidance Note 7-2, section 3.2.1.2 (Popular Visualisation Pseudo-Mercator).
    """
    lat = max(-LATITUDE, min(LATITUDE, lat))
    return lon / 360 + 0.5, 0.5 - asinh(tan(radians(lat))) / (2 * pi)


def unproject(x: float, y: float) -> tuple[float, float]:
    """The latitude and longitude of a point of the unit square."""
    return degrees(asin(tanh((0.5 - y) * 2 * pi))), (x - 0.5) * 360


def frame(points: Sequence[tuple[float, float]]) -> Frame:
    """The smallest frame around (lat, lon) points, with a margin. At least one point."""
    flat = [project(lat, lon) for lat, lon in points]
    xs, ys = [x for x, _ in flat], [y for _, y in flat]
    smallest = SMALLEST / 360
    width = max(max(xs) - min(xs), smallest)
    height = max(max(ys) - min(ys), smallest * HEIGHT / WIDTH)
    scale = min((WIDTH - 2 * MARGIN) / width, (HEIGHT - 2 * MARGIN) / height)
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return Frame(middle_x - WIDTH / 2 / scale, middle_y - HEIGHT / 2 / scale, scale)


def grouped(places: Sequence[tuple[float, float]], near: float = NEAR) -> list[list[int]]:
    """Indexes of places of the figure that are drawn as one, in the order of their first one.

    A group stays where its first place is, so no two of them are nearer than `near`.
    """
    centres: list[tuple[float, float]] = []
    groups: list[list[int]] = []
    for index, (x, y) in enumerate(places):
        distances = [(x - cx) ** 2 + (y - cy) ** 2 for cx, cy in centres]
        if distances and min(distances) < near**2:
            groups[distances.index(min(distances))].append(index)
        else:
            centres.append((x, y))
            groups.append([index])
    return groups
