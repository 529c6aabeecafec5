"""Temporary power: generators, batteries, sun."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.errors import Issue, ItemError, UnitError
from greenprod.factors.properties import shipped_properties
from greenprod.items.amounts import amount, in_hours, in_kwh, in_litres, split_given
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.factors.record import Property
    from greenprod.items.amounts import AmountLike


GENERATOR_FUELS = {
    "diesel": "fuel.diesel.average_biofuel_blend",
    "gas_oil": "fuel.gas_oil",
    "hvo": "fuel.hvo",
    "petrol": "fuel.petrol.average_biofuel_blend",
    "lpg": "fuel.lpg",
}
CURVE_FUELS = ("diesel", "gas_oil", "hvo")
GRID = "energy.electricity.grid"


def number(value: AmountLike, column: str, unit: str = "", *, high: float = inf, zero: bool = False) -> float:
    """Return a number that describes an item, in `unit` if it has one.

    Parameters
    ----------
    value
        Number, or a text or quantity with a unit.
    column
        The field, for an issue about it.
    unit
        Unit that it is turned into; empty for a plain number.
    high
        Largest value that makes sense.
    zero
        Whether 0 makes sense too.

    Raises
    ------
    ItemError
        ``not_a_number``, ``not_finite``, ``wrong_dimension`` or ``out_of_range``.

    Examples
    --------
    >>> number("1.8 kW", "watts", "W")
    1800.0

    """
    found, given = split_given(value, column)
    if given and given != unit:
        try:
            found *= units.scale(given, unit)
        except UnitError:
            message = f"{column} cannot be {str(value)!r}."
            hint = f"Give it in {unit}." if unit else "Write a number without a unit."
            raise ItemError(
                Issue(code="wrong_dimension", message=message, column=column, value=str(value), hint=hint)
            ) from None
    if not (0 < found <= high or (zero and found == 0)) or found == inf:
        bounds = f"{'at least' if zero else 'over'} 0" + ("" if high == inf else f" and up to {high:g}")
        raise ItemError(
            Issue(
                code="out_of_range",
                message=f"{column} must be {bounds}, not {found:g}.",
                column=column,
                value=str(value),
                hint="Write 50 % as 0.5." if high == 1 else "",
            )
        )
    return found


def sourced(name: str, key: str, subkey: str = "", *, column: str) -> Property:
    """Return the newest row of a property of ``factors/properties.csv``.

    Raises
    ------
    ItemError
        ``invalid_choice`` with the keys there are; `column` is the field that holds the key.

    Examples
    --------
    >>> sourced("compute.pue", "gcp", "average", column="provider").value
    1.1

    """
    rows = [row for row in shipped_properties(name) if row.subkey == subkey or not subkey]
    found = [row for row in rows if row.key == key]
    if not found:
        raise ItemError(invalid_choice(column, key, dict.fromkeys(row.key for row in rows)))
    return max(found, key=lambda row: row.valid_from or date.min)


def contradiction(column: str, message: str, hint: str = "") -> ItemError:
    """Return the error for fields that exclude each other."""
    return ItemError(Issue(code="contradictory_fields", message=message, column=column, hint=hint))


def in_rated_kw(value: AmountLike) -> float:
    """Convert a rated power to kW."""
    return number(value, "rated_kw", "kW")


def in_rated_kva(value: AmountLike) -> float:
    """Convert a rated apparent power to kVA."""
    return number(value, "rated_kva", "kVA")


def in_power_factor(value: AmountLike) -> float:
    """Convert a power factor."""
    return number(value, "power_factor", high=1.0)


def in_load(value: AmountLike) -> float:
    """Convert a load to a fraction of the full one."""
    return number(value, "load", high=1.0)


def in_charging_efficiency(value: AmountLike) -> float:
    """Convert an efficiency to a fraction."""
    return number(value, "charging_efficiency", high=1.0)


@frozen(kw_only=True, slots=True)
class Generator(Item):
    """Book a generator, by the fuel it burned or by the hours it ran.

    Parameters
    ----------
    fuel
        diesel, gas_oil, hvo, petrol or lpg.
    volume
        Amount, in litres of fuel.
    hours
        Amount, in hours of running; then `rated_kw` and `load` must be given.
    rated_kw
        Rated power in kW.
    rated_kva
        Rated apparent power in kVA instead; then `power_factor` must be given.
    power_factor
        kW per kVA, from the plate of the generator, over 0 and up to 1.
    load
        Average load as a fraction of the rated power, over 0 and up to 1.

    Notes
    -----
    By hours, the fuel is rated_kw x load x hours x litres per kWh, where rated_kw is rated_kva x power_factor if the
    plate says kVA. The litres per kWh come from an approximate
    industry chart (``factors/properties.csv``), between its points along straight lines, and beyond its ends from its
    nearest point. HVO is taken to burn the same volume as diesel.

    Examples
    --------
    >>> hired = Generator(hours=10, rated_kw=100, load=0.5, region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in hired.activities()]
    [('fuel.diesel.average_biofuel_blend', 155.0, 'litre')]

    """

    title: ClassVar[str] = "Generator"
    title_da: ClassVar[str] = "Generator"
    group: ClassVar[str] = "power"
    topics: ClassVar[tuple[str, ...]] = ("T17",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"hours": 10, "rated_kw": 100, "load": 0.5, "region": "DK", "date": "2025-05-01"}
    )

    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    hours: float | None = field(default=None, converter=optional(in_hours), metadata=amount("hour"))
    fuel: str = "diesel"
    rated_kw: float | None = field(default=None, converter=optional(in_rated_kw))
    rated_kva: float | None = field(default=None, converter=optional(in_rated_kva))
    power_factor: float | None = field(default=None, converter=optional(in_power_factor))
    load: float | None = field(default=None, converter=optional(in_load))

    def check(self) -> None:
        """Check that the fuel is known and that exactly one way of measuring is used."""
        super().check()
        if self.fuel not in GENERATOR_FUELS:
            raise ItemError(invalid_choice("fuel", self.fuel, GENERATOR_FUELS))
        if (self.volume is None) == (self.hours is None):
            raise ItemError(
                Issue(
                    code="contradictory_fields" if self.hours is not None else "missing_amount",
                    message="A generator needs either its volume of fuel or its hours.",
                    column="volume",
                    hint="Give litres, or hours with rated_kw and load.",
                )
            )
        if self.hours is not None:
            self._check_rating()
        elif self.rated_kva is not None or self.rated_kw is not None or self.load is not None:
            column = next(name for name in ("rated_kva", "rated_kw", "load") if getattr(self, name) is not None)
            raise contradiction(column, "The fuel is known, so its rating says it twice.", "Leave one of them empty.")

    def _check_rating(self) -> None:
        if self.rated_kw is not None and (self.rated_kva is not None or self.power_factor is not None):
            raise contradiction("rated_kva", "The rating is given in kW and in kVA.", "Leave one of them empty.")
        if self.rated_kva is not None and self.power_factor is None:
            raise required("power_factor", "generator", "The plate says it; it turns kVA into kW.")
        if self.rated_kw is None and self.rated_kva is None:
            raise required("rated_kw", "generator", "Hours alone do not say how much fuel was burned.")
        if self.load is None:
            raise required("load", "generator", "Hours alone do not say how much fuel was burned.")
        if self.fuel not in CURVE_FUELS:
            raise ItemError(invalid_choice("fuel by hours", self.fuel, CURVE_FUELS).at(column="fuel"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one litre, or the litres of one hour."""
        activity = GENERATOR_FUELS[self.fuel]
        if self.hours is None or self.load is None:
            yield ActivityAmount(activity=activity, amount=1.0, unit="litre")
            return
        rated_kw = self.rated_kw or (self.rated_kva or 0.0) * (self.power_factor or 0.0)
        per_kwh = litres_per_kwh(rated_kw, self.load)
        note = f"{rated_kw:g} kW at {self.load:.0%} load: {per_kwh:.4f} litre/kWh (generator_fuel_chart)"
        yield ActivityAmount(activity=activity, amount=rated_kw * self.load * per_kwh, unit="litre", note=note)


def litres_per_kwh(rated_kw: float, load: float) -> float:
    """Return the diesel a generator burns per kWh, from the sourced chart.

    Parameters
    ----------
    rated_kw
        Rated power in kW.
    load
        Fraction of it.

    Examples
    --------
    >>> litres_per_kwh(100, 0.5)
    0.31

    """
    curves = _curves()
    at_load = [(rating, _between(points, load)) for rating, points in curves]
    return _between(tuple(at_load), rated_kw)


@cache
def _curves() -> tuple[tuple[float, tuple[tuple[float, float], ...]], ...]:
    curves: dict[float, list[tuple[float, float]]] = {}
    for row in shipped_properties("generator.diesel.litres_per_kwh"):
        curves.setdefault(float(row.key), []).append((float(row.subkey), row.value))
    return tuple((rating, tuple(sorted(points))) for rating, points in sorted(curves.items()))


def _between(points: tuple[tuple[float, float], ...], x: float) -> float:
    """Value at `x` on the straight lines through `points`; the nearest end outside them."""
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y1 if x == x1 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


@frozen(kw_only=True, slots=True)
class BatteryPack(Item):
    """Book a battery pack by the power it was charged with; the region is where it was charged.

    Parameters
    ----------
    energy
        Amount, in kWh: taken from the socket, or delivered by the pack if `charging_efficiency` is given.
    charging_efficiency
        kWh that the pack delivers for each kWh from the socket, over 0 and up to 1.

    Notes
    -----
    The energy from the grid is energy / charging_efficiency, or energy where it was metered at the socket. A pack that
    was charged by a generator is in the fuel of the generator; the making of the pack is not counted here.

    Examples
    --------
    >>> pack = BatteryPack(energy=45, charging_efficiency=0.9, region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in pack.activities()]
    [('energy.electricity.grid', 50.0, 'kWh')]

    """

    title: ClassVar[str] = "Battery pack"
    title_da: ClassVar[str] = "Batteripakke"
    group: ClassVar[str] = "power"
    topics: ClassVar[tuple[str, ...]] = ("T18",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"energy": 45, "charging_efficiency": 0.9, "region": "DK", "date": "2025-05-01"}
    )

    energy: float = field(converter=in_kwh, metadata=amount("kWh"))
    charging_efficiency: float | None = field(default=None, converter=optional(in_charging_efficiency))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the power from the grid behind one kilowatt-hour."""
        share = self.charging_efficiency
        note = f"delivered by the pack at a charging efficiency of {share:.0%}" if share else "metered at the socket"
        yield temporary(GRID, 1.0 / (share or 1.0), note)


@frozen(kw_only=True, slots=True)
class SolarPower(Item):
    """Book power from solar panels that the production set up or hired.

    Parameters
    ----------
    energy
        Amount, in kWh that the panels delivered.

    Notes
    -----
    The figure of solar power holds the making of the panels. What a battery loses in between is part of the energy.

    Examples
    --------
    >>> trailer = SolarPower(energy=20, region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.category) for a in trailer.activities()]
    [('energy.electricity.solar', 20.0, 'temporary_power')]

    """

    title: ClassVar[str] = "Solar power"
    title_da: ClassVar[str] = "Solstrøm"
    group: ClassVar[str] = "power"
    topics: ClassVar[tuple[str, ...]] = ("T18",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"energy": 20, "region": "DK", "date": "2025-05-01"}
    )

    energy: float = field(converter=in_kwh, metadata=amount("kWh"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour."""
        yield temporary("energy.electricity.solar", 1.0)


@frozen(kw_only=True, slots=True)
class GridTieIn(Item):
    """Book power from a temporary connection to the public grid.

    Parameters
    ----------
    energy
        Amount, in kWh.

    Notes
    -----
    Method: as `GridElectricity`; the line counts as temporary power, beside the generators it stands in for.

    Examples
    --------
    >>> tie_in = GridTieIn(energy="1.2 MWh", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.category) for a in tie_in.activities()]
    [('energy.electricity.grid', 1200.0, 'temporary_power')]

    """

    title: ClassVar[str] = "Grid tie-in"
    title_da: ClassVar[str] = "Midlertidig nettilslutning"
    group: ClassVar[str] = "power"
    topics: ClassVar[tuple[str, ...]] = ("T18",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"energy": 1200, "region": "DK", "date": "2025-05-01"}
    )

    energy: float = field(converter=in_kwh, metadata=amount("kWh"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour."""
        yield temporary(GRID, 1.0)


def temporary(activity: str, kwh: float, note: str = "") -> ActivityAmount:
    """Return electricity that counts as temporary power."""
    return ActivityAmount(activity=activity, amount=kwh, unit="kWh", note=note, category="temporary_power")


KINDS: tuple[type[Item], ...] = (Generator, BatteryPack, SolarPower, GridTieIn)
"""Item classes of this room."""
