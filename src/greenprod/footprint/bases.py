"""Bases: what descriptions have in common, so that their amounts can be added before they are multiplied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import define, field, frozen

from greenprod.errors import GreenprodError
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from greenprod.footprint.description import Description
    from greenprod.footprint.descriptions import Descriptions

Keep = Literal["", "factors", "descriptions"]
"""What amounts are accumulated by, besides the groups of the lines."""
_SHARED: dict[Keep, Callable[[Description], tuple[object, ...]]] = {
    "factors": lambda d: d.same_factors,
    "descriptions": lambda d: d.same_but_unit,
}


def checked_keep(keep: Keep) -> Keep:
    """Return what amounts are to be accumulated by.

    Raises
    ------
    GreenprodError
        ``invalid_choice``.

    """
    if keep and keep not in _SHARED:
        raise GreenprodError(invalid_choice("keep", keep, _SHARED))
    return keep


@frozen(eq=False)
class Bases:
    """Hold bases: each stands for the descriptions that share what `Keep` asks for, up to the unit of their amounts.

    Parameters
    ----------
    place
        By number of a description, its place in `described`.
    scale
        By number of a description, one unit of its amounts in units of its basis.
    described
        The description that stands for each basis.

    """

    place: np.ndarray
    scale: np.ndarray
    described: tuple[Description, ...]


@define(eq=False)
class GrowingBases:
    """Find what descriptions have in common, going on where the last look ended."""

    shared: Callable[[Description], tuple[object, ...]]
    places: dict[tuple[object, ...], int] = field(factory=dict)
    place: list[int] = field(factory=list)
    scale: list[float] = field(factory=list)
    described: list[Description] = field(factory=list)
    known: Bases | None = None

    @classmethod
    def by(cls, keep: Keep) -> GrowingBases:
        """Return no bases, of descriptions that share what `keep` asks for."""
        return cls(_SHARED[keep])

    def grown(self, everything: Descriptions) -> Bases:
        """Return the bases of all descriptions."""
        if self.known is None or len(self.place) != len(everything):
            for number in range(len(self.place), len(everything)):
                self._add(everything[number])
            place, scale = np.array(self.place, dtype=np.int32), np.array(self.scale)
            self.known = Bases(place, scale, tuple(self.described))
        return self.known

    def _add(self, description: Description) -> None:
        place = self.places.setdefault(self.shared(description), len(self.places))
        if place == len(self.described):
            self.described.append(description)
        own, first = description.resolved, self.described[place].resolved
        self.place.append(place)
        self.scale.append(own.per_unit / first.per_unit if own and first and first.per_unit else 1.0)
