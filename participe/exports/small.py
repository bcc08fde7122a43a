"""Small numbers of people that are not shown, so that nobody can be recognised by them."""

from collections.abc import Mapping

LEAST = 10  # people in a cell that is shown


def hidden(counts: Mapping[str, int], least: int = LEAST) -> set[str]:
    """The cells to leave out when the total of all of them is known.

    Every cell from 1 to `least` - 1, and, when that leaves out a single one, the smallest of the
    others too: else it could be found by taking the others off the total. An empty cell tells
    that nobody is there; it is hidden as well, so that it cannot serve for such a sum.
    Source: Hundepool et al., Statistical Disclosure Control (Wiley, 2012), chapter 4.
    """
    small = {cell for cell, number in counts.items() if number < least}
    if len(small) == 1 and len(counts) > 1:
        others = [cell for cell in counts if cell not in small]
        small.add(min(others, key=lambda cell: (counts[cell], cell)))
    return small
