"""Heat from fuel, heat made on site, and the gases that leak from cooling."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod.errors import Issue, ItemError
from greenprod.items.amounts import amount, in_kg, in_kwh, in_litres
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _check_one(kind: str, **amounts: float | None) -> None:
    """Check that exactly one of two amounts is given."""
    first, second = amounts
    given = [name for name, value in amounts.items() if value is not None]
    if len(given) == 1:
        return
    raise ItemError(
        Issue(
            code="contradictory_fields" if given else "missing_amount",
            message=f"A {kind} line needs either {first} or {second}.",
            column=first,
            hint="Give the one that the bill or the meter shows.",
        )
    )


@frozen(kw_only=True, slots=True)
class NaturalGas(Item):
    """Book natural gas from the mains, by energy or by volume.

    Parameters
    ----------
    energy
        Amount, in kWh, gross calorific value (as gas bills in most countries).
    volume
        Amount, in litres or with a unit such as ``120 m3``, instead of energy.

    Notes
    -----
    Method and factors: the country's figure where one is carried, else UK Government GHG Conversion Factors for Company
    Reporting, fuels. Energy is preferred: a cubic metre differs in calorific value.

    Examples
    --------
    >>> gas = NaturalGas(volume="120 m3", region="DK", date="2025-01-15")
    >>> [(a.activity, a.amount, a.unit) for a in gas.activities()]
    [('fuel.natural_gas', 120000.0, 'litre')]

    """

    title: ClassVar[str] = "Natural gas"
    title_da: ClassVar[str] = "Naturgas"
    group: ClassVar[str] = "energy"
    topics: ClassVar[tuple[str, ...]] = ("T14",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"energy": 5000, "date": "2025-01-31", "region": "DK"}
    )

    energy: float | None = field(default=None, converter=optional(in_kwh), metadata=amount("kWh"))
    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))

    def check(self) -> None:
        """Check that exactly one amount is given."""
        super().check()
        _check_one("natural gas", energy=self.energy, volume=self.volume)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour or one litre."""
        if self.energy is None:
            yield ActivityAmount(activity="fuel.natural_gas", amount=1.0, unit="litre")
        else:
            yield ActivityAmount(activity="fuel.natural_gas.by_energy", amount=1.0, unit="kWh")


HEATING_OILS = ("heating_oil", "gas_oil", "burning_oil", "fuel_oil")
"""Leaves below ``fuel`` that are sold for heating."""


@frozen(kw_only=True, slots=True)
class HeatingOil(Item):
    """Book oil for heating.

    Parameters
    ----------
    volume
        Amount, in litres.
    grade
        heating_oil, gas_oil (the British name of light heating oil), burning_oil (kerosene) or fuel_oil (heavy).

    Notes
    -----
    Method and factors: ADEME Base Carbone for heating oil in Europe; the country's figure or UK Government GHG
    Conversion Factors for Company Reporting for the other grades.

    Examples
    --------
    >>> oil = HeatingOil(volume=800, region="DK", date="2025-01-15")
    >>> [(a.activity, a.amount, a.unit) for a in oil.activities()]
    [('fuel.heating_oil', 800.0, 'litre')]

    """

    title: ClassVar[str] = "Heating oil"
    title_da: ClassVar[str] = "Fyringsolie"
    group: ClassVar[str] = "energy"
    topics: ClassVar[tuple[str, ...]] = ("T14",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"volume": 800, "date": "2025-01-15", "region": "DK"}
    )

    volume: float = field(converter=in_litres, metadata=amount("litre"))
    grade: str = "heating_oil"

    def check(self) -> None:
        """Check the grade."""
        super().check()
        if self.grade not in HEATING_OILS:
            raise ItemError(invalid_choice("grade", self.grade, HEATING_OILS))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one litre."""
        yield ActivityAmount(activity=f"fuel.{self.grade}", amount=1.0, unit="litre", column="grade")


BOTTLED_GASES = ("propane", "butane", "lpg")


@frozen(kw_only=True, slots=True)
class BottledGas(Item):
    """Book gas from cylinders or a tank, for heaters, kitchens and effects, by mass or by volume of the liquid.

    Parameters
    ----------
    mass
        Amount, in kg of gas: what was burned, not the cylinder.
    volume
        Amount, in litres of liquid gas, instead of mass.
    gas
        propane, butane or lpg (a mixture of both).

    Notes
    -----
    Method and factors: the country's figure where one is carried, else UK Government GHG Conversion Factors for Company
    Reporting, fuels.

    Examples
    --------
    >>> heaters = BottledGas(mass="44 kg", gas="propane", region="DK", date="2025-01-15")
    >>> [(a.activity, a.amount, a.unit) for a in heaters.activities()]
    [('fuel.propane.by_mass', 44.0, 'kg')]

    """

    title: ClassVar[str] = "Bottled gas"
    title_da: ClassVar[str] = "Flaskegas"
    group: ClassVar[str] = "energy"
    topics: ClassVar[tuple[str, ...]] = ("T14",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": 44, "gas": "propane", "date": "2025-01-15", "region": "DK"}
    )

    mass: float | None = field(default=None, converter=optional(in_kg), metadata=amount("kg"))
    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    gas: str = ""

    def check(self) -> None:
        """Check that the gas is named and exactly one amount is given."""
        super().check()
        if not self.gas:
            raise required("gas", "bottled gas", "One of " + ", ".join(BOTTLED_GASES) + ".")
        if self.gas not in BOTTLED_GASES:
            raise ItemError(invalid_choice("gas", self.gas, BOTTLED_GASES))
        _check_one("bottled gas", mass=self.mass, volume=self.volume)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilogram or one litre."""
        if self.mass is None:
            yield ActivityAmount(activity=f"fuel.{self.gas}", amount=1.0, unit="litre", column="gas")
        else:
            yield ActivityAmount(activity=f"fuel.{self.gas}.by_mass", amount=1.0, unit="kg", column="gas")


WOOD = ("wood_logs", "wood_pellets", "wood_chips")


@frozen(kw_only=True, slots=True)
class WoodFuel(Item):
    """Book wood that is burned for heat, by mass or by energy.

    Parameters
    ----------
    mass
        Amount, in kg.
    energy
        Amount, in kWh of the wood, instead of mass.
    wood
        wood_logs, wood_pellets or wood_chips.

    Notes
    -----
    Method and factors: UK Government GHG Conversion Factors for Company Reporting, bioenergy. The CO2 of the wood
    itself stands outside the scopes; methane, nitrous oxide and the upstream are counted.

    Examples
    --------
    >>> stove = WoodFuel(mass="0.3 t", wood="wood_logs", region="DK", date="2025-01-15")
    >>> [(a.activity, a.amount, a.unit) for a in stove.activities()]
    [('fuel.wood_logs', 300.0, 'kg')]

    """

    title: ClassVar[str] = "Wood as fuel"
    title_da: ClassVar[str] = "Træ som brændsel"
    group: ClassVar[str] = "energy"
    topics: ClassVar[tuple[str, ...]] = ("T14",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": 300, "wood": "wood_pellets", "date": "2025-01-15", "region": "DK"}
    )

    mass: float | None = field(default=None, converter=optional(in_kg), metadata=amount("kg"))
    energy: float | None = field(default=None, converter=optional(in_kwh), metadata=amount("kWh"))
    wood: str = ""

    def check(self) -> None:
        """Check that the kind of wood is named and exactly one amount is given."""
        super().check()
        if not self.wood:
            raise required("wood", "wood", "One of " + ", ".join(WOOD) + ".")
        if self.wood not in WOOD:
            raise ItemError(invalid_choice("wood", self.wood, WOOD))
        _check_one("wood", mass=self.mass, energy=self.energy)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilogram or one kilowatt-hour."""
        if self.mass is None:
            yield ActivityAmount(activity=f"fuel.{self.wood}.by_energy", amount=1.0, unit="kWh", column="wood")
        else:
            yield ActivityAmount(activity=f"fuel.{self.wood}", amount=1.0, unit="kg", column="wood")


@frozen(kw_only=True, slots=True)
class OnsiteHeat(Item):
    """Book heat or steam that somebody makes on the site and sells there, without a network.

    Parameters
    ----------
    energy
        Amount, in kWh.

    Notes
    -----
    Method and factors: UK Government GHG Conversion Factors for Company Reporting, heat and steam on site: as from a
    network, without its losses. The figure is carried for Great Britain; elsewhere book the fuel that makes the heat.

    Examples
    --------
    >>> steam = OnsiteHeat(energy=800, region="GB", date="2025-01-15")
    >>> [(a.activity, a.amount) for a in steam.activities()]
    [('energy.heat.onsite', 800.0)]

    """

    title: ClassVar[str] = "Heat and steam made on site"
    title_da: ClassVar[str] = "Varme og damp fremstillet på stedet"
    group: ClassVar[str] = "energy"
    topics: ClassVar[tuple[str, ...]] = ("T14",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"energy": 800, "date": "2025-01-15", "region": "GB"}
    )

    energy: float = field(converter=in_kwh, metadata=amount("kWh"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour."""
        yield ActivityAmount(activity="energy.heat.onsite", amount=1.0, unit="kWh")


@frozen(kw_only=True, slots=True)
class RefrigerantLeak(Item):
    """Book refrigerant, or another gas of the vocabulary, that escaped.

    Parameters
    ----------
    mass
        Amount, in kg: what was filled in again, less what was taken out.
    gas
        Name below ``refrigerant.`` in the vocabulary, such as ``r410a``, ``r290`` or ``hfc_134a``; ``R-410A`` and
        ``HFC-134a`` are read as these.

    Notes
    -----
    CO2e = kg x global warming potential of the gas. Method and factors: UK Government GHG Conversion Factors for
    Company Reporting, refrigerant and other; IPCC potentials. A leak is scope 1 for who runs the plant.

    Examples
    --------
    >>> cold_store = RefrigerantLeak(mass=1.5, gas="R-410A", region="DK", date="2025-06-30")
    >>> [(a.activity, a.amount) for a in cold_store.activities()]
    [('refrigerant.r410a', 1.5)]

    """

    title: ClassVar[str] = "Refrigerant leak"
    title_da: ClassVar[str] = "Udslip af kølemiddel"
    group: ClassVar[str] = "energy"
    topics: ClassVar[tuple[str, ...]] = ("T15",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": 1.5, "gas": "r410a", "date": "2025-06-30", "region": "DK"}
    )

    mass: float = field(converter=in_kg, metadata=amount("kg"))
    gas: str = ""

    def check(self) -> None:
        """Check that the gas is named."""
        super().check()
        if not self.gas.strip():
            raise required("gas", "refrigerant leak", "`greenprod factors list refrigerant` shows all.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilogram."""
        yield ActivityAmount(activity=f"refrigerant.{gas_name(self.gas)}", amount=1.0, unit="kg", column="gas")


def gas_name(text: str) -> str:
    """Return the name that the vocabulary has for a gas as people write it.

    Examples
    --------
    >>> gas_name("R-410A"), gas_name("HFC-134a"), gas_name("R 134a"), gas_name("HFO-1234yf")
    ('r410a', 'hfc_134a', 'hfc_134a', 'r1234yf')

    """
    name = text.strip().lower().replace("-", "_").replace(" ", "_")
    bare = name.replace("_", "").replace("hfo", "r")
    return SINGLE_GASES.get(bare) or (bare if bare.startswith("r") else name)


SINGLE_GASES = {
    f"r{name.split('_')[1]}": name
    for name in (
        "cfc_11", "cfc_113", "cfc_114", "cfc_115", "cfc_12", "cfc_13", "hcfc_123", "hcfc_124", "hcfc_141b",
        "hcfc_142b", "hcfc_21", "hcfc_22", "hcfc_225ca", "hcfc_225cb", "hfc_125", "hfc_134", "hfc_134a", "hfc_143",
        "hfc_143a", "hfc_152", "hfc_152a", "hfc_161", "hfc_227ea", "hfc_23", "hfc_236cb", "hfc_236ea", "hfc_236fa",
        "hfc_245ca", "hfc_245fa", "hfc_32", "hfc_365mfc", "hfc_41",
    )
} | {"r744": "co2"}  # fmt: skip
"""Single gases that the vocabulary names by their family: their R number says which."""


KINDS: tuple[type[Item], ...] = (
    NaturalGas, HeatingOil, BottledGas, WoodFuel, OnsiteHeat, RefrigerantLeak,
)  # fmt: skip
"""Item classes of this room."""
