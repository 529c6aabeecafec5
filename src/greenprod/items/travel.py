"""People on the move: flights, trains, cars."""

from __future__ import annotations

from functools import cache
from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.distances import airport, great_circle_km
from greenprod.errors import Issue, ItemError
from greenprod.factors.properties import shipped_properties
from greenprod.items.amounts import amount, in_km, in_passengers, in_vehicles, split_given
from greenprod.items.base import ActivityAmount, Item, required, to_bool
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.distances import Airport
    from greenprod.items.amounts import AmountLike

CABINS = {
    "domestic": ("average",),
    "short_haul": ("average", "economy", "business"),
    "long_haul": ("average", "economy", "premium_economy", "business", "first"),
    "international": ("average", "economy", "premium_economy", "business", "first"),
}
"""Cabin classes that DESNZ publishes, by haul."""


@cache
def haul_band(distance_km: float) -> str:
    """Return the haul band of a flight of this length.

    The very short band takes the factor that DESNZ publishes for domestic flights: what sets it apart is the share of
    climb in a short flight, not the border.

    Source of the limits: US EPA, GHG Emission Factors Hub 2025, Table 10 (300 and 2,300 miles).

    Examples
    --------
    >>> haul_band(238.3), haul_band(978.8), haul_band(6188.0)
    ('domestic', 'short_haul', 'long_haul')

    """
    for limit in shipped_properties("flight.haul_limit"):
        if distance_km < limit.value * units.scale(limit.unit, "km"):
            return limit.key
    return "long_haul"


@frozen(kw_only=True, slots=True)
class Flight(Item):
    """Book passengers on a flight, by route or by distance.

    Parameters
    ----------
    passengers
        Amount, in passengers.
    origin, destination
        IATA codes of airports or cities, not names; a city stands for the middle of its airports. The distance is the
        great circle between them.
    distance
        Amount, in km, instead of a route; then `haul` must be given.
    cabin
        average, economy, premium_economy, business or first.
    round_trip
        Whether the way back is part of the line.
    haul
        domestic, short_haul, long_haul or international; worked out from the route when empty.

    Notes
    -----
    passenger-km = passengers x great circle (or distance) x 2 if there and back.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, business travel by air. The factors
    already hold 8 % for detours and holding, so nothing is added to the distance, and there is no field for it. What
    flying high adds (radiative forcing) is a stage of its own: the boundary ``no_rf`` leaves it out.

    Examples
    --------
    >>> flight = Flight(passengers=4, origin="CPH", destination="LHR", cabin="economy", date="2025-03-03")
    >>> [(a.activity, round(a.amount)) for a in flight.activities()]
    [('travel.flight.short_haul.economy', 3918)]

    """

    title: ClassVar[str] = "Flight"
    title_da: ClassVar[str] = "Flyrejse"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T01",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-03-03", "region": "DK", "passengers": 4, "origin": "CPH", "destination": "LHR",
         "cabin": "economy", "round_trip": "true"}
    )  # fmt: skip

    passengers: float = field(converter=in_passengers, metadata=amount("passenger"))
    distance: float | None = field(default=None, converter=optional(in_km), metadata=amount("km"))
    origin: str = ""
    destination: str = ""
    cabin: str = "average"
    round_trip: bool = field(default=False, converter=to_bool)
    haul: str = ""

    def check(self) -> None:
        """Check the route or distance, the haul and the cabin."""
        super().check()
        if self.haul and self.haul not in CABINS:
            raise ItemError(invalid_choice("haul", self.haul, CABINS))
        if bool(self.origin) != bool(self.destination) or bool(self.origin) == (self.distance is not None):
            raise ItemError(_route_or_distance())
        if self.origin and _meet(airport(self.origin, "origin"), airport(self.destination, "destination")):
            raise ItemError(_same_airport(self.origin, self.destination))
        if not self.origin and not self.haul:
            raise required("haul", "flight", "Without a route it cannot be worked out: " + ", ".join(CABINS) + ".")
        band = self._band()
        if self.cabin not in CABINS[band] and band != "domestic":
            raise ItemError(invalid_choice(f"cabin of a {band} flight", self.cabin, CABINS[band]).at(column="cabin"))
        if self.cabin not in CABINS["long_haul"]:
            raise ItemError(invalid_choice("cabin", self.cabin, CABINS["long_haul"]))

    def _band(self) -> str:
        return self.haul or haul_band(great_circle_km(self.origin, self.destination))

    def place(self) -> str:
        """Return the region given, else the country of departure."""
        return self.region or (airport(self.origin).country if self.origin else super().place())

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the passenger-kilometres of one passenger."""
        band = self._band()
        cabin = self.cabin if self.cabin in CABINS[band] else "average"
        km = great_circle_km(self.origin, self.destination) if self.origin else 1.0
        note = f"great circle {self.origin.upper()}-{self.destination.upper()} {km:.1f} km" if self.origin else ""
        note += "".join(_middle(code) for code in (self.origin, self.destination) if code)
        if cabin != self.cabin:
            note += "; domestic flights have one figure for all cabins"
        yield ActivityAmount(
            activity=f"travel.flight.{band}.{cabin}",
            amount=km * (2.0 if self.round_trip else 1.0),
            unit="passenger*km",
            note=note + ("; there and back" if self.round_trip else ""),
        )


def _meet(one: Airport, other: Airport) -> bool:
    """Whether both are one airport, or one is a city and the other an airport of it."""
    return one == other or one.code in other.airports or other.code in one.airports


def _same_airport(origin: str, destination: str) -> Issue:
    return Issue(
        code="same_airport",
        message=f"The flight starts and ends at {origin}."
        if origin.strip().upper() == destination.strip().upper()
        else f"{origin} and {destination} are the same place.",
        column="destination",
        value=destination,
        hint="For a return flight name the other airport and set round_trip to true.",
    )


def _middle(code: str) -> str:
    """Say which airports a city code was taken for; nothing for an airport."""
    found = airport(code)
    if found.airports == (found.code,):
        return ""
    return f"; {found.code} is the middle of {', '.join(found.airports)}"


def _route_or_distance() -> Issue:
    return Issue(
        code="contradictory_fields",
        message="A flight needs either origin and destination, or a distance.",
        column="distance",
        hint="Give the route with IATA codes, or distance and haul.",
    )


RAIL_SERVICES = ("national", "international", "light_rail", "underground")
COUNTRY_RAIL = (
    "dk_intercity_diesel", "dk_regional_diesel", "dk_regional_electric", "dk_s_train",
    "tgv", "intercites", "ter", "rer_transilien", "electric", "diesel",
    "us_northeast_corridor", "us_intercity_other", "us_commuter", "us_transit",
)  # fmt: skip
"""Trains with figures of one country's own source."""


@frozen(kw_only=True, slots=True)
class PassengerTrip(Item):
    """Hold what rides share that are counted in passenger-kilometres; no item of its own.

    Parameters
    ----------
    passengers
        Amount, in passengers.
    distance
        Amount, in km one way.
    round_trip
        Whether the way back is part of the line.

    """

    group: ClassVar[str] = "travel"
    services: ClassVar[tuple[str, ...]] = ()
    """What may stand in `service`."""
    family: ClassVar[str] = ""
    """What stands before the service in the name of the activity."""

    passengers: float = field(converter=in_passengers, metadata=amount("passenger"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    service: str = ""
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check the service."""
        super().check()
        if self.service not in self.services:
            raise ItemError(invalid_choice("service", self.service, self.services))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the passenger-kilometres of one passenger over one kilometre."""
        yield ActivityAmount(
            activity=f"{self.family}.{self.service}",
            amount=2.0 if self.round_trip else 1.0,
            unit="passenger*km",
            note="there and back" if self.round_trip else "",
            column="service",
        )


@frozen(kw_only=True, slots=True)
class RailTrip(PassengerTrip):
    """Book passengers on a train, tram or metro.

    Parameters
    ----------
    passengers
        Amount, in passengers.
    distance
        Amount, in km one way.
    service
        national, international, light_rail or underground (United Kingdom, and what stands in elsewhere); a Danish
        train such as dk_intercity_diesel, dk_regional_diesel, dk_regional_electric or dk_s_train; a French one: tgv,
        intercites, ter, rer_transilien, electric or diesel; an American one: us_northeast_corridor,
        us_intercity_other, us_commuter or us_transit.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    passenger-km = passengers x distance x 2 if there and back.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, business travel by rail; for the
    trains of one country the source that its factor names.

    Examples
    --------
    >>> trip = RailTrip(passengers=2, distance="304 km", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount) for a in trip.activities()]
    [('travel.rail.national', 608.0)]

    """

    title: ClassVar[str] = "Rail trip"
    title_da: ClassVar[str] = "Togrejse"
    topics: ClassVar[tuple[str, ...]] = ("T03",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "passengers": 2, "distance": 304, "service": "national"}
    )
    services: ClassVar[tuple[str, ...]] = RAIL_SERVICES + COUNTRY_RAIL
    family: ClassVar[str] = "travel.rail"

    service: str = "national"


CAR_SIZES = (
    "average", "small", "medium", "large",
    "mini", "supermini", "lower_medium", "upper_medium", "executive", "luxury", "sports", "dual_purpose_4x4", "mpv",
)  # fmt: skip
CAR_FUELS = ("diesel", "petrol", "hybrid", "plug_in_hybrid", "battery_electric", "cng", "lpg", "unknown")


def to_occupancy(value: AmountLike) -> float:
    """Convert persons per car, the driver with them."""
    number, unit = split_given(value, "occupancy")
    if unit:
        units.scale(unit, "person" if unit.startswith("person") else "passenger")
    return number


def check_car(size: str, fuel: str, occupancy: float | None, prefix: str = "") -> None:
    """Check how cars are described, in fields whose names start with `prefix`.

    Raises
    ------
    ItemError
        ``invalid_choice`` or ``out_of_range``.

    """
    if size not in CAR_SIZES:
        raise ItemError(invalid_choice(f"{prefix}size", size, CAR_SIZES))
    if fuel not in CAR_FUELS:
        raise ItemError(invalid_choice(f"{prefix}fuel", fuel, CAR_FUELS))
    if occupancy is not None and not 1 <= occupancy < inf:
        raise ItemError(
            Issue(
                code="out_of_range",
                message=f"There is at least one person in a car, not {occupancy:g}.",
                column=f"{prefix}occupancy",
                value=str(occupancy),
                hint="Write persons per car, the driver with them.",
            )
        )


@frozen(kw_only=True, slots=True)
class CarTrip(Item):
    """Book cars by the distance they drove.

    Parameters
    ----------
    vehicles
        Amount, in vehicles; 1 when empty.
    distance
        Amount, in km per vehicle.
    size
        average, small, medium, large, or a market segment such as upper_medium.
    fuel
        diesel, petrol, hybrid, plug_in_hybrid, battery_electric, cng, lpg or unknown.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    km = vehicles x distance x 2 if there and back.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, passenger vehicles per vehicle-km;
    the number of people in the car does not matter.

    Examples
    --------
    >>> trip = CarTrip(distance=120, fuel="diesel", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in trip.activities()]
    [('travel.car.average.diesel', 120.0, 'km')]

    """

    title: ClassVar[str] = "Car trip"
    title_da: ClassVar[str] = "Bilkørsel"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T04",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "vehicles": 2, "distance": 120, "size": "medium", "fuel": "diesel"}
    )

    vehicles: float = field(default=1.0, converter=in_vehicles, metadata=amount("vehicle"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    size: str = "average"
    fuel: str = "unknown"
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check size and fuel."""
        super().check()
        check_car(self.size, self.fuel, None)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the kilometre of one vehicle."""
        there_and_back = 2.0 if self.round_trip else 1.0
        yield ActivityAmount(
            activity=f"travel.car.{self.size}.{self.fuel}", amount=there_and_back, unit="km", column="fuel"
        )


KINDS: tuple[type[Item], ...] = (Flight, RailTrip, CarTrip)
"""Item classes of this room."""
