"""Goods on the move."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from greenprod.errors import ItemError
from greenprod.items.base import ActivityAmount, Item, amount, in_km, in_tonnes, required
from greenprod.items.travel import CABINS
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator

USUAL_VEHICLE = {
    "van": "average.diesel",
    "hgv": "all.average_laden",
    "hgv_refrigerated": "all.average_laden",
    "sea": "container_ship.average",
}
"""The fleet average of each mode in the DESNZ tables: what a line without a vehicle means."""
MODES = (*USUAL_VEHICLE, "rail", "air")


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

    Examples
    --------
    >>> lorry = Freight(mass="800 kg", distance=300, mode="hgv", date="2025-05-01", region="DK")
    >>> [(a.activity, a.amount, a.unit) for a in lorry.activities()]
    [('freight.hgv.all.average_laden', 240.0, 'tonne*km')]

    """

    title: ClassVar[str] = "Freight"

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
        leaf = self.haul if self.mode == "air" else self.vehicle or USUAL_VEHICLE.get(self.mode, "")
        yield ActivityAmount(
            activity=".".join(filter(None, ("freight", self.mode, leaf))), amount=1.0, unit="tonne*km", column="vehicle"
        )
