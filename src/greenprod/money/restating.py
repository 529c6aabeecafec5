"""Restating: money of one currency and year in another, by price index and exchange rate."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from greenprod.money.tables import Series, currency_code, indices, no_index, no_rate, rates_by_year

YEARS_FORWARD = 3
"""How many years a rate or an index may be carried on after its last one."""

_EURO = "EUR"
# the ECB quotes on 254 to 259 days of a year; a mean of fewer is told
_FULL_YEAR_DAYS = 250


@frozen(kw_only=True)
class Restated:
    """Tell what one unit of a currency in the prices of one year is in another currency and year.

    Parameters
    ----------
    currency, year
        What the amount is in.
    to_currency, to_year
        What it was asked for in.
    factor
        What to multiply the amount by.
    steps
        How the factor came about, in words with figures and sources; empty if nothing had to be done.
    series
        Name of the price index; empty if the year stays.
    rate_year
        Year of the exchange rates; None if the currency stays.
    extended
        Whether the last year of a series stood for a later one.

    """

    currency: str
    year: int
    to_currency: str
    to_year: int
    factor: float
    steps: tuple[str, ...] = ()
    series: str = ""
    rate_year: int | None = None
    extended: bool = False


@frozen(kw_only=True)
class Conversion:
    """Tell what one unit of a currency is in another, exactly by the published decimals of the rates.

    Parameters
    ----------
    factor
        What to multiply the amount by.
    rate_year
        Year of the rates; None if the currency stays.
    steps
        How the factor came about, in words with figures and sources; empty if the currency stays.
    extended
        Whether the last year of a series stood for a later one.

    """

    factor: Fraction
    rate_year: int | None = None
    steps: tuple[str, ...] = ()
    extended: bool = False


@frozen(kw_only=True)
class _Index:
    """What a price index says about two years, each taken as the last of the series where it lies behind that."""

    factor: float
    name: str
    notes: tuple[str, ...]


def rate(currency: str, year: int) -> float:
    """Return the average exchange rate of a year, in units of `currency` per euro.

    The euro is 1 in every year. No year is carried on: see `restated` for that.

    Raises
    ------
    MoneyError
        ``unknown_currency`` with near codes, or ``no_exchange_rate`` with the years that have one.

    Examples
    --------
    >>> round(rate("DKK", 2023), 4), rate("EUR", 2023)
    (7.4509, 1.0)

    """
    code = currency_code(currency)
    if code == _EURO:
        return 1.0
    found = rates_by_year().get(code, {}).get(year)
    if found is None:
        raise no_rate(code, year)
    return found.units


def inflation(currency: str, from_year: int, to_year: int) -> tuple[float, str]:
    """Return the factor from prices of one year to prices of another, and the name of the price index.

    The first index of the currency in ``factors/currencies.csv`` that has both years is taken: the one of its own
    statistics office where it is carried, then consumer prices of the World Bank. Equal years need no index and give
    ``(1.0, "")``.

    Raises
    ------
    MoneyError
        ``unknown_currency`` with near codes, or ``no_price_index`` with the years that have one.

    Examples
    --------
    >>> factor, name = inflation("DKK", 2022, 2023)
    >>> round(factor, 4), name
    (1.0331, 'Statistics Denmark PRIS113')

    """
    code = currency_code(currency)
    if from_year == to_year:
        return 1.0, ""
    index = _index(code, from_year, to_year, 0)
    return index.factor, index.name


def restated(
    currency: str, year: int, to_currency: str, to_year: int, *, years_forward: int = YEARS_FORWARD
) -> Restated:
    """Restate money of one currency and year in another.

    The amount is first brought from the prices of its year to those of `to_year` by the price index of its own
    currency, then converted at the average rates of `to_year`. So a sum of 2024 is compared with what money bought in
    the year of the figures, and no rate of another year comes in.

    Parameters
    ----------
    currency, year
        What the amount is in.
    to_currency, to_year
        What it is wanted in.
    years_forward
        How many years after its last one a rate or an index may be carried on; 0 for none. The result tells.

    Raises
    ------
    MoneyError
        ``unknown_currency``, ``no_price_index`` or ``no_exchange_rate``, each with what there is.

    Examples
    --------
    >>> restated("DKK", 2023, "DKK", 2023).factor
    1.0
    >>> for step in restated("DKK", 2024, "EUR", 2023).steps:
    ...     print(step)
    DKK of 2024 to DKK of 2023: x 0.98645 (Statistics Denmark PRIS113)
    DKK to EUR of 2023: / 7.45094 (ECB yearly average)
    >>> restated("EUR", 2027, "EUR", 2023).steps
    ('EUR of 2027 to EUR of 2023: x ... (Eurostat HICP, euro area; 2027 taken as 2025, the last year of the series)',)

    """
    start, end = currency_code(currency), currency_code(to_currency)
    factor = 1.0
    steps: list[str] = []
    series = ""
    extended = False
    rate_year = None
    if year != to_year:
        index = _index(start, year, to_year, years_forward)
        factor, series, extended = index.factor, index.name, bool(index.notes)
        source = "; ".join((index.name, *index.notes))
        steps.append(f"{start} of {year} to {start} of {to_year}: x {_figure(factor)} ({source})")
    if start != end:
        rate_year = _rate_year((start, end), to_year, years_forward)
        extended = extended or rate_year != to_year
        factor = factor / rate(start, rate_year) * rate(end, rate_year)
        steps += _conversion(start, end, to_year, rate_year)
    return Restated(
        currency=start,
        year=year,
        to_currency=end,
        to_year=to_year,
        factor=factor,
        steps=tuple(steps),
        series=series,
        rate_year=rate_year,
        extended=extended,
    )


def conversion(currency: str, to_currency: str, year: int, *, years_forward: int = YEARS_FORWARD) -> Conversion:
    """Return the exact factor from one currency to another at the average rates of a year; prices stay as they are.

    Parameters
    ----------
    currency, to_currency, year
        What the amount is in, what it is wanted in, and whose rates are taken.
    years_forward
        How many years after its last one a rate may be carried on; 0 for none. The result tells.

    Raises
    ------
    MoneyError
        ``unknown_currency`` or ``no_exchange_rate``, each with what there is.

    Examples
    --------
    >>> found = conversion("EUR", "DKK", 2023)
    >>> round(float(found.factor), 5), found.steps
    (7.45094, ('EUR to DKK of 2023: x 7.45094 (ECB yearly average)',))

    """
    told = restated(currency, year, to_currency, year, years_forward=years_forward)
    factor = Fraction(1)
    if told.rate_year is not None:
        # a float shows the decimals that it was read from
        units = {code: Fraction(str(rate(code, told.rate_year))) for code in (told.currency, told.to_currency)}
        factor = units[told.to_currency] / units[told.currency]
    return Conversion(factor=factor, rate_year=told.rate_year, steps=told.steps, extended=told.extended)


def years() -> list[int]:
    """Return all years from the first to the last that has an exchange rate or a price index in use.

    Examples
    --------
    >>> years()[0]
    1999

    """
    found = {year for rates in rates_by_year().values() for year in rates}
    found |= {year for listed in indices().values() for series in listed for year in series.levels}
    return list(range(min(found), max(found) + 1))


def _index(code: str, from_year: int, to_year: int, years_forward: int) -> _Index:
    """Find the index that has both years, or is the fewest years short of them; among equals the first listed."""
    best: Series | None = None
    shortest = years_forward + 1
    for series in indices().get(code, ()):
        short = max(0, from_year - series.last, to_year - series.last)
        there = min(from_year, series.last) in series.levels and min(to_year, series.last) in series.levels
        if there and short < shortest:
            best, shortest = series, short
    if best is None:
        raise no_index(code, from_year, to_year, years_forward)
    first, second = min(from_year, best.last), min(to_year, best.last)
    taken = [f"{year} taken as {best.last}" for year in (from_year, to_year) if year > best.last]
    return _Index(
        factor=best.levels[second] / best.levels[first],
        name=" and ".join(dict.fromkeys(best.names[year] for year in sorted((first, second)))),
        notes=(f"{' and '.join(taken)}, the last year of the series",) if taken else (),
    )


def _rate_year(codes: tuple[str, str], year: int, years_forward: int) -> int:
    """Find the year to take both rates of: the wanted one, or the last that both have if it is not too long ago."""
    quoted = {code: rates_by_year().get(code, {}) for code in codes if code != _EURO}
    common = min(year, *(max(rates, default=year) for rates in quoted.values()))
    for code, rates in quoted.items():
        if common not in rates or (year not in rates and year - common > years_forward):
            raise no_rate(code, year)
    return common


def _conversion(start: str, end: str, year: int, rate_year: int) -> list[str]:
    """Tell the way by the euro."""
    both = _EURO not in (start, end)
    why = "the last year with both rates" if both else "the last year of the series"
    late = f"; {year} taken as {rate_year}, {why}" if rate_year != year else ""
    steps = []
    for code, title, sign in ((start, f"{start} to EUR", "/"), (end, f"EUR to {end}", "x")):
        if code != _EURO:
            found = rates_by_year()[code][rate_year]
            days = f" of {found.days} days" if found.days < _FULL_YEAR_DAYS else ""
            steps.append(f"{title} of {year}: {sign} {_figure(found.units)} (ECB yearly average{days}{late})")
    return steps


def _figure(value: float) -> str:
    """Write a figure with six significant digits and no exponent."""
    return format(Decimal(f"{value:.6g}"), "f")
