"""Rectangles whose areas are in proportion to sizes, as square as can be."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """Left, top, width and height, in the unit of the whole."""

    x: float
    y: float
    width: float
    height: float

    def inside(self, margin: float, above: float = 0.0) -> "Box":
        """Smaller by a margin on each side, and by a line of words at the top."""
        return Box(
            self.x + margin,
            self.y + margin + above,
            max(self.width - 2 * margin, 0.0),
            max(self.height - 2 * margin - above, 0.0),
        )


def treemap(sizes: Sequence[float], whole: Box) -> list[Box]:
    """One box for each size, in their order; sizes are above 0, the largest first.

    Source: squarified treemaps, Bruls, Huizing and van Wijk, Data Visualization 2000, 33-42.
    """
    boxes: list[Box] = []
    left = whole
    scale = whole.width * whole.height / sum(sizes) if sizes else 0.0
    areas = [size * scale for size in sizes]
    while areas:
        side = min(left.width, left.height)
        row = 1
        while row < len(areas) and _worst(areas[: row + 1], side) <= _worst(areas[:row], side):
            row += 1
        placed, left = _lay(areas[:row], left)
        boxes += placed
        areas = areas[row:]
    return boxes


def _worst(row: Sequence[float], side: float) -> float:
    """The most elongated box of a row along a side."""
    total = sum(row)
    if not side or not total:
        return float("inf")
    return max(side**2 * max(row) / total**2, total**2 / (side**2 * min(row)))


def _lay(row: Sequence[float], left: Box) -> tuple[list[Box], Box]:
    """A row along the shorter side, and what is left beside it."""
    total = sum(row)
    boxes, at = [], 0.0
    if left.width >= left.height:
        thick = total / left.height if left.height else 0.0
        for area in row:
            long = area / thick if thick else 0.0
            boxes.append(Box(left.x, left.y + at, thick, long))
            at += long
        return boxes, Box(left.x + thick, left.y, max(left.width - thick, 0.0), left.height)
    thick = total / left.width if left.width else 0.0
    for area in row:
        long = area / thick if thick else 0.0
        boxes.append(Box(left.x + at, left.y, long, thick))
        at += long
    return boxes, Box(left.x, left.y + thick, left.width, max(left.height - thick, 0.0))
