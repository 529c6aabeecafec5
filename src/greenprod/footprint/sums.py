"""Sums: the postings of many lines, worked out block by block and added up by group, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field, frozen

from greenprod.footprint.codes import BLOCK, looked_up
from greenprod.footprint.kernel import LIMIT_MG, MEASURES, TOTAL, overflow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from greenprod.footprint.emissions import Emissions

_EXACT = 2.0**53
"""Up to here, float64 holds every whole number."""
_RUNS = 8


@frozen(eq=False)
class Postings:
    """Hold the postings of some lines, to be worked out by scope column.

    Parameters
    ----------
    rows
        Which lines.
    slots
        By scope column, mg per unit by row of the emissions; a line can make several postings to one column.
    places, product
        By line: the row of the emissions of its description, and the product of its amounts.

    """

    rows: np.ndarray | slice
    slots: Mapping[str, Sequence[np.ndarray]]
    places: np.ndarray
    product: np.ndarray

    def mg(self, measure: str, kind: type[Any] = np.int64) -> np.ndarray:
        """Return milligrams by line; each posting is rounded half to even before it is added to the others.

        As float64 they are exact as long as they are below 2**53 together.
        """
        total: np.ndarray | None = None
        for rates in self.slots[measure]:
            mg = rates.take(self.places, mode="clip")  # as `looked_up`, for places that are never -1
            mg *= self.product
            np.rint(mg, out=mg)
            whole = mg.astype(kind, copy=False)
            total = whole if total is None else np.add(total, whole, out=total)
        assert total is not None  # noqa: S101 - a column without a posting is not among the slots
        return total


def posted(emissions: Emissions, numbers: np.ndarray, product: np.ndarray) -> Iterator[Postings]:
    """Yield the postings of lines, none of which exceeds `LIMIT_MG` with all its postings together.

    The postings that few descriptions make come apart from the others, for the few lines that have them.

    Parameters
    ----------
    emissions
        What descriptions emit.
    numbers, product
        Number of the description and product of the amounts of each line.

    """
    for start in range(0, len(numbers), BLOCK):
        block = slice(start, start + BLOCK)
        places, amounts = looked_up(emissions.row, numbers[block]), product[block]
        yield Postings(block, emissions.often, places, amounts)
        if emissions.seldom:
            few = np.flatnonzero(emissions.is_rare.take(places, mode="clip"))
            if few.size:
                yield Postings(start + few, emissions.seldom, places[few], amounts[few])


@frozen(eq=False)
class Measured:
    """Hold milligrams of some lines that are worked out already.

    Parameters
    ----------
    rows
        Which lines.
    slots
        By scope column, whole milligrams of all lines.

    """

    rows: slice
    slots: Mapping[str, np.ndarray]

    @classmethod
    def blocks(cls, columns: Mapping[str, np.ndarray], size: int) -> Iterator[Measured]:
        """Yield the lines block by block, with those columns that are not empty."""
        slots = {name: mg for name, mg in columns.items() if mg.any()}
        return (cls(slice(start, start + BLOCK), slots) for start in range(0, size, BLOCK))

    def mg(self, measure: str, kind: type[Any] = np.int64) -> np.ndarray:
        """Return milligrams by line, as float64 exact up to 2**53."""
        return self.slots[measure][self.rows].astype(kind, copy=False)


@define(eq=False)
class Sums:
    """Add postings up by group, exactly.

    Parameters
    ----------
    signed
        Whether there are postings below zero.
    mg
        Whole milligrams by group, for each scope column.
    magnitude
        Sum of their absolute values by scope column, to tell when whole milligrams cannot hold them.

    """

    signed: bool
    mg: dict[str, np.ndarray]
    magnitude: dict[str, float] = field(factory=lambda: dict.fromkeys(MEASURES, 0.0))

    @classmethod
    def of(cls, groups: int, emissions: Emissions) -> Sums:
        """Return sums of nothing."""
        return cls(emissions.signed, {name: np.zeros(groups, dtype=np.int64) for name in MEASURES})

    def add(self, groups: np.ndarray, postings: Postings | Measured) -> None:
        """Add the postings of some lines, of which the groups are given."""
        starts = _runs(groups)
        at = groups.astype(np.intp) if starts is None else groups[starts]
        for name in postings.slots:
            mg = postings.mg(name, np.int64 if self.signed else np.float64)
            part = _summed(mg, at, starts, len(self.mg[name]))
            # where nothing is below zero, no sum on the way is above the last one
            magnitude = float(np.abs(mg, dtype=np.float64).sum() if self.signed else part.sum())
            self.magnitude[name] += magnitude
            if not self.signed and not magnitude < _EXACT:
                part = _summed(postings.mg(name), at, starts, len(self.mg[name]))
            if len(part) == len(at):
                np.add.at(self.mg[name], at, part.astype(np.int64))
            else:
                self.mg[name] += part.astype(np.int64)

    def check(self) -> None:
        """Refuse sums that whole milligrams cannot hold."""
        if max(*self.magnitude.values(), sum(self.magnitude[name] for name in TOTAL), 0.0) > LIMIT_MG:
            raise overflow()


def _runs(groups: np.ndarray) -> np.ndarray | None:
    """Return where each run of lines of one group starts; None where runs are short, as in shuffled lines."""
    changes = groups[1:] != groups[:-1]
    few = _RUNS * np.count_nonzero(changes) < len(groups)
    return np.concatenate([[0], np.flatnonzero(changes) + 1]) if few else None


def _summed(mg: np.ndarray, at: np.ndarray, starts: np.ndarray | None, groups: int) -> np.ndarray:
    """Return the sums by run; or those of all groups; or the values themselves, where groups are too many for that."""
    if starts is not None:
        sums: np.ndarray = np.add.reduceat(mg, starts)
        return sums
    if mg.dtype == np.int64 or groups >= len(mg):
        return mg
    return np.bincount(at, weights=mg, minlength=groups)


def counts(groups: np.ndarray, number: int) -> np.ndarray:
    """Return the number of lines of each group."""
    starts = _runs(groups) if groups.size else None
    if starts is None:
        return np.bincount(groups, minlength=number)
    found = np.zeros(number, dtype=np.int64)
    np.add.at(found, groups[starts], np.diff(starts, append=len(groups)))
    return found
