"""The catalogue: every item class by the name it has in a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from greenprod.errors import Issue, ItemError, near
from greenprod.items import (
    accommodation,
    catering,
    charter,
    credit,
    data,
    distribution,
    energy,
    equipment,
    freight,
    generic,
    heating,
    materials,
    organisation,
    post,
    power,
    purchases,
    road,
    sea,
    spaces,
    travel,
    virtual,
    wardrobe,
    waste,
)

if TYPE_CHECKING:
    from greenprod.items.base import Item


def item_name(kind: type[Item]) -> str:
    """Return the name of an item class in tables.

    Examples
    --------
    >>> item_name(accommodation.HotelStay)
    'hotel_stay'

    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


ROOMS = (
    generic, travel, charter, road, sea, freight, accommodation, energy, heating, spaces, power, virtual, catering,
    materials, wardrobe, equipment, post, data, purchases, waste, distribution, organisation, credit,
)  # fmt: skip
ITEMS: dict[str, type[Item]] = {item_name(kind): kind for room in ROOMS for kind in room.KINDS}
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
