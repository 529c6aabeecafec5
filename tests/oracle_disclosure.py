"""The slow, independent account of a published table: another non-negative table that shows the same figures.

A table is a plain dictionary of its inner cells. Each hidden figure is looked at by linear algebra alone: the space of
changes that leave all shown figures as they are, by elimination over fractions, and within it the smallest and the
largest value by trying every vertex. Nothing of the source is used.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

Cell = tuple[str, str]
Figure = tuple[str | None, str | None]
Table = dict[Cell, Fraction]


def parts_of(total: Figure, table: Table) -> list[Cell]:
    """Return the inner cells that add up to a figure; None stands for all."""
    row, column = total
    return [cell for cell in table if row in (None, cell[0]) and column in (None, cell[1])]


def changes(table: Table, shown: list[Figure]) -> list[Table]:
    """Return a base of the changes of inner cells that leave all shown figures as they are."""
    cells = list(table)
    rows = [[Fraction(int(cell in parts_of(key, table))) for cell in cells] for key in shown]
    pivots: list[int] = []
    for place in range(len(cells)):
        found = next((row for row in rows[len(pivots) :] if row[place]), None)
        if found is None:
            continue
        rows.remove(found)
        found = [value / found[place] for value in found]
        rows = [[a - b * row[place] for a, b in zip(row, found, strict=True)] for row in rows]
        rows.insert(len(pivots), found)
        pivots.append(place)
    base = []
    for free in (place for place in range(len(cells)) if place not in pivots):
        change = {cell: Fraction(0) for cell in cells}
        change[cells[free]] = Fraction(1)
        for row, pivot in zip(rows, pivots, strict=False):
            change[cells[pivot]] = -row[free]
        base.append(change)
    return base


def another_table(
    table: Table, shown: list[tuple[str | None, str | None]], hidden: tuple[str | None, str | None]
) -> Table | None:
    """Return a non-negative table with the same shown figures and another hidden one; None if there is none."""
    movable = elementary(changes(table, shown), list(table))
    for change in movable:
        for sign in (1, -1):
            moved = {cell: sign * value for cell, value in change.items()}
            falling = [table[cell] / -moved[cell] for cell in table if moved[cell] < 0]
            step = min([*falling, Fraction(1)])
            if step > 0 and sum((moved[cell] for cell in parts_of(hidden, table)), Fraction(0)) != 0:
                return {cell: table[cell] + step * moved[cell] for cell in table}
    return None


def elementary(base: list[Table], cells: list[Cell]) -> list[Table]:
    """Return the changes that touch as few cells as can be: every other one is a sum of such that do not cancel out."""
    found: dict[tuple[Fraction, ...], Table] = {}
    depth = len(base)
    for zeros in combinations(cells, depth - 1) if depth else ():
        rows = [[change[cell] for change in base] for cell in zeros]
        weights = kernel(rows, depth)
        if weights is not None:
            change = {
                cell: sum((w * b[cell] for w, b in zip(weights, base, strict=True)), Fraction(0)) for cell in cells
            }
            largest = next(value for value in change.values() if value)
            found[tuple(value / largest for value in change.values())] = change
    return list(found.values())


def kernel(rows: list[list[Fraction]], width: int) -> list[Fraction] | None:
    """Return the one direction that all rows send to zero; None if there are more."""
    rows = [list(row) for row in rows]
    pivots: list[int] = []
    for place in range(width):
        found = next((row for row in rows[len(pivots) :] if row[place]), None)
        if found is None:
            continue
        rows.remove(found)
        found = [value / found[place] for value in found]
        rows = [[a - b * row[place] for a, b in zip(row, found, strict=True)] for row in rows]
        rows.insert(len(pivots), found)
        pivots.append(place)
    free = [place for place in range(width) if place not in pivots]
    if len(free) != 1:
        return None
    weights = [Fraction(0)] * width
    weights[free[0]] = Fraction(1)
    for row, pivot in zip(rows, pivots, strict=False):
        weights[pivot] = -row[free[0]]
    return weights
