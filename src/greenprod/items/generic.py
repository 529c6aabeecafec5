"""The generic line: any leaf of the vocabulary, by name."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from greenprod.errors import ItemError
from greenprod.items.amounts import amount, amount_problem, as_given, take_unit
from greenprod.items.base import ActivityAmount, Item, required

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen(kw_only=True, slots=True)
class Activity(Item):
    """Book any activity of the vocabulary by its name.

    Parameters
    ----------
    activity
        Leaf of the vocabulary, for example ``fuel.hvo``.
    amount
        Amount, in `unit`; or a text or quantity that carries its unit.
    unit
        Unit of the amount.

    Examples
    --------
    >>> taxi = Activity(activity="travel.taxi.regular", amount="12 pkm", date="2025-05-01", region="DK")
    >>> taxi.amount, taxi.unit
    (12.0, 'pkm')

    """

    title: ClassVar[str] = "Any activity"
    title_da: ClassVar[str] = "Enhver aktivitet"

    amount: float = field(converter=as_given, metadata=amount("", unit_field="unit"))
    activity: str = ""
    unit: str = ""

    def __attrs_post_init__(self) -> None:
        take_unit(self, "amount", "unit")
        self.check()

    def check(self) -> None:
        """Check that activity and unit are there."""
        super().check()
        if not self.activity:
            raise required("activity", "generic", "`greenprod factors list` shows all activities.")
        if not self.unit:
            issue = amount_problem("missing_amount", "unit", "", hint="Write the unit of the amount.")
            raise ItemError(issue.at(code="missing_unit", message="The unit of the amount is missing."))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one unit of the activity."""
        yield _one(self.activity, self.unit)


@lru_cache(maxsize=4096)
def _one(activity: str, unit: str) -> ActivityAmount:
    """Return one unit of an activity; the lines of a table share it."""
    return ActivityAmount(activity=activity, amount=1.0, unit=unit)


KINDS: tuple[type[Item], ...] = (Activity,)
"""Item classes of this room."""
