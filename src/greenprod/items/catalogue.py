"""The catalogue: every item class by the name it has in a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from greenprod.errors import Issue, ItemError, near
from greenprod.items.accommodation import HotelStay
from greenprod.items.catering import Meals
from greenprod.items.energy import DistrictHeat, Generator, GridElectricity
from greenprod.items.freight import Freight
from greenprod.items.generic import Activity
from greenprod.items.materials import Material, Waste
from greenprod.items.travel import CarTrip, Flight, RailTrip

if TYPE_CHECKING:
    from greenprod.items.base import Item


def item_name(kind: type[Item]) -> str:
    """Return the name of an item class in tables.

    Examples
    --------
    >>> item_name(HotelStay)
    'hotel_stay'

    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


ITEMS: dict[str, type[Item]] = {
    item_name(kind): kind
    for kind in (
        Activity,
        Flight,
        RailTrip,
        CarTrip,
        Freight,
        HotelStay,
        GridElectricity,
        DistrictHeat,
        Generator,
        Meals,
        Material,
        Waste,
    )
}
"""All item classes by name; readers, engine, docs and command line learn them from here."""


def item_class(name: str) -> type[Item]:
    """Return the item class with this name.

    Raises
    ------
    ItemError
        ``unknown_item`` with near names.

    """
    found = ITEMS.get(name.strip().lower().replace(" ", "_"))
    if found is None:
        raise ItemError(
            Issue(
                code="unknown_item",
                message=f"There is no item {name!r}.",
                column="item",
                value=name,
                valid_values=near(name, ITEMS) or tuple(ITEMS),
            )
        )
    return found
