"""Ferries and boats."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from greenprod.errors import ItemError
from greenprod.items.amounts import amount, in_litres
from greenprod.items.base import ActivityAmount, Item
from greenprod.items.travel import PassengerTrip
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@frozen(kw_only=True, slots=True)
class FerryTrip(PassengerTrip):
    """Book passengers on a ferry.

    Parameters
    ----------
    passengers
        Amount, in passengers.
    distance
        Amount, in km one way.
    service
        average, foot_passenger or car_passenger (with the share of the car); river_shuttle, french_polynesia,
        mayotte_anjouan or mayotte_petite_terre_grande_terre (France).
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    passenger-km = passengers x distance x 2 if there and back. A truck on board is a line of freight by sea.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, business travel by sea; Base
    Empreinte (ADEME) for France.

    Examples
    --------
    >>> crossing = FerryTrip(passengers=10, distance=45, service="foot_passenger", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount) for a in crossing.activities()]
    [('travel.ferry.foot_passenger', 450.0)]

    """

    title: ClassVar[str] = "Ferry trip"
    title_da: ClassVar[str] = "Færgerejse"
    topics: ClassVar[tuple[str, ...]] = ("T06",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "passengers": 10, "distance": 45, "service": "car_passenger"}
    )
    services: ClassVar[tuple[str, ...]] = (
        "average", "foot_passenger", "car_passenger", "river_shuttle", "french_polynesia", "mayotte_anjouan",
        "mayotte_petite_terre_grande_terre",
    )  # fmt: skip
    family: ClassVar[str] = "travel.ferry"

    service: str = "average"


BOAT_FUELS = {
    "marine_gas_oil": "fuel.marine_gas_oil",
    "marine_fuel_oil": "fuel.marine_fuel_oil",
    "diesel": "fuel.diesel.average_biofuel_blend",
    "petrol": "fuel.petrol.average_biofuel_blend",
    "hvo": "fuel.hvo",
}


@frozen(kw_only=True, slots=True)
class BoatFuel(Item):
    """Book fuel of boats: camera boats, safety boats, picture boats.

    Parameters
    ----------
    volume
        Amount, in litres.
    fuel
        marine_gas_oil, marine_fuel_oil, diesel, petrol or hvo; diesel and petrol are what filling stations sell.

    Notes
    -----
    Method and factors: UK Government GHG Conversion Factors for Company Reporting, fuels; fuel-based. For a boat
    hired with its crew set control to ``third_party``.

    Examples
    --------
    >>> boat = BoatFuel(volume="180 litre", fuel="petrol", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in boat.activities()]
    [('fuel.petrol.average_biofuel_blend', 180.0, 'litre')]

    """

    title: ClassVar[str] = "Boat fuel"
    title_da: ClassVar[str] = "Brændstof til både"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T06",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "volume": 180, "fuel": "petrol"}
    )

    volume: float = field(converter=in_litres, metadata=amount("litre"))
    fuel: str = "marine_gas_oil"

    def check(self) -> None:
        """Check the fuel."""
        super().check()
        if self.fuel not in BOAT_FUELS:
            raise ItemError(invalid_choice("fuel", self.fuel, BOAT_FUELS))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one litre."""
        yield ActivityAmount(activity=BOAT_FUELS[self.fuel], amount=1.0, unit="litre", column="fuel", category="travel")


KINDS: tuple[type[Item], ...] = (FerryTrip, BoatFuel)
"""Item classes of this room."""
