"""Opening piles, typing sheets in, checking them, making them public."""

from participe.paper.services.batches import (
    change,
    close,
    codes,
    open_batch,
    publish,
    reopen,
)
from participe.paper.services.sheets import Typed, attach, correct, enter, judge, remove, replace

__all__ = [
    "Typed", "attach", "change", "close", "codes", "correct", "enter", "judge", "open_batch",
    "publish", "remove", "reopen", "replace",
]  # fmt: skip
