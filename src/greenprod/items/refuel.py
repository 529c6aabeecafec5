"""What vehicles take in: fuel by litres or cost, and power at a charger."""

from __future__ import annotations

from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.errors import Issue, ItemError, UnitError
from greenprod.items.amounts import amount, as_given, in_kwh, in_litres, split_given, take_unit
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike

PURPOSES = ("travel", "freight")


def _check_purpose(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise ItemError(invalid_choice("purpose", purpose, PURPOSES))


@frozen(kw_only=True, slots=True)
class ElectricCharging(Item):
    """Book the charging of electric vehicles.

    Parameters
    ----------
    energy
        Amount, in kWh, at the charger.
    purpose
        travel or freight: what the vehicles carry.

    Notes
    -----
    Method: GHG Protocol Scope 2 Guidance, location-based and market-based side by side, as for electricity from the
    grid; the region is where the vehicle was charged. What is lost between charger and battery is in the kWh of the
    charger and is not added. Do not book the kilometres of the same vehicles as well. For public chargers set control
    to ``third_party``.

    Examples
    --------
    >>> charged = ElectricCharging(energy="250 kWh", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in charged.activities()]
    [('energy.electricity.grid', 250.0, 'kWh')]

    """

    title: ClassVar[str] = "Electric charging"
    title_da: ClassVar[str] = "Opladning af elbiler"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T04",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "energy": 250}
    )

    energy: float = field(converter=in_kwh, metadata=amount("kWh"))
    purpose: str = "travel"

    def check(self) -> None:
        """Check the purpose."""
        super().check()
        _check_purpose(self.purpose)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour."""
        yield ActivityAmount(activity="energy.electricity.grid", amount=1.0, unit="kWh", category=self.purpose)


VEHICLE_FUELS = {
    "diesel": "fuel.diesel.average_biofuel_blend",
    "diesel_mineral": "fuel.diesel.mineral",
    "diesel_b100": "fuel.diesel.b100",
    "petrol": "fuel.petrol.average_biofuel_blend",
    "petrol_mineral": "fuel.petrol.mineral",
    "petrol_e10": "fuel.petrol.e10",
    "petrol_e85": "fuel.petrol.e85",
    "hvo": "fuel.hvo",
    "lpg": "fuel.lpg",
}


def to_price(value: AmountLike) -> str:
    """Convert a price per litre to its text: a number, and a currency where it names one."""
    if isinstance(value, str) and not value.strip():
        return ""
    number, unit = split_given(value, "price_per_litre")
    return f"{number!r} {unit}".strip()


def litres_for(currency: str, price_per_litre: str) -> float:
    """Return the litres that one unit of a currency buys.

    Parameters
    ----------
    currency
        What the cost is in.
    price_per_litre
        Number, in the same currency, which it may name: ``12.5``, ``12.5 DKK`` or ``12.5 DKK/litre``.

    Raises
    ------
    ItemError
        ``out_of_range`` for a price of nothing, ``contradictory_fields`` for two currencies.

    Examples
    --------
    >>> litres_for("DKK", "12.5 DKK/litre"), litres_for("kEUR", "2")
    (0.08, 500.0)

    """
    price, unit = split_given(price_per_litre, "price_per_litre")
    named, _, per = unit.partition("/")
    if not 0 < price < inf:
        message = f"The price per litre must be over 0, not {price:g}."
        raise ItemError(Issue(code="out_of_range", message=message, column="price_per_litre", value=price_per_litre))
    try:
        paid = units.currency(currency)
    except UnitError as error:
        raise UnitError(error.issue.at(column="currency")) from None
    try:
        priced = units.currency(named) if named else paid
        price *= (units.scale(named, priced) if named else 1.0) / (units.scale(per, "litre") if per else 1.0)
    except UnitError as error:
        raise UnitError(error.issue.at(column="price_per_litre")) from None
    if priced != paid:
        raise ItemError(
            Issue(
                code="contradictory_fields",
                message=f"The cost is in {paid}, and the price per litre in {priced}.",
                column="price_per_litre",
                value=price_per_litre,
                hint="Give both in the currency that was paid.",
            )
        )
    return units.scale(currency, paid) / price


@frozen(kw_only=True, slots=True)
class VehicleFuel(Item):
    """Book fuel of vehicles, by litres or by cost and price.

    Parameters
    ----------
    volume
        Amount, in litres.
    cost
        Amount of money paid, instead of litres; then `price_per_litre` must be given.
    currency
        Currency of the cost, unless it stands with it.
    price_per_litre
        Average price paid per litre, in the currency of the cost, which it may name.
    fuel
        diesel, diesel_mineral, diesel_b100, petrol, petrol_mineral, petrol_e10, petrol_e85, hvo or lpg; diesel and
        petrol are what filling stations sell.
    purpose
        travel or freight: what the vehicles carry.

    Notes
    -----
    litres = volume, or cost / price_per_litre; take both from the same receipts, so with the same taxes.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, fuels, and Base Empreinte (ADEME);
    fuel-based and, by cost, as in the GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions, category 6.
    Do not book the kilometres of the same vehicles as well.

    Examples
    --------
    >>> tanked = VehicleFuel(cost="2500 DKK", price_per_litre=12.5, fuel="diesel", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in tanked.activities()]
    [('fuel.diesel.average_biofuel_blend', 200.0, 'litre')]

    """

    title: ClassVar[str] = "Vehicle fuel"
    title_da: ClassVar[str] = "Brændstof til køretøjer"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T04", "T07")
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "cost": 2500, "currency": "DKK", "price_per_litre": 12.5,
         "fuel": "diesel"}
    )  # fmt: skip

    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    cost: float | None = field(default=None, converter=optional(as_given), metadata=amount("", unit_field="currency"))
    currency: str = ""
    price_per_litre: str = field(default="", converter=to_price)
    fuel: str = "diesel"
    purpose: str = "travel"

    def __attrs_post_init__(self) -> None:
        if self.cost is not None:
            take_unit(self, "cost", "currency")
        self.check()

    def check(self) -> None:
        """Check that the fuel is known, and that it is measured in one way."""
        super().check()
        _check_purpose(self.purpose)
        if self.fuel not in VEHICLE_FUELS:
            raise ItemError(invalid_choice("fuel", self.fuel, VEHICLE_FUELS))
        if (self.volume is None) == (self.cost is None):
            raise ItemError(
                Issue(
                    code="missing_amount" if self.cost is None else "contradictory_fields",
                    message="Vehicle fuel needs either its volume or its cost.",
                    column="volume",
                    hint="Give litres, or cost with price_per_litre.",
                )
            )
        if self.cost is not None:
            if not self.price_per_litre:
                raise required(
                    "price_per_litre", "vehicle fuel", "A cost alone does not say how many litres it bought."
                )
            if not self.currency:
                raise required("currency", "vehicle fuel", "Write the currency that was paid, such as DKK.")
            litres_for(self.currency, self.price_per_litre)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one litre, or the litres that one unit of money buys."""
        activity, litres, note = VEHICLE_FUELS[self.fuel], 1.0, ""
        if self.cost is not None:
            litres = litres_for(self.currency, self.price_per_litre)
            note = f"{litres:.6g} litre for 1 {self.currency} at a price of {self.price_per_litre} per litre"
        yield ActivityAmount(activity=activity, amount=litres, unit="litre", note=note, category=self.purpose)


KINDS: tuple[type[Item], ...] = (VehicleFuel, ElectricCharging)
"""Item classes of this room."""
