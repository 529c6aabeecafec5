"""Emissions: mg per unit of every description as columns, small enough for a processor's cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field, frozen

from greenprod.footprint.kernel import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from greenprod.footprint.rates import Here
    from greenprod.footprint.resolve import Booked

_OFTEN = 0.2
"""A slot that fewer descriptions use is worked on for their lines alone."""
_Slots = tuple[tuple[tuple[int, int], float], ...]


@frozen(eq=False)
class Emissions:
    """Hold what descriptions emit, those that emit the same once.

    Parameters
    ----------
    row
        By number of a description, its place in the columns of rates.
    often, seldom
        By scope column: mg per unit by row, slot by slot. A slot holds the n-th posting that a description makes to
        the column, 0 where it makes none; the slots that few descriptions use stand apart.
    is_rare
        By row: whether it has a posting in one of the seldom slots.
    signed
        Whether a rate is below zero.

    """

    row: np.ndarray
    often: dict[str, list[np.ndarray]]
    seldom: dict[str, list[np.ndarray]]
    is_rare: np.ndarray
    signed: bool

    @property
    def rates(self) -> list[np.ndarray]:
        """All slots."""
        return [rates for slots in (self.often, self.seldom) for column in slots.values() for rates in column]


@define(eq=False)
class GrowingEmissions:
    """Find resolutions that emit the same, one after the other."""

    rows: dict[_Slots, int] = field(factory=dict)
    _alike: dict[tuple[tuple[int, float], ...], int] = field(factory=dict, init=False)
    _kept: list[Here] = field(factory=list, init=False)

    def row_of(self, booked: Sequence[Booked]) -> int:
        """Return the row of what one unit of some amounts is booked with."""
        key = tuple([(id(here), per_unit) for here, per_unit, _ in booked])
        row = self._alike.get(key)
        if row is None:
            self._kept += [here for here, _, _ in booked]  # an id lasts as long as what it names
            row = self._alike[key] = self.rows.setdefault(tuple(_slots(booked)), len(self.rows))
        return row

    def of(self, row: np.ndarray) -> Emissions:
        """Return what descriptions emit, from the row of each."""
        return _emissions(list(self.rows), row)


def _slots(booked: Iterable[Booked]) -> Iterable[tuple[tuple[int, int], float]]:
    counts = dict.fromkeys(MEASURES, 0)
    for here, per_unit, _ in booked:
        for rate in here.rates:
            mg = per_unit * rate.mg
            if mg:
                yield (MEASURES.index(rate.measure), counts[rate.measure]), mg
                counts[rate.measure] += 1


def _emissions(each: list[_Slots], row: np.ndarray) -> Emissions:
    by_slot: dict[tuple[int, int], np.ndarray] = {}
    for place, slots in enumerate(each):
        for slot, rate in slots:
            by_slot.setdefault(slot, np.zeros(len(each)))[place] = rate
    described = np.bincount(row, minlength=len(each))
    often: dict[str, list[np.ndarray]] = {}
    seldom: dict[str, list[np.ndarray]] = {}
    is_rare = np.zeros(len(each), dtype=bool)
    for (measure, _), rates in sorted(by_slot.items()):
        rare = described[rates != 0].sum() < _OFTEN * len(row)
        (seldom if rare else often).setdefault(MEASURES[measure], []).append(rates)
        is_rare |= (rates != 0) & rare
    signed = any(bool((rates < 0).any()) for rates in by_slot.values())
    return Emissions(row, often, seldom, is_rare, signed)
