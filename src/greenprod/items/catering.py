"""Food on set."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from greenprod.errors import ItemError
from greenprod.items.base import ActivityAmount, Item, amount, in_meals, required
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator

DIETS = (
    "beef", "veal", "pork", "chicken", "white_fish", "oily_fish", "pollock", "tuna", "vegetarian", "vegan",
)  # fmt: skip


@frozen(kw_only=True, slots=True)
class Meals(Item):
    """Book meals by what is on the plate.

    Parameters
    ----------
    meals
        Amount, in meals.
    diet
        beef, veal, pork, chicken, white_fish, oily_fish, pollock, tuna, vegetarian or vegan.

    Notes
    -----
    Method and factors: ADEME, Impact CO2 (Agribalyse), one average meal; packaging and drinks are not part of it.

    Examples
    --------
    >>> lunch = Meals(meals=60, diet="vegetarian", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in lunch.activities()]
    [('catering.meal.vegetarian', 60.0)]

    """

    title: ClassVar[str] = "Meals"

    meals: float = field(converter=in_meals, metadata=amount("meal"))
    diet: str = ""

    def check(self) -> None:
        """Check the diet."""
        super().check()
        if not self.diet:
            raise required("diet", "meals", "One of " + ", ".join(DIETS) + ".")
        if self.diet not in DIETS:
            raise ItemError(invalid_choice("diet", self.diet, DIETS))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one meal."""
        yield ActivityAmount(activity=f"catering.meal.{self.diet}", amount=1.0, unit="meal")
