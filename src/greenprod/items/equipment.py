"""Hired and bought equipment, cables and batteries: the share of their making that a production uses up."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod.errors import ItemError
from greenprod.items.amounts import amount, in_days, in_items, in_kg, in_km
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.items.figures import below, check_life, life_used, one_amount, refused, to_life, to_share
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CABLES = ("mains", "internal_power", "internal_signal")
CHEMISTRIES = ("alkaline", "li_ion", "nimh")
SIZES = ("aa", "aaa")


@frozen(kw_only=True, slots=True)
class ProductPurchase(Item):
    """Book things that are bought, by the piece.

    Parameters
    ----------
    items
        Amount: how many.
    product_name
        Name below ``product.`` in the vocabulary: laptop, chair.wood, television.30_40_inch...

    Notes
    -----
    Formula: items x figure of one item, made to the gate. Method and figures: ADEME, Base Carbone and Impact CO2. The
    whole item is booked, whoever uses it later; a hired one is a line of `EquipmentHire`.

    Examples
    --------
    >>> desk = ProductPurchase(items=4, product_name="laptop", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in desk.activities()]
    [('product.laptop', 4.0, 'item')]

    """

    title: ClassVar[str] = "Product bought"
    title_da: ClassVar[str] = "Indkøbt produkt"
    group: ClassVar[str] = "equipment"
    topics: ClassVar[tuple[str, ...]] = ("T22", "T26")
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 4, "product_name": "laptop", "region": "DK", "date": "2025-05-01"}
    )

    items: float = field(converter=in_items, metadata=amount("item"))
    product_name: str = ""

    def check(self) -> None:
        """Check that a product is named."""
        super().check()
        if not self.product_name:
            raise required("product_name", "product", "`greenprod factors list product` shows all.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one item."""
        yield ActivityAmount(
            activity=below("product", self.product_name), amount=1.0, unit="item", column="product_name"
        )


@frozen(kw_only=True, slots=True)
class EquipmentHire(Item):
    """Book the share of hired equipment's making that the production uses up.

    Parameters
    ----------
    items
        Amount: how many pieces; then `product_name` names them.
    mass
        Amount, in kg, instead of items; then `material` names what it is.
    days
        Amount, in days of use; then `life_days` must be given.
    product_name
        Name below ``product.`` in the vocabulary: camera.mirrorless, monitor.24_inch...
    material
        Name below ``material.`` in the vocabulary, whole: electrical_small.new, machinery, vehicles...
    life_days
        Days that such a piece is used before it is scrapped, as its owner says.
    share
        Share of its life that the production uses, 0 to 1; instead of days and life.

    Notes
    -----
    Formula: items (or kg) x figure of the making x days of use / days of life, or x share. Method: the embodied share
    of equipment as in Carbon'Clap; figures: ADEME and UK Government. No length of life is assumed: none is sourced. A
    maker's own figure can be given as ``factor_override``, such as ``250 kgCO2e/item``.

    Examples
    --------
    >>> cameras = EquipmentHire(items=2, days=30, product_name="camera.mirrorless", life_days=600, region="DK",
    ...     period_start="2025-05-01", period_end="2025-06-15")
    >>> [(a.activity, a.amount, a.category) for a in cameras.activities()]
    [('product.camera.mirrorless', 0.1, 'equipment')]

    """

    title: ClassVar[str] = "Equipment hire"
    title_da: ClassVar[str] = "Leje af udstyr"
    group: ClassVar[str] = "equipment"
    topics: ClassVar[tuple[str, ...]] = ("T25",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 2, "days": 30, "product_name": "camera.mirrorless", "life_days": 600, "region": "DK",
         "date": "2025-05-01"}
    )  # fmt: skip

    items: float | None = field(default=None, converter=optional(in_items), metadata=amount("item"))
    mass: float | None = field(default=None, converter=optional(in_kg), metadata=amount("kg"))
    days: float | None = field(default=None, converter=optional(in_days), metadata=amount("day"))
    product_name: str = ""
    material: str = ""
    life_days: float | None = field(default=None, converter=optional(to_life))
    share: float | None = field(default=None, converter=optional(to_share))

    def check(self) -> None:
        """Check that a thing and the share of its life are there."""
        super().check()
        by = one_amount("equipment hire", {"items": self.items, "mass": self.mass})
        names = {"items": ("product_name", "material"), "mass": ("material", "product_name")}
        wanted, other = names[by]
        if getattr(self, other):
            raise refused(other, f"{by} goes with {wanted}, not with {other}.")
        if not getattr(self, wanted):
            raise required(
                wanted, "equipment hire", f"`greenprod factors list {wanted.removesuffix('_name')}` shows all."
            )
        check_life("equipment hire", self.days, self.life_days, self.share)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the share of one item, or of one kilogram."""
        used, note = life_used(self.life_days, self.share)
        column, unit = ("product_name", "item") if self.items is not None else ("material", "kg")
        leaf = below(column.removesuffix("_name"), getattr(self, column))
        yield ActivityAmount(activity=leaf, amount=used, unit=unit, note=note, column=column, category="equipment")


@frozen(kw_only=True, slots=True)
class Cable(Item):
    """Book cable by length, bought or hired.

    Parameters
    ----------
    distance
        Amount: length in km; write ``300 m`` for metres.
    days
        Amount, in days of use, of hired cable; then `life_days` must be given.
    cable
        mains, internal_power or internal_signal.
    life_days
        Days that such a cable is used before it is scrapped, as its owner says.
    share
        Share of its life that the production uses, 0 to 1; instead of days and life. Cable without share, days and
        life is bought.

    Notes
    -----
    Formula: km x figure of the making, for hired cable x days of use / days of life, or x share. Figures: ADEME, Base
    Carbone.

    Examples
    --------
    >>> rig = Cable(distance="300 m", cable="mains", share=0.02, region="DK", date="2025-05-01")
    >>> [(a.activity, round(a.amount, 6), a.unit) for a in rig.activities()]
    [('material.cable_mains.by_length', 0.006, 'km')]

    """

    title: ClassVar[str] = "Cable"
    title_da: ClassVar[str] = "Kabel"
    group: ClassVar[str] = "equipment"
    topics: ClassVar[tuple[str, ...]] = ("T25",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"distance": "300 m", "cable": "mains", "share": 0.02, "region": "DK", "date": "2025-05-01"}
    )

    distance: float = field(converter=in_km, metadata=amount("km"))
    days: float | None = field(default=None, converter=optional(in_days), metadata=amount("day"))
    cable: str = ""
    life_days: float | None = field(default=None, converter=optional(to_life))
    share: float | None = field(default=None, converter=optional(to_share))

    def check(self) -> None:
        """Check that a cable is named, and the share of its life if it is hired."""
        super().check()
        if not self.cable:
            raise required("cable", "cable", "One of " + ", ".join(CABLES) + ".")
        if self.cable not in CABLES:
            raise ItemError(invalid_choice("cable", self.cable, CABLES))
        if not (self.days is None and self.life_days is None and self.share is None):
            check_life("cable", self.days, self.life_days, self.share)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilometre, or the share of it."""
        used, note = life_used(self.life_days, self.share)
        leaf = f"material.cable_{self.cable}.by_length"
        yield ActivityAmount(activity=leaf, amount=used, unit="km", note=note, column="cable", category="equipment")


@frozen(kw_only=True, slots=True)
class Batteries(Item):
    """Book batteries by mass and chemistry, or by the piece and size.

    Parameters
    ----------
    items
        Amount: how many; then `size` must be given.
    mass
        Amount, in kg; then `chemistry` must be given.
    size
        aa or aaa: single-use alkaline cells.
    chemistry
        alkaline, li_ion or nimh.
    share
        Share of their life that the production uses, 0 to 1, of rechargeable ones that live on; the whole if nothing
        is said.

    Notes
    -----
    Formula: kg (or items) x figure of the making x share. Figures: by mass UK Government GHG Conversion Factors,
    material use; by the piece ADEME. Their end is a line of `Waste` with the stream batteries; charging is a line of
    electricity.

    Examples
    --------
    >>> bricks = Batteries(mass=20, chemistry="li_ion", share=0.05, region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in bricks.activities()]
    [('material.batteries_li_ion.new', 1.0)]
    >>> cells = Batteries(items=400, size="aa", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in cells.activities()]
    [('product.battery_aa', 400.0)]

    """

    title: ClassVar[str] = "Batteries"
    title_da: ClassVar[str] = "Batterier"
    group: ClassVar[str] = "equipment"
    topics: ClassVar[tuple[str, ...]] = ("T26",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": 20, "chemistry": "li_ion", "share": 0.05, "region": "DK", "date": "2025-05-01"}
    )

    items: float | None = field(default=None, converter=optional(in_items), metadata=amount("item"))
    mass: float | None = field(default=None, converter=optional(in_kg), metadata=amount("kg"))
    size: str = ""
    chemistry: str = ""
    share: float | None = field(default=None, converter=optional(to_share))

    def check(self) -> None:
        """Check that a size goes with items, and a chemistry with mass."""
        super().check()
        by = one_amount("battery", {"items": self.items, "mass": self.mass})
        column, other, valid = ("size", "chemistry", SIZES) if by == "items" else ("chemistry", "size", CHEMISTRIES)
        if getattr(self, other):
            raise refused(other, f"{by} goes with {column}, not with {other}.")
        value = getattr(self, column)
        if not value:
            raise required(column, "battery", "One of " + ", ".join(valid) + ".")
        if value not in valid:
            raise ItemError(invalid_choice(column, value, valid))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one item, or one kilogram, or the share of it."""
        used, note = life_used(None, self.share)
        leaf, unit, column = f"product.battery_{self.size}", "item", "size"
        if self.mass is not None:
            leaf, unit, column = f"material.batteries_{self.chemistry}.new", "kg", "chemistry"
        yield ActivityAmount(activity=leaf, amount=used, unit=unit, note=note, column=column, category="equipment")


KINDS: tuple[type[Item], ...] = (ProductPurchase, EquipmentHire, Cable, Batteries)
"""Item classes of this room."""
