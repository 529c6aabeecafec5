"""The arithmetic: one multiplication and one rounding, the same for a line and for a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenprod.errors import GreenprodError, Issue

if TYPE_CHECKING:
    import numpy as np

MEASURES = ("scope1", "scope2_location", "scope2_market", "scope3", "biogenic")
"""Columns that postings are booked to."""
TOTAL = ("scope1", "scope2_location", "scope3")
"""What the total is made of: location-based electricity; biogenic CO2 and the market view stand beside it."""
MEASURE_COLUMNS = (*(f"{name}_mg" for name in MEASURES), "co2e_mg")
LIMIT_MG = 2.0**63 - 1024
"""Largest float below the end of int64: 9.2 * 10**12 kg."""


def whole_mg(mg_per_unit: float, product: float) -> int:
    """Return the posting of one line in whole milligrams, rounded half to even.

    Raises
    ------
    GreenprodError
        ``overflow`` beyond 9.2 * 10**12 kg.

    """
    mg = mg_per_unit * product
    if not -LIMIT_MG <= mg <= LIMIT_MG:
        raise overflow()
    return round(mg)


def whole_mg_column(mg_per_unit: np.ndarray, product: np.ndarray) -> np.ndarray:
    """Return the postings of a column in whole milligrams (int64), rounded half to even.

    Raises
    ------
    GreenprodError
        ``overflow`` beyond 9.2 * 10**12 kg.

    """
    import numpy as np  # noqa: PLC0415 - the scalar path does not need it

    mg = mg_per_unit * product
    np.rint(mg, out=mg)
    if mg.size and not (np.abs(mg) <= LIMIT_MG).all():
        raise overflow()
    whole: np.ndarray = mg.astype(np.int64)
    return whole


def overflow() -> GreenprodError:
    """Return the error for an amount that whole milligrams cannot hold."""
    return GreenprodError(
        Issue(
            code="overflow",
            message="A line or a sum is beyond 9.2 * 10**12 kg CO2e, more than the world emits in months.",
            column="amount",
            hint="Check the unit of the amount.",
        )
    )
