"""Uncertainty: how far the sums of groups may be off, by the moments of their factors or by drawing them.

Lines that share a factor are wrong together, so their amounts are added up first; different factors are wrong
independently of each other. The page ``docs/explanation/uncertainty.md`` gives the formulas and the reasons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.by_factor import CO2E, cells_of, central, variation_of, wanted
from greenprod.footprint.monte_carlo import FEWEST, drawn
from greenprod.footprint.study import Study
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    import pandas as pd

    from greenprod.factors.library import FactorLibrary
    from greenprod.footprint.by_factor import Counted

METHODS = ("moments", "monte_carlo")
LEVEL = 0.95
"""95 of 100 cases, as the range of a factor: its figure divided and multiplied by the square of its deviation."""


def amount_cv(status: str, library: FactorLibrary) -> float:
    """Return the coefficient of variation of an amount from where it comes from (``factors/pedigree.csv``).

    Parameters
    ----------
    status
        A word of `Status`.
    library
        Whose table is used; an amount whose status it does not name is taken as exact.

    Examples
    --------
    >>> from greenprod.factors.library import FactorLibrary
    >>> library = FactorLibrary.shipped()
    >>> amount_cv("metered", library), round(amount_cv("estimated", library), 4)
    (0.0, 0.0914)

    """
    # the table's numbers are for the square of the deviation, as the pedigree method has them
    return variation_of(library.pedigree.get(status, 1.0) ** 0.5)


@frozen(kw_only=True, eq=False)
class Ranges:
    """Hold how far the sums of groups may be off, in 95 of 100 cases.

    Parameters
    ----------
    by, keys
        Names of the columns that lines were grouped by, and the values of each group.
    measure, method
        ``co2e`` or a name of `MEASURES`; ``moments`` or ``monte_carlo``.
    mg
        Whole milligrams as booked, int64; the last one is the sum of all groups, here and below.
    low, high
        Ends of the range in mg, float64.
    without_range
        Part of the milligrams, regardless of sign, whose factor has no known deviation and is counted as exact; NaN
        where nothing is booked.

    """

    by: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    measure: str
    method: str
    mg: np.ndarray
    low: np.ndarray
    high: np.ndarray
    without_range: np.ndarray

    @property
    def total(self) -> dict[str, float]:
        """Sum of all groups in kg: ``kg``, ``low_kg``, ``high_kg``, and ``without_range``."""
        return {name: float(values[-1]) for name, values in self._columns().items()}

    def frame(self) -> pd.DataFrame:
        """Return one row per group: its columns, ``co2e_kg`` (or another measure), the range, and what has none."""
        import pandas as pd  # noqa: PLC0415 - totals need no table

        keys = {name: pd.Series([key[at] for key in self.keys], dtype=object) for at, name in enumerate(self.by)}
        values = {name: column[:-1] for name, column in self._columns().items()}
        return pd.DataFrame({**keys, f"{self.measure}_kg": values.pop("kg"), **values})

    def _columns(self) -> dict[str, np.ndarray]:
        return {
            "kg": self.mg / 1e6,
            "low_kg": self.low / 1e6,
            "high_kg": self.high / 1e6,
            "without_range": self.without_range,
        }

    def _repr_html_(self) -> str:
        return str(self.frame().to_html(index=False))


def ranges(
    counted: Counted, measure: str = CO2E, *, method: str = "moments", draws: int = 10_000, seed: int = 0
) -> Ranges:
    """Return how far the sums of groups, and their sum, may be off.

    Parameters
    ----------
    counted
        Totals made with ``keep="factors"`` or ``"descriptions"``; or a ledger's `gathered` lines.
    measure
        ``co2e`` or a scope column: ``scope1``, ``scope2_location``, ``scope2_market``, ``scope3``, ``biogenic``.
    method
        ``moments`` adds variances up; ``monte_carlo`` draws every factor many times, as a check.
    draws, seed
        Of the drawing: how often, and where it starts. The same seed gives the same draws to the same factors.

    Raises
    ------
    GreenprodError
        ``no_cells``; ``invalid_choice`` for an unknown measure or method; ``out_of_range`` for draws and seed.

    """
    if method not in METHODS:
        raise GreenprodError(invalid_choice("method", method, METHODS))
    for name, value, least in (("draws", draws, FEWEST), ("seed", seed, 0)):
        if value < least:
            message = f"{name} must be {least:,} or more, not {value:,}."
            raise GreenprodError(Issue(code="out_of_range", message=message, column=name, value=str(value)))
    cells = cells_of(counted)
    mg = central(counted, measure)
    mg = np.append(mg, mg.sum())
    study = Study.of(cells, wanted(measure), len(counted.keys))
    low, high = study.ends(mg)
    if method == METHODS[1]:
        low, high = drawn(study, mg, (*map(repr, counted.keys), ""), draws, seed)
    return Ranges(
        by=counted.by,
        keys=counted.keys,
        measure=measure,
        method=method,
        mg=mg,
        low=low,
        high=high,
        without_range=study.unknown,
    )
