"""Trucks and what they pull, by the distance they drove."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import evolve, field, frozen

from greenprod.errors import Issue, ItemError
from greenprod.items.amounts import amount, in_km, in_vehicles
from greenprod.items.base import ActivityAmount, Item, required, to_bool
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TRUCK_SIZES = (
    "all", "all_rigids", "all_artics", "rigid_3_5_to_7_5t", "rigid_7_5_to_17t", "rigid_over_17t",
    "articulated_3_5_to_33t", "articulated_over_33t",
)  # fmt: skip
TRUCK_LOADS = ("average_laden", "empty", "half_laden", "fully_laden")
TRUCK_BODIES = {"standard": "hgv", "refrigerated": "hgv_refrigerated"}


def to_load(value: float | str) -> str:
    """Convert a load to text: one of the published loads, or a fraction of the full load.

    Raises
    ------
    ItemError
        ``out_of_range`` or ``invalid_choice``.

    """
    text = str(value).strip()
    if text in TRUCK_LOADS:
        return text
    try:
        share = float(text)
    except ValueError:
        raise ItemError(invalid_choice("load", text, (*TRUCK_LOADS, "0 to 1"))) from None
    if not 0 <= share <= 1:
        raise ItemError(
            Issue(
                code="out_of_range",
                message=f"load is a fraction from 0 to 1, not {share:g}.",
                column="load",
                value=text,
                hint="Write 50 % as 0.5.",
            )
        )
    return repr(share)


def loads_of(load: str) -> dict[str, float]:
    """Return the published loads behind a load, with the part of the way that is counted with each.

    Examples
    --------
    >>> loads_of("average_laden"), loads_of("0.25"), loads_of("1")
    ({'average_laden': 1.0}, {'empty': 0.5, 'half_laden': 0.5}, {'fully_laden': 1.0})

    """
    if load in TRUCK_LOADS:
        return {load: 1.0}
    share = 2.0 * float(load)  # in half loads
    above = {"half_laden": share} if share <= 1 else {"fully_laden": share - 1}
    below = {"empty": 1 - share} if share <= 1 else {"half_laden": 2 - share}
    return {name: part for name, part in (below | above).items() if part > 0}


@frozen(kw_only=True, slots=True)
class Truck(Item):
    """Book trucks by the distance they drove.

    Parameters
    ----------
    vehicles
        Amount, in vehicles; 1 when empty.
    distance
        Amount, in km one way per vehicle.
    size
        all, all_rigids, all_artics, rigid_3_5_to_7_5t, rigid_7_5_to_17t, rigid_over_17t, articulated_3_5_to_33t or
        articulated_over_33t.
    load
        average_laden, empty, half_laden, fully_laden, or a fraction of the full load from 0 to 1.
    body
        standard or refrigerated.
    round_trip
        Whether the way back, with the same load, is part of the line; an empty way back is a line of its own.

    Notes
    -----
    km = vehicles x distance x 2 if there and back. A fraction of the load is taken on the straight line between the two
    published loads around it.

    Method and factors: UK Government GHG Conversion Factors for Company Reporting, delivery vehicles, HGV (diesel) per
    vehicle-km. For other fuels book vehicle fuel or electric charging.

    Examples
    --------
    >>> grip = Truck(vehicles=2, distance=150, size="rigid_7_5_to_17t", load=0.75, date="2025-05-01", region="DK")
    >>> for a in grip.activities():
    ...     print(a.activity, a.amount, a.unit)
    freight.hgv.rigid_7_5_to_17t.half_laden.by_vehicle 150.0 km
    freight.hgv.rigid_7_5_to_17t.fully_laden.by_vehicle 150.0 km

    """

    title: ClassVar[str] = "Truck"
    title_da: ClassVar[str] = "Lastbil"
    group: ClassVar[str] = "transport"
    topics: ClassVar[tuple[str, ...]] = ("T07",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "vehicles": 2, "distance": 150, "size": "rigid_7_5_to_17t",
         "load": "half_laden"}
    )  # fmt: skip

    vehicles: float = field(default=1.0, converter=in_vehicles, metadata=amount("vehicle"))
    distance: float = field(converter=in_km, metadata=amount("km"))
    size: str = "all"
    load: str = field(default="average_laden", converter=to_load)
    body: str = "standard"
    round_trip: bool = field(default=False, converter=to_bool)

    def check(self) -> None:
        """Check size and body."""
        super().check()
        if self.size not in TRUCK_SIZES:
            raise ItemError(invalid_choice("size", self.size, TRUCK_SIZES))
        if self.body not in TRUCK_BODIES:
            raise ItemError(invalid_choice("body", self.body, TRUCK_BODIES))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the kilometre of one truck, at the published loads around its own."""
        there_and_back = 2.0 if self.round_trip else 1.0
        loads = loads_of(self.load)
        for load, part in loads.items():
            yield ActivityAmount(
                activity=f"freight.{TRUCK_BODIES[self.body]}.{self.size}.{load}.by_vehicle",
                amount=there_and_back * part,
                unit="km",
                note=f"load {float(self.load):.0%}: {part:.0%} of the way as {load}" if len(loads) > 1 else "",
                column="load",
            )


@frozen(kw_only=True, slots=True)
class Trailer(Truck):
    """Book trailers and honeywagons by the truck that moves them.

    Parameters
    ----------
    vehicles
        Amount, in trailers, each behind a truck of its own; 1 when empty.
    distance
        Amount, in km one way per trailer.
    use
        What it is: honeywagon, make-up, wardrobe, dressing room, office and so on; free text.
    size
        Size of the truck with its trailer, as for a truck; must be given.
    load
        Load, as for a truck; a trailer that is fitted out weighs much the same all the time.
    body
        standard or refrigerated.
    round_trip
        Whether the way back is part of the line.

    Notes
    -----
    km = vehicles x distance x 2 if there and back. Power on location, water and waste are lines of their own.

    Method and factors: as for a truck; there is no published figure for trailers alone, so the whole truck is counted.
    A trailer behind a car or van is a car or van trip, or its fuel.

    Examples
    --------
    >>> wagon = Trailer(distance=80, use="honeywagon", size="rigid_7_5_to_17t", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount) for a in wagon.activities()]
    [('freight.hgv.rigid_7_5_to_17t.average_laden.by_vehicle', 80.0)]

    """

    title: ClassVar[str] = "Trailer or honeywagon"
    title_da: ClassVar[str] = "Trailer eller toiletvogn"
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "distance": 80, "use": "honeywagon", "size": "rigid_7_5_to_17t"}
    )

    use: str = ""
    size: str = ""

    def check(self) -> None:
        """Check that the truck is described."""
        if not self.size:
            raise required("size", "trailer", "The truck with its trailer: one of " + ", ".join(TRUCK_SIZES) + ".")
        super().check()

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the kilometre of one truck with its trailer."""
        for part in super().parts():
            yield evolve(part, note="; ".join(filter(None, (self.use, part.note, "the whole truck is counted"))))


KINDS: tuple[type[Item], ...] = (Truck, Trailer)
"""Item classes of this room."""
