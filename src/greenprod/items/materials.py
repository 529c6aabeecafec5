"""What sets and props are made of and painted with, and what is burned, let off and planted on them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod.errors import ItemError
from greenprod.items.amounts import amount, as_given, in_area, in_days, in_kg, in_litres, take_unit
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.items.figures import (
    below,
    check_life,
    check_spend,
    kg_each,
    life_used,
    mass_note,
    one_amount,
    refused,
    spend_part,
    to_density,
    to_life,
    to_share,
    to_surface_mass,
    to_thickness,
)
from greenprod.items.waste import checked_treatment, waste_part
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONDITIONS = ("new", "reused", "recycled", "hired", "unspecified")
PAINTS = ("acrylic_varnish", "polyurethane_lacquer")
EFFECTS = {
    "propane": ("fuel.propane.by_mass", "fuel.propane"),
    "butane": ("fuel.butane.by_mass", "fuel.butane"),
    "lpg": ("fuel.lpg.by_mass", "fuel.lpg"),
    "natural_gas": ("fuel.natural_gas.by_mass", "fuel.natural_gas"),
    "petrol": ("fuel.petrol.average_biofuel_blend.by_mass", "fuel.petrol.average_biofuel_blend"),
    "diesel": ("fuel.diesel.average_biofuel_blend.by_mass", "fuel.diesel.average_biofuel_blend"),
    "kerosene": ("fuel.burning_oil.by_mass", "fuel.burning_oil"),
    "carbon_dioxide": ("refrigerant.co2", ""),
    "nitrous_oxide": ("refrigerant.n2o", ""),
    "sulphur_hexafluoride": ("refrigerant.sf6", ""),
}
"""Leaves of each effect by mass and by volume; none by volume for released gas."""


def material_leaf(material: str, condition: str) -> str:
    """Return the leaf of a material in a condition; a hired thing was once made new.

    Examples
    --------
    >>> material_leaf("wood", "hired"), material_leaf("timber_construction", "unspecified")
    ('material.wood.new', 'material.timber_construction')

    """
    leaf = below("material", material)
    return leaf if condition == "unspecified" else f"{leaf}.{'new' if condition == 'hired' else condition}"


@frozen(kw_only=True, slots=True)
class Material(Item):
    """Book material by mass, area or volume: bought, reused, recycled or hired, and its end if that is named.

    Parameters
    ----------
    mass
        Amount, in kg.
    area
        Amount, in square metres, instead of mass: with `kg_per_m2`, or with `thickness_m` and `density_kg_per_m3`.
        Without them, the figure per square metre that some materials have is taken.
    volume
        Amount, in litres, instead of mass; then `density_kg_per_m3` must be given.
    days
        Amount, in days of use, of hired material; then `life_days` must be given.
    material
        Name below ``material.`` in the vocabulary: wood, metals, plasterboard, clothing, paper...
    condition
        new, reused, recycled (made from recycled material), hired, or unspecified where the figure does not say, such
        as that of timber_construction.
    thickness_m
        Thickness in metres, or with a unit: ``18 mm``.
    density_kg_per_m3
        Density in kg per cubic metre, from the data sheet.
    kg_per_m2
        Mass of one square metre in kg, from the data sheet.
    life_days
        Days that hired material is used before it is scrapped, as its owner says.
    share
        Share of its life that the production uses, 0 to 1; instead of days and life.
    end_of_life
        Treatment, as of `Waste`, that the same mass goes to afterwards; empty leaves its end to a line of waste.
    waste_stream
        Stream of that waste, where it has another name than the material.

    Notes
    -----
    Formula: kg x figure, with kg = m2 x thickness x density, or m2 x kg/m2, or volume x density. Hired: x days of use
    / days of life, or x share, of new material. Method and factors: UK Government GHG Conversion Factors for Company
    Reporting, material use, and ADEME. No density and no length of life is assumed: none is sourced.

    Examples
    --------
    >>> set_wood = Material(mass="1.5 tonne", material="wood", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in set_wood.activities()]
    [('material.wood.new', 1500.0, 'kg')]
    >>> plywood = Material(area=200, thickness_m="18 mm", density_kg_per_m3=500, material="wood", region="DK",
    ...     date="2025-05-01", end_of_life="incineration_energy_recovery")
    >>> [(a.activity, round(a.amount, 6)) for a in plywood.activities()]
    [('material.wood.new', 1800.0), ('waste.wood.incineration_energy_recovery', 1800.0)]

    """

    title: ClassVar[str] = "Material"
    title_da: ClassVar[str] = "Materiale"
    group: ClassVar[str] = "design"
    topics: ClassVar[tuple[str, ...]] = ("T22",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": "1.5 tonne", "material": "wood", "condition": "new", "end_of_life": "incineration_energy_recovery",
         "region": "DK", "date": "2025-05-01"}
    )  # fmt: skip

    mass: float | None = field(default=None, converter=optional(in_kg), metadata=amount("kg"))
    area: float | None = field(default=None, converter=optional(in_area), metadata=amount("square_metre"))
    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    days: float | None = field(default=None, converter=optional(in_days), metadata=amount("day"))
    material: str = ""
    condition: str = "new"
    thickness_m: float | None = field(default=None, converter=optional(to_thickness))
    density_kg_per_m3: float | None = field(default=None, converter=optional(to_density))
    kg_per_m2: float | None = field(default=None, converter=optional(to_surface_mass))
    life_days: float | None = field(default=None, converter=optional(to_life))
    share: float | None = field(default=None, converter=optional(to_share))
    end_of_life: str = ""
    waste_stream: str = ""

    def check(self) -> None:
        """Check that a material, its condition and one amount with what it needs are there."""
        super().check()
        if not self.material:
            raise required("material", "material", "`greenprod factors list material` shows all.")
        if self.condition not in CONDITIONS:
            raise ItemError(invalid_choice("condition", self.condition, CONDITIONS))
        kg = kg_each(self._by(), self.thickness_m, self.density_kg_per_m3, self.kg_per_m2)
        if kg is None and self.condition in ("reused", "recycled"):
            raise required("kg_per_m2", f"{self.condition} material", "Figures per square metre are of new material.")
        self._check_life()
        self._check_end(kg)

    def _by(self) -> str:
        return one_amount("material", {"mass": self.mass, "area": self.area, "volume": self.volume})

    def _check_life(self) -> None:
        given = [column for column in ("share", "days", "life_days") if getattr(self, column) is not None]
        if given and self.condition not in ("hired", "unspecified"):
            raise refused(given[0], f"{given[0]} belongs to hired material, and this is {self.condition}.")
        if given or self.condition == "hired":
            check_life("hired material", self.days, self.life_days, self.share)

    def _check_end(self, kg: float | None) -> None:
        if not self.end_of_life:
            if self.waste_stream:
                raise required("end_of_life", "material", "waste_stream is given without a treatment.")
            return
        checked_treatment(self.end_of_life, "end_of_life")
        if kg is None:
            raise required("kg_per_m2", "material", "Its waste needs a mass.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one unit of the amount, and its waste if an end is named."""
        by = self._by()
        kg = kg_each(by, self.thickness_m, self.density_kg_per_m3, self.kg_per_m2)
        used, life = life_used(self.life_days, self.share)
        note = "; ".join(filter(None, (mass_note(by, kg), life)))
        if kg is None:
            leaf = f"{below('material', self.material).removesuffix('.by_area')}.by_area"
            yield ActivityAmount(activity=leaf, amount=used, unit="square_metre", note=note, column="material")
            return
        leaf = material_leaf(self.material, self.condition)
        yield ActivityAmount(activity=leaf, amount=kg * used, unit="kg", note=note, column="material")
        if self.end_of_life:
            stream = self.waste_stream or self.material.removeprefix("material.")
            end = "; ".join(filter(None, ("its end of life, of the same mass", life)))
            yield waste_part(stream, self.end_of_life, kg * used, end, "end_of_life")


@frozen(kw_only=True, slots=True)
class Paint(Item):
    """Book varnish and lacquer by mass, volume or painted area.

    Parameters
    ----------
    mass
        Amount, in kg.
    volume
        Amount, in litres, instead of mass; then `density_kg_per_m3` must be given.
    area
        Amount, in square metres of painted surface, instead of mass; then `kg_per_m2` must be given.
    paint
        acrylic_varnish or polyurethane_lacquer.
    density_kg_per_m3
        Density in kg per cubic metre, from the data sheet.
    kg_per_m2
        Paint on one square metre in kg, all coats together.

    Notes
    -----
    Formula: kg x figure, with kg = volume x density, or m2 x kg/m2. Figures: ADEME, Base Carbone. The library has
    no figure per kilogram of other paints: book those by money.

    Examples
    --------
    >>> floor = Paint(volume=20, density_kg_per_m3=1050, paint="acrylic_varnish", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in floor.activities()]
    [('material.acrylic_varnish', 21.0, 'kg')]

    """

    title: ClassVar[str] = "Paint"
    title_da: ClassVar[str] = "Maling og lak"
    group: ClassVar[str] = "design"
    topics: ClassVar[tuple[str, ...]] = ("T22",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"volume": 20, "density_kg_per_m3": 1050, "paint": "acrylic_varnish", "region": "DK", "date": "2025-05-01"}
    )

    mass: float | None = field(default=None, converter=optional(in_kg), metadata=amount("kg"))
    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    area: float | None = field(default=None, converter=optional(in_area), metadata=amount("square_metre"))
    paint: str = ""
    density_kg_per_m3: float | None = field(default=None, converter=optional(to_density))
    kg_per_m2: float | None = field(default=None, converter=optional(to_surface_mass))

    def check(self) -> None:
        """Check that a paint and one amount with what it needs are there."""
        super().check()
        if not self.paint:
            raise required("paint", "paint", f"One of {', '.join(PAINTS)}.")
        if self.paint not in PAINTS:
            raise ItemError(invalid_choice("paint", self.paint, PAINTS))
        if self.area is not None and self.density_kg_per_m3 is not None:
            raise refused("density_kg_per_m3", "density_kg_per_m3 is not needed beside area.")
        if self._kg() is None:
            raise required("kg_per_m2", "paint", "Give the paint on one square metre, all coats together.")

    def _by(self) -> str:
        return one_amount("paint", {"mass": self.mass, "volume": self.volume, "area": self.area})

    def _kg(self) -> float | None:
        return kg_each(self._by(), None, self.density_kg_per_m3, self.kg_per_m2)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one unit of the amount."""
        kg = self._kg()
        assert kg is not None  # noqa: S101 - check has seen to it
        note = mass_note(self._by(), kg)
        yield ActivityAmount(activity=f"material.{self.paint}", amount=kg, unit="kg", note=note, column="paint")


@frozen(kw_only=True, slots=True)
class SpecialEffects(Item):
    """Book what effects burn or let off, by mass or volume; or by what was spent on them.

    Parameters
    ----------
    mass
        Amount, in kg; then `effect` must be given.
    volume
        Amount, in litres, instead of mass: of the liquid, but of the gas for natural_gas.
    cost
        Amount of money instead, such as ``4000 GBP``; then `spend_activity` must be given.
    effect
        propane, butane, lpg, natural_gas, petrol, diesel or kerosene, which are burned; carbon_dioxide (dry ice, jets),
        nitrous_oxide or sulphur_hexafluoride, which are released.
    spend_activity
        Name below ``spend.`` in the vocabulary, for smoke fluid, pyrotechnics and snow: gb.20_5, dk.c20...
    currency
        Currency of the cost.

    Notes
    -----
    Formula: amount x figure of the fuel burned, or of the gas released in full. Method and factors: UK Government GHG
    Conversion Factors for Company Reporting; by money as of the spend activity. The library has no figure
    per kilogram of smoke fluid or pyrotechnics.

    Examples
    --------
    >>> fire = SpecialEffects(mass=24, effect="propane", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit, a.category) for a in fire.activities()]
    [('fuel.propane.by_mass', 24.0, 'kg', 'material')]

    """

    title: ClassVar[str] = "Special effects"
    title_da: ClassVar[str] = "Specialeffekter"
    group: ClassVar[str] = "design"
    topics: ClassVar[tuple[str, ...]] = ("T23",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": 24, "effect": "propane", "region": "DK", "date": "2025-05-01"}
    )

    mass: float | None = field(default=None, converter=optional(in_kg), metadata=amount("kg"))
    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    cost: float | None = field(default=None, converter=optional(as_given), metadata=amount("", unit_field="currency"))
    effect: str = ""
    spend_activity: str = ""
    currency: str = ""

    def __attrs_post_init__(self) -> None:
        if self.cost is not None:
            take_unit(self, "cost", "currency")
        self.check()

    def check(self) -> None:
        """Check that an effect, or what the money went to, is named."""
        super().check()
        by = one_amount("special effects", {"mass": self.mass, "volume": self.volume, "cost": self.cost})
        if by == "cost":
            if self.effect:
                raise refused("effect", "cost goes with spend_activity, not with effect.")
            check_spend("special effects", self.spend_activity, self.currency)
            return
        if self.spend_activity:
            raise refused("spend_activity", f"{by} goes with effect, not with spend_activity.")
        if not self.effect:
            raise required("effect", "special effects", "One of " + ", ".join(EFFECTS) + ".")
        valid = tuple(name for name, (_, volume) in EFFECTS.items() if volume or by == "mass")
        if self.effect not in valid:
            raise ItemError(invalid_choice("effect", self.effect, valid))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilogram, one litre or one unit of money."""
        if self.cost is not None:
            yield spend_part(self.spend_activity, self.currency, "material")
            return
        by_mass, by_volume = EFFECTS[self.effect]
        leaf, unit = (by_mass, "kg") if self.mass is not None else (by_volume, "litre")
        yield ActivityAmount(activity=leaf, amount=1.0, unit=unit, column="effect", category="material")


@frozen(kw_only=True, slots=True)
class Greens(Item):
    """Book plants, flowers and turf by what was spent on buying or hiring them.

    Parameters
    ----------
    cost
        Amount of money, such as ``4000 DKK``.
    spend_activity
        Name below ``spend.`` in the vocabulary: dk.a01, gb.01, us.111422...
    currency
        Currency of the cost.

    Notes
    -----
    Formula: money x figure of the spend activity. The library has no figure per plant; soil and compost are a line of
    `Material`, garden waste one of `Waste`.

    Examples
    --------
    >>> jungle = Greens(cost="4000 GBP", spend_activity="gb.01", region="GB", date="2022-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in jungle.activities()]
    [('spend.gb.01', 4000.0, 'GBP')]

    """

    title: ClassVar[str] = "Greens"
    title_da: ClassVar[str] = "Planter"
    group: ClassVar[str] = "design"
    topics: ClassVar[tuple[str, ...]] = ("T23",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"cost": 4000, "currency": "GBP", "spend_activity": "gb.01", "region": "GB", "date": "2022-05-01"}
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
        check_spend("greens", self.spend_activity, self.currency)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one unit of money."""
        yield spend_part(self.spend_activity, self.currency, "material")


KINDS: tuple[type[Item], ...] = (Material, Paint, SpecialEffects, Greens)
"""Item classes of this room."""
