"""What becomes of what is left, and the water that is used."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.errors import ItemError
from greenprod.items.amounts import amount, in_items, in_kg, in_litres
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.items.figures import below, bulk_density, fraction, positive, refused, to_density
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike

TREATMENTS = (
    "landfill", "recycling", "recycling_closed_loop", "recycling_open_loop", "recycling_to_flakes",
    "recycling_to_granules", "incineration", "incineration_energy_recovery", "combustion", "composting",
    "composting_home_bin", "composting_home_heap", "anaerobic_digestion", "anaerobic_digestion_dry",
    "anaerobic_digestion_wet", "average_treatment", "average_treatment_with_leaks", "without_recycling",
)  # fmt: skip
SUPPLIES = ("mains", "rain", "natural")
DRAINS = ("sewer", "elsewhere")


def checked_treatment(treatment: str, column: str = "treatment") -> None:
    """Check the name of a treatment; whether a stream has it is for the lookup to say."""
    if treatment not in TREATMENTS:
        raise ItemError(invalid_choice(column, treatment, TREATMENTS))


def waste_part(stream: str, treatment: str, kg: float, note: str, column: str) -> ActivityAmount:
    """Return the waste that goes with a line of something else."""
    leaf = below("waste", f"{stream}.{treatment}")
    return ActivityAmount(activity=leaf, amount=kg, unit="kg", note=note, column=column)


def _size(value: AmountLike) -> float:
    return positive(value, "size_m3", "cubic_metre")


def _fill(value: AmountLike) -> float:
    return fraction(value, "fill")


def _checked_stream(stream: str, treatment: str) -> None:
    if not stream:
        raise required("stream", "waste", "`greenprod factors list waste` shows all.")
    checked_treatment(treatment)


@frozen(kw_only=True, slots=True)
class Waste(Item):
    """Book waste by stream and treatment.

    Parameters
    ----------
    mass
        Amount, in kg.
    stream
        Name below ``waste.`` in the vocabulary: wood, household_residual, food_and_drink, paper_mixed...
    treatment
        landfill, recycling (also _closed_loop, _open_loop, _to_flakes, _to_granules), incineration_energy_recovery,
        incineration, combustion, composting (also _home_bin, _home_heap), anaerobic_digestion (also _dry, _wet),
        average_treatment, average_treatment_with_leaks or without_recycling; a stream has some of them.

    Notes
    -----
    Method and factors: UK Government GHG Conversion Factors for Company Reporting, waste disposal: transport to the
    plant and the process itself; the gain of recycling or of the recovered energy is not subtracted. Treatments that
    only US EPA or ADEME list come from there.

    Examples
    --------
    >>> skip = Waste(mass=400, stream="wood", treatment="incineration_energy_recovery", region="DK", date="2025-06-30")
    >>> [(a.activity, a.amount) for a in skip.activities()]
    [('waste.wood.incineration_energy_recovery', 400.0)]

    """

    title: ClassVar[str] = "Waste"
    title_da: ClassVar[str] = "Affald"
    group: ClassVar[str] = "waste"
    topics: ClassVar[tuple[str, ...]] = ("T33",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"mass": 400, "stream": "wood", "treatment": "incineration_energy_recovery", "region": "DK",
         "date": "2025-06-30"}
    )  # fmt: skip

    mass: float = field(converter=in_kg, metadata=amount("kg"))
    stream: str = ""
    treatment: str = ""

    def check(self) -> None:
        """Check that a stream and a treatment are named."""
        super().check()
        _checked_stream(self.stream, self.treatment)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilogram."""
        yield waste_part(self.stream, self.treatment, 1.0, "", "stream")


@frozen(kw_only=True, slots=True)
class WasteByVolume(Item):
    """Book waste by the volume of its containers.

    Parameters
    ----------
    volume
        Amount, in litres; write ``8 m3`` for cubic metres.
    stream, treatment
        As of `Waste`.
    density_kg_per_m3
        Bulk density in kg per cubic metre, as the carrier weighed it; or else:
    contents
        What the sourced bulk density is of: mixed_construction_waste, residual_waste, mixed_wood...
    state
        State it is in, where several are known: loose, compacted, baled...

    Notes
    -----
    Formula: kg = m3 x kg/m3. Bulk densities: ``waste.density`` in ``factors/properties.csv``, of US EPA, WRAP and
    others; where a range is printed, its middle. Method of the figures: as of `Waste`.

    Examples
    --------
    >>> bins = WasteByVolume(volume="2 m3", stream="household_residual", treatment="incineration_energy_recovery",
    ...     contents="residual_waste", region="DK", date="2025-06-30")
    >>> [(a.activity, a.amount, a.unit) for a in bins.activities()]
    [('waste.household_residual.incineration_energy_recovery', 400.0, 'kg')]

    """

    title: ClassVar[str] = "Waste by volume"
    title_da: ClassVar[str] = "Affald efter rumfang"
    group: ClassVar[str] = "waste"
    topics: ClassVar[tuple[str, ...]] = ("T33",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"volume": "2 m3", "stream": "household_residual", "treatment": "incineration_energy_recovery",
         "contents": "residual_waste", "region": "DK", "date": "2025-06-30"}
    )  # fmt: skip

    volume: float = field(converter=in_litres, metadata=amount("litre"))
    stream: str = ""
    treatment: str = ""
    density_kg_per_m3: float | None = field(default=None, converter=optional(to_density))
    contents: str = ""
    state: str = ""

    def check(self) -> None:
        """Check that a stream, a treatment and a density are there."""
        super().check()
        _checked_stream(self.stream, self.treatment)
        bulk_density(self.density_kg_per_m3, self.contents, self.state)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield what is in one litre."""
        density, note = bulk_density(self.density_kg_per_m3, self.contents, self.state)
        kg = density * units.scale("litre", "cubic_metre")
        yield waste_part(self.stream, self.treatment, kg, note, "stream")


@frozen(kw_only=True, slots=True)
class Skip(Item):
    """Book skips or bins by their number and size.

    Parameters
    ----------
    items
        Amount: how many were emptied.
    size_m3
        Room of one, in cubic metres.
    fill
        Share of the room that was filled, 0 to 1; full if nothing is said.
    stream, treatment, density_kg_per_m3, contents, state
        As of `WasteByVolume`.

    Notes
    -----
    Formula: kg = items x m3 x fill x kg/m3. Densities and method: as of `WasteByVolume`.

    Examples
    --------
    >>> strike = Skip(items=3, size_m3=10, fill=0.8, stream="construction_mixed", treatment="average_treatment",
    ...     density_kg_per_m3=250, region="DK", date="2025-06-30")
    >>> [(a.activity, a.amount) for a in strike.activities()]
    [('waste.construction_mixed.average_treatment', 6000.0)]

    """

    title: ClassVar[str] = "Skip"
    title_da: ClassVar[str] = "Affaldscontainer"
    group: ClassVar[str] = "waste"
    topics: ClassVar[tuple[str, ...]] = ("T33",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 3, "size_m3": 10, "fill": 0.8, "stream": "wood", "treatment": "incineration_energy_recovery",
         "contents": "mixed_wood", "region": "DK", "date": "2025-06-30"}
    )  # fmt: skip

    items: float = field(converter=in_items, metadata=amount("item"))
    size_m3: float | None = field(default=None, converter=optional(_size))
    fill: float = field(default=1.0, converter=_fill)
    stream: str = ""
    treatment: str = ""
    density_kg_per_m3: float | None = field(default=None, converter=optional(to_density))
    contents: str = ""
    state: str = ""

    def check(self) -> None:
        """Check that a size, a stream, a treatment and a density are there."""
        super().check()
        if self.size_m3 is None:
            raise required("size_m3", "skip")
        _checked_stream(self.stream, self.treatment)
        bulk_density(self.density_kg_per_m3, self.contents, self.state)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield what is in one skip."""
        assert self.size_m3 is not None  # noqa: S101 - check has seen to it
        density, note = bulk_density(self.density_kg_per_m3, self.contents, self.state)
        note = f"{self.size_m3:g} cubic_metre, filled to {self.fill:g}, {note}"
        yield waste_part(self.stream, self.treatment, self.size_m3 * self.fill * density, note, "stream")


@frozen(kw_only=True, slots=True)
class WaterSupply(Item):
    """Book water from the mains.

    Parameters
    ----------
    volume
        Amount, in litres; write ``3 m3`` for cubic metres.

    Notes
    -----
    Method and factor: UK Government GHG Conversion Factors for Company Reporting, water supply. Water that goes down
    the drain is a line of `WastewaterTreatment`; `WaterTank` books both.

    Examples
    --------
    >>> meter = WaterSupply(volume="3 m3", region="DK", period_start="2025-05-01", period_end="2025-05-31")
    >>> [(a.activity, a.amount, a.unit) for a in meter.activities()]
    [('water.supply', 3000.0, 'litre')]

    """

    title: ClassVar[str] = "Water supply"
    title_da: ClassVar[str] = "Vandforsyning"
    group: ClassVar[str] = "waste"
    topics: ClassVar[tuple[str, ...]] = ("T34",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"volume": "3 m3", "region": "DK", "date": "2025-05-31"}
    )

    volume: float = field(converter=in_litres, metadata=amount("litre"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one litre."""
        yield ActivityAmount(activity="water.supply", amount=1.0, unit="litre")


@frozen(kw_only=True, slots=True)
class WastewaterTreatment(Item):
    """Book water that goes to the sewage works.

    Parameters
    ----------
    volume
        Amount, in litres; write ``3 m3`` for cubic metres.

    Notes
    -----
    Method and factor: UK Government GHG Conversion Factors for Company Reporting, water treatment.

    Examples
    --------
    >>> drain = WastewaterTreatment(volume="3 m3", region="DK", date="2025-05-31")
    >>> [(a.activity, a.amount, a.unit) for a in drain.activities()]
    [('water.treatment', 3000.0, 'litre')]

    """

    title: ClassVar[str] = "Wastewater treatment"
    title_da: ClassVar[str] = "Spildevandsrensning"
    group: ClassVar[str] = "waste"
    topics: ClassVar[tuple[str, ...]] = ("T34",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"volume": "3 m3", "region": "DK", "date": "2025-05-31"}
    )

    volume: float = field(converter=in_litres, metadata=amount("litre"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one litre."""
        yield ActivityAmount(activity="water.treatment", amount=1.0, unit="litre")


@frozen(kw_only=True, slots=True)
class WaterTank(Item):
    """Book a tank, a pool or a rain effect: its water, and where that goes afterwards.

    Parameters
    ----------
    volume
        Amount, in litres; write ``40 m3`` for cubic metres.
    supply
        mains, rain (collected) or natural (sea, lake or river).
    drain
        sewer, or elsewhere.

    Notes
    -----
    Formula: the volume once as supply, when from the mains, and once as treatment, when into the sewer. Collected and
    natural water has no supply part; pumping and heating are lines of their own. Factors: as of `WaterSupply` and
    `WastewaterTreatment`.

    Examples
    --------
    >>> storm = WaterTank(volume="40 m3", region="DK", date="2025-05-31")
    >>> [(a.activity, a.amount, a.unit) for a in storm.activities()]
    [('water.supply', 40000.0, 'litre'), ('water.treatment', 40000.0, 'litre')]

    """

    title: ClassVar[str] = "Water tank"
    title_da: ClassVar[str] = "Vandtank"
    group: ClassVar[str] = "waste"
    topics: ClassVar[tuple[str, ...]] = ("T34",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"volume": "40 m3", "supply": "mains", "drain": "sewer", "region": "DK", "date": "2025-05-31"}
    )

    volume: float = field(converter=in_litres, metadata=amount("litre"))
    supply: str = "mains"
    drain: str = "sewer"

    def check(self) -> None:
        """Check where the water comes from and goes to."""
        super().check()
        for column, value, valid in (("supply", self.supply, SUPPLIES), ("drain", self.drain, DRAINS)):
            if value not in valid:
                raise ItemError(invalid_choice(column, value, valid))
        if self.supply != "mains" and self.drain != "sewer":
            message = "Water that is neither from the mains nor goes into the sewer has nothing to book."
            raise refused("drain", message, "Leave the line out; book its pumping by fuel or power.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one litre, coming and going."""
        if self.supply == "mains":
            yield ActivityAmount(activity="water.supply", amount=1.0, unit="litre", note="supply of the tank")
        if self.drain == "sewer":
            yield ActivityAmount(
                activity="water.treatment", amount=1.0, unit="litre", note="the whole tank goes into the sewer"
            )


KINDS: tuple[type[Item], ...] = (Waste, WasteByVolume, Skip, WaterSupply, WastewaterTreatment, WaterTank)
"""Item classes of this room."""
