"""The crew's way to work."""

from __future__ import annotations

from math import fsum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod.errors import GreenprodError, Issue, ItemError
from greenprod.items.amounts import amount, in_days, in_km, in_persons
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.items.travel import check_car, to_occupancy
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike

CAR, WALK = "car", "walk"
MODES = {
    CAR: "travel.car",
    "motorbike": "travel.motorbike.average",
    "taxi": "travel.taxi.regular",
    "rail": "travel.rail.national",
    "metro": "travel.rail.underground",
    "tram": "travel.rail.light_rail",
    "bus": "travel.bus.local_average",
    "coach": "travel.coach",
    "ferry": "travel.ferry.foot_passenger",
    "bicycle": "travel.bicycle",
    "electric_bicycle": "travel.bicycle.electric.by_passenger",
    "electric_kick_scooter": "travel.e_scooter.by_passenger",
    WALK: "travel.bicycle",
}
"""Modes of a split and their activities; on foot there is nothing to count, and no bicycle-km is booked for it."""
_EXACT = 1e-6
"""How far from 1 a split may be: shares such as thirds are written with a few decimals."""


def shares_of(mode_split: str) -> dict[str, float]:
    """Return the share of each mode in a text such as ``car:0.6;rail:0.4``.

    Raises
    ------
    ItemError
        ``invalid_choice`` for a mode, ``not_a_number`` or ``out_of_range`` for a share, ``contradictory_fields`` for a
        mode that stands there twice, ``split_not_one`` for the sum.

    Examples
    --------
    >>> shares_of("car:0.6; rail:0.3; bicycle:0.1")
    {'car': 0.6, 'rail': 0.3, 'bicycle': 0.1}

    """
    shares: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in mode_split.split(";"))):
        mode, _, text = (piece.strip() for piece in part.partition(":"))
        if mode not in MODES:
            raise ItemError(invalid_choice("mode of the split", mode, MODES).at(column="mode_split"))
        if mode in shares:
            raise ItemError(_bad_split("contradictory_fields", f"{mode} stands in the split twice.", mode_split))
        try:
            share = float(text)
        except ValueError:
            message = f"The share of {mode} is not a number: {text!r}."
            raise ItemError(_bad_split("not_a_number", message, mode_split)) from None
        if not 0 <= share <= 1:
            message = f"A share is between 0 and 1, not {share:g}."
            raise ItemError(_bad_split("out_of_range", message, mode_split))
        shares[mode] = share
    total = fsum(shares.values())
    if abs(total - 1) > _EXACT:
        raise ItemError(_bad_split("split_not_one", f"The shares add to {total:g}, not to 1.", mode_split))
    return shares


def _bad_split(code: str, message: str, mode_split: str) -> Issue:
    hint = "Write shares of the distance that add to 1, such as car:0.6;rail:0.3;bicycle:0.1."
    return Issue(code=code, message=message, column="mode_split", value=mode_split, hint=hint)


def to_car_occupancy(value: AmountLike) -> float:
    """Convert persons per car, the driver with them."""
    try:
        return to_occupancy(value)
    except GreenprodError as error:
        raise type(error)(error.issue.at(column="car_occupancy")) from None


@frozen(kw_only=True, slots=True)
class CrewCommute(Item):
    """Book the crew's daily way to work and back.

    Parameters
    ----------
    persons
        Amount, in persons.
    days
        Amount, in days of work.
    distance
        Amount, in km one way per person.
    mode_split
        Shares of the distance by mode that add to 1, such as ``car:0.6;rail:0.3;bicycle:0.1``. Modes: car, motorbike,
        taxi, rail, metro, tram, bus, coach, ferry, bicycle, electric_bicycle, electric_kick_scooter, walk.
    car_occupancy
        Persons per car, the driver with them; must be given when a car is in the split.
    car_size
        Size of the cars, as for a car trip.
    car_fuel
        Fuel of the cars, as for a car trip.

    Notes
    -----
    person-km of a mode = persons x days x 2 x distance x share; car-km = person-km / car_occupancy. A motorbike carries
    one. Nothing is booked for walking.

    Method: GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions, category 7, distance-based method.
    Factors as for the trips of each mode; rail, metro and tram are those of the United Kingdom or what stands in.

    Examples
    --------
    >>> way = CrewCommute(persons=40, days=20, distance=12, mode_split="car:0.75;rail:0.25", car_occupancy=1.5,
    ...                   date="2025-05-31", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in way.activities()]
    [('travel.car.average.unknown', 9600.0, 'km'), ('travel.rail.national', 4800.0, 'passenger*km')]

    """

    title: ClassVar[str] = "Crew commute"
    title_da: ClassVar[str] = "Holdets vej til arbejde"
    group: ClassVar[str] = "travel"
    topics: ClassVar[tuple[str, ...]] = ("T05",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-31", "region": "DK", "persons": 40, "days": 20, "distance": 12,
         "mode_split": "car:0.6;rail:0.3;bicycle:0.1", "car_occupancy": 1.5}
    )  # fmt: skip

    persons: float = field(converter=in_persons, metadata=amount("person"))
    days: float = field(converter=in_days, metadata=amount("day"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    mode_split: str = ""
    car_occupancy: float | None = field(default=None, converter=optional(to_car_occupancy))
    car_size: str = "average"
    car_fuel: str = "unknown"

    def check(self) -> None:
        """Check the split, and that the cars in it are described."""
        super().check()
        if not self.mode_split:
            raise required("mode_split", "commute", "Such as car:0.6;rail:0.3;bicycle:0.1.")
        shares = shares_of(self.mode_split)
        if CAR in shares and self.car_occupancy is None:
            raise required("car_occupancy", "commute", "Persons per car, the driver with them; 1 for driving alone.")
        check_car(self.car_size, self.car_fuel, self.car_occupancy, "car_")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield, by mode, what one person's kilometre between home and work is, there and back."""
        for mode, share in shares_of(self.mode_split).items():
            yield self._part(mode, share)

    def _part(self, mode: str, share: float) -> ActivityAmount:
        activity, km, unit, column = MODES[mode], 2.0 * share, "passenger*km", "mode_split"
        note = f"{mode}: {share:.0%} of the way, there and back"
        if mode == CAR and self.car_occupancy is not None:
            activity, km, unit = f"{activity}.{self.car_size}.{self.car_fuel}", km / self.car_occupancy, "km"
            note, column = f"{note}, {self.car_occupancy:g} in a car", "car_fuel"
        elif mode == "motorbike":
            unit = "km"
        elif mode == WALK:
            km, note = 0.0, f"{note}: nothing is booked for walking"
        return ActivityAmount(
            activity=activity, amount=km, unit=unit, note=note, column=column, category="commute", scope3="3.7"
        )


KINDS: tuple[type[Item], ...] = (CrewCommute,)
"""Item classes of this room."""
