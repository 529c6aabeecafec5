"""Chartered aircraft and helicopters, by the fuel they burned."""

from __future__ import annotations

from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.errors import Issue, ItemError, UnitError
from greenprod.items.amounts import amount, in_hours, in_km, in_litres, split_given
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.vocabulary import Control, invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike

AVIATION_FUELS = {
    "aviation_turbine_fuel": "fuel.aviation_turbine_fuel",
    "aviation_spirit": "fuel.aviation_spirit",
}


def _rate(value: AmountLike, column: str, per: str) -> float:
    number, unit = split_given(value, column)
    if unit:
        volume, _, time = unit.partition("/")
        try:
            number *= units.scale(volume, "litre") / (units.scale(time, per) if time else 1.0)
        except UnitError as error:
            raise UnitError(error.issue.at(column=column)) from None
    if not 0 < number < inf:
        message = f"{column} must be over 0, not {number:g}."
        raise ItemError(Issue(code="out_of_range", message=message, column=column, value=str(value)))
    return number


def to_litres_per_hour(value: AmountLike) -> float:
    """Convert to litres per hour."""
    return _rate(value, "litres_per_hour", "hour")


def to_litres_per_km(value: AmountLike) -> float:
    """Convert to litres per kilometre."""
    return _rate(value, "litres_per_km", "km")


def _check_fuel(fuel: str) -> None:
    if fuel not in AVIATION_FUELS:
        raise ItemError(invalid_choice("fuel", fuel, AVIATION_FUELS))


def _one_of(kind: str, given: Mapping[str, float | None]) -> str:
    """Return the one amount that is given.

    Raises
    ------
    ItemError
        ``missing_amount`` or ``contradictory_fields``.

    """
    names = [name for name, value in given.items() if value is not None]
    if len(names) != 1:
        *others, last = given
        raise ItemError(
            Issue(
                code="contradictory_fields" if names else "missing_amount",
                message=f"A {kind} line needs one of {', '.join(others)} and {last}.",
                column=names[-1] if names else "volume",
                hint="Give litres of fuel, or what the operator says the aircraft burns.",
            )
        )
    return names[0]


@frozen(kw_only=True, slots=True)
class CharterFlight(Item):
    """Book a chartered aircraft, by its fuel, its hours or its distance.

    Parameters
    ----------
    volume
        Amount, in litres of fuel.
    hours
        Amount, in hours of flight, engine on to engine off; then `litres_per_hour` must be given.
    distance
        Amount, in km flown; then `litres_per_km` must be given.
    litres_per_hour, litres_per_km
        What the aircraft burns, from its operator or its flight manual.
    fuel
        aviation_turbine_fuel (jets and turboprops) or aviation_spirit (piston engines).
    aircraft
        Type of aircraft; free text.

    Notes
    -----
    litres = volume, or hours x litres_per_hour, or distance x litres_per_km. Flights without passengers, to fetch them
    and home again, are part of the charter: count them in. No default is taken, as no open source gives the fuel of
    private aircraft by type; and seats of scheduled flights are no measure for a charter.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, fuels; fuel-based. What flying high
    adds (radiative forcing) is published per passenger-km only and is not in a figure per litre. An aircraft with its
    crew is run by its operator, so the usual control is ``third_party``.

    Examples
    --------
    >>> jet = CharterFlight(hours=3, litres_per_hour=900, date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in jet.activities()]
    [('fuel.aviation_turbine_fuel', 2700.0, 'litre')]

    """

    title: ClassVar[str] = "Charter flight"
    title_da: ClassVar[str] = "Charterfly"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T02",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "hours": 3, "litres_per_hour": 900}
    )

    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    hours: float | None = field(default=None, converter=optional(in_hours), metadata=amount("hour"))
    distance: float | None = field(default=None, converter=optional(in_km), metadata=amount("km"))
    litres_per_hour: float | None = field(default=None, converter=optional(to_litres_per_hour))
    litres_per_km: float | None = field(default=None, converter=optional(to_litres_per_km))
    fuel: str = "aviation_turbine_fuel"
    aircraft: str = ""

    def __attrs_post_init__(self) -> None:
        if self.control is None:
            object.__setattr__(self, "control", Control.THIRD_PARTY)
        self.check()

    def check(self) -> None:
        """Check the fuel, and that it is measured in one way."""
        super().check()
        _check_fuel(self.fuel)
        given = _one_of("charter flight", {"volume": self.volume, "hours": self.hours, "distance": self.distance})
        if given == "hours" and self.litres_per_hour is None:
            raise required("litres_per_hour", "charter flight", "Hours alone do not say how much fuel was burned.")
        if given == "distance" and self.litres_per_km is None:
            raise required("litres_per_km", "charter flight", "Kilometres alone do not say how much fuel was burned.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one litre, or the litres of one hour or one kilometre."""
        litres, note = 1.0, self.aircraft
        if self.hours is not None and self.litres_per_hour is not None:
            litres, note = self.litres_per_hour, f"{self.aircraft} {self.litres_per_hour:g} litre/hour".strip()
        elif self.distance is not None and self.litres_per_km is not None:
            litres, note = self.litres_per_km, f"{self.aircraft} {self.litres_per_km:g} litre/km".strip()
        activity = AVIATION_FUELS[self.fuel]
        yield ActivityAmount(
            activity=activity, amount=litres, unit="litre", note=note, column="fuel", category="charter", scope3="3.6"
        )


@frozen(kw_only=True, slots=True)
class Helicopter(Item):
    """Book a helicopter, by its fuel or its hours.

    Parameters
    ----------
    volume
        Amount, in litres of fuel.
    hours
        Amount, in hours of flight; then `litres_per_hour` must be given.
    litres_per_hour
        What the helicopter burns, from its operator or its flight manual.
    fuel
        aviation_turbine_fuel (turbines) or aviation_spirit (piston engines).
    aircraft
        Type of helicopter; free text.

    Notes
    -----
    litres = volume, or hours x litres_per_hour. The way from and to its base is part of the hire: count it in.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, fuels; fuel-based. A helicopter with
    its pilot is run by its operator, so the usual control is ``third_party``.

    Examples
    --------
    >>> aerials = Helicopter(hours=2.5, litres_per_hour="160 litre/hour", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in aerials.activities()]
    [('fuel.aviation_turbine_fuel', 400.0, 'litre')]

    """

    title: ClassVar[str] = "Helicopter"
    title_da: ClassVar[str] = "Helikopter"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T02",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "hours": 2.5, "litres_per_hour": 160}
    )

    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    hours: float | None = field(default=None, converter=optional(in_hours), metadata=amount("hour"))
    litres_per_hour: float | None = field(default=None, converter=optional(to_litres_per_hour))
    fuel: str = "aviation_turbine_fuel"
    aircraft: str = ""

    def __attrs_post_init__(self) -> None:
        if self.control is None:
            object.__setattr__(self, "control", Control.THIRD_PARTY)
        self.check()

    def check(self) -> None:
        """Check the fuel, and that it is measured in one way."""
        super().check()
        _check_fuel(self.fuel)
        given = _one_of("helicopter", {"volume": self.volume, "hours": self.hours})
        if given == "hours" and self.litres_per_hour is None:
            raise required("litres_per_hour", "helicopter", "Hours alone do not say how much fuel was burned.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one litre, or the litres of one hour."""
        litres, note = 1.0, self.aircraft
        if self.hours is not None and self.litres_per_hour is not None:
            litres, note = self.litres_per_hour, f"{self.aircraft} {self.litres_per_hour:g} litre/hour".strip()
        activity = AVIATION_FUELS[self.fuel]
        yield ActivityAmount(
            activity=activity, amount=litres, unit="litre", note=note, column="fuel", category="charter", scope3="3.6"
        )


KINDS: tuple[type[Item], ...] = (CharterFlight, Helicopter)
"""Item classes of this room."""
