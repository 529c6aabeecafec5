"""People on the move: flights, rail, cars."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.distances import airport, great_circle_km
from greenprod.errors import Issue, ItemError
from greenprod.factors.properties import shipped_properties
from greenprod.items.base import ActivityAmount, Item, amount, in_km, in_passengers, in_vehicles, required, to_bool
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        IATA codes of airports or cities; the distance is the great circle between them, without a detour, because the
        DESNZ factors already add 8 %.
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
    Method and factors: UK Government GHG Conversion Factors for Company Reporting, business travel by air.

    Examples
    --------
    >>> flight = Flight(passengers=4, origin="CPH", destination="LHR", cabin="economy", date="2025-03-03")
    >>> [(a.activity, round(a.amount)) for a in flight.activities()]
    [('travel.flight.short_haul.economy', 3918)]

    """

    title: ClassVar[str] = "Flight"

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
        if self.origin and airport(self.origin, "origin") == airport(self.destination, "destination"):
            raise ItemError(
                Issue(
                    code="same_airport",
                    message=f"The flight starts and ends at {self.origin}.",
                    column="destination",
                    value=self.destination,
                    hint="For a return flight name the other airport and set round_trip to true.",
                )
            )
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
        if cabin != self.cabin:
            note += "; domestic flights have one figure for all cabins"
        yield ActivityAmount(
            activity=f"travel.flight.{band}.{cabin}",
            amount=km * (2.0 if self.round_trip else 1.0),
            unit="passenger*km",
            note=note + ("; there and back" if self.round_trip else ""),
        )


def _route_or_distance() -> Issue:
    return Issue(
        code="contradictory_fields",
        message="A flight needs either origin and destination, or a distance.",
        column="distance",
        hint="Give the route with IATA codes, or distance and haul.",
    )


RAIL_SERVICES = ("national", "international", "light_rail", "underground")


@frozen(kw_only=True, slots=True)
class RailTrip(Item):
    """Book passengers on a train, tram or metro.

    Parameters
    ----------
    passengers
        Amount, in passengers.
    distance
        Amount, in km.
    service
        national, international, light_rail or underground.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    Method and factors: UK Government GHG Conversion Factors for Company Reporting, business travel by rail.

    Examples
    --------
    >>> trip = RailTrip(passengers=2, distance="304 km", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount) for a in trip.activities()]
    [('travel.rail.national', 608.0)]

    """

    title: ClassVar[str] = "Rail trip"

    passengers: float = field(converter=in_passengers, metadata=amount("passenger"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    service: str = "national"
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check the service."""
        super().check()
        if self.service not in RAIL_SERVICES:
            raise ItemError(invalid_choice("service", self.service, RAIL_SERVICES))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the passenger-kilometres of one passenger over one kilometre."""
        there_and_back = 2.0 if self.round_trip else 1.0
        yield ActivityAmount(activity=f"travel.rail.{self.service}", amount=there_and_back, unit="passenger*km")


CAR_SIZES = (
    "average", "small", "medium", "large",
    "mini", "supermini", "lower_medium", "upper_medium", "executive", "luxury", "sports", "dual_purpose_4x4", "mpv",
)  # fmt: skip
CAR_FUELS = ("diesel", "petrol", "hybrid", "plug_in_hybrid", "battery_electric", "cng", "lpg", "unknown")


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
    Method and factors: UK Government GHG Conversion Factors for Company Reporting, passenger vehicles per vehicle-km;
    the number of people in the car does not matter.

    Examples
    --------
    >>> trip = CarTrip(distance=120, fuel="diesel", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in trip.activities()]
    [('travel.car.average.diesel', 120.0, 'km')]

    """

    title: ClassVar[str] = "Car trip"

    vehicles: float = field(default=1.0, converter=in_vehicles, metadata=amount("vehicle"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    size: str = "average"
    fuel: str = "unknown"
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check size and fuel."""
        super().check()
        if self.size not in CAR_SIZES:
            raise ItemError(invalid_choice("size", self.size, CAR_SIZES))
        if self.fuel not in CAR_FUELS:
            raise ItemError(invalid_choice("fuel", self.fuel, CAR_FUELS))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the kilometre of one vehicle."""
        there_and_back = 2.0 if self.round_trip else 1.0
        yield ActivityAmount(
            activity=f"travel.car.{self.size}.{self.fuel}", amount=there_and_back, unit="km", column="fuel"
        )
