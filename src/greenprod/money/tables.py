"""What is published on money: exchange rates and price indices by currency and year."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.errors import Issue, MoneyError, near

if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen(kw_only=True)
class Rate:
    """Units of a currency per euro in one year, and the number of days behind the mean."""

    units: float
    days: int


@frozen(kw_only=True)
class Series:
    """One price index: its level by year, and the name of the source of each."""

    levels: dict[int, float]
    names: dict[int, str]

    @property
    def last(self) -> int:
        """Last year."""
        return max(self.levels)


@cache
def rates_by_year() -> dict[str, dict[int, Rate]]:
    """Return the yearly mean rates of each currency but the euro, by year."""
    rates: dict[str, dict[int, Rate]] = {}
    for row in _rows("exchange_rates.csv"):
        found = Rate(units=float(row["units_per_eur"]), days=int(row["days"]))
        rates.setdefault(row["currency"], {})[int(row["year"])] = found
    return rates


@cache
def indices() -> dict[str, tuple[Series, ...]]:
    """Return the price indices of each currency, best first; parts of one rank are one index."""
    levels: dict[tuple[str, str, str], dict[int, float]] = {}
    for row in _rows("price_index.csv"):
        key = row["source_id"], row["index_name"], row["region"]
        levels.setdefault(key, {})[int(row["year"])] = float(row["value"])
    ranked: dict[str, dict[int, Series]] = {}
    for row in _rows("currencies.csv"):
        empty = Series(levels={}, names={})
        series = ranked.setdefault(row["currency"], {}).setdefault(int(row["rank"]), empty)
        part = levels[row["source_id"], row["index_name"], row["region"]]
        series.levels.update(part)
        series.names.update(dict.fromkeys(part, row["series"]))
    return {code: tuple(by_rank[rank] for rank in sorted(by_rank)) for code, by_rank in ranked.items()}


def _rows(name: str) -> list[dict[str, str]]:
    text = files("greenprod._factors").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text)))


def currency_code(currency: str) -> str:
    """Return the ISO 4217 code of a currency, in capitals.

    Raises
    ------
    MoneyError
        ``unknown_currency`` with near codes.

    Examples
    --------
    >>> currency_code(" dkk ")
    'DKK'

    """
    code = currency.strip().upper()
    known = {*rates_by_year(), *indices()}
    if code not in known:
        raise MoneyError(
            Issue(
                code="unknown_currency",
                message=f"There is no currency {currency!r}.",
                column="unit",
                value=currency,
                valid_values=near(code, sorted(known)) or tuple(sorted(known)),
                hint="Use an ISO 4217 code such as DKK or EUR.",
            )
        )
    return code


def no_rate(code: str, year: int) -> MoneyError:
    """Return the error for a year without an exchange rate."""
    there = rates_by_year().get(code, {})
    return MoneyError(
        Issue(
            code="no_exchange_rate",
            message=f"There is no exchange rate of {code} for {year}.",
            column="date",
            value=str(year),
            valid_values=_texts(there),
            hint="Give the amount in a currency with a rate for that year, such as EUR.",
        )
    )


def no_index(code: str, from_year: int, to_year: int, years_forward: int) -> MoneyError:
    """Return the error for two years that no price index has, each or carried on."""
    there = {year for one in indices().get(code, ()) for year in one.levels}
    missing = next((year for year in (from_year, to_year) if year not in there), from_year)
    carried = f" The last year of an index may stand for up to {years_forward} later ones." if years_forward > 0 else ""
    return MoneyError(
        Issue(
            code="no_price_index",
            message=f"No price index of {code} leads from {from_year} to {to_year}.",
            column="date",
            value=str(missing),
            valid_values=_texts(there),
            hint=f"Restate the amount in the prices of a year that has one.{carried}",
        )
    )


def _texts(found: Iterable[int]) -> tuple[str, ...]:
    return tuple(str(year) for year in sorted(found))
