"""What an attacker with the totals and the shown cells can find out: nothing about hidden ones."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from participe.core.small import LEAST, hidden_cells, is_open


def smallest_and_largest(table, out, cell):
    """Of all tables of whole numbers with these totals and shown cells, what the cell may be."""
    rows, columns = table.shape
    sums = [np.kron(np.eye(rows), np.ones(columns)), np.kron(np.ones(rows), np.eye(columns))]
    totals = np.concatenate([table.sum(axis=1), table.sum(axis=0)])
    shown = np.array([(i, j) not in out for i in range(rows) for j in range(columns)])
    bounds = Bounds(np.where(shown, table.ravel(), 0), np.where(shown, table.ravel(), table.sum()))
    aim = np.zeros(table.size)
    aim[cell[0] * columns + cell[1]] = 1
    found = []
    for sign in (1, -1):
        solved = milp(
            sign * aim,
            constraints=LinearConstraint(np.vstack(sums), totals, totals),
            bounds=bounds,
            integrality=np.ones(table.size),
        )
        assert solved.success
        found.append(round(sign * solved.fun))
    return found


def some_table(seed):
    random = np.random.default_rng(seed)
    shape = random.integers(2, 7, size=2)
    return random.poisson(random.choice([2, 8, 15, 40]) * random.random(shape) * 2)


@pytest.mark.parametrize("seed", range(40))
def test_no_hidden_cell_can_be_found_from_totals_and_shown_cells(seed):
    table = some_table(seed)

    out = hidden_cells(table.tolist())

    assert all(number >= LEAST for cell, number in np.ndenumerate(table) if cell not in out)
    if len(out) < table.size:
        for cell in out:
            smallest, largest = smallest_and_largest(table, out, cell)
            assert smallest < largest, f"{cell} must be {smallest}"


@pytest.mark.parametrize("seed", range(20))
def test_whether_a_cell_is_open_is_what_an_attacker_finds(seed):
    table = some_table(seed + 100)
    random = np.random.default_rng(seed)
    out = {cell for cell, _ in np.ndenumerate(table) if random.random() < 0.5}

    for cell in out:
        smallest, largest = smallest_and_largest(table, out, cell)
        assert is_open(table.tolist(), out, cell) == (smallest < largest)


def test_large_numbers_are_all_shown():
    assert hidden_cells([[10, 11], [12, 13]]) == set()


def test_one_small_number_takes_the_smallest_three_along():
    table = [[4, 30, 50], [20, 90, 15], [70, 80, 95]]

    assert hidden_cells(table) == {(0, 0), (0, 2), (1, 0), (1, 2)}  # 85, the others 140 and more


def test_a_ring_of_small_numbers_needs_no_other():
    assert hidden_cells([[4, 3, 50], [2, 9, 60]]) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_row_of_noughts_needs_a_number_to_hide_among():
    out = hidden_cells([[0, 0, 40], [20, 30, 50], [25, 35, 55]])

    assert (0, 2) in out


@pytest.mark.parametrize("table", [[[5, 20, 30]], [[5], [20]], [[0, 0], [0, 0]]])
def test_what_cannot_be_protected_is_hidden_whole(table):
    assert len(hidden_cells(table)) == sum(map(len, table))


def test_nothing_is_hidden_of_an_empty_table():
    assert hidden_cells([]) == set()
