"""A member's own offices, vehicles and staff: the year of a company, not of a production."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import evolve, field, frozen
from attrs.converters import optional

from greenprod.errors import Issue, ItemError
from greenprod.items.accommodation import HotelStay
from greenprod.items.amounts import amount, in_km, in_litres
from greenprod.items.base import ActivityAmount, Item, required, to_control
from greenprod.items.energy import DistrictHeat, GridElectricity
from greenprod.items.purchases import Purchase
from greenprod.items.travel import CAR_FUELS, CAR_SIZES, Flight, RailTrip
from greenprod.vocabulary import Control, invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CATEGORY = "organisation"
VEHICLE_FUELS = {
    "diesel": "fuel.diesel.average_biofuel_blend",
    "petrol": "fuel.petrol.average_biofuel_blend",
    "hvo": "fuel.hvo",
    "lpg": "fuel.lpg",
}
YEAR: Mapping[str, str | float] = {"period_start": "2025-01-01", "period_end": "2025-12-31", "region": "DK"}


def _of_the_organisation(parts: Iterable[ActivityAmount]) -> Iterator[ActivityAmount]:
    for part in parts:
        yield evolve(part, category=CATEGORY)


@frozen(kw_only=True, slots=True)
class CompanyVehicle(Item):
    """Book a vehicle that the member runs itself, by fuel or by distance.

    Parameters
    ----------
    volume
        Amount, in litres of fuel.
    distance
        Amount, in km, instead of fuel.
    fuel
        By volume: diesel, petrol, hvo or lpg. By distance: diesel, petrol, hybrid, plug_in_hybrid, battery_electric,
        cng, lpg or unknown.
    size
        By distance: average, small, medium, large, or a market segment such as upper_medium.
    control
        ``operated`` when empty.

    Notes
    -----
    litres x kg per litre, or km x kg per km. Method and factors: UK Government GHG Conversion Factors for Company
    Reporting, fuels and passenger vehicles; scope 1, and 2 for the power of electric cars. Power that an electric car
    took at the member's own office stands on its bill already: do not book those kilometres too.

    Examples
    --------
    >>> van = CompanyVehicle(volume=800, fuel="diesel", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.category) for a in van.activities()]
    [('fuel.diesel.average_biofuel_blend', 800.0, 'organisation')]

    """

    title: ClassVar[str] = "Company vehicle"
    title_da: ClassVar[str] = "Firmabil"
    group: ClassVar[str] = CATEGORY
    topics: ClassVar[tuple[str, ...]] = ("T36",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "volume": 800, "fuel": "diesel"}
    )

    control: Control | None = field(default=Control.OPERATED, converter=optional(to_control))
    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    distance: float | None = field(default=None, converter=optional(in_km), metadata=amount("km"))
    fuel: str = ""
    size: str = ""

    def check(self) -> None:
        """Check that fuel or distance is given, and that the fuel can be measured that way."""
        super().check()
        if self.volume is not None and (self.distance is not None or self.size):
            raise ItemError(
                Issue(
                    code="contradictory_fields",
                    message="The line has litres of fuel, and a distance or size too.",
                    column="distance" if self.distance is not None else "size",
                    hint="Give litres of fuel, or the distance with size and fuel.",
                )
            )
        if self.volume is None and self.distance is None:
            message = "A company vehicle needs its fuel or its distance."
            raise ItemError(
                Issue(code="missing_amount", message=message, column="volume", hint="Give litres, or kilometres.")
            )
        if not self.fuel:
            raise required("fuel", "company vehicle")
        fuels = CAR_FUELS if self.volume is None else tuple(VEHICLE_FUELS)
        if self.fuel not in fuels:
            raise ItemError(invalid_choice("fuel", self.fuel, fuels))
        if self.size and self.size not in CAR_SIZES:
            raise ItemError(invalid_choice("size", self.size, CAR_SIZES))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one litre, or one kilometre."""
        if self.volume is not None:
            yield ActivityAmount(
                activity=VEHICLE_FUELS[self.fuel], amount=1.0, unit="litre", column="fuel", category=CATEGORY
            )
            return
        yield ActivityAmount(
            activity=f"travel.car.{self.size or 'average'}.{self.fuel}",
            amount=1.0,
            unit="km",
            column="fuel",
            category=CATEGORY,
        )


@frozen(kw_only=True, slots=True)
class CompanyElectricity(GridElectricity):
    """Book electricity of the member's own offices, studios and workshops.

    Fields and method are those of grid electricity; the category is organisation.

    Examples
    --------
    >>> office = CompanyElectricity(energy=42000, region="DK", period_start="2025-01-01", period_end="2025-12-31")
    >>> [(a.activity, a.amount, a.category) for a in office.activities()]
    [('energy.electricity.grid', 42000.0, 'organisation')]

    """

    title: ClassVar[str] = "Company electricity"
    title_da: ClassVar[str] = "Virksomhedens elektricitet"
    group: ClassVar[str] = CATEGORY
    topics: ClassVar[tuple[str, ...]] = ("T36",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType({**YEAR, "energy": 42000})

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield what one kilowatt-hour is, as the organisation's."""
        yield from _of_the_organisation(super().parts())


@frozen(kw_only=True, slots=True)
class CompanyHeat(DistrictHeat):
    """Book district heat of the member's own offices, studios and workshops.

    Fields and method are those of district heat; the category is organisation.

    Examples
    --------
    >>> office = CompanyHeat(energy=60000, region="DK", period_start="2025-01-01", period_end="2025-12-31")
    >>> [(a.activity, a.amount, a.category) for a in office.activities()]
    [('energy.heat.district', 60000.0, 'organisation')]

    """

    title: ClassVar[str] = "Company heat"
    title_da: ClassVar[str] = "Virksomhedens fjernvarme"
    group: ClassVar[str] = CATEGORY
    topics: ClassVar[tuple[str, ...]] = ("T36",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType({**YEAR, "energy": 60000})

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield what one kilowatt-hour is, as the organisation's."""
        yield from _of_the_organisation(super().parts())


@frozen(kw_only=True, slots=True)
class StaffFlight(Flight):
    """Book a flight of the member's staff that belongs to no production.

    Fields and method are those of a flight; the category is organisation.

    Examples
    --------
    >>> market = StaffFlight(passengers=3, origin="CPH", destination="BER", cabin="economy", date="2025-02-13")
    >>> [(a.activity, a.category) for a in market.activities()]
    [('travel.flight.domestic.average', 'organisation')]

    """

    title: ClassVar[str] = "Staff flight"
    title_da: ClassVar[str] = "Personalets flyrejse"
    group: ClassVar[str] = CATEGORY
    topics: ClassVar[tuple[str, ...]] = ("T36",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "date": "2025-02-13",
            "region": "DK",
            "passengers": 3,
            "origin": "CPH",
            "destination": "NCE",
            "cabin": "economy",
        }
    )

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the passenger-kilometres of one passenger, as the organisation's."""
        yield from _of_the_organisation(super().parts())


@frozen(kw_only=True, slots=True)
class StaffRail(RailTrip):
    """Book a train journey of the member's staff that belongs to no production.

    Fields and method are those of a rail trip; the category is organisation.

    Examples
    --------
    >>> meeting = StaffRail(passengers=2, distance=304, region="DK", date="2025-02-13")
    >>> [(a.activity, a.amount, a.category) for a in meeting.activities()]
    [('travel.rail.national', 608.0, 'organisation')]

    """

    title: ClassVar[str] = "Staff rail trip"
    title_da: ClassVar[str] = "Personalets togrejse"
    group: ClassVar[str] = CATEGORY
    topics: ClassVar[tuple[str, ...]] = ("T36",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-02-13", "region": "DK", "passengers": 2, "distance": 304}
    )

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the passenger-kilometres of one passenger over one kilometre, as the organisation's."""
        yield from _of_the_organisation(super().parts())


@frozen(kw_only=True, slots=True)
class StaffHotel(HotelStay):
    """Book nights of the member's staff in hotels that belong to no production.

    Fields and method are those of a hotel stay; the category is organisation.

    Examples
    --------
    >>> market = StaffHotel(rooms=3, nights=4, region="DE", date="2025-02-13")
    >>> [(a.activity, a.amount, a.category) for a in market.activities()]
    [('accommodation.hotel', 12.0, 'organisation')]

    """

    title: ClassVar[str] = "Staff hotel stay"
    title_da: ClassVar[str] = "Personalets hotelovernatning"
    group: ClassVar[str] = CATEGORY
    topics: ClassVar[tuple[str, ...]] = ("T36",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-02-13", "region": "DE", "rooms": 3, "nights": 4}
    )

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one room night, as the organisation's."""
        yield from _of_the_organisation(super().parts())


@frozen(kw_only=True, slots=True)
class CompanyPurchase(Purchase):
    """Book what the member buys for itself, by what it cost.

    Fields and method are those of a purchase; the category is organisation.

    Examples
    --------
    >>> audit = CompanyPurchase(cost="90000 DKK", country="DK", classification="M69_70", date="2025-02-13")
    >>> [(a.activity, a.amount, a.category) for a in audit.activities()]
    [('spend.dk.m69_70', 90000.0, 'organisation')]

    """

    title: ClassVar[str] = "Company purchase by money"
    title_da: ClassVar[str] = "Virksomhedens indkøb efter beløb"
    group: ClassVar[str] = CATEGORY
    topics: ClassVar[tuple[str, ...]] = ("T36",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "date": "2025-02-13",
            "region": "DK",
            "cost": 90000,
            "currency": "DKK",
            "country": "DK",
            "classification": "M69_70",
        }
    )

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one unit of the cost without VAT, as the organisation's."""
        yield from _of_the_organisation(super().parts())


KINDS: tuple[type[Item], ...] = (
    CompanyVehicle,
    CompanyElectricity,
    CompanyHeat,
    StaffFlight,
    StaffRail,
    StaffHotel,
    CompanyPurchase,
)
"""Item classes of this room."""
