"""Nights away from home."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.errors import Issue, ItemError
from greenprod.items.amounts import amount, checked_amount, in_nights, in_persons, in_rooms, split_given
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike


@frozen(kw_only=True, slots=True)
class HotelStay(Item):
    """Book occupied hotel rooms; the region is the country of the hotel.

    Parameters
    ----------
    rooms
        Amount, in rooms; 1 when empty.
    nights
        Amount, in nights per room.
    city
        ``london`` for London's own figure; the country's when empty. No other city has one.

    Notes
    -----
    room-nights = rooms x nights. Method and factors: UK Government GHG Conversion Factors for Company Reporting, hotel
    stay per occupied room and night, whose figures come from the Hotel Footprinting Tool. No open source tells hotel
    classes apart.

    Examples
    --------
    >>> stay = HotelStay(rooms=3, nights=2, region="DE", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in stay.activities()]
    [('accommodation.hotel', 6.0)]

    """

    title: ClassVar[str] = "Hotel stay"
    title_da: ClassVar[str] = "Hotelophold"
    group: ClassVar[str] = "accommodation"
    topics: ClassVar[tuple[str, ...]] = ("T10",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"rooms": 12, "nights": 5, "date": "2025-05-01", "region": "DE"}
    )

    rooms: float = field(default=1.0, converter=in_rooms, metadata=amount("room"))
    nights: float = field(converter=in_nights, metadata=amount("night"))
    city: str = ""

    def check(self) -> None:
        """Check the city."""
        super().check()
        if self.city not in ("", "london"):
            raise ItemError(invalid_choice("city", self.city, ("london",)))
        if self.city and self.region not in (None, "GB"):
            message = f"London is not in {self.region}."
            hint = "Set region to GB, or leave city empty."
            raise ItemError(Issue(code="contradictory_fields", message=message, column="city", hint=hint))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the night of one room."""
        activity = "accommodation.hotel_london" if self.city else "accommodation.hotel"
        yield ActivityAmount(activity=activity, amount=1.0, unit="room*night", column="city")


@frozen(kw_only=True, slots=True)
class GuestNight(Item):
    """Book nights of persons in hotels, where the number of rooms is not known.

    Parameters
    ----------
    persons
        Amount, in persons.
    nights
        Amount, in nights per person.

    Notes
    -----
    guest nights = persons x nights. Factors: figures per person and night as national tools publish them
    (``greenprod factors list accommodation.guest_night``); a figure per room, see `HotelStay`, comes from hotels' own
    reports and is the better one where the rooms are known.

    Examples
    --------
    >>> crew = GuestNight(persons=20, nights=3, region="SE", date="2026-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in crew.activities()]
    [('accommodation.guest_night', 60.0, 'person*night')]

    """

    title: ClassVar[str] = "Hotel nights by person"
    title_da: ClassVar[str] = "Overnatninger pr. person"
    group: ClassVar[str] = "accommodation"
    topics: ClassVar[tuple[str, ...]] = ("T10",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"persons": 20, "nights": 3, "date": "2026-05-01", "region": "SE"}
    )

    persons: float = field(converter=in_persons, metadata=amount("person"))
    nights: float = field(converter=in_nights, metadata=amount("night"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the night of one person."""
        yield ActivityAmount(activity="accommodation.guest_night", amount=1.0, unit="person*night")


HEAT_SOURCES = {
    "district_heat": "energy.heat.district",
    "natural_gas": "fuel.natural_gas.by_energy",
    "heating_oil": "fuel.gas_oil.by_energy",
    "lpg": "fuel.lpg.by_energy",
    "wood_logs": "fuel.wood_logs.by_energy",
    "wood_pellets": "fuel.wood_pellets.by_energy",
    "electricity": "energy.electricity.grid",
}
"""What heats a home, and the activity of one kWh of it."""


def _kwh(value: AmountLike) -> float:
    column = "energy_per_night or heat_per_night"
    number, given = split_given(value, column)
    return checked_amount(number * units.scale(given, "kWh") if given else number, column)


@frozen(kw_only=True, slots=True)
class _Home(Item):
    """Hold what rented houses and flats have in common."""

    nights: float = field(converter=in_nights, metadata=amount("night"))
    energy_per_night: float | None = field(default=None, converter=optional(_kwh))
    heat_per_night: float | None = field(default=None, converter=optional(_kwh))
    heat_source: str = ""

    group: ClassVar[str] = "accommodation"
    topics: ClassVar[tuple[str, ...]] = ("T11",)

    def check(self) -> None:
        """Check that the energy of a night is given, and that heat has a source."""
        super().check()
        if self.energy_per_night is None:
            hint = (
                "Read the meter at both ends of the stay, or take the landlord's yearly use / 365; there is no default."
            )
            raise required("energy_per_night", self.title.lower(), hint)
        if self.heat_source and self.heat_source not in HEAT_SOURCES:
            raise ItemError(invalid_choice("heat_source", self.heat_source, HEAT_SOURCES))
        if (self.heat_per_night is None) != (not self.heat_source):
            column = "heat_per_night" if self.heat_per_night is None else "heat_source"
            raise required(column, self.title.lower(), "Heat needs both its kWh a night and its source.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the energy of one night."""
        assert self.energy_per_night is not None  # noqa: S101 - check has seen to it
        heat = "" if self.heat_source else "; no heat of its own is given"
        yield ActivityAmount(
            activity="energy.electricity.grid",
            amount=self.energy_per_night,
            unit="kWh",
            category="accommodation",
            column="energy_per_night",
            note=f"{self.energy_per_night:g} kWh of electricity a night{heat}",
        )
        if self.heat_per_night is not None:
            yield ActivityAmount(
                activity=HEAT_SOURCES[self.heat_source],
                amount=self.heat_per_night,
                unit="kWh",
                category="accommodation",
                column="heat_source",
                note=f"{self.heat_per_night:g} kWh of heat a night from {self.heat_source}",
            )


@frozen(kw_only=True, slots=True)
class HouseStay(_Home):
    """Book a rented house by the night, with the energy that it uses.

    Parameters
    ----------
    nights
        Amount, in nights; several houses add up their nights.
    energy_per_night
        Electricity in kWh a night for the whole house. There is no default: metered, or the landlord's figure.
    heat_per_night
        Heat or fuel in kWh a night, beside the electricity; fuels by their gross calorific value.
    heat_source
        With `heat_per_night`: district_heat, natural_gas, heating_oil, lpg, wood_logs, wood_pellets or electricity.

    Notes
    -----
    kWh = nights x energy_per_night, and nights x heat_per_night from its source. No open source gives the energy of a
    let house per night, so it is asked for. Power and fuel that the landlord pays are ``control = third_party``.

    Examples
    --------
    >>> house = HouseStay(nights=10, energy_per_night=12, heat_per_night=40, heat_source="district_heat",
    ...                   region="DK", date="2025-02-01")
    >>> [(a.activity, a.amount) for a in house.activities()]
    [('energy.electricity.grid', 120.0), ('energy.heat.district', 400.0)]

    """

    title: ClassVar[str] = "House stay"
    title_da: ClassVar[str] = "Ophold i hus"
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType({
        "nights": 10, "energy_per_night": 12, "heat_per_night": 40, "heat_source": "district_heat",
        "date": "2025-02-01", "region": "DK",
    })  # fmt: skip


@frozen(kw_only=True, slots=True)
class FlatStay(_Home):
    """Book a rented flat by the night, with the energy that it uses.

    Parameters
    ----------
    nights
        Amount, in nights; several flats add up their nights.
    energy_per_night
        Electricity in kWh a night for the whole flat. There is no default: metered, or the landlord's figure.
    heat_per_night
        Heat or fuel in kWh a night, beside the electricity; fuels by their gross calorific value.
    heat_source
        With `heat_per_night`: district_heat, natural_gas, heating_oil, lpg, wood_logs, wood_pellets or electricity.

    Notes
    -----
    kWh = nights x energy_per_night, and nights x heat_per_night from its source. No open source gives the energy of a
    let flat per night, so it is asked for. Power and fuel that the landlord pays are ``control = third_party``.

    Examples
    --------
    >>> flat = FlatStay(nights=30, energy_per_night="6.5 kWh", region="DK", date="2025-02-01")
    >>> [(a.activity, a.amount, a.category) for a in flat.activities()]
    [('energy.electricity.grid', 195.0, 'accommodation')]

    """

    title: ClassVar[str] = "Flat stay"
    title_da: ClassVar[str] = "Ophold i lejlighed"
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType({
        "nights": 30, "energy_per_night": 6.5, "date": "2025-02-01", "region": "DK",
    })  # fmt: skip


KINDS: tuple[type[Item], ...] = (HotelStay, GuestNight, HouseStay, FlatStay)
"""Item classes of this room."""
