"""Power from the grid, and heat and cold from a network."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from greenprod.errors import Issue, ItemError
from greenprod.items.amounts import amount, in_kwh
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RENEWABLE = ("wind_onshore", "wind_offshore", "solar", "hydro", "geothermal")
"""Sources of power that a green tariff can name: leaves below ``energy.electricity``."""
SOURCES_OF_POWER = (*RENEWABLE, "nuclear", "gas", "oil", "coal")
TARIFFS = {"green": RENEWABLE, "guarantee_of_origin": SOURCES_OF_POWER}
"""Contracts that name a source of power, and the sources that each may name."""


@frozen(kw_only=True, slots=True)
class GridElectricity(Item):
    """Book electricity from the public grid, with or without a contract that names its source.

    Parameters
    ----------
    energy
        Amount, in kWh.
    tariff
        Empty without a contract: the residual mix. ``green`` for a supplier's product of renewable power,
        ``guarantee_of_origin`` for certificates that were cancelled for this power. Name the paper in `evidence`.
    source_of_power
        With a tariff: wind_onshore, wind_offshore, solar, hydro or geothermal; by certificate also nuclear, gas, oil
        or coal. A contract for several sources is a line for each.

    Notes
    -----
    Method: GHG Protocol Scope 2 Guidance, location-based and market-based side by side; the residual mix stands for
    the market as long as no contract is named.

    Under a contract, location-based = kWh x grid average, and scope 3 keeps the grid's losses and upstream: a
    certificate changes neither. Market-based = kWh x (generation + upstream) of the named source. The upstream is
    counted there although the Scope 2 Guidance has it in scope 3, so that contracted power is never zero (as AdGreen
    counts it) and the total of the line does not depend on a certificate. Added to the grid's upstream in scope 3,
    the market-based column therefore errs on the high side.

    Power that somebody else buys (``control = third_party``) has one view only, the grid's. A supplier's own figure
    goes into `factor_override` instead of a tariff.

    Examples
    --------
    >>> power = GridElectricity(energy="1.2 MWh", region="DK", period_start="2025-03-01", period_end="2025-03-31")
    >>> [(a.activity, a.amount, a.unit) for a in power.activities()]
    [('energy.electricity.grid', 1200.0, 'kWh')]
    >>> wind = GridElectricity(energy=500, tariff="green", source_of_power="wind_onshore", date="2025-03-01")
    >>> [(a.activity, a.amount, a.view) for a in wind.activities()]
    [('energy.electricity.grid', 500.0, 'location'), ('energy.electricity.wind_onshore', 500.0, 'market')]

    """

    title: ClassVar[str] = "Grid electricity"
    title_da: ClassVar[str] = "Elektricitet fra nettet"
    group: ClassVar[str] = "energy"
    topics: ClassVar[tuple[str, ...]] = ("T13",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "energy": 1200,
            "tariff": "guarantee_of_origin",
            "source_of_power": "wind_onshore",
            "date": "2025-03-31",
            "region": "DK",
        }
    )

    energy: float = field(converter=in_kwh, metadata=amount("kWh"))
    tariff: str = ""
    source_of_power: str = ""

    def check(self) -> None:
        """Check that tariff and source of power go together."""
        super().check()
        if self.tariff and self.tariff not in TARIFFS:
            raise ItemError(invalid_choice("tariff", self.tariff, TARIFFS))
        if self.tariff and not self.source_of_power:
            raise required("source_of_power", f"tariff {self.tariff!r}", "One of " + ", ".join(TARIFFS[self.tariff]))
        if self.source_of_power and not self.tariff:
            message = "The line names a source of power, but no contract for it."
            hint = "Fill in tariff: " + " or ".join(TARIFFS) + "."
            raise ItemError(Issue(code="contradictory_fields", message=message, column="tariff", hint=hint))
        if self.tariff and self.source_of_power not in TARIFFS[self.tariff]:
            raise ItemError(invalid_choice("source_of_power", self.source_of_power, TARIFFS[self.tariff]))
        if self.tariff and self.factor_override:
            message = "The line has both a tariff and a figure of its own for the market."
            hint = "Leave tariff and source_of_power empty where the supplier's own figure is known."
            raise ItemError(Issue(code="contradictory_fields", message=message, column="factor_override", hint=hint))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour of the grid, and the contract's for the market."""
        grid = "energy.electricity.grid"
        if not self.tariff:
            yield ActivityAmount(activity=grid, amount=1.0, unit="kWh")
            return
        yield ActivityAmount(
            activity=grid, amount=1.0, unit="kWh", view="location", note="location-based, losses and upstream: the grid"
        )
        yield ActivityAmount(
            activity=f"energy.electricity.{self.source_of_power}",
            amount=1.0,
            unit="kWh",
            view="market",
            column="source_of_power",
            note=f"market-based: {self.source_of_power} by {self.tariff}, its upstream included",
        )


HEAT_NETWORKS = ("fyn", "greater_copenhagen", "hofor")
"""Networks with a figure of their own: leaves below ``energy.heat`` that start with ``district_``."""


@frozen(kw_only=True, slots=True)
class DistrictHeat(Item):
    """Book heat or steam from a district heating network.

    Parameters
    ----------
    energy
        Amount, in kWh.
    network
        ``fyn`` (Fjernvarme Fyn), ``greater_copenhagen`` (average of CTR, VEKS and HOFOR) or ``hofor``; the country's
        average when empty.

    Notes
    -----
    Method: GHG Protocol Scope 2 Guidance, kWh x figure of the network or the country. Danish average: Building
    Regulations BR18, annex 2, table 8; networks: their own declarations, which cover single years. For a year that
    none covers leave `network` empty: for the country's average, or with the network's own figure in
    `factor_override`.

    Examples
    --------
    >>> heat = DistrictHeat(energy="3.6 GJ", region="DK", date="2025-01-15")
    >>> [(a.activity, round(a.amount)) for a in heat.activities()]
    [('energy.heat.district', 1000)]
    >>> odense = DistrictHeat(energy=1000, network="fyn", region="DK", date="2023-01-15")
    >>> [a.activity for a in odense.activities()]
    ['energy.heat.district_fyn']

    """

    title: ClassVar[str] = "District heat"
    title_da: ClassVar[str] = "Fjernvarme"
    group: ClassVar[str] = "energy"
    topics: ClassVar[tuple[str, ...]] = ("T14",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"energy": "12 MWh", "date": "2025-01-31", "region": "DK"}
    )

    energy: float = field(converter=in_kwh, metadata=amount("kWh"))
    network: str = ""

    def check(self) -> None:
        """Check the network."""
        super().check()
        if self.network and self.network not in HEAT_NETWORKS:
            raise ItemError(invalid_choice("network", self.network, HEAT_NETWORKS))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour."""
        leaf = f"district_{self.network}" if self.network else "district"
        yield ActivityAmount(activity=f"energy.heat.{leaf}", amount=1.0, unit="kWh", column="network")


COOLING_NETWORKS = ("hofor",)
"""Leaves below ``energy.cooling`` that start with ``district_``."""


@frozen(kw_only=True, slots=True)
class DistrictCooling(Item):
    """Book cold from a district cooling network.

    Parameters
    ----------
    energy
        Amount, in kWh of cold.
    network
        ``hofor`` (Copenhagen), the one network with a published figure.

    Notes
    -----
    Method: kWh x the network's own declaration, HOFOR's of 2018, which is used for the years that the policy allows.
    No open national figure exists: for other networks and years book the electricity of the cooling plant.

    Examples
    --------
    >>> cold = DistrictCooling(energy="2 MWh", network="hofor", region="DK", date="2020-07-15")
    >>> [(a.activity, a.amount) for a in cold.activities()]
    [('energy.cooling.district_hofor', 2000.0)]

    """

    title: ClassVar[str] = "District cooling"
    title_da: ClassVar[str] = "Fjernkøling"
    group: ClassVar[str] = "energy"
    topics: ClassVar[tuple[str, ...]] = ("T14",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"energy": 2000, "network": "hofor", "date": "2020-07-15", "region": "DK"}
    )

    energy: float = field(converter=in_kwh, metadata=amount("kWh"))
    network: str = ""

    def check(self) -> None:
        """Check the network."""
        super().check()
        if not self.network:
            raise required("network", "district cooling", "One of " + ", ".join(COOLING_NETWORKS) + ".")
        if self.network not in COOLING_NETWORKS:
            raise ItemError(invalid_choice("network", self.network, COOLING_NETWORKS))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour."""
        activity = f"energy.cooling.district_{self.network}"
        yield ActivityAmount(activity=activity, amount=1.0, unit="kWh", column="network")


KINDS: tuple[type[Item], ...] = (GridElectricity, DistrictHeat, DistrictCooling)
"""Item classes of this room."""
