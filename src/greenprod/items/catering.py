"""Food and drink on set, what it is served on, and what is left of it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.errors import Issue, ItemError
from greenprod.items.amounts import amount, in_items, in_kg, in_litres, in_meals
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.items.figures import below, measured, one_amount, positive, refused, to_density, to_item_kg
from greenprod.items.materials import material_leaf
from greenprod.items.waste import checked_treatment, waste_part
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike

DIETS = (
    "beef", "veal", "pork", "chicken", "white_fish", "oily_fish", "pollock", "tuna", "vegetarian", "vegan", "average",
    "classic_beef", "classic_chicken", "mostly_animal_beef", "mostly_animal_chicken", "mostly_plant_beef",
    "mostly_plant_chicken",
)  # fmt: skip
FOOD_TREATMENTS = ("anaerobic_digestion", "composting", "incineration_energy_recovery", "combustion", "landfill")
FOOD_STREAMS = (
    "food_and_drink", "food_beef", "food_bread", "food_dairy", "food_fruit_and_vegetables", "food_grains", "food_meat",
    "food_non_meat", "food_poultry",
)  # fmt: skip
CONDITIONS = ("new", "recycled", "reused", "unspecified")


def _waste_kg(value: AmountLike) -> float:
    return measured(value, "food_waste_kg_per_meal", "kg")


def _uses(value: AmountLike) -> float:
    number = positive(value, "uses")
    if number < 1:
        message = f"uses must be 1 or more, not {number:g}."
        raise ItemError(Issue(code="out_of_range", message=message, column="uses", value=str(value)))
    return number


@frozen(kw_only=True, slots=True)
class Meals(Item):
    """Book meals by what is on the plate.

    Parameters
    ----------
    meals
        Amount, in meals.
    diet
        beef, veal, pork, chicken, white_fish, oily_fish, pollock, tuna, vegetarian, vegan, average, classic_beef,
        classic_chicken, mostly_animal_beef, mostly_animal_chicken, mostly_plant_beef or mostly_plant_chicken.
    food_waste_kg_per_meal
        Food thrown away per meal in kg, as weighed or as the caterer says; empty books none.
    food_waste_treatment
        anaerobic_digestion, composting, incineration_energy_recovery, combustion or landfill; needed with food waste.

    Notes
    -----
    Method and factors: ADEME, Impact CO2 (Agribalyse), one average meal; packaging and drinks are not part of it.
    Food waste: meals x kg per meal x figure of the treatment of food and drink, a second part of the line. No amount
    of waste per meal is assumed: none is sourced.

    Examples
    --------
    >>> lunch = Meals(meals=60, diet="vegetarian", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in lunch.activities()]
    [('catering.meal.vegetarian', 60.0)]
    >>> weighed = Meals(meals=60, diet="vegan", food_waste_kg_per_meal=0.1, food_waste_treatment="composting",
    ...     region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in weighed.activities()]
    [('catering.meal.vegan', 60.0), ('waste.food_and_drink.composting', 6.0)]

    """

    title: ClassVar[str] = "Meals"
    title_da: ClassVar[str] = "Måltider"
    group: ClassVar[str] = "catering"
    topics: ClassVar[tuple[str, ...]] = ("T20", "T21")
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"meals": 60, "diet": "vegetarian", "region": "DK", "date": "2025-05-01"}
    )

    meals: float = field(converter=in_meals, metadata=amount("meal"))
    diet: str = ""
    food_waste_kg_per_meal: float | None = field(default=None, converter=optional(_waste_kg))
    food_waste_treatment: str = ""

    def check(self) -> None:
        """Check the diet, and that food waste has an amount and a treatment."""
        super().check()
        if not self.diet:
            raise required("diet", "meals", "One of " + ", ".join(DIETS) + ".")
        if self.diet not in DIETS:
            raise ItemError(invalid_choice("diet", self.diet, DIETS))
        if self.food_waste_treatment and self.food_waste_treatment not in FOOD_TREATMENTS:
            raise ItemError(invalid_choice("food_waste_treatment", self.food_waste_treatment, FOOD_TREATMENTS))
        if self.food_waste_kg_per_meal is None and self.food_waste_treatment:
            raise required("food_waste_kg_per_meal", "meals", "Or leave food_waste_treatment empty.")
        if self.food_waste_kg_per_meal and not self.food_waste_treatment:
            raise required("food_waste_treatment", "meals", "One of " + ", ".join(FOOD_TREATMENTS) + ".")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one meal, and the food thrown away with it."""
        yield ActivityAmount(activity=f"catering.meal.{self.diet}", amount=1.0, unit="meal", column="diet")
        kg = self.food_waste_kg_per_meal
        if kg:
            note = f"food waste, {kg:g} kg per meal (given)"
            yield waste_part("food_and_drink", self.food_waste_treatment, kg, note, "food_waste_treatment")


@frozen(kw_only=True, slots=True)
class Food(Item):
    """Book food by mass: what was bought for the kitchen, the table or the scene.

    Parameters
    ----------
    mass
        Amount, in kg.
    food
        Name below ``food.`` in the vocabulary: vegetable.carrot_raw, cheese.feta, beverage.beer...

    Notes
    -----
    Formula: kg x figure of the food at the consumer. Method and figures: ADEME, Agribalyse.

    Examples
    --------
    >>> table = Food(mass=12, food="bread.baguette", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in table.activities()]
    [('food.bread.baguette', 12.0, 'kg')]

    """

    title: ClassVar[str] = "Food"
    title_da: ClassVar[str] = "Fødevarer"
    group: ClassVar[str] = "catering"
    topics: ClassVar[tuple[str, ...]] = ("T20",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": 12, "food": "bread.baguette", "region": "DK", "date": "2025-05-01"}
    )

    mass: float = field(converter=in_kg, metadata=amount("kg"))
    food: str = ""

    def check(self) -> None:
        """Check that a food is named."""
        super().check()
        if not self.food:
            raise required("food", "food", "`greenprod factors list food` shows all.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilogram."""
        yield ActivityAmount(activity=below("food", self.food), amount=1.0, unit="kg", column="food")


@frozen(kw_only=True, slots=True)
class Drinks(Item):
    """Book drinks, hot or cold, by mass or by volume and density.

    Parameters
    ----------
    mass
        Amount, in kg.
    volume
        Amount, in litres, instead of mass; then `density_kg_per_m3` must be given.
    drink
        Name below ``food.beverage.`` in the vocabulary: coffee_brewed, apple_juice, water_mineral, beer...
    density_kg_per_m3
        Density in kg per cubic metre; ``1 kg/litre`` is fine.

    Notes
    -----
    Formula: kg x figure of the drink at the consumer, with kg = volume x density. The figures are per kilogram, and no
    density of drinks is sourced, so none is assumed. Method and figures: ADEME, Agribalyse. Milk is a line of `Food`.

    Examples
    --------
    >>> coffee = Drinks(volume="30 l", density_kg_per_m3="1 kg/litre", drink="coffee_brewed", region="DK",
    ...     date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in coffee.activities()]
    [('food.beverage.coffee_brewed', 30.0, 'kg')]

    """

    title: ClassVar[str] = "Drinks"
    title_da: ClassVar[str] = "Drikkevarer"
    group: ClassVar[str] = "catering"
    topics: ClassVar[tuple[str, ...]] = ("T20", "T21")
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": 30, "drink": "coffee_brewed", "region": "DK", "date": "2025-05-01"}
    )

    mass: float | None = field(default=None, converter=optional(in_kg), metadata=amount("kg"))
    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    drink: str = ""
    density_kg_per_m3: float | None = field(default=None, converter=optional(to_density))

    def check(self) -> None:
        """Check that a drink is named, and that a volume has its density."""
        super().check()
        if not self.drink:
            raise required("drink", "drinks", "`greenprod factors list food.beverage` shows all.")
        by = one_amount("drinks", {"mass": self.mass, "volume": self.volume})
        if by == "volume" and self.density_kg_per_m3 is None:
            raise required("density_kg_per_m3", "volume of drinks", "Give kg per cubic metre, or book by mass.")
        if by == "mass" and self.density_kg_per_m3 is not None:
            raise refused("density_kg_per_m3", "density_kg_per_m3 is not needed beside mass.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilogram, or what one litre weighs."""
        kg, note = 1.0, ""
        if self.density_kg_per_m3 is not None:
            kg = self.density_kg_per_m3 * units.scale("litre", "cubic_metre")
            note = f"{kg:g} kg per litre (given)"
        leaf = below("food.beverage", self.drink)
        yield ActivityAmount(activity=leaf, amount=kg, unit="kg", note=note, column="drink")


@frozen(kw_only=True, slots=True)
class Tableware(Item):
    """Book plates, cups, cutlery and packaging by what they are made of.

    Parameters
    ----------
    items
        Amount: how many; then `item_kg` must be given.
    mass
        Amount, in kg, instead of items.
    material
        Name below ``material.`` in the vocabulary: paper, ps, glass, steel_cans, wood...
    item_kg
        Mass of one in kg, or with a unit: ``12 gram``.
    condition
        new, recycled, reused, or unspecified where the figure does not say.
    uses
        How often one is used before it is thrown away, as the caterer says; 1 if nothing is said.
    end_of_life
        Treatment, as of `Waste`, that they go to; empty leaves their end to a line of waste.
    waste_stream
        Stream of that waste, where it has another name than the material.

    Notes
    -----
    Formula: kg x figure of the material / uses, with kg = items x mass of one. Factors: as of `Material`. Washing is a
    line of water and one of electricity.

    Examples
    --------
    >>> cups = Tableware(items=500, item_kg="12 gram", material="paper", end_of_life="composting", region="DK",
    ...     date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in cups.activities()]
    [('material.paper.new', 6.0, 'kg'), ('waste.paper.composting', 6.0, 'kg')]

    """

    title: ClassVar[str] = "Tableware"
    title_da: ClassVar[str] = "Service og emballage"
    group: ClassVar[str] = "catering"
    topics: ClassVar[tuple[str, ...]] = ("T20",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 500, "item_kg": 0.012, "material": "paper", "end_of_life": "composting", "region": "DK",
         "date": "2025-05-01"}
    )  # fmt: skip

    items: float | None = field(default=None, converter=optional(in_items), metadata=amount("item"))
    mass: float | None = field(default=None, converter=optional(in_kg), metadata=amount("kg"))
    material: str = ""
    item_kg: float | None = field(default=None, converter=optional(to_item_kg))
    condition: str = "new"
    uses: float = field(default=1.0, converter=_uses)
    end_of_life: str = ""
    waste_stream: str = ""

    def check(self) -> None:
        """Check that a material and a mass are there."""
        super().check()
        if not self.material:
            raise required("material", "tableware", "`greenprod factors list material` shows all.")
        if self.condition not in CONDITIONS:
            raise ItemError(invalid_choice("condition", self.condition, CONDITIONS))
        by = one_amount("tableware", {"items": self.items, "mass": self.mass})
        if by == "items" and self.item_kg is None:
            raise required("item_kg", "tableware", "Give the mass of one, or book by mass.")
        if by == "mass" and self.item_kg is not None:
            raise refused("item_kg", "item_kg is not needed beside mass.")
        if self.end_of_life:
            checked_treatment(self.end_of_life, "end_of_life")
        elif self.waste_stream:
            raise required("end_of_life", "tableware", "waste_stream is given without a treatment.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one item or one kilogram, and its waste if an end is named."""
        kg = (1.0 if self.item_kg is None else self.item_kg) / self.uses
        note = "" if self.uses == 1 else f"each used {self.uses:g} times (given)"
        leaf = material_leaf(self.material, self.condition)
        yield ActivityAmount(activity=leaf, amount=kg, unit="kg", note=note, column="material", category="catering")
        if self.end_of_life:
            stream = self.waste_stream or self.material.removeprefix("material.")
            end = "; ".join(filter(None, ("its end of life, of the same mass", note)))
            yield waste_part(stream, self.end_of_life, kg, end, "end_of_life")


@frozen(kw_only=True, slots=True)
class FoodWaste(Item):
    """Book food that was thrown away, by mass and treatment.

    Parameters
    ----------
    mass
        Amount, in kg.
    treatment
        anaerobic_digestion, composting, incineration_energy_recovery, combustion or landfill; anaerobic_digestion_dry
        or anaerobic_digestion_wet for streams of one food.
    stream
        food_and_drink, or one food: food_meat, food_non_meat, food_beef, food_poultry, food_grains, food_bread,
        food_fruit_and_vegetables or food_dairy.

    Notes
    -----
    Formula: kg x figure of the treatment. Method and factors: UK Government GHG Conversion Factors for Company
    Reporting, waste disposal; streams of one food US EPA. The making of the food is in the meals.

    Examples
    --------
    >>> bin_day = FoodWaste(mass=35, treatment="anaerobic_digestion", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in bin_day.activities()]
    [('waste.food_and_drink.anaerobic_digestion', 35.0)]

    """

    title: ClassVar[str] = "Food waste"
    title_da: ClassVar[str] = "Madspild"
    group: ClassVar[str] = "catering"
    topics: ClassVar[tuple[str, ...]] = ("T21",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": 35, "treatment": "anaerobic_digestion", "region": "DK", "date": "2025-05-01"}
    )

    mass: float = field(converter=in_kg, metadata=amount("kg"))
    treatment: str = ""
    stream: str = "food_and_drink"

    def check(self) -> None:
        """Check the treatment and the stream."""
        super().check()
        treatments = (*FOOD_TREATMENTS, "anaerobic_digestion_dry", "anaerobic_digestion_wet")
        if not self.treatment:
            raise required("treatment", "food waste", "One of " + ", ".join(treatments) + ".")
        if self.treatment not in treatments:
            raise ItemError(invalid_choice("treatment", self.treatment, treatments))
        if self.stream not in FOOD_STREAMS:
            raise ItemError(invalid_choice("stream", self.stream, FOOD_STREAMS))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilogram."""
        yield waste_part(self.stream, self.treatment, 1.0, "", "stream")


KINDS: tuple[type[Item], ...] = (Meals, Food, Drinks, Tableware, FoodWaste)
"""Item classes of this room."""
