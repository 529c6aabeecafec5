"""What sets, props and costumes are made of, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from greenprod.errors import ItemError
from greenprod.items.base import ActivityAmount, Item, amount, in_kg, required
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator

CONDITIONS = ("new", "reused", "recycled")
TREATMENTS = (
    "landfill", "recycling_closed_loop", "recycling_open_loop",
    "incineration_energy_recovery", "composting", "anaerobic_digestion",
)  # fmt: skip


@frozen(kw_only=True, slots=True)
class Material(Item):
    """Book material by mass, from its making to the gate; its end is a line of `Waste`.

    Parameters
    ----------
    mass
        Amount, in kg.
    material
        Name below ``material.`` in the vocabulary: wood, metals, plasterboard, clothing, paper...
    condition
        new, reused, or recycled (made from recycled material).

    Notes
    -----
    Method and factors: UK Government GHG Conversion Factors for Company Reporting, material use.

    Examples
    --------
    >>> set_wood = Material(mass="1.5 tonne", material="wood", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in set_wood.activities()]
    [('material.wood.new', 1500.0, 'kg')]

    """

    title: ClassVar[str] = "Material"

    mass: float = field(converter=in_kg, metadata=amount("kg"))
    material: str = ""
    condition: str = "new"

    def check(self) -> None:
        """Check that a material and a condition are named."""
        super().check()
        if not self.material:
            raise required("material", "material", "`greenprod factors list material` shows all.")
        if self.condition not in CONDITIONS:
            raise ItemError(invalid_choice("condition", self.condition, CONDITIONS))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilogram."""
        yield ActivityAmount(
            activity=f"material.{self.material}.{self.condition}", amount=1.0, unit="kg", column="material"
        )


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
        landfill, recycling_closed_loop, recycling_open_loop, incineration_energy_recovery, composting or
        anaerobic_digestion.

    Notes
    -----
    Method and factors: UK Government GHG Conversion Factors for Company Reporting, waste disposal: transport to the
    plant and the process itself; the gain of recycling or of the recovered energy is not subtracted.

    Examples
    --------
    >>> skip = Waste(mass=400, stream="wood", treatment="incineration_energy_recovery", region="DK", date="2025-06-30")
    >>> [(a.activity, a.amount) for a in skip.activities()]
    [('waste.wood.incineration_energy_recovery', 400.0)]

    """

    title: ClassVar[str] = "Waste"

    mass: float = field(converter=in_kg, metadata=amount("kg"))
    stream: str = ""
    treatment: str = ""

    def check(self) -> None:
        """Check that a stream and a treatment are named."""
        super().check()
        if not self.stream:
            raise required("stream", "waste", "`greenprod factors list waste` shows all.")
        if self.treatment not in TREATMENTS:
            raise ItemError(invalid_choice("treatment", self.treatment, TREATMENTS))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilogram."""
        yield ActivityAmount(activity=f"waste.{self.stream}.{self.treatment}", amount=1.0, unit="kg", column="stream")
