"""Suppression: which cells of a table with totals must not be shown, so that none of them can be worked out again.

A table is seen as a network. Each row, each column and the two margins are nodes, each cell is an arc: a cell that
grows carries a little from one end to the other, a cell that shrinks carries it back, and sums stay what they are when
everything that comes in goes out. So a hidden cell can have another value exactly when there is a way back from one of
its ends to the other through hidden cells, where only cells above zero can shrink.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from fractions import Fraction

TOTAL = None
"""Stands in a key for the total over rows or columns."""

Key = tuple[str | None, str | None]
"""Row and column of a cell; one of them, or both, may be `TOTAL`."""
_Node = tuple[str, str | None]
_Arc = tuple[int, _Node, Key]
_OUTSIDE: _Node = ("outside", None)


@frozen(kw_only=True)
class Figure:
    """Hold what stands in a cell before anything is hidden.

    Parameters
    ----------
    value
        Not negative, exact.
    members
        Who is behind it.

    """

    value: Fraction
    members: frozenset[str]


@frozen(kw_only=True)
class Lattice:
    """Hold all figures of a table with its totals.

    Parameters
    ----------
    figures
        By cell; a cell that nobody is behind is not there, and everybody knows that it is empty.
    two_way
        Whether the columns have totals too; if not, each column stands alone.

    """

    figures: Mapping[Key, Figure]
    two_way: bool

    def ends(self, key: Key) -> tuple[_Node, _Node]:
        """Return where a growing cell carries from, and where to."""
        row: _Node = ("row", key[0]) if self.two_way else _OUTSIDE
        column: _Node = ("column", key[1])
        inner = (key[0] is TOTAL) == (key[1] is TOTAL) if self.two_way else key[0] is not TOTAL
        return (row, column) if inner else (column, row)

    def lines(self) -> Iterator[tuple[Key, list[Key]]]:
        """Yield each total with the cells that add up to it."""
        for key in self.figures:
            if key[0] is TOTAL:
                yield key, [other for other in self.figures if other[1] == key[1] and other[0] is not TOTAL]
            if key[1] is TOTAL and self.two_way:
                yield key, [other for other in self.figures if other[0] == key[0] and other[1] is not TOTAL]

    def price(self, key: Key) -> int:
        """Return what is lost by hiding a cell: the members behind it; a total only if nothing else will do."""
        totals = sum(part is TOTAL for part in key)
        return len(self.figures[key].members) * int(10 ** (9 * totals))


def hidden_cells(table: Lattice, k: int, hidden: Collection[Key] = ()) -> frozenset[Key]:
    """Return the cells that must not be shown.

    Parameters
    ----------
    table
        With all totals.
    k
        Fewest members behind a figure that may be shown.
    hidden
        Cells that are hidden for another reason; they are kept hidden, and protected like the others.

    """
    few = {key for key, figure in table.figures.items() if len(figure.members) < k}
    found = few | set(hidden)
    while more := _small_rest(table, k, found) or _exposed(table, found):
        found |= more
    return frozenset(found)


def _small_rest(table: Lattice, k: int, hidden: set[Key]) -> set[Key]:
    """Return one more cell of each line whose shown total minus its shown cells leaves fewer than k members."""
    more: set[Key] = set()
    for total, cells in table.lines():
        now = hidden | more
        rest = [key for key in cells if key in now]
        people = {member for key in rest for member in table.figures[key].members}
        if rest and total not in now and len(people) < k:
            new = [key for key in cells if key not in now and not table.figures[key].members <= people]
            more.add(min(new or [total], key=lambda key: (table.price(key), str(key))))
    return more


def _exposed(table: Lattice, hidden: set[Key]) -> set[Key]:
    """Return the cells to hide so that no hidden cell can be worked out; new ones have to be looked at again."""
    more: set[Key] = set()
    for key in sorted(hidden, key=str):
        now = hidden | more
        if not _ways(table, now, key, now):
            more |= set(min(_ways(table, now, key, table.figures), key=lambda way: way[0])[1]) - now
    return more


def _ways(table: Lattice, hidden: set[Key], key: Key, among: Collection[Key]) -> list[tuple[int, list[Key]]]:
    """Return the cheapest ways to make up for a cell that grows and for one that shrinks, each where there is one."""
    arcs: dict[_Node, list[_Arc]] = {}
    for other in among:
        if other != key:
            tail, head = table.ends(other)
            price = 0 if other in hidden else table.price(other)
            arcs.setdefault(tail, []).append((price, head, other))
            if table.figures[other].value > 0:
                arcs.setdefault(head, []).append((price, tail, other))
    tail, head = table.ends(key)
    shrinks = [_way(arcs, tail, head)] if table.figures[key].value > 0 else []
    return [way for way in (_way(arcs, head, tail), *shrinks) if way is not None]


def _way(arcs: Mapping[_Node, list[_Arc]], start: _Node, goal: _Node) -> tuple[int, list[Key]] | None:
    """Return the price and the cells of the cheapest way between two nodes."""
    queue: list[tuple[int, int, _Node, list[Key]]] = [(0, 0, start, [])]
    done: set[_Node] = set()
    pushed = 0
    while queue:
        price, _, node, cells = heappop(queue)
        if node == goal:
            return price, cells
        if node not in done:
            done.add(node)
            for more, target, cell in arcs.get(node, ()):
                pushed += 1
                heappush(queue, (price + more, pushed, target, [*cells, cell]))
    return None
