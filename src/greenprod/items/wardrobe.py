"""Costumes, their washing, and make-up."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod.errors import ItemError
from greenprod.items.amounts import amount, as_given, in_days, in_items, in_kg, take_unit
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.items.figures import (
    below,
    check_life,
    check_spend,
    life_used,
    one_amount,
    refused,
    spend_part,
    to_life,
    to_share,
)
from greenprod.items.waste import checked_treatment, waste_part
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONDITIONS = ("new", "second_hand", "hired")
ENDS = ("landfill", "incineration_energy_recovery", "recycling_closed_loop")
GARMENTS = (
    "coat", "dress.cotton", "dress.polyester", "dress.viscose", "fleece.recycled_polyester", "jacket.faux_leather",
    "jeans", "polo_shirt", "pullover.acrylic", "pullover.recycled_cotton", "pullover.wool", "rain_jacket",
    "shirt.cotton", "shirt.viscose", "shoes.fabric", "shoes.leather", "shoes.sports", "sweatshirt.cotton",
    "tshirt.cotton", "tshirt.polyester",
)  # fmt: skip
"""Clothes that the library has figures for; other products can be worn too."""


@frozen(kw_only=True, slots=True)
class Costume(Item):
    """Book costumes by the piece or by mass: new, second-hand or hired.

    Parameters
    ----------
    items
        Amount: how many pieces; then `garment` must be given.
    mass
        Amount, in kg of clothing, instead of items.
    days
        Amount, in days of use, of hired costumes; then `life_days` must be given.
    garment
        Name below ``product.`` in the vocabulary: tshirt.cotton, jeans, shirt.viscose, dress.polyester, coat,
        pullover.wool, shoes.leather...
    condition
        new, second_hand or hired.
    life_days
        Days that a hired costume is worn before it is scrapped, as its owner says.
    share
        Share of its life that the production uses, 0 to 1; instead of days and life.
    end_of_life
        Treatment of the clothing afterwards, by mass only: landfill, incineration_energy_recovery or
        recycling_closed_loop; empty leaves its end to a line of waste.

    Notes
    -----
    Formula: items x figure of the garment, or kg x figure of clothing; hired: x days of use / days of life, or x
    share, of a new one. Figures: garments ADEME; clothing by mass, new and reused, UK Government GHG Conversion
    Factors, material use. Second-hand garments have a figure by mass only.

    Examples
    --------
    >>> extras = Costume(items=40, garment="shirt.cotton", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.category) for a in extras.activities()]
    [('product.shirt.cotton', 40.0, 'wardrobe')]
    >>> gowns = Costume(mass=60, condition="hired", share=0.05, region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in gowns.activities()]
    [('material.clothing.new', 3.0)]

    """

    title: ClassVar[str] = "Costume"
    title_da: ClassVar[str] = "Kostume"
    group: ClassVar[str] = "wardrobe"
    topics: ClassVar[tuple[str, ...]] = ("T24",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 40, "garment": "shirt.cotton", "condition": "new", "region": "DK", "date": "2025-05-01"}
    )

    choices: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({"garment": GARMENTS, "end_of_life": ENDS})

    items: float | None = field(default=None, converter=optional(in_items), metadata=amount("item"))
    mass: float | None = field(default=None, converter=optional(in_kg), metadata=amount("kg"))
    days: float | None = field(default=None, converter=optional(in_days), metadata=amount("day"))
    garment: str = ""
    condition: str = "new"
    life_days: float | None = field(default=None, converter=optional(to_life))
    share: float | None = field(default=None, converter=optional(to_share))
    end_of_life: str = ""

    def check(self) -> None:
        """Check that pieces are named, and that condition, share and end fit them."""
        super().check()
        if self.condition not in CONDITIONS:
            raise ItemError(invalid_choice("condition", self.condition, CONDITIONS))
        if one_amount("costume", {"items": self.items, "mass": self.mass}) == "items":
            self._check_pieces()
        elif self.garment:
            raise refused("garment", "mass is booked as clothing, whatever the garment.")
        if self.end_of_life:
            checked_treatment(self.end_of_life, "end_of_life")
        self._check_life()

    def _check_pieces(self) -> None:
        if not self.garment:
            raise required("garment", "costume", "`greenprod factors list product` shows all.")
        if self.condition == "second_hand":
            raise refused("condition", "Second-hand garments have no figure by the piece.", "Give mass, not items.")
        if self.end_of_life:
            raise refused("end_of_life", "The waste of costumes needs their mass.", "Give mass, or a line of waste.")

    def _check_life(self) -> None:
        given = [column for column in ("share", "days", "life_days") if getattr(self, column) is not None]
        if self.condition == "hired":
            check_life("hired costume", self.days, self.life_days, self.share)
        elif given:
            raise refused(given[0], f"{given[0]} belongs to hired costumes, and these are {self.condition}.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one piece or one kilogram, or the share of it, and its waste if an end is named."""
        used, note = life_used(self.life_days, self.share)
        if self.items is not None:
            leaf, unit, column = below("product", self.garment), "item", "garment"
        else:
            kind = "reused" if self.condition == "second_hand" else "new"
            leaf, unit, column = f"material.clothing.{kind}", "kg", "condition"
        yield ActivityAmount(activity=leaf, amount=used, unit=unit, note=note, column=column, category="wardrobe")
        if self.end_of_life:
            end = "; ".join(filter(None, ("its end of life, of the same mass", note)))
            yield waste_part("clothing", self.end_of_life, used, end, "end_of_life")


@frozen(kw_only=True, slots=True)
class Laundry(Item):
    """Book laundry and dry cleaning by what was spent on it.

    Parameters
    ----------
    cost
        Amount of money, such as ``900 USD``.
    spend_activity
        Name below ``spend.`` in the vocabulary: us.812320, us.812310...
    currency
        Currency of the cost.

    Notes
    -----
    Formula: money x figure of the spend activity. The library has no figure per kilogram of laundry; a machine of
    one's own is a line of electricity and one of water.

    Examples
    --------
    >>> cleaner = Laundry(cost="900 USD", spend_activity="us.812320", region="US", date="2022-05-01")
    >>> [(a.activity, a.amount, a.unit, a.category) for a in cleaner.activities()]
    [('spend.us.812320', 900.0, 'USD', 'wardrobe')]

    """

    title: ClassVar[str] = "Laundry"
    title_da: ClassVar[str] = "Vask og rens"
    group: ClassVar[str] = "wardrobe"
    topics: ClassVar[tuple[str, ...]] = ("T24",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"cost": 900, "currency": "USD", "spend_activity": "us.812320", "region": "US", "date": "2022-05-01"}
    )

    cost: float = field(converter=as_given, metadata=amount("", unit_field="currency"))
    spend_activity: str = ""
    currency: str = ""

    def __attrs_post_init__(self) -> None:
        take_unit(self, "cost", "currency")
        self.check()

    def check(self) -> None:
        """Check that what the money went to is named."""
        super().check()
        check_spend("laundry", self.spend_activity, self.currency)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one unit of money."""
        yield spend_part(self.spend_activity, self.currency, "wardrobe")


@frozen(kw_only=True, slots=True)
class MakeUp(Item):
    """Book make-up, hair and prosthetics by what was spent on them, or by the mass of a material.

    Parameters
    ----------
    cost
        Amount of money, such as ``3000 GBP``; then `spend_activity` must be given.
    mass
        Amount, in kg, instead of cost; then `material` must be given.
    spend_activity
        Name below ``spend.`` in the vocabulary: gb.20_4, us.446120, dk.c20...
    material
        Name below ``material.`` in the vocabulary, whole: alcohol, plastics_average.new...
    currency
        Currency of the cost.

    Notes
    -----
    Formula: money x figure of the spend activity, or kg x figure of the material. The library has no figure
    per kilogram of cosmetics.

    Examples
    --------
    >>> kit = MakeUp(cost="3000 GBP", spend_activity="gb.20_4", region="GB", date="2022-05-01")
    >>> [(a.activity, a.amount, a.unit, a.category) for a in kit.activities()]
    [('spend.gb.20_4', 3000.0, 'GBP', 'wardrobe')]

    """

    title: ClassVar[str] = "Make-up"
    title_da: ClassVar[str] = "Sminke"
    group: ClassVar[str] = "wardrobe"
    topics: ClassVar[tuple[str, ...]] = ("T24",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"cost": 3000, "currency": "GBP", "spend_activity": "gb.20_4", "region": "GB", "date": "2022-05-01"}
    )

    cost: float | None = field(default=None, converter=optional(as_given), metadata=amount("", unit_field="currency"))
    mass: float | None = field(default=None, converter=optional(in_kg), metadata=amount("kg"))
    spend_activity: str = ""
    material: str = ""
    currency: str = ""

    def __attrs_post_init__(self) -> None:
        if self.cost is not None:
            take_unit(self, "cost", "currency")
        self.check()

    def check(self) -> None:
        """Check that a cost names what it went to, and a mass its material."""
        super().check()
        if one_amount("make-up", {"cost": self.cost, "mass": self.mass}) == "cost":
            if self.material:
                raise refused("material", "cost goes with spend_activity, not with material.")
            check_spend("make-up", self.spend_activity, self.currency)
            return
        if self.spend_activity:
            raise refused("spend_activity", "mass goes with material, not with spend_activity.")
        if not self.material:
            raise required("material", "make-up", "`greenprod factors list material` shows all.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one unit of money, or one kilogram."""
        if self.cost is not None:
            yield spend_part(self.spend_activity, self.currency, "wardrobe")
        else:
            leaf = below("material", self.material)
            yield ActivityAmount(activity=leaf, amount=1.0, unit="kg", column="material", category="wardrobe")


KINDS: tuple[type[Item], ...] = (Costume, Laundry, MakeUp)
"""Item classes of this room."""
