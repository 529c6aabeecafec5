"""Goods on the move: by mass and distance, door to door, by courier, and as baggage."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.distances import airport, great_circle_km
from greenprod.errors import Issue, ItemError
from greenprod.items.amounts import amount, checked_amount, in_items, in_kg, in_km, in_tonnes, split_given
from greenprod.items.base import ActivityAmount, Item, required, to_bool
from greenprod.items.travel import CABINS, haul_band
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike

USUAL_VEHICLE = {
    "van": "average.diesel",
    "hgv": "all.average_laden",
    "hgv_refrigerated": "all.average_laden",
    "sea": "container_ship.average",
}
"""The fleet average of each mode in the DESNZ tables: what a line without a vehicle means."""
MODES = (*USUAL_VEHICLE, "rail", "air")
BY_TERMINAL = ("rail", "sea", "air")
"""Modes that start and end at a terminal, so that goods come and go by road."""
BY_ROAD = ("van", "hgv", "hgv_refrigerated")


def _leaf(mode: str, vehicle: str, haul: str = "") -> str:
    """Return the activity of a mode: the haul for air, else the vehicle or the fleet average."""
    finer = haul if mode == "air" else vehicle or USUAL_VEHICLE.get(mode, "")
    return ".".join(filter(None, ("freight", mode, finer)))


def _described(value: AmountLike, column: str, unit: str) -> float:
    number, given = split_given(value, column)
    return checked_amount(number * units.scale(given, unit) if given else number, column)


def _leg_km(value: AmountLike) -> float:
    return _described(value, "main_km, first_mile_km or last_mile_km", "km")


def _mass_per_item(value: AmountLike) -> float:
    return _described(value, "mass_per_item", "kg")


def _road_legs(value: bool | str) -> bool:  # noqa: FBT001 - a converter
    try:
        return to_bool(value)
    except ItemError:
        raise ItemError(invalid_choice("road_legs", value, ("true", "false"))) from None


def _check_air(origin: str, destination: str, haul: str, km: float | None, column: str) -> None:
    """Check that goods in the air have either a route, or a distance (in `column`) and a haul."""
    if haul and haul not in CABINS:
        raise ItemError(invalid_choice("haul", haul, CABINS))
    if bool(origin) != bool(destination) or bool(origin) == (km is not None):
        message = "Goods by air need either origin and destination, or a distance."
        hint = f"Give the route with IATA codes, or {column} and haul."
        raise ItemError(Issue(code="contradictory_fields", message=message, column=column, hint=hint))
    if origin and airport(origin, "origin") == airport(destination, "destination"):
        message, hint = f"The goods start and end at {origin}.", "Name the other airport."
        issue = Issue(code="same_airport", message=message, column="destination", value=destination, hint=hint)
        raise ItemError(issue)
    if not origin and not haul:
        raise required("haul", "air freight", "Without a route it cannot be worked out: " + ", ".join(CABINS) + ".")


def _route_note(origin: str, destination: str) -> str:
    return f"great circle {origin.upper()}-{destination.upper()} {great_circle_km(origin, destination):.1f} km"


@frozen(kw_only=True, slots=True)
class Freight(Item):
    """Book goods by mass and distance.

    Parameters
    ----------
    mass
        Amount, in tonnes.
    distance
        Amount, in km.
    mode
        van, hgv, hgv_refrigerated, sea, rail or air.
    vehicle
        Finer leaf below the mode, such as ``articulated_over_33t.average_laden`` or ``class_3.diesel``; the fleet
        average when empty.
    haul
        For air: domestic, short_haul, long_haul or international.

    Notes
    -----
    Method and factors: UK Government GHG Conversion Factors for Company Reporting, freighting goods per tonne-km.
    The way by road to and from a station, port or airport is no part of the line: `FreightRoute` adds it.

    Examples
    --------
    >>> lorry = Freight(mass="800 kg", distance=300, mode="hgv", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in lorry.activities()]
    [('freight.hgv.all.average_laden', 240.0, 'tonne*km')]

    """

    title: ClassVar[str] = "Freight"
    title_da: ClassVar[str] = "Godstransport"
    group: ClassVar[str] = "transport"
    topics: ClassVar[tuple[str, ...]] = ("T08",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": "800 kg", "distance": 300, "mode": "hgv", "date": "2025-05-01", "region": "DK"}
    )

    mass: float = field(converter=in_tonnes, metadata=amount("tonne"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    mode: str = "hgv"
    vehicle: str = ""
    haul: str = ""

    def check(self) -> None:
        """Check mode and haul."""
        super().check()
        if self.mode not in MODES:
            raise ItemError(invalid_choice("mode", self.mode, MODES))
        if self.mode == "air" and not self.haul:
            raise required("haul", "air freight", "One of " + ", ".join(CABINS) + ".")
        if self.haul and self.haul not in CABINS:
            raise ItemError(invalid_choice("haul", self.haul, CABINS))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the tonne-kilometre of one tonne over one kilometre."""
        note = "no road legs: `freight_route` adds them" if self.mode in BY_TERMINAL else ""
        activity = _leaf(self.mode, self.vehicle, self.haul)
        yield ActivityAmount(activity=activity, amount=1.0, unit="tonne*km", column="vehicle", note=note)


@frozen(kw_only=True, slots=True)
class FreightRoute(Item):
    """Book goods by rail, sea or air from door to door, with the road legs at both ends.

    Parameters
    ----------
    mass
        Amount, in tonnes.
    mode
        rail, sea or air.
    origin, destination
        For air: IATA codes; the distance is the great circle between them, without a detour, because the DESNZ
        factors already add 8 %. Needs no `main_km`.
    main_km
        Distance of the main leg in km; the port-to-port or station-to-station distance of the carrier.
    haul
        For air: domestic, short_haul, long_haul or international; worked out from the route when empty.
    vehicle
        Finer leaf below rail or sea; the fleet average when empty.
    road_legs
        Whether the legs by road belong to the line; true when empty.
    first_mile_km, last_mile_km
        Distance by road to the first terminal and from the last one, in km. No typical distance is published, so a
        leg that is not given is not counted, and the line's explanation says so.
    road_vehicle
        Finer leaf below ``freight.hgv`` for the road legs; the fleet average when empty.

    Notes
    -----
    tonne-km of the main leg = tonnes x main_km or great circle; of each road leg = tonnes x its km. Method and
    factors: UK Government GHG Conversion Factors for Company Reporting, freighting goods per tonne-km. AdGreen's rule
    that goods travel by road to and from the terminal is followed.

    Examples
    --------
    >>> sea = FreightRoute(mass=2, mode="sea", main_km=1000, first_mile_km=60, last_mile_km=40, date="2025-05-01")
    >>> [(a.activity, a.amount) for a in sea.activities()]
    [('freight.sea.container_ship.average', 2000.0), ('freight.hgv.all.average_laden', 200.0)]

    """

    title: ClassVar[str] = "Freight from door to door"
    title_da: ClassVar[str] = "Godstransport fra dør til dør"
    group: ClassVar[str] = "transport"
    topics: ClassVar[tuple[str, ...]] = ("T08",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType({
        "mass": "350 kg", "mode": "air", "origin": "CPH", "destination": "JFK", "first_mile_km": 15,
        "last_mile_km": 40, "date": "2025-05-01", "region": "DK",
    })  # fmt: skip

    mass: float = field(converter=in_tonnes, metadata=amount("tonne"))
    mode: str = ""
    origin: str = ""
    destination: str = ""
    main_km: float | None = field(default=None, converter=optional(_leg_km))
    haul: str = ""
    vehicle: str = ""
    road_legs: bool = field(default=True, converter=_road_legs)
    first_mile_km: float | None = field(default=None, converter=optional(_leg_km))
    last_mile_km: float | None = field(default=None, converter=optional(_leg_km))
    road_vehicle: str = ""

    def check(self) -> None:
        """Check mode, route or distance, haul and road legs."""
        super().check()
        if not self.mode:
            raise required("mode", "freight route", "One of " + ", ".join(BY_TERMINAL) + ".")
        if self.mode not in BY_TERMINAL:
            raise ItemError(invalid_choice("mode", self.mode, BY_TERMINAL))
        if self.mode == "air":
            _check_air(self.origin, self.destination, self.haul, self.main_km, "main_km")
        elif self.origin or self.destination or self.haul:
            message = f"Airports and hauls say nothing about a route by {self.mode}."
            hint = "Give main_km instead of origin, destination and haul."
            raise ItemError(Issue(code="contradictory_fields", message=message, column="origin", hint=hint))
        elif self.main_km is None:
            raise required("main_km", f"{self.mode} freight", "Take the distance from the carrier's papers.")
        if not self.road_legs and (self.first_mile_km or self.last_mile_km):
            message = "The line gives a road leg and says that there is none."
            hint = "Set road_legs to true, or leave first_mile_km and last_mile_km empty."
            raise ItemError(Issue(code="contradictory_fields", message=message, column="road_legs", hint=hint))

    def place(self) -> str:
        """Return the region given, else the country of departure by air."""
        return self.region or (airport(self.origin).country if self.origin else super().place())

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the tonne-kilometres of one tonne, on the main leg and on the road."""
        km = great_circle_km(self.origin, self.destination) if self.origin else self.main_km
        assert km is not None  # noqa: S101 - check has seen to it
        haul = self.haul or (haul_band(km) if self.mode == "air" else "")
        yield ActivityAmount(
            activity=_leaf(self.mode, self.vehicle, haul),
            amount=km,
            unit="tonne*km",
            column="vehicle",
            note="; ".join(self._notes()),
        )
        legs = (self.first_mile_km or 0.0) + (self.last_mile_km or 0.0)
        if legs:
            yield ActivityAmount(
                activity=_leaf("hgv", self.road_vehicle),
                amount=legs,
                unit="tonne*km",
                column="road_vehicle",
                note=f"road legs: first {self.first_mile_km or 0:g} km, last {self.last_mile_km or 0:g} km",
            )

    def _notes(self) -> Iterator[str]:
        if self.origin:
            yield _route_note(self.origin, self.destination)
        legs = {"first_mile_km": self.first_mile_km, "last_mile_km": self.last_mile_km}
        absent = [name for name, km in legs.items() if km is None]
        if self.road_legs and absent:
            yield f"not counted, because not given: {', '.join(absent)}"


@frozen(kw_only=True, slots=True)
class Courier(Item):
    """Book parcels that a courier carries among those of others.

    Parameters
    ----------
    items
        Amount, in items.
    distance
        Amount, in km that each of them travels.
    mass_per_item
        Mass of one item in kg.
    mode
        van, hgv or hgv_refrigerated.
    vehicle
        Finer leaf below the mode, such as ``class_1.battery_electric``; the fleet average when empty.

    Notes
    -----
    tonne-km = items x mass_per_item / 1000 x distance. Method and factors: UK Government GHG Conversion Factors for
    Company Reporting, freighting goods per tonne-km. A car or van that drives for the production alone is a trip of
    that vehicle and no courier line; a parcel by air is a `FreightRoute`.

    Examples
    --------
    >>> drives = Courier(items=6, distance="30 km", mass_per_item="2.5 kg", date="2025-05-01", region="DK")
    >>> [(a.activity, round(a.amount, 6)) for a in drives.activities()]
    [('freight.van.average.diesel', 0.45)]

    """

    title: ClassVar[str] = "Courier"
    title_da: ClassVar[str] = "Kurer"
    group: ClassVar[str] = "transport"
    topics: ClassVar[tuple[str, ...]] = ("T09",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 6, "distance": 30, "mass_per_item": 2.5, "mode": "van", "date": "2025-05-01", "region": "DK"}
    )

    items: float = field(converter=in_items, metadata=amount("item"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    mass_per_item: float | None = field(default=None, converter=optional(_mass_per_item))
    mode: str = "van"
    vehicle: str = ""

    def check(self) -> None:
        """Check the mass and the mode."""
        super().check()
        if self.mode not in BY_ROAD:
            raise ItemError(invalid_choice("mode", self.mode, BY_ROAD))
        if self.mass_per_item is None:
            raise required("mass_per_item", "courier", "Give the mass of one item in kg, with its packaging.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the tonne-kilometres of one item over one kilometre."""
        assert self.mass_per_item is not None  # noqa: S101 - check has seen to it
        yield ActivityAmount(
            activity=_leaf(self.mode, self.vehicle),
            amount=self.mass_per_item * units.scale("kg", "tonne"),
            unit="tonne*km",
            column="vehicle",
            note=f"{self.mass_per_item:g} kg an item",
        )


@frozen(kw_only=True, slots=True)
class ExcessBaggage(Item):
    """Book equipment that flies as baggage of the crew, under a carnet or not.

    Parameters
    ----------
    mass
        Amount, in kg.
    distance
        Amount, in km, instead of a route; then `haul` must be given.
    origin, destination
        IATA codes of airports or cities; the distance is the great circle between them, without a detour.
    haul
        domestic, short_haul, long_haul or international; worked out from the route when empty.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    tonne-km = kg / 1000 x great circle or distance, twice for a round trip. Method and factors: UK Government GHG
    Conversion Factors for Company Reporting, freighting goods by air per tonne-km, with radiative forcing. A carnet is
    a paper and emits nothing: book the goods that it covers.

    Examples
    --------
    >>> cases = ExcessBaggage(mass=120, origin="CPH", destination="LHR", round_trip=True, date="2025-05-01")
    >>> [(a.activity, round(a.amount, 1)) for a in cases.activities()]
    [('freight.air.short_haul', 235.1)]

    """

    title: ClassVar[str] = "Excess baggage"
    title_da: ClassVar[str] = "Overvægtsbagage"
    group: ClassVar[str] = "transport"
    topics: ClassVar[tuple[str, ...]] = ("T09",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": 120, "origin": "CPH", "destination": "LHR", "round_trip": "yes", "date": "2025-05-01", "region": "DK"}
    )

    mass: float = field(converter=in_kg, metadata=amount("kg"))
    distance: float | None = field(default=None, converter=optional(in_km), metadata=amount("km"))
    origin: str = ""
    destination: str = ""
    haul: str = ""
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check the route or distance, and the haul."""
        super().check()
        _check_air(self.origin, self.destination, self.haul, self.distance, "distance")

    def place(self) -> str:
        """Return the region given, else the country of departure."""
        return self.region or (airport(self.origin).country if self.origin else super().place())

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the tonne-kilometres of one kilogram."""
        km = great_circle_km(self.origin, self.destination) if self.origin else 1.0
        note = _route_note(self.origin, self.destination) if self.origin else f"{self.haul}, distance as given"
        yield ActivityAmount(
            activity=f"freight.air.{self.haul or haul_band(km)}",
            amount=km * units.scale("kg", "tonne") * (2.0 if self.round_trip else 1.0),
            unit="tonne*km",
            column="haul",
            note=note + ("; there and back" if self.round_trip else ""),
        )


KINDS: tuple[type[Item], ...] = (Freight, FreightRoute, Courier, ExcessBaggage)
"""Item classes of this room."""
