"""The map of topics: areas as large as their numbers, the finer topics inside.

Squarified treemap: rows are filled as long as their rectangles come nearer to squares.
Source: Bruls, Huizing, van Wijk, Squarified Treemaps, Data Visualization 2000, 33-42.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from participe.insights.queries import TopicView

WIDTH, HEIGHT = 1000.0, 460.0
HEAD = 34.0  # the line of the name, above finer topics
GAP = 3.0
LETTER = 10.5  # width of a letter of the names
SMALL = 8.0  # of the finer names


@dataclass(frozen=True)
class Box:
    """A rectangle, in units of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Area:
    """A topic on the map; `name` is as many of its words as fit, perhaps none."""

    topic: TopicView
    box: Box
    name: str
    hue: int
    parts: tuple["Area", ...] = ()


def treemap(topics: Sequence[TopicView]) -> list[Area]:
    """One area for each topic with public contributions, the largest first."""
    whole = Box(0.0, 0.0, WIDTH, HEIGHT)
    ordered = sorted((t for t in topics if t.shown), key=lambda t: (-t.shown, t.number))
    areas = []
    boxes = squarify([t.shown for t in ordered], whole)
    for hue, (topic, box) in enumerate(zip(ordered, boxes, strict=True)):
        inner = _inside(box)
        parts: tuple[Area, ...] = ()
        finer = sorted((p for p in topic.parts if p.shown), key=lambda p: (-p.shown, p.number))
        if len(finer) > 1 and inner.width > 60 and inner.height > 40:
            numbers = [part.shown for part in finer]
            parts = tuple(
                Area(part, cell, _cut(part.label_text, cell.width, SMALL, cell.height), hue % 6)
                for part, cell in zip(finer, squarify(numbers, inner), strict=True)
            )
        name = _cut(topic.label_text, box.width - 2 * GAP, LETTER, box.height)
        areas.append(Area(topic, box, name, hue % 6, parts))
    return areas


def squarify(numbers: Sequence[int], into: Box) -> list[Box]:
    """Boxes in the order of the numbers, the largest first; their areas are as the numbers."""
    total = sum(numbers)
    if not total:
        return []
    scale = into.width * into.height / total
    areas = [number * scale for number in numbers]
    boxes: list[Box] = []
    x, y, width, height = into.x, into.y, into.width, into.height
    at = 0
    while at < len(areas):
        side = min(width, height)
        end = at + 1
        while end < len(areas) and _worst(areas[at : end + 1], side) <= _worst(areas[at:end], side):
            end += 1
        row = areas[at:end]
        thick = sum(row) / side if side else 0.0
        along = 0.0
        for area in row:
            length = area / thick if thick else 0.0
            if width >= height:
                boxes.append(Box(x, y + along, thick, length))
            else:
                boxes.append(Box(x + along, y, length, thick))
            along += length
        if width >= height:
            x, width = x + thick, max(0.0, width - thick)
        else:
            y, height = y + thick, max(0.0, height - thick)
        at = end
    return [_round(box) for box in boxes]


def _worst(row: Sequence[float], side: float) -> float:
    """The worst ratio of sides in a row."""
    total = sum(row)
    if not total or not side:
        return float("inf")
    return max(side * side * max(row) / (total * total), total * total / (side * side * min(row)))


def _inside(box: Box) -> Box:
    return Box(
        box.x + GAP, box.y + HEAD, max(0.0, box.width - 2 * GAP), max(0.0, box.height - HEAD - GAP)
    )


def _cut(name: str, width: float, letter: float, height: float) -> str:
    if height < 24:
        return ""
    most = int((width - 12) / letter)
    if len(name) <= most:
        return name
    # Whole words, so that what is seen begins the name that is read aloud.
    return name[: most + 1].rsplit(" ", 1)[0].rstrip(" ·,") if " " in name[: most + 1] else ""


def _round(box: Box) -> Box:
    return Box(*(round(one, 1) for one in (box.x, box.y, box.width, box.height)))
