"""Pieces that every part of a report is made of, and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass

from participe.core.i18n import number, percent
from participe.insights.queries.history import stability_words
from participe.insights.report.document import Block, Section, Words


@dataclass(frozen=True)
class Links:
    """Where a report leads, as absolute addresses.

    topic: of the page of a topic, by its code; path: of a path on this site.
    """

    here: str
    project: str
    topic: Callable[[str], str]
    path: Callable[[str], str]


def section(key: str, title: str, *blocks: Block, level: int = 2) -> Section:
    return Section(key, Words(title), blocks, level)


def count(value: int, url: str = "") -> Words:
    return Words(number(value), url, number=value)


def stable(share: float | None) -> str:
    words = str(stability_words(share))
    return words if share is None else f"{words} ({percent(share)})"
