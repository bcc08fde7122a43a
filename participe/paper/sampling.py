"""How many sheets a colleague compares with the paper, and when that is not enough.

The rule, said on the screen of the check and in docs/paper.md: one sheet in ten, at least three
and at most fifty. More than one mistake in ten (and more than a single one) among those compared
means that all the others are compared as well.
"""

from math import ceil

SHARE, LEAST, MOST = 0.1, 3, 50
TOLERATED = 0.1  # mistakes among the sheets compared


def sample_size(sheets: int) -> int:
    """Of a pile with so many sheets typed in. Never more than there are.

    >>> [sample_size(n) for n in (0, 2, 10, 31, 200, 2000)]
    [0, 2, 3, 4, 20, 50]
    """
    return min(sheets, max(LEAST, min(MOST, ceil(sheets * SHARE))))


def is_too_wrong(compared: int, mistakes: int) -> bool:
    """Must all sheets be compared? One mistake is a slip; a share of them is a habit.

    >>> is_too_wrong(3, 1), is_too_wrong(3, 2), is_too_wrong(50, 5), is_too_wrong(50, 6)
    (False, True, False, True)
    """
    return mistakes > 1 and mistakes > compared * TOLERATED
