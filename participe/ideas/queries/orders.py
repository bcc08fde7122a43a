"""The orders of a list of ideas, and the index that each of them walks."""

from dataclasses import dataclass
from enum import StrEnum

from participe.core.i18n import LazyText, _l
from participe.ideas.models import ORDERS

SEEDS = 2 * ORDERS  # each stored shuffle, forwards and backwards


class Order(StrEnum):
    RANDOM = "random"
    NEWEST = "newest"
    SUPPORTED = "supported"
    DISCUSSED = "discussed"
    UNANSWERED = "unanswered"


ORDER_NAMES: dict[Order, LazyText] = {
    Order.RANDOM: _l("In random order"),
    Order.NEWEST: _l("Newest first"),
    Order.SUPPORTED: _l("Most supported first"),
    Order.DISCUSSED: _l("Most discussed first"),
    Order.UNANSWERED: _l("Not yet answered"),
}


@dataclass(frozen=True)
class Sorting:
    """An index to walk: what it sorts by, in which direction when read forwards."""

    keys: tuple[str, str]
    types: tuple[str, str]
    descending: bool
    counter: str = ""  # of `counter_change`: such an order moves while one reads


def sorting_of(order: Order, seed: int | None = None) -> Sorting:
    match order:
        case Order.SUPPORTED:
            return Sorting(("s.support_count", "s.id"), ("int", "uuid"), True, "supports")
        case Order.DISCUSSED:
            return Sorting(("s.comment_count", "s.id"), ("int", "uuid"), True, "comments")
        case Order.RANDOM:
            seed = seed or 0
            lane = f"hashint8extended(i.shuffle, {seed % ORDERS})"
            return Sorting((lane, "i.id"), ("bigint", "uuid"), seed >= ORDERS)
        case _:
            return Sorting(("s.created_at", "s.id"), ("timestamptz", "uuid"), True)
