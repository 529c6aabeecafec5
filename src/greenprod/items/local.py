"""Getting around: trams, metros, buses, coaches, taxis and bicycles."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod.errors import Issue, ItemError
from greenprod.items.amounts import amount, in_km, in_passengers, in_vehicles
from greenprod.items.base import ActivityAmount, Item, required, to_bool
from greenprod.items.travel import PassengerTrip
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@frozen(kw_only=True, slots=True)
class TramTrip(PassengerTrip):
    """Book passengers on a tram or light railway.

    Parameters
    ----------
    passengers
        Amount, in passengers.
    distance
        Amount, in km one way.
    service
        light_rail (United Kingdom, and what stands in elsewhere), tram_ile_de_france, or by the size of a French city
        urban_city_100000_to_250000 or urban_city_over_250000.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    passenger-km = passengers x distance x 2 if there and back.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, light rail and tram; Base Empreinte
    (ADEME) for France.

    Examples
    --------
    >>> trip = TramTrip(passengers=3, distance=6, round_trip=True, date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount) for a in trip.activities()]
    [('travel.rail.light_rail', 36.0)]

    """

    title: ClassVar[str] = "Tram trip"
    title_da: ClassVar[str] = "Sporvogn og letbane"
    topics: ClassVar[tuple[str, ...]] = ("T03",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "passengers": 3, "distance": 6, "round_trip": "true"}
    )
    services: ClassVar[tuple[str, ...]] = (
        "light_rail", "tram_ile_de_france", "urban_city_100000_to_250000", "urban_city_over_250000",
    )  # fmt: skip
    family: ClassVar[str] = "travel.rail"

    service: str = "light_rail"


@frozen(kw_only=True, slots=True)
class MetroTrip(PassengerTrip):
    """Book passengers on a metro.

    Parameters
    ----------
    passengers
        Amount, in passengers.
    distance
        Amount, in km one way.
    service
        underground (London, and what stands in elsewhere), metro_ile_de_france, urban_city_over_250000 (France) or
        us_transit.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    passenger-km = passengers x distance x 2 if there and back.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, London Underground; Base Empreinte
    (ADEME) for France; US EPA, GHG Emission Factors Hub, for the United States.

    Examples
    --------
    >>> trip = MetroTrip(passengers=5, distance=8, date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount) for a in trip.activities()]
    [('travel.rail.underground', 40.0)]

    """

    title: ClassVar[str] = "Metro trip"
    title_da: ClassVar[str] = "Metrorejse"
    topics: ClassVar[tuple[str, ...]] = ("T03",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "passengers": 5, "distance": 8}
    )
    services: ClassVar[tuple[str, ...]] = ("underground", "metro_ile_de_france", "urban_city_over_250000", "us_transit")
    family: ClassVar[str] = "travel.rail"

    service: str = "underground"


@frozen(kw_only=True, slots=True)
class BusTrip(PassengerTrip):
    """Book passengers on a local bus.

    Parameters
    ----------
    passengers
        Amount, in passengers.
    distance
        Amount, in km one way.
    service
        local_average, local_london or local_outside_london (United Kingdom, and what stands in elsewhere); by drive
        local_diesel, local_cng, local_series_hybrid, local_parallel_hybrid or local_battery_electric, or by size of the
        city local_city_under_100000, local_city_100000_to_250000 or local_city_over_250000 (France); us_average.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    passenger-km = passengers x distance x 2 if there and back.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, business travel by land, buses; Base
    Empreinte (ADEME) for France; US EPA, GHG Emission Factors Hub, for the United States.

    Examples
    --------
    >>> trip = BusTrip(passengers=12, distance=5, date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount) for a in trip.activities()]
    [('travel.bus.local_average', 60.0)]

    """

    title: ClassVar[str] = "Bus trip"
    title_da: ClassVar[str] = "Bustur"
    topics: ClassVar[tuple[str, ...]] = ("T03",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "passengers": 12, "distance": 5}
    )
    services: ClassVar[tuple[str, ...]] = (
        "local_average", "local_london", "local_outside_london", "local_diesel", "local_cng", "local_series_hybrid",
        "local_parallel_hybrid", "local_battery_electric", "local_city_under_100000", "local_city_100000_to_250000",
        "local_city_over_250000", "us_average",
    )  # fmt: skip
    family: ClassVar[str] = "travel.bus"

    service: str = "local_average"


COACH_ROUTES = ("city_route", "rural_route", "motorway")


def _either(kind: str, passengers: float | None, vehicles: float | None) -> None:
    """Check that a ride is counted in passengers or in vehicles.

    Raises
    ------
    ItemError
        ``missing_amount`` or ``contradictory_fields``.

    """
    if (passengers is None) == (vehicles is None):
        raise ItemError(
            Issue(
                code="missing_amount" if passengers is None else "contradictory_fields",
                message=f"A {kind} line needs either passengers or vehicles.",
                column="passengers" if passengers is None else "vehicles",
                hint="Passengers share a ride with others; vehicles are hired whole.",
            )
        )


@frozen(kw_only=True, slots=True)
class CoachTrip(Item):
    """Book seats on a coach, or whole coaches.

    Parameters
    ----------
    passengers
        Amount, in passengers, for seats.
    vehicles
        Amount, in vehicles, for whole coaches; then `route` must be given.
    distance
        Amount, in km one way.
    route
        city_route, rural_route or motorway, for whole coaches only.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    passenger-km = passengers x distance, or coach-km = vehicles x distance, x 2 if there and back.

    Method and factors: per passenger UK Government GHG Conversion Factors for Company Reporting, coach at average
    occupancy. Per coach the Danish figures for a diesel coach over 12 t at a typical load; they count what leaves the
    exhaust and nothing of the supply of the fuel, so book the litres as vehicle fuel where they are known.

    Examples
    --------
    >>> trip = CoachTrip(passengers=30, distance="150 km", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in trip.activities()]
    [('travel.coach', 4500.0, 'passenger*km')]

    """

    title: ClassVar[str] = "Coach trip"
    title_da: ClassVar[str] = "Turistbus"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T03",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "passengers": 30, "distance": 150}
    )

    passengers: float | None = field(default=None, converter=optional(in_passengers), metadata=amount("passenger"))
    vehicles: float | None = field(default=None, converter=optional(in_vehicles), metadata=amount("vehicle"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    route: str = ""
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check passengers or vehicles, and the route."""
        super().check()
        _either("coach", self.passengers, self.vehicles)
        if self.vehicles is not None and not self.route:
            raise required("route", "coach", "Whole coaches need one of " + ", ".join(COACH_ROUTES) + ".")
        if self.route and self.route not in COACH_ROUTES:
            raise ItemError(invalid_choice("route", self.route, COACH_ROUTES))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the kilometre of one passenger or one coach."""
        there_and_back = 2.0 if self.round_trip else 1.0
        if self.vehicles is None:
            yield ActivityAmount(activity="travel.coach", amount=there_and_back, unit="passenger*km")
            return
        activity = f"travel.coach_dk.diesel.{self.route}.by_vehicle"
        note = "the exhaust of a diesel coach at a typical load, without the supply of its fuel"
        yield ActivityAmount(activity=activity, amount=there_and_back, unit="km", note=note, column="route")


TAXIS = ("regular", "black_cab")


@frozen(kw_only=True, slots=True)
class TaxiTrip(Item):
    """Book taxi rides, by passengers or by vehicles.

    Parameters
    ----------
    passengers
        Amount, in passengers.
    vehicles
        Amount, in taxis, instead of passengers.
    distance
        Amount, in km one way.
    taxi
        regular or black_cab.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    passenger-km = passengers x distance, or taxi-km = vehicles x distance, x 2 if there and back.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, taxis; the figure per passenger-km
    holds for the average occupancy of its source, so taxi-km is better where the number of taxis is known.

    Examples
    --------
    >>> ride = TaxiTrip(vehicles=2, distance=15, date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in ride.activities()]
    [('travel.taxi.regular.by_vehicle', 30.0, 'km')]

    """

    title: ClassVar[str] = "Taxi trip"
    title_da: ClassVar[str] = "Taxatur"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T04",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "vehicles": 2, "distance": 15, "taxi": "regular"}
    )

    passengers: float | None = field(default=None, converter=optional(in_passengers), metadata=amount("passenger"))
    vehicles: float | None = field(default=None, converter=optional(in_vehicles), metadata=amount("vehicle"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    taxi: str = "regular"
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check passengers or vehicles, and the kind of taxi."""
        super().check()
        _either("taxi", self.passengers, self.vehicles)
        if self.taxi not in TAXIS:
            raise ItemError(invalid_choice("taxi", self.taxi, TAXIS))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the kilometre of one passenger or one taxi."""
        there_and_back = 2.0 if self.round_trip else 1.0
        activity = f"travel.taxi.{self.taxi}"
        if self.vehicles is None:
            yield ActivityAmount(activity=activity, amount=there_and_back, unit="passenger*km", column="taxi")
        else:
            yield ActivityAmount(activity=f"{activity}.by_vehicle", amount=there_and_back, unit="km", column="taxi")


CYCLES = {
    "bicycle": "travel.bicycle",
    "electric_bicycle": "travel.bicycle.electric.by_passenger",
    "electric_kick_scooter": "travel.e_scooter.by_passenger",
}


@frozen(kw_only=True, slots=True)
class BicycleTrip(Item):
    """Book riders of bicycles, electric bicycles or electric kick scooters.

    Parameters
    ----------
    passengers
        Amount, in riders.
    distance
        Amount, in km one way.
    cycle
        bicycle, electric_bicycle or electric_kick_scooter.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    passenger-km = passengers x distance x 2 if there and back.

    Method and factors: Base Empreinte (ADEME), France.

    Examples
    --------
    >>> ride = BicycleTrip(passengers=4, distance=10, round_trip=True, date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount) for a in ride.activities()]
    [('travel.bicycle', 80.0)]

    """

    title: ClassVar[str] = "Bicycle trip"
    title_da: ClassVar[str] = "Cykeltur"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T04",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "passengers": 4, "distance": 10, "cycle": "electric_bicycle"}
    )

    passengers: float = field(converter=in_passengers, metadata=amount("passenger"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    cycle: str = "bicycle"
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check the kind of cycle."""
        super().check()
        if self.cycle not in CYCLES:
            raise ItemError(invalid_choice("cycle", self.cycle, CYCLES))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the passenger-kilometres of one rider over one kilometre."""
        there_and_back = 2.0 if self.round_trip else 1.0
        yield ActivityAmount(activity=CYCLES[self.cycle], amount=there_and_back, unit="passenger*km", column="cycle")


KINDS: tuple[type[Item], ...] = (TramTrip, MetroTrip, BusTrip, CoachTrip, TaxiTrip, BicycleTrip)
"""Item classes of this room."""
