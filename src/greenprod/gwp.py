"""Global warming potentials: what a kilogram of each gas weighs in CO2e."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.errors import GwpMismatchError, Issue, near

if TYPE_CHECKING:
    from collections.abc import Mapping

AS_PUBLISHED = "as_published"
"""Take each factor's CO2e as its publisher printed it."""

_SAME_IN_SOURCE = {"ch4_fossil": "CH4", "ch4_biogenic": "CH4", "co2": "CO2", "n2o": "N2O"}


@frozen(kw_only=True)
class GwpSet:
    """Hold one published set of global warming potentials.

    Parameters
    ----------
    name
        Name of the set, for example ``AR5``.
    horizon
        Years, always 100 in the shipped table.
    values
        kg CO2e per kg, by gas as its source names it.
    source
        Id of the source in ``factors/sources.csv``.

    """

    name: str
    horizon: int
    values: Mapping[str, float]
    source: str

    @classmethod
    def shipped(cls, name: str) -> GwpSet:
        """Return a set of the IPCC's assessment reports by name.

        Raises
        ------
        GwpMismatchError
            ``unknown_gwp_set`` with the names that exist.

        Examples
        --------
        >>> GwpSet.shipped("AR6").of("ch4_fossil")
        27.9

        """
        sets = _shipped()
        if name not in sets:
            raise GwpMismatchError(
                Issue(
                    code="unknown_gwp_set",
                    message=f"There is no GWP set {name!r}.",
                    value=name,
                    valid_values=(AS_PUBLISHED, *sets),
                    hint=f"Did you mean {near(name, sets)[0]}?" if near(name, sets) else "",
                )
            )
        return sets[name]

    def of(self, gas: str) -> float:
        """Return kg CO2e per kg of `gas`; a gas the source does not split counts under its common name."""
        if gas in self.values:
            return self.values[gas]
        return self.values[_SAME_IN_SOURCE[gas]]


def to_co2e(gases: Mapping[str, float], gwp: GwpSet) -> float:
    """Return the CO2e of gas masses, in the unit of the masses.

    Parameters
    ----------
    gases
        Mass by gas: ``co2``, ``ch4_fossil``, ``ch4_biogenic``, ``n2o``, or a name of the set; ``other_co2e`` is CO2e
        already.
    gwp
        The set to weigh them with.

    Examples
    --------
    >>> to_co2e({"co2": 2.0, "ch4_fossil": 0.5}, GwpSet.shipped("AR5"))
    16.0

    """
    return sum(mass if gas == "other_co2e" else mass * gwp.of(gas) for gas, mass in gases.items())


def gwp_sets() -> tuple[str, ...]:
    """Return the names of the sets that are shipped."""
    return tuple(_shipped())


@cache
def _shipped() -> dict[str, GwpSet]:
    values: dict[str, dict[str, float]] = {}
    source = ""
    text = files("greenprod._factors").joinpath("gwp.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(StringIO(text)):
        values.setdefault(row["gwp_set"], {})[row["gas"]] = float(row["value"])
        source = row["source_id"]
    return {name: GwpSet(name=name, horizon=100, values=gases, source=source) for name, gases in values.items()}
