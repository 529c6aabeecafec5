"""Money: amounts of one currency and year restated in another, exactly converted, and in whole minor units."""

from greenprod.money.minor import from_minor_units, minor_digits, minor_units, rounded
from greenprod.money.restating import (
    YEARS_FORWARD,
    Conversion,
    Restated,
    conversion,
    inflation,
    rate,
    restated,
    years,
)
from greenprod.money.tables import currency_code

__all__ = [
    "YEARS_FORWARD",
    "Conversion",
    "Restated",
    "conversion",
    "currency_code",
    "from_minor_units",
    "inflation",
    "minor_digits",
    "minor_units",
    "rate",
    "restated",
    "rounded",
    "years",
]
