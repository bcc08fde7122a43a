"""Small numbers of people that are not shown, so that nobody can be recognised by them."""

from collections import deque
from collections.abc import Mapping, Sequence

LEAST = 10  # people in a cell that is shown

Cell = tuple[int, int]  # row, column


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


def hidden_cells(table: Sequence[Sequence[int]], least: int = LEAST) -> set[Cell]:
    """The cells of a table to leave out when the totals of its rows and columns are known.

    Every cell below `least`, and as many others, the smallest that serve, as it takes for no
    hidden cell to be found: each could be one more or one less with the same totals. That is so
    when hidden cells form a ring, row and column by turns, along which one can be added to every
    second cell and taken off the others. A table of one row or column is hidden whole.
    Source: Gusfield, SIAM Journal on Computing 17 (1988), 552-571.
    """
    rows, columns = range(len(table)), range(len(table[0]) if table else 0)
    out = {(i, j) for i in rows for j in columns if table[i][j] < least}
    everything = {(i, j) for i in rows for j in columns}
    while found := sorted(cell for cell in out if not is_open(table, out, cell)):
        ring = _cheapest_ring(table, out, found[0])
        if ring is None:
            return everything
        out |= ring
    return out


def is_open(table: Sequence[Sequence[int]], out: set[Cell], cell: Cell) -> bool:
    """Whether a hidden cell could be another number than it is, as far as the rest tells.

    Adding one to a cell is a step from its row to its column, taking one off, which needs a
    number above nought, a step back: a way round through other cells changes no total.
    """
    row, column = cell
    others = out - {cell}
    if _leads(table, others, ("column", column), ("row", row)):
        return True  # one more here
    return table[row][column] > 0 and _leads(table, others, ("row", row), ("column", column))


def _leads(
    table: Sequence[Sequence[int]], cells: set[Cell], start: tuple[str, int], end: tuple[str, int]
) -> bool:
    steps: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for i, j in cells:
        steps.setdefault(("row", i), []).append(("column", j))
        if table[i][j] > 0:
            steps.setdefault(("column", j), []).append(("row", i))
    waiting, seen = deque([start]), {start}
    while waiting:
        for after in steps.get(waiting.popleft(), ()):
            if after == end:
                return True
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return False


def _cheapest_ring(table: Sequence[Sequence[int]], out: set[Cell], cell: Cell) -> set[Cell] | None:
    """Three cells that form a ring with this one, those to hide anew as small as can be."""
    row, column = cell
    best: tuple[int, set[Cell]] | None = None
    for i in range(len(table)):
        for j in range(len(table[0])):
            if i == row or j == column:
                continue
            beside = table[row][j] > 0 and table[i][column] > 0
            across = table[row][column] > 0 and table[i][j] > 0
            if not (beside or across):
                continue
            ring = {(row, j), (i, column), (i, j)}
            cost = sum(table[a][b] + 1 for a, b in ring - out)
            if best is None or cost < best[0]:
                best = (cost, ring)
    return best[1] if best else None
