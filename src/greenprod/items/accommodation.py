"""Nights away from home."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from greenprod.items.base import ActivityAmount, Item, amount, in_nights, in_rooms

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen(kw_only=True, slots=True)
class HotelStay(Item):
    """Book occupied hotel rooms; the region is the country of the hotel.

    Parameters
    ----------
    rooms
        Amount, in rooms; 1 when empty.
    nights
        Amount, in nights per room.

    Notes
    -----
    Method and factors: UK Government GHG Conversion Factors for Company Reporting, hotel stay per occupied room
    and night, whose figures come from the Hotel Footprinting Tool.

    Examples
    --------
    >>> stay = HotelStay(rooms=3, nights=2, region="DE", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in stay.activities()]
    [('accommodation.hotel', 6.0)]

    """

    title: ClassVar[str] = "Hotel stay"

    rooms: float = field(default=1.0, converter=in_rooms, metadata=amount("room"))
    nights: float = field(converter=in_nights, metadata=amount("night"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the night of one room."""
        yield ActivityAmount(activity="accommodation.hotel", amount=1.0, unit="room*night")
