"""What the peers get for free: a table of milligrams per unit for every description and posting, made by `resolve`."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from attrs import frozen
from scale_lines import REGIONS, SPELLINGS, YEARS

from greenprod import Activity, Calculator
from greenprod.footprint.kernel import MEASURES
from greenprod.footprint.resolve import resolve

if TYPE_CHECKING:
    from scale_lines import Grid

KEYS = ("activity", "region", "year", "unit")


@frozen(slots=False)
class FactorTable:
    """Hold the coefficients of every description of a grid.

    Parameters
    ----------
    grid
        The descriptions; their order is that of the rows, activity first and unit last.
    slots
        mg per unit for each posting: a slot is the n-th posting that a description makes to one scope column. Each is
        rounded on its own, so they cannot be added up beforehand.
    categories
        Part of the production, by description.

    """

    grid: Grid
    slots: dict[str, np.ndarray]
    categories: list[str]

    @classmethod
    def of(cls, grid: Grid) -> FactorTable:
        """Resolve every description of a grid."""
        terms = Calculator()
        slots: dict[str, np.ndarray] = {}
        categories = []
        for row, (activity, region, year, unit) in enumerate(_descriptions(grid)):
            line = Activity(activity=activity, unit=unit, amount=1.0, region=region, date=date(year, 7, 1))
            used: dict[str, int] = {}
            resolved = resolve(line, terms)
            categories.append(resolved.category)
            for coefficient in resolved.coefficients:
                place = used.setdefault(coefficient.measure, 0)
                used[coefficient.measure] += 1
                column = slots.setdefault(f"{coefficient.measure}_{place}", np.zeros(grid.distinct))
                column[row] = coefficient.mg_per_unit
        return cls(grid, dict(sorted(slots.items())), categories)

    def of_measure(self, measure: str) -> list[str]:
        """Return the slots that add up to a scope column."""
        return [slot for slot in self.slots if slot.rpartition("_")[0] == measure]

    @cached_property
    def measures(self) -> dict[str, list[str]]:
        """Slots of each scope column, in the order of the columns."""
        return {measure: self.of_measure(measure) for measure in MEASURES}

    @cached_property
    def used(self) -> dict[str, np.ndarray]:
        """Which descriptions make a posting in a slot."""
        return {slot: mg != 0 for slot, mg in self.slots.items()}

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The table: the four keys, the place of the row, the category, and a column for each slot."""
        keys = pd.DataFrame(_descriptions(self.grid), columns=list(KEYS))
        return keys.assign(
            description=np.arange(self.grid.distinct, dtype=np.int32), category=self.categories, **self.slots
        )

    @cached_property
    def activities(self) -> list[str]:
        """Activities in the order of the table."""
        return [name for name, _ in self.grid.leaves]

    @cached_property
    def regions(self) -> list[str]:
        """Regions in the order of the table."""
        return list(REGIONS[: self.grid.regions])

    @cached_property
    def units(self) -> list[str]:
        """All spellings of units in the file."""
        return sorted({unit for _, kind in self.grid.leaves for unit in SPELLINGS[kind][: self.grid.units]})

    @cached_property
    def place_of_unit(self) -> np.ndarray:
        """Place of a unit among those of its activity [activities, units], 0 where it is none of them."""
        places = np.zeros((self.grid.activities, len(self.units)), dtype=np.int32)
        for row, (_, kind) in enumerate(self.grid.leaves):
            for place, unit in enumerate(SPELLINGS[kind][: self.grid.units]):
                places[row, self.units.index(unit)] = place
        return places


def _descriptions(grid: Grid) -> list[tuple[str, str, int, str]]:
    years = YEARS[: grid.years]
    return [
        (activity, region, year, unit)
        for (activity, kind), region, year in product(grid.leaves, REGIONS[: grid.regions], years)
        for unit in SPELLINGS[kind][: grid.units]
    ]
