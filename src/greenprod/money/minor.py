"""Minor units: money as whole numbers of the smallest units of its currency, such as øre or cents."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from greenprod.errors import Issue, MoneyError
from greenprod.money.tables import currency_code

# Minor units by ISO 4217, table A.1 (https://www.six-group.com/en/products-services/financial-information/data-standards.html):
# two digits but for these. Table A.3, of withdrawn currencies, states none.
_WITHOUT_MINOR = ("ISK", "JPY", "KRW")
_MINOR_UNKNOWN = ("CYP", "EEK", "MTL", "ROL", "SIT", "SKK", "TRL")


def minor_digits(currency: str) -> int:
    """Return how many decimals an amount of a currency has, by ISO 4217.

    Raises
    ------
    MoneyError
        ``unknown_currency`` with near codes, or ``no_minor_unit`` for a withdrawn currency whose minor unit the
        standard does not state.

    Examples
    --------
    >>> minor_digits("DKK"), minor_digits("ISK")
    (2, 0)

    """
    code = currency_code(currency)
    if code in _MINOR_UNKNOWN:
        message = f"ISO 4217 states no minor unit of {code}, which is withdrawn."
        hint = "Give the amount in the currency that took its place."
        raise MoneyError(Issue(code="no_minor_unit", message=message, column="currency", value=code, hint=hint))
    return 0 if code in _WITHOUT_MINOR else 2


def minor_units(amount: Decimal, currency: str, *, column: str = "amount") -> int:
    """Return an amount as a whole number of the smallest units of its currency, such as øre or cents.

    Parameters
    ----------
    amount, currency
        The money.
    column
        Where it stands, for an issue.

    Raises
    ------
    MoneyError
        As `minor_digits`; ``negative_amount``; ``too_many_decimals`` for parts of a unit that nobody can pay.

    Examples
    --------
    >>> minor_units(Decimal("100000.01"), "DKK"), minor_units(Decimal(500), "ISK")
    (10000001, 500)

    """
    digits = minor_digits(currency)
    units = Fraction(amount) * 10**digits
    if units >= 0 and units.denominator == 1:
        return int(units)
    code, what = ("negative_amount", "is below zero") if units < 0 else ("too_many_decimals", "is not payable")
    message = f"{column} {what}: {amount} {currency}."
    hint = f"Write an amount of zero or more with at most {digits} decimals."
    raise MoneyError(Issue(code=code, message=message, column=column, value=str(amount), hint=hint))


def from_minor_units(units: int, currency: str) -> Decimal:
    """Return whole smallest units of a currency as an amount with all its decimals.

    Examples
    --------
    >>> from_minor_units(18_625_000, "DKK")
    Decimal('186250.00')

    """
    return Decimal(units).scaleb(-minor_digits(currency))


def rounded(amount: Fraction, currency: str) -> Decimal:
    """Return an exact amount rounded once, half to even, to the smallest unit of its currency: for showing.

    Examples
    --------
    >>> rounded(Fraction(2, 3), "EUR")
    Decimal('0.67')

    """
    return from_minor_units(round(amount * 10 ** minor_digits(currency)), currency)
