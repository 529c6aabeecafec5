"""Vehicles on the road, by distance."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod.errors import ItemError
from greenprod.items import commute, local, refuel, trucks
from greenprod.items.amounts import amount, in_km, in_passengers, in_vehicles
from greenprod.items.base import ActivityAmount, Item, required, to_bool
from greenprod.items.travel import check_car, to_occupancy
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@frozen(kw_only=True, slots=True)
class CarShare(Item):
    """Book passengers who share cars.

    Parameters
    ----------
    passengers
        Amount, in passengers, the drivers with them.
    distance
        Amount, in km one way.
    occupancy
        Persons per car, the driver with them; must be given.
    size
        Size or market segment, as for a car trip.
    fuel
        Fuel, as for a car trip.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    car-km = passengers x distance / occupancy, x 2 if there and back. Where the number of cars is known, a car
    trip says the same without an assumption.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, passenger vehicles per vehicle-km.

    Examples
    --------
    >>> shared = CarShare(passengers=12, distance=30, occupancy=3, fuel="petrol", date="2025-05-01", region="DK")
    >>> [(a.activity, round(a.amount, 6), a.unit) for a in shared.activities()]
    [('travel.car.average.petrol', 120.0, 'km')]

    """

    title: ClassVar[str] = "Car share"
    title_da: ClassVar[str] = "Samkørsel"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T04",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "passengers": 12, "distance": 30, "occupancy": 3, "fuel": "petrol"}
    )

    passengers: float = field(converter=in_passengers, metadata=amount("passenger"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    occupancy: float | None = field(default=None, converter=optional(to_occupancy))
    size: str = "average"
    fuel: str = "unknown"
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check the occupancy and the cars."""
        super().check()
        if self.occupancy is None:
            raise required("occupancy", "car share", "Persons per car, the driver with them.")
        check_car(self.size, self.fuel, self.occupancy)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the car-kilometres of one passenger over one kilometre."""
        assert self.occupancy is not None  # noqa: S101 - check has seen to it
        km = (2.0 if self.round_trip else 1.0) / self.occupancy
        note = f"{self.occupancy:g} in a car"
        yield ActivityAmount(
            activity=f"travel.car.{self.size}.{self.fuel}", amount=km, unit="km", note=note, column="fuel"
        )


_WEIGHED = ("battery_electric", "diesel", "petrol")
VANS = {
    "average": (
        "unknown", *_WEIGHED, "cng", "lpg", "plug_in_hybrid",
        "hydrogen_grid_electricity", "hydrogen_renewable_electricity", "hydrogen_natural_gas", "hydrogen_biomethane",
    ),
    "class_1": _WEIGHED,
    "class_2": _WEIGHED,
    "class_3": (*_WEIGHED, "plug_in_hybrid"),
}  # fmt: skip
"""Fuels that are published for each size of vans."""


@frozen(kw_only=True, slots=True)
class VanTrip(Item):
    """Book vans by the distance they drove.

    Parameters
    ----------
    vehicles
        Amount, in vehicles; 1 when empty.
    distance
        Amount, in km one way per vehicle.
    size
        average, class_1 (up to 1.305 t), class_2 (1.305 to 1.74 t) or class_3 (1.74 to 3.5 t).
    fuel
        unknown, diesel, petrol, battery_electric, plug_in_hybrid, cng, lpg, or for hydrogen
        hydrogen_grid_electricity, hydrogen_renewable_electricity, hydrogen_natural_gas or hydrogen_biomethane; not
        each for each size.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    km = vehicles x distance x 2 if there and back. Crew vans are travel; goods by mass are a line of freight.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, delivery vehicles, vans per
    vehicle-km; hydrogen: Base Empreinte (ADEME).

    Examples
    --------
    >>> van = VanTrip(vehicles=3, distance=80, size="class_3", fuel="diesel", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in van.activities()]
    [('freight.van.class_3.diesel.by_vehicle', 240.0, 'km')]

    """

    title: ClassVar[str] = "Van trip"
    title_da: ClassVar[str] = "Kørsel i varebil"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T04",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "vehicles": 3, "distance": 80, "size": "class_3", "fuel": "diesel"}
    )

    vehicles: float = field(default=1.0, converter=in_vehicles, metadata=amount("vehicle"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    size: str = "average"
    fuel: str = "unknown"
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check size and fuel."""
        super().check()
        if self.size not in VANS:
            raise ItemError(invalid_choice("size", self.size, VANS))
        if self.fuel not in VANS[self.size]:
            issue = invalid_choice(f"fuel of a van of size {self.size}", self.fuel, VANS[self.size])
            raise ItemError(issue.at(column="fuel"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the kilometre of one van."""
        yield ActivityAmount(
            activity=f"freight.van.{self.size}.{self.fuel}.by_vehicle",
            amount=2.0 if self.round_trip else 1.0,
            unit="km",
            column="fuel",
            category="travel",
        )


MOTORBIKES = ("average", "small", "medium", "large")


@frozen(kw_only=True, slots=True)
class MotorbikeTrip(Item):
    """Book motorbikes by the distance they drove.

    Parameters
    ----------
    vehicles
        Amount, in vehicles; 1 when empty.
    distance
        Amount, in km one way per vehicle.
    size
        average, small, medium or large.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    km = vehicles x distance x 2 if there and back.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, motorbikes per vehicle-km; small is
    up to 125 cc, medium 125 to 500 cc, large over 500 cc.

    Examples
    --------
    >>> ride = MotorbikeTrip(distance=60, size="large", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in ride.activities()]
    [('travel.motorbike.large', 60.0, 'km')]

    """

    title: ClassVar[str] = "Motorbike trip"
    title_da: ClassVar[str] = "Motorcykelkørsel"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T04",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "vehicles": 1, "distance": 60, "size": "large"}
    )

    vehicles: float = field(default=1.0, converter=in_vehicles, metadata=amount("vehicle"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    size: str = "average"
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check the size."""
        super().check()
        if self.size not in MOTORBIKES:
            raise ItemError(invalid_choice("size", self.size, MOTORBIKES))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the kilometre of one motorbike."""
        there_and_back = 2.0 if self.round_trip else 1.0
        yield ActivityAmount(activity=f"travel.motorbike.{self.size}", amount=there_and_back, unit="km", column="size")


KINDS: tuple[type[Item], ...] = (
    CarShare, VanTrip, MotorbikeTrip, *refuel.KINDS, *local.KINDS, *commute.KINDS, *trucks.KINDS,
)  # fmt: skip
"""Item classes of this room, and of those beside it that also move people and trucks."""
