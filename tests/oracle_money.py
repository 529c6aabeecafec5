"""Money of the second calculator: its own reading of the rates and price indices, in exact fractions."""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

THOUSANDS = {"kEUR": "EUR"}


class NoPriceError(Exception):
    """No rate or price index for the year."""


class Prices:
    """Restate money from one currency and year to another.

    Parameters
    ----------
    folder
        With ``exchange_rates.csv``, ``price_index.csv`` and ``currencies.csv``.

    """

    def __init__(self, folder: Path) -> None:
        self.rates: dict[str, dict[int, Fraction]] = {}
        for row in _table(folder / "exchange_rates.csv"):
            self.rates.setdefault(row["currency"], {})[int(row["year"])] = Fraction(row["units_per_eur"])
        self.levels: dict[str, dict[int, dict[int, Fraction]]] = {}
        published = _table(folder / "price_index.csv")
        for row in _table(folder / "currencies.csv"):
            levels = self.levels.setdefault(row["currency"], {}).setdefault(int(row["rank"]), {})
            for other in published:
                if all(other[name] == row[name] for name in ("source_id", "index_name", "region")):
                    levels[int(other["year"])] = Fraction(other["value"])
        self.restated = cache(self._restated)

    def _restated(self, start: str, year: int, end: str, to_year: int, forward: int) -> tuple[Fraction, bool]:
        """Return what to multiply by, and whether a last year stood for a later one.

        First the prices of the amount's own currency are brought to the other year, then that year's rates are taken.
        """
        factor, late = (Fraction(1), False) if year == to_year else self._inflated(start, year, to_year, forward)
        if start != end:
            rates = [self.rates[code] for code in (start, end) if code != "EUR"]
            quoted = min([to_year, *(max(years) for years in rates)])
            if any(quoted not in years or (to_year not in years and to_year - quoted > forward) for years in rates):
                raise NoPriceError(start, end, to_year)
            factor = factor / self._per_euro(start, quoted) * self._per_euro(end, quoted)
            late = late or quoted != to_year
        return factor, late

    def _per_euro(self, code: str, year: int) -> Fraction:
        return Fraction(1) if code == "EUR" else self.rates[code][year]

    def _inflated(self, code: str, year: int, to_year: int, forward: int) -> tuple[Fraction, bool]:
        """Use the index that has both years, else the one that ended the fewest years before; the best rank first."""
        fits = []
        for rank, levels in sorted(self.levels[code].items()):
            last = max(levels)
            behind = max(year - last, to_year - last, 0)
            first, second = min(year, last), min(to_year, last)
            if behind <= forward and first in levels and second in levels:
                fits.append((behind, rank, levels[second] / levels[first]))
        if not fits:
            raise NoPriceError(code, year, to_year)
        behind, _, factor = min(fits)
        return factor, behind > 0


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_currency(unit: str) -> tuple[str, int]:
    """Return the currency of a unit of money, and how many of it the unit is."""
    return (THOUSANDS[unit], 1000) if unit in THOUSANDS else (unit, 1)
