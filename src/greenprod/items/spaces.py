"""Studios, locations, offices and homes without a meter."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.errors import ItemError
from greenprod.items.amounts import amount, in_area, in_days, in_hours, in_persons
from greenprod.items.base import ActivityAmount, Item, required, to_bool
from greenprod.items.power import GRID, contradiction, number, sourced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike

PER_YEAR, PER_DAY = "kWh/(square_metre*year)", "kWh/(square_metre*day)"


def in_kwh_per_m2_year(value: AmountLike) -> float:
    """Convert a use of electricity to kWh per m2 and year."""
    return number(value, "kwh_per_m2_year", PER_YEAR, zero=True)


def in_heat_kwh_per_m2_year(value: AmountLike) -> float:
    """Convert a use of heat to kWh per m2 and year."""
    return number(value, "heat_kwh_per_m2_year", PER_YEAR, zero=True)


def to_with_heating(value: bool | str) -> bool:  # noqa: FBT001 - a converter
    """Convert yes/no words to a truth value."""
    try:
        return to_bool(value)
    except ItemError as error:
        issue = error.issue.at(column="with_heating", message=f"with_heating cannot be {value!r}.")
        raise ItemError(issue) from None


@frozen(kw_only=True, slots=True)
class FloorSpace(Item):
    """Hold what all spaces without a meter share.

    Parameters
    ----------
    area, days
        Amounts, in m2 and days.
    kwh_per_m2_year, heat_kwh_per_m2_year
        Use of electricity and of district heat.
    building
        Named use of heat.

    """

    group: ClassVar[str] = "energy"
    topics: ClassVar[tuple[str, ...]] = ("T12",)

    area: float = field(converter=in_area, metadata=amount("square_metre"))
    days: float = field(converter=in_days, metadata=amount("day"))
    kwh_per_m2_year: float | None = field(default=None, converter=optional(in_kwh_per_m2_year))
    heat_kwh_per_m2_year: float | None = field(default=None, converter=optional(in_heat_kwh_per_m2_year))
    building: str = ""

    def check(self) -> None:
        """Check that electricity is given, and heat at most once."""
        super().check()
        if self.kwh_per_m2_year is None:
            hint = "Ask the landlord or read the energy label. Write 0 if a meter has a line of its own."
            raise required("kwh_per_m2_year", self.title.lower(), hint)
        if self.building and self.heat_kwh_per_m2_year is not None:
            message = "The use of heat is given by a number and by a kind of building."
            raise contradiction("building", message, "Leave one of them empty.")
        if self.building:
            sourced("building.heat_use", self.building, column="building")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield electricity and heat of one square metre on one day."""
        a_day = units.scale(PER_YEAR, PER_DAY)
        power = self.kwh_per_m2_year or 0.0
        note = f"{power:g} kWh per m2 and year, a year of 365.25 days"
        yield ActivityAmount(activity=GRID, amount=power * a_day, unit="kWh", note=note, column="kwh_per_m2_year")
        heat, note = self.heat_kwh_per_m2_year, "as given"
        if self.building:
            row = sourced("building.heat_use", self.building, column="building")
            heat = row.value * units.scale(row.unit, PER_YEAR)
            origin = f"{row.source_id} ({row.locator}), measured in {row.region}"
            note = f"default of {origin}: give the line the status `default`"
        if heat is not None:
            yield ActivityAmount(
                activity="energy.heat.district",
                amount=heat * a_day,
                unit="kWh",
                note=f"heat: {heat:g} kWh per m2 and year, {note}",
                column="building" if self.building else "heat_kwh_per_m2_year",
            )


@frozen(kw_only=True, slots=True)
class StudioSpace(FloorSpace):
    """Book a studio or a stage by its floor area, where no meter was read.

    Parameters
    ----------
    area
        Amount, in m2.
    days
        Amount, in days.
    kwh_per_m2_year
        Electricity in kWh per m2 and year; 0 if a meter has a line of its own.
    heat_kwh_per_m2_year
        District heat in kWh per m2 and year; no heat is counted when empty.
    building
        Kind of building whose use of heat is taken instead: a key of ``building.heat_use`` in
        ``factors/properties.csv``, such as ``cinema_theatre_exhibition``.

    Notes
    -----
    area x days x kWh per m2 and year / 365.25, for power from the grid and for district heat; heat by gas or oil is a
    line of its own. The kinds of building are mean uses of heat of the customers of two Danish district heating
    companies (Assens Fjernvarme, Vojens Fjernvarme), the newest year of each; give such a line the status ``default``.

    Examples
    --------
    >>> studio = StudioSpace(
    ...     area=800, days=20, kwh_per_m2_year=120, region="DK", date="2025-05-01", building="cinema_theatre_exhibition"
    ... )
    >>> [(a.activity, round(a.amount, 1)) for a in studio.activities()]
    [('energy.electricity.grid', 5256.7), ('energy.heat.district', 5694.7)]

    """

    title: ClassVar[str] = "Studio space"
    title_da: ClassVar[str] = "Studieareal"
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "area": 800,
            "days": 20,
            "kwh_per_m2_year": 120,
            "building": "cinema_theatre_exhibition",
            "region": "DK",
            "date": "2025-05-01",
        }
    )


@frozen(kw_only=True, slots=True)
class OfficeSpace(FloorSpace):
    """Book a production office by its floor area, where no meter was read.

    Parameters
    ----------
    area
        Amount, in m2.
    days
        Amount, in days.
    kwh_per_m2_year
        Electricity in kWh per m2 and year; 0 if a meter has a line of its own.
    heat_kwh_per_m2_year
        District heat in kWh per m2 and year; no heat is counted when empty.
    building
        Kind of building whose use of heat is taken instead: a key of ``building.heat_use`` in
        ``factors/properties.csv``, such as ``trade_and_service_incl_office_hotel_restaurant_shop``.

    Notes
    -----
    area x days x kWh per m2 and year / 365.25, for power from the grid and for district heat; heat by gas or oil is a
    line of its own. The kinds of building are mean uses of heat of the customers of two Danish district heating
    companies (Assens Fjernvarme, Vojens Fjernvarme), the newest year of each; give such a line the status ``default``.

    Examples
    --------
    >>> office = OfficeSpace(
    ...     area=100, days=60, kwh_per_m2_year=50, region="DK", date="2025-05-01", heat_kwh_per_m2_year=80
    ... )
    >>> [(a.activity, round(a.amount, 1)) for a in office.activities()]
    [('energy.electricity.grid', 821.4), ('energy.heat.district', 1314.2)]

    """

    title: ClassVar[str] = "Office space"
    title_da: ClassVar[str] = "Kontorareal"
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "area": 100,
            "days": 60,
            "kwh_per_m2_year": 50,
            "heat_kwh_per_m2_year": 80,
            "region": "DK",
            "date": "2025-05-01",
        }
    )


@frozen(kw_only=True, slots=True)
class LocationSpace(FloorSpace):
    """Book a location by its floor area, where no meter was read.

    Parameters
    ----------
    area
        Amount, in m2.
    days
        Amount, in days.
    kwh_per_m2_year
        Electricity in kWh per m2 and year; 0 if a meter has a line of its own.
    heat_kwh_per_m2_year
        District heat in kWh per m2 and year; no heat is counted when empty.
    building
        Kind of building whose use of heat is taken instead: a key of ``building.heat_use`` in
        ``factors/properties.csv``, such as ``detached_house_built_1963_1978``.

    Notes
    -----
    area x days x kWh per m2 and year / 365.25, for power from the grid and for district heat; heat by gas or oil is a
    line of its own. The kinds of building are mean uses of heat of the customers of two Danish district heating
    companies (Assens Fjernvarme, Vojens Fjernvarme), the newest year of each; give such a line the status ``default``.

    Examples
    --------
    >>> house = LocationSpace(
    ...     area=150, days=3, kwh_per_m2_year=30, region="DK", date="2025-05-01"
    ... )
    >>> [(a.activity, round(a.amount, 1)) for a in house.activities()]
    [('energy.electricity.grid', 37.0)]

    """

    title: ClassVar[str] = "Location space"
    title_da: ClassVar[str] = "Locationareal"
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"area": 150, "days": 3, "kwh_per_m2_year": 30, "region": "DK", "date": "2025-05-01"}
    )


@frozen(kw_only=True, slots=True)
class WorkshopSpace(FloorSpace):
    """Book a workshop or a store by its floor area, where no meter was read.

    Parameters
    ----------
    area
        Amount, in m2.
    days
        Amount, in days.
    kwh_per_m2_year
        Electricity in kWh per m2 and year; 0 if a meter has a line of its own.
    heat_kwh_per_m2_year
        District heat in kWh per m2 and year; no heat is counted when empty.
    building
        Kind of building whose use of heat is taken instead: a key of ``building.heat_use`` in
        ``factors/properties.csv``, such as ``industry_and_business``.

    Notes
    -----
    area x days x kWh per m2 and year / 365.25, for power from the grid and for district heat; heat by gas or oil is a
    line of its own. The kinds of building are mean uses of heat of the customers of two Danish district heating
    companies (Assens Fjernvarme, Vojens Fjernvarme), the newest year of each; give such a line the status ``default``.

    Examples
    --------
    >>> shop = WorkshopSpace(
    ...     area=300, days=40, kwh_per_m2_year=60, region="DK", date="2025-05-01", building="industry_and_business"
    ... )
    >>> [(a.activity, round(a.amount, 1)) for a in shop.activities()]
    [('energy.electricity.grid', 1971.3), ('energy.heat.district', 2759.8)]

    """

    title: ClassVar[str] = "Workshop space"
    title_da: ClassVar[str] = "Værkstedsareal"
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "area": 300,
            "days": 40,
            "kwh_per_m2_year": 60,
            "building": "industry_and_business",
            "region": "DK",
            "date": "2025-05-01",
        }
    )


@frozen(kw_only=True, slots=True)
class Homeworking(Item):
    """Book people who work at home.

    Parameters
    ----------
    persons
        Amount, in persons; 1 when empty.
    days
        Amount, in days; 1 when empty.
    hours
        Amount, in hours for each person and day.
    with_heating
        Whether the heating of the home is counted beside the equipment: yes or no.

    Notes
    -----
    persons x days x hours. Method and factors: UK Government GHG Conversion Factors for Company Reporting,
    homeworking per full-time-equivalent working hour.

    Examples
    --------
    >>> writers = Homeworking(persons=4, days=10, hours=7.5, region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in writers.activities()]
    [('homeworking.total', 300.0, 'person*hour')]

    """

    title: ClassVar[str] = "Homeworking"
    title_da: ClassVar[str] = "Hjemmearbejde"
    group: ClassVar[str] = "energy"
    topics: ClassVar[tuple[str, ...]] = ("T16",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"persons": 4, "days": 10, "hours": 7.5, "with_heating": "yes", "region": "DK", "date": "2025-05-01"}
    )

    persons: float = field(default=1.0, converter=in_persons, metadata=amount("person"))
    days: float = field(default=1.0, converter=in_days, metadata=amount("day"))
    hours: float = field(converter=in_hours, metadata=amount("hour"))
    with_heating: bool = field(default=True, converter=to_with_heating)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one hour of one person."""
        leaf = "total" if self.with_heating else "office_equipment"
        note = "office equipment and heating" if self.with_heating else "office equipment without heating"
        yield ActivityAmount(activity=f"homeworking.{leaf}", amount=1.0, unit="person*hour", note=note)


KINDS: tuple[type[Item], ...] = (StudioSpace, OfficeSpace, LocationSpace, WorkshopSpace, Homeworking)
"""Item classes of this room."""
