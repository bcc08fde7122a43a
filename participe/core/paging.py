"""Previous and next by cursor: page 50 costs what page 1 does."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: the sort keys of its neighbour, and on which side it lies."""

    keys: tuple[Any, ...]
    backwards: bool = False

    def __str__(self) -> str:
        value = json.dumps([int(self.backwards), *self.keys], separators=(",", ":"), default=str)
        return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str | None, keys: int) -> "Cursor | None":
        """None for an empty, forged or outdated cursor: the list then begins at its start."""
        if not text:
            return None
        try:
            value = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            backwards, *found = value
        except (ValueError, TypeError):
            return None
        scalar = all(isinstance(one, str | int | float) for one in found)
        return cls(tuple(found), bool(backwards)) if len(found) == keys and scalar else None


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, and the cursors of its neighbours; `total` counts the whole list."""

    items: Sequence[T]
    previous: Cursor | None
    next: Cursor | None
    total: int
    total_is_exact: bool = True


def cut(
    rows: Sequence[T],
    size: int,
    cursor: Cursor | None,
    keys_of: Any,
    total: int,
    *,
    exact: bool = True,
) -> Page[T]:
    """Make a page of up to `size + 1` rows, read in the cursor's direction.

    The row too many tells whether there is another page beyond.
    """
    backwards = cursor is not None and cursor.backwards
    more = len(rows) > size
    items = list(rows[:size])
    if backwards:
        items.reverse()
    first = Cursor(keys_of(items[0]), backwards=True) if items else None
    last = Cursor(keys_of(items[-1])) if items else None
    has_previous = more if backwards else cursor is not None
    has_next = True if backwards else more
    return Page(
        items,
        first if has_previous and items else None,
        last if has_next and items else None,
        total,
        exact,
    )
