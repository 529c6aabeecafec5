"""What groups owe to each factor: amounts times coefficients, added up wherever lines share a factor."""

from __future__ import annotations

from itertools import pairwise
from math import expm1, log, nan, sqrt
from typing import TYPE_CHECKING, Protocol

import numpy as np
from attrs import evolve, field, frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.kernel import MEASURES, TOTAL
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from greenprod.footprint.cells import Cells
    from greenprod.footprint.description import Description
    from greenprod.footprint.resolve import Coefficient
    from greenprod.footprint.terms import Terms

CO2E = "co2e"
_ROW = 1 << 15
"""Amounts that are laid out in rows at a time: they, and what they add up to, stay in the processor's cache."""
_BLOCK = 1 << 16
"""Cells that are sorted at a time."""
_FILLED = 30
"""Rows of amounts are laid out if at least one place in so many is filled; otherwise sorting is quicker."""
_NOTHING = 1e-12
"""mg, or mg squared, under which a sum is none."""
_WIDEST = 6.0
"""Highest logarithm of a deviation: a factor that may be off 160,000 times says nothing, and its square is a float."""


class Counted(Protocol):
    """What uncertainty is worked out from: groups with their sums and, in cells, what those are made of."""

    @property
    def terms(self) -> Terms: ...  # noqa: D102 - see `greenprod.footprint.totals.Totals`
    @property
    def by(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def keys(self) -> tuple[tuple[str, ...], ...]: ...  # noqa: D102
    @property
    def measures(self) -> np.ndarray: ...  # noqa: D102
    @property
    def cells(self) -> Cells | None: ...  # noqa: D102


@frozen(kw_only=True, eq=False)
class Gathered:
    """Hold groups with their sums, and what those are made of.

    Parameters
    ----------
    terms
        What the numbers were made with.
    by, keys
        Names of the columns that lines were grouped by, and the values of each group.
    measures
        Whole milligrams, int64, one row for each group and one column for each of `MEASURES`.
    cells
        Amounts by group and description.

    """

    terms: Terms = field(repr=False)
    by: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...] = field(repr=False)
    measures: np.ndarray = field(repr=False)
    cells: Cells = field(repr=False)


def cells_of(counted: Counted) -> Cells:
    """Return the cells of totals in order of group and basis, each pair once, with the bases that are in use.

    Raises
    ------
    GreenprodError
        ``no_cells`` when the totals were made without them.

    """
    if counted.cells is None:
        raise GreenprodError(
            Issue(
                code="no_cells",
                message="These totals hold sums only, not what they are made of.",
                hint="Make them with totals(..., keep='factors').",
            )
        )
    cells = counted.cells
    keys = cells.group.astype(np.int64) * len(cells.bases) + cells.basis
    if not (keys[1:] > keys[:-1]).all():
        cells = cells.added()
    used = np.zeros(len(cells.bases), dtype=bool)
    used[cells.basis] = True
    if used.all():
        return cells
    bases = tuple(basis for basis, mine in zip(cells.bases, used.tolist(), strict=True) if mine)
    return evolve(cells, basis=(np.cumsum(used) - 1)[cells.basis], bases=bases)


def wanted(measure: str) -> tuple[str, ...]:
    """Return the columns of postings that a measure is the sum of.

    Raises
    ------
    GreenprodError
        ``invalid_choice`` for anything but ``co2e`` and the names of `MEASURES`.

    """
    if measure not in (CO2E, *MEASURES):
        raise GreenprodError(invalid_choice("measure", measure, (CO2E, *MEASURES)))
    return TOTAL if measure == CO2E else (measure,)


def central(counted: Counted, measure: str) -> np.ndarray:
    """Return the whole milligrams of each group in one measure, as booked (int64)."""
    places = [MEASURES.index(name) for name in wanted(measure)]
    summed: np.ndarray = counted.measures[:, places].sum(axis=1)
    return summed


@frozen(eq=False)
class FactorPostings:
    """Hold the postings that one unit of each basis makes, as columns.

    Parameters
    ----------
    basis
        Number of the basis, in ascending order.
    factor, editions
        Number of the factor's edition, and the editions.
    mg
        Milligrams of one unit.
    deviation
        Natural logarithm of the factor's geometric standard deviation; NaN where nobody knows it.
    size
        Number of bases.

    """

    basis: np.ndarray
    factor: np.ndarray
    editions: list[str]
    mg: np.ndarray
    deviation: np.ndarray
    size: int

    @classmethod
    def of(cls, bases: Sequence[Description], measures: tuple[str, ...]) -> FactorPostings:
        """Return the postings of bases to some columns."""
        known: dict[int, tuple[int, float]] = {}
        numbers: dict[tuple[str, date], int] = {}
        basis, edition, mg, deviation = [], [], [], []
        for place, c in coefficients(bases, measures):
            found = c.rate.found
            # thousands of bases share some hundred outcomes of a lookup
            number = known.get(id(found))
            if number is None:
                name = (found.factor.factor_id, found.factor.valid_from)
                number = known[id(found)] = (numbers.setdefault(name, len(numbers)), _logarithm(found.gsd))
            basis.append(place)
            mg.append(c.mg_per_unit)
            edition.append(number[0])
            deviation.append(number[1])
        return cls(
            basis=np.array(basis, dtype=np.int64),
            factor=np.array(edition, dtype=np.int64),
            editions=[f"{name}@{day}" for name, day in numbers],
            mg=np.array(mg, dtype=np.float64),
            deviation=np.array(deviation, dtype=np.float64),
            size=len(bases),
        )

    @property
    def variation(self) -> np.ndarray:
        """Coefficient of variation of each posting's factor; 0 where nobody knows it."""
        return variation(np.nan_to_num(self.deviation))

    def by_basis(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of a value of the postings for each basis."""
        return np.bincount(self.basis, values, minlength=self.size)


def coefficients(bases: Sequence[Description], measures: tuple[str, ...]) -> Iterator[tuple[int, Coefficient]]:
    """Yield the coefficients of bases that are booked to some columns, each with the number of its basis."""
    for place, description in enumerate(bases):
        if description.resolved:
            for c in description.resolved.coefficients:
                if c.measure in measures:
                    yield place, c


def _logarithm(gsd: float | None) -> float:
    return nan if gsd is None else min(log(gsd), _WIDEST)


def variation(deviation: np.ndarray) -> np.ndarray:
    """Return the coefficient of variation of log-normal values from the standard deviation of their logarithms."""
    varied: np.ndarray = np.sqrt(np.expm1(deviation**2))
    return varied


def variation_of(gsd: float) -> float:
    """Return the coefficient of variation of a log-normal value.

    Examples
    --------
    >>> round(variation_of(1.1), 4)
    0.0955

    """
    return sqrt(expm1(min(log(gsd), _WIDEST) ** 2))


def divided(part: np.ndarray, whole: np.ndarray, otherwise: float = 0.0) -> np.ndarray:
    """Return a part of each whole, or something else where there is no whole."""
    share: np.ndarray = np.divide(part, whole, out=np.full(len(part), otherwise), where=np.abs(whole) > _NOTHING)
    return share


@frozen(eq=False)
class Owed:
    """Hold what a block of groups owes to each label.

    Parameters
    ----------
    first, count, labels
        First group of the block, number of groups, and of labels.
    group, label
        Of each sum: group counted from `first`, and label.
    sums
        One column for each weight.
    plain
        For each of some values of the bases, the sum of amounts times the value of each group of the block.

    """

    first: int
    count: int
    labels: int
    group: np.ndarray
    label: np.ndarray
    sums: list[np.ndarray]
    plain: np.ndarray

    def by_group(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of a value of the entries for each group of the block."""
        if len(values) == self.count * self.labels:
            summed: np.ndarray = values.reshape(self.count, self.labels).sum(axis=1)
            return summed
        return np.bincount(self.group, values, minlength=self.count)


def owed(
    cells: Cells,
    basis: np.ndarray,
    label: np.ndarray,
    weights: Sequence[np.ndarray],
    labels: int,
    plain: Sequence[np.ndarray] = (),
) -> Iterator[Owed]:
    """Yield block by block of groups what they owe to each label: amounts times weights, added up.

    A group has at most one sum for each label. Labels that a group owes nothing may be there with 0.

    Parameters
    ----------
    cells
        Amounts in order of group and basis.
    basis, label, weights
        Of each posting: its basis in ascending order, what it is added up under, and one or more weights.
    labels
        Number of labels.
    plain
        Values of the bases that are added up regardless of labels.

    """
    values = np.array(plain).reshape(len(plain), len(cells.bases))
    places, columns = _side_by_side(basis, len(cells.bases), label, weights)
    if not cells.group.size:
        return
    if _is_filled(cells):
        yield from _laid_out(cells, places, columns, labels, values)
        return
    for start, end in _blocks(cells.group):
        first = int(cells.group[start])
        used, amount = cells.basis[start:end], cells.amount[start:end]
        rows = (cells.group[start:end] - first) * labels
        keys = np.concatenate([rows[:0], *(rows + place.take(used) for place in places)])
        distinct, place_of = np.unique(keys, return_inverse=True)
        products = [np.concatenate([amount[:0], *(amount * slot.take(used) for slot in column)]) for column in columns]
        sums = [np.bincount(place_of, product) for product in products]
        count = int(cells.group[end - 1]) - first + 1
        each = [np.bincount(cells.group[start:end] - first, amount * value.take(used)) for value in values]
        yield Owed(first, count, labels, *np.divmod(distinct, max(labels, 1)), sums, np.array(each))


def _laid_out(
    cells: Cells, places: list[np.ndarray], columns: list[list[np.ndarray]], labels: int, values: np.ndarray
) -> Iterator[Owed]:
    step = max(_ROW // len(cells.bases), 1)
    group, label = np.repeat(np.arange(step), labels), np.tile(np.arange(labels), step)
    keys = [(np.arange(step)[:, None] * labels + place).ravel() for place in places]
    for first, rows in _rows(cells, step):
        count, size = len(rows), len(rows) * labels
        sums = []
        for column in columns:
            summed = np.zeros(size)
            for key, weight in zip(keys, column, strict=True):
                summed += np.bincount(key[: rows.size], (rows * weight).ravel(), minlength=size)
            sums.append(summed)
        yield Owed(first, count, labels, group[:size], label[:size], sums, values @ rows.T)


def by_group(cells: Cells, groups: int, *of_basis: np.ndarray) -> np.ndarray:
    """Return for each of some values of the bases, and each group, the sum of amounts times the value."""
    values = np.array(of_basis).reshape(len(of_basis), len(cells.bases))
    sums = np.zeros((len(values), groups))
    if _is_filled(cells):
        for first, rows in _rows(cells, max(_ROW // len(cells.bases), 1)):
            sums[:, first : first + len(rows)] = values @ rows.T
        return sums
    for start in range(0, len(cells.amount), _BLOCK):
        here = slice(start, start + _BLOCK)
        group, basis, amount = cells.group[here], cells.basis[here], cells.amount[here]
        low = int(group.min())
        for summed, value in zip(sums, values, strict=True):
            part = np.bincount(group - low, amount * value.take(basis))
            summed[low : low + len(part)] += part
    return sums


def _is_filled(cells: Cells) -> bool:
    """Whether a good part of the pairs of a group and a basis have an amount."""
    groups = int(cells.group.max(initial=-1)) + 1
    return 0 < groups * len(cells.bases) <= _FILLED * len(cells.amount)


def _rows(cells: Cells, step: int) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the amounts of some groups at a time as rows with a place for each basis, and the first group."""
    bases = len(cells.bases)
    groups = int(cells.group[-1]) + 1
    edges = np.searchsorted(cells.group, np.arange(0, groups + step, step)).tolist()
    for first, (start, end) in zip(range(0, groups, step), pairwise(edges), strict=False):
        rows = np.zeros((min(step, groups - first), bases))
        rows.reshape(-1)[(cells.group[start:end] - first) * bases + cells.basis[start:end]] = cells.amount[start:end]
        yield first, rows


def _side_by_side(
    basis: np.ndarray, bases: int, label: np.ndarray, weights: Sequence[np.ndarray]
) -> tuple[list[np.ndarray], list[list[np.ndarray]]]:
    """Return labels, and each weight, of the first posting of all bases, of the second, and so on; 0 for none."""
    slot = np.arange(len(basis)) - np.searchsorted(basis, basis)
    labels: list[np.ndarray] = []
    columns: list[list[np.ndarray]] = [[] for _ in weights]
    for number in range(int(slot.max(initial=-1)) + 1):
        here = slot == number
        place = np.zeros(bases, dtype=np.int64)
        place[basis[here]] = label[here]
        labels.append(place)
        for column, weight in zip(columns, weights, strict=True):
            values = np.zeros(bases)
            values[basis[here]] = weight[here]
            column.append(values)
    return labels, columns


def _blocks(group: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield stretches of cells that hold whole groups, as many as fit into a block."""
    ends = np.append(np.flatnonzero(group[1:] != group[:-1]) + 1, len(group))
    edges = [0]
    while edges[-1] < len(group):
        fitting = int(np.searchsorted(ends, edges[-1] + _BLOCK, side="right")) - 1
        following = int(np.searchsorted(ends, edges[-1], side="right"))
        edges.append(int(ends[max(fitting, following)]))
    yield from pairwise(edges)
