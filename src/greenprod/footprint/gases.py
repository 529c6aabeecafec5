"""Greenhouse gases: what sums of CO2e are made of, as far as the factors say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from greenprod.footprint.by_factor import CO2E, by_group, cells_of, central, coefficients, wanted
from greenprod.gwp import AS_PUBLISHED, GwpSet

if TYPE_CHECKING:
    import pandas as pd

    from greenprod.factors.record import Factor
    from greenprod.footprint.by_factor import Counted

GASES = ("co2", "ch4_fossil", "ch4_biogenic", "n2o")
"""Gases that factors give in kilograms."""
PARTS = (*GASES, "other", "unsplit")
"""What CO2e is split into: those, others that factors give as CO2e only, and what has no split."""
_NAMES = {**dict.fromkeys(GASES), "other_co2e": "other"}
_ALREADY_CO2E = ("co2", "other_co2e")


def gases(counted: Counted, measure: str = CO2E) -> pd.DataFrame:
    """Return the CO2e of groups by gas, and the masses of the gases.

    Each gas is weighed with the GWP set of the terms, or, as published, with the one that its factor was made with. A
    factor that gives no gases, or does not say which set it was made with, counts as ``unsplit``.

    Parameters
    ----------
    counted
        Totals made with ``keep="factors"`` or ``"descriptions"``; or a ledger's `gathered` lines.
    measure
        ``co2e`` or a scope column.

    Returns
    -------
    pandas.DataFrame
        The columns of the groups; ``co2e_mg`` (or another measure) as booked; its parts ``co2_co2e_mg``,
        ``ch4_fossil_co2e_mg``... ``unsplit_co2e_mg`` in whole milligrams of CO2e, which add up to it exactly; and
        ``co2_kg``, ``ch4_fossil_kg``, ``ch4_biogenic_kg``, ``n2o_kg``, the gases themselves.

    Raises
    ------
    GreenprodError
        ``no_cells``; ``invalid_choice`` for an unknown measure.

    """
    import pandas as pd  # noqa: PLC0415 - totals need no table

    cells = cells_of(counted)
    co2e = np.zeros((len(PARTS), len(cells.bases)))
    mass = np.zeros((len(GASES), len(cells.bases)))
    for place, c in coefficients(cells.bases, wanted(measure)):
        shares, masses = split(c.found.factor, c.value, counted.terms.gwp)
        co2e[:, place] += c.mg_per_unit * shares
        mass[:, place] += c.mg_per_unit * masses
    groups = len(counted.keys)
    booked = central(counted, measure)
    whole = _whole(np.array(by_group(cells, groups, *co2e)), booked)
    keys = {name: pd.Series([key[at] for key in counted.keys], dtype=object) for at, name in enumerate(counted.by)}
    return pd.DataFrame(
        {
            **keys,
            f"{measure}_mg": booked,
            **{f"{name}_co2e_mg": column for name, column in zip(PARTS, whole, strict=True)},
            **{f"{name}_kg": mg / 1e6 for name, mg in zip(GASES, by_group(cells, groups, *mass), strict=True)},
        }
    )


def split(factor: Factor, value: float, gwp: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the parts of a factor's CO2e, which add up to 1, and the mass of each gas for one unit of its CO2e.

    Parameters
    ----------
    factor
        The factor.
    value
        Its CO2e under the set.
    gwp
        The set, or ``as_published``.

    """
    shares, masses = np.zeros(len(PARTS)), np.zeros(len(GASES))
    weights = _weights(factor, gwp)
    together = sum(mass * weights[gas] for gas, mass in factor.gases) if weights else 0.0
    if not together or not value:
        shares[PARTS.index("unsplit")] = 1.0
        return shares, masses
    for gas, mass in factor.gases:
        shares[PARTS.index(_NAMES.get(gas) or gas)] += mass * weights[gas] / together
        if gas in GASES:
            masses[GASES.index(gas)] += mass / value
    return shares, masses


def _weights(factor: Factor, gwp: str) -> dict[str, float]:
    """Return kg CO2e per kg of each of a factor's gases; nothing where that is not known."""
    name = factor.gwp_set if gwp == AS_PUBLISHED else gwp
    given = [gas for gas, _ in factor.gases]
    if all(gas in _ALREADY_CO2E for gas in given):
        return dict.fromkeys(given, 1.0)
    if not name:
        return {}
    weigh = GwpSet.shipped(name)
    return {gas: 1.0 if gas in _ALREADY_CO2E else weigh.of(gas) for gas in given}


def _whole(parts: np.ndarray, booked: np.ndarray) -> np.ndarray:
    """Return parts in whole milligrams; the few by which the books differ, line by line rounded, go to the largest."""
    whole: np.ndarray = np.rint(parts).astype(np.int64)
    groups = np.arange(len(booked))
    whole[np.abs(parts).argmax(axis=0), groups] += booked - whole.sum(axis=0)
    return whole
