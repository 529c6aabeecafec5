"""The arithmetic: one multiplication and one rounding, the same for a line and for a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenprod.errors import GreenprodError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from greenprod.footprint.descriptions import Emissions

MEASURES = ("scope1", "scope2_location", "scope2_market", "scope3", "biogenic")
"""Columns that postings are booked to."""
TOTAL = ("scope1", "scope2_location", "scope3")
"""What the total is made of: location-based electricity; biogenic CO2 and the market view stand beside it."""
MEASURE_COLUMNS = (*(f"{name}_mg" for name in MEASURES), "co2e_mg")
LIMIT_MG = 2.0**63 - 1024
"""Largest float below the end of int64: 9.2 * 10**12 kg."""
BLOCK = 1 << 16
"""Lines that are worked on at a time: their columns of 512 KB stay in the processor's cache."""
_EXACT = 2.0**53


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


def posted(
    emissions: Emissions, numbers: np.ndarray, product: np.ndarray
) -> Iterator[tuple[np.ndarray | slice, dict[str, np.ndarray]]]:
    """Yield the postings of lines: which lines, and by scope column their whole milligrams, to be added up.

    The postings that few descriptions make come apart from the others, for the few lines that have them.

    Each posting is rounded half to even before it is added to the others of its line. The columns are float64 while
    every sum over them is a whole number that float64 holds exactly, and int64 from there on.

    Parameters
    ----------
    emissions
        What descriptions emit.
    numbers, product
        Number of the description and product of the amounts of each line.

    Raises
    ------
    GreenprodError
        ``overflow`` beyond 9.2 * 10**12 kg.

    """
    import numpy as np  # noqa: PLC0415 - the scalar path does not need it

    often = [slot for slot, rare in zip(emissions.rates, emissions.rare, strict=True) if not rare]
    seldom = [slot for slot, rare in zip(emissions.rates, emissions.rare, strict=True) if rare]
    is_rare = np.any([rate != 0 for _, rate in seldom], axis=0) if seldom else None
    for start in range(0, len(numbers), BLOCK):
        block = slice(start, start + BLOCK)
        rows, amounts = emissions.row.take(numbers[block]), product[block]
        yield block, _rounded(often, rows, amounts)
        if is_rare is not None:
            few = np.flatnonzero(is_rare.take(rows))
            if few.size:
                yield start + few, _rounded(seldom, rows[few], amounts[few])


def _rounded(slots: Sequence[tuple[str, np.ndarray]], rows: np.ndarray, product: np.ndarray) -> dict[str, np.ndarray]:
    import numpy as np  # noqa: PLC0415 - the scalar path does not need it

    found: list[tuple[str, np.ndarray]] = []
    peak = 0.0
    for measure, rate in slots:
        mg = rate.take(rows)
        mg *= product
        np.rint(mg, out=mg)
        highest = max(float(mg.max()), -float(mg.min()))
        if not highest <= LIMIT_MG:
            raise overflow()
        peak += highest
        found.append((measure, mg))
    whole = peak * BLOCK < _EXACT
    columns: dict[str, np.ndarray] = {}
    for measure, mg in found:
        own = mg if whole else mg.astype(np.int64)
        columns[measure] = columns[measure] + own if measure in columns else own
    return columns


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
