"""Power and heat: from the grid, from the district heating network, from a generator."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod.errors import Issue, ItemError
from greenprod.factors.properties import shipped_properties
from greenprod.items.base import ActivityAmount, Item, amount, in_hours, in_kwh, in_litres, required, split_given
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from greenprod.items.base import AmountLike


@frozen(kw_only=True, slots=True)
class GridElectricity(Item):
    """Book electricity from the public grid.

    Parameters
    ----------
    energy
        Amount, in kWh.

    Notes
    -----
    Method: GHG Protocol Scope 2 Guidance, location-based and market-based side by side; the residual mix stands for
    the market as long as no contract is named.

    Examples
    --------
    >>> power = GridElectricity(energy="1.2 MWh", region="DK", period_start="2025-03-01", period_end="2025-03-31")
    >>> [(a.activity, a.amount, a.unit) for a in power.activities()]
    [('energy.electricity.grid', 1200.0, 'kWh')]

    """

    title: ClassVar[str] = "Grid electricity"

    energy: float = field(converter=in_kwh, metadata=amount("kWh"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour."""
        yield ActivityAmount(activity="energy.electricity.grid", amount=1.0, unit="kWh")


@frozen(kw_only=True, slots=True)
class DistrictHeat(Item):
    """Book heat from a district heating network.

    Parameters
    ----------
    energy
        Amount, in kWh.

    Notes
    -----
    Method: GHG Protocol Scope 2 Guidance. Danish factor: Building Regulations BR18, annex 2, table 8.

    Examples
    --------
    >>> heat = DistrictHeat(energy="3.6 GJ", region="DK", date="2025-01-15")
    >>> [round(a.amount) for a in heat.activities()]
    [1000]

    """

    title: ClassVar[str] = "District heat"

    energy: float = field(converter=in_kwh, metadata=amount("kWh"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour."""
        yield ActivityAmount(activity="energy.heat.district", amount=1.0, unit="kWh")


GENERATOR_FUELS = {
    "diesel": "fuel.diesel.average_biofuel_blend",
    "gas_oil": "fuel.gas_oil",
    "hvo": "fuel.hvo",
    "petrol": "fuel.petrol.average_biofuel_blend",
    "lpg": "fuel.lpg",
}
CURVE_FUELS = ("diesel", "gas_oil", "hvo")


def _number(value: AmountLike) -> float:
    number, unit = split_given(value, "rated_kw or load")
    if unit not in ("", "kW"):
        raise ItemError(Issue(code="wrong_dimension", message=f"{value!r} is not in kW.", column="rated_kw"))
    return number


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
    load
        Average load as a fraction of the rated power, over 0 and up to 1.

    Notes
    -----
    By hours, the fuel is rated_kw x load x hours x litres per kWh. The litres per kWh come from an approximate
    industry chart (``factors/properties.csv``), between its points along straight lines, and beyond its ends from its
    nearest point. HVO is taken to burn the same volume as diesel.

    Examples
    --------
    >>> hired = Generator(hours=10, rated_kw=100, load=0.5, region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in hired.activities()]
    [('fuel.diesel.average_biofuel_blend', 155.0, 'litre')]

    """

    title: ClassVar[str] = "Generator"

    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    hours: float | None = field(default=None, converter=optional(in_hours), metadata=amount("hour"))
    fuel: str = "diesel"
    rated_kw: float | None = field(default=None, converter=optional(_number))
    load: float | None = field(default=None, converter=optional(_number))

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

    def _check_rating(self) -> None:
        if self.rated_kw is None or self.load is None:
            column = "rated_kw" if self.rated_kw is None else "load"
            raise required(column, "generator", "Hours alone do not say how much fuel was burned.")
        if self.fuel not in CURVE_FUELS:
            raise ItemError(invalid_choice("fuel by hours", self.fuel, CURVE_FUELS).at(column="fuel"))
        if not self.rated_kw > 0:
            message = f"rated_kw must be over 0, not {self.rated_kw:g}."
            raise ItemError(Issue(code="out_of_range", message=message, column="rated_kw", value=str(self.rated_kw)))
        if not 0 < self.load <= 1:
            raise ItemError(
                Issue(
                    code="out_of_range",
                    message=f"load is a fraction over 0 and up to 1, not {self.load:g}.",
                    column="load",
                    value=str(self.load),
                    hint="Write 50 % as 0.5.",
                )
            )

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one litre, or the litres of one hour."""
        activity = GENERATOR_FUELS[self.fuel]
        if self.rated_kw is None or self.load is None or self.hours is None:
            yield ActivityAmount(activity=activity, amount=1.0, unit="litre")
            return
        per_kwh = litres_per_kwh(self.rated_kw, self.load)
        note = f"{self.rated_kw:g} kW at {self.load:.0%} load: {per_kwh:.4f} litre/kWh (generator_fuel_chart)"
        yield ActivityAmount(activity=activity, amount=self.rated_kw * self.load * per_kwh, unit="litre", note=note)


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
