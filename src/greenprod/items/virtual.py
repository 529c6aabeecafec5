"""LED volumes and stage power."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.items.amounts import amount, in_area, in_days, in_hours, in_items
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.items.power import GRID, contradiction, in_load, number, sourced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike

W_PER_M2 = "W/square_metre"


def in_watts_per_m2(value: AmountLike) -> float:
    """Convert a power density to W per m2."""
    return number(value, "watts_per_m2", W_PER_M2)


def in_render_watts_per_m2(value: AmountLike) -> float:
    """Convert the power of render nodes to W per m2 of the wall."""
    return number(value, "render_watts_per_m2", W_PER_M2)


def in_power_kw(value: AmountLike) -> float:
    """Convert a power to kW."""
    return number(value, "power_kw", "kW")


def in_watts(value: AmountLike) -> float:
    """Convert a power to W."""
    return number(value, "watts", "W")


@frozen(kw_only=True, slots=True)
class LedVolume(Item):
    """Book an LED volume by its area and the hours it was lit.

    Parameters
    ----------
    area
        Amount, in m2 of LED panels: wall, ceiling and floor.
    days
        Amount, in days; 1 when empty.
    hours
        Amount, in hours of running on each day.
    watts_per_m2
        Power of the panels in W per m2, from the supplier: what they draw on average, or at full white with `load`.
    load
        Average power as a fraction of watts_per_m2, over 0 and up to 1; 1 when empty.
    render_watts_per_m2
        Power of render nodes and image processors, in W for each m2 of panels; not counted when empty.

    Notes
    -----
    area x days x hours x watts_per_m2 x load, and beside it area x days x hours x render_watts_per_m2. No power density
    is assumed, as none is published that could be cited. Cooling, and the making of the panels, are not counted here.

    Examples
    --------
    >>> wall = LedVolume(area=200, hours=10, watts_per_m2=600, load=0.5, region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in wall.activities()]
    [('energy.electricity.grid', 600.0, 'kWh')]

    """

    title: ClassVar[str] = "LED volume"
    title_da: ClassVar[str] = "LED-volumen"
    group: ClassVar[str] = "virtual"
    topics: ClassVar[tuple[str, ...]] = ("T19",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "area": 200,
            "days": 3,
            "hours": 10,
            "watts_per_m2": 600,
            "load": 0.5,
            "render_watts_per_m2": 60,
            "region": "DK",
            "date": "2025-05-01",
        }
    )

    area: float = field(converter=in_area, metadata=amount("square_metre"))
    days: float = field(default=1.0, converter=in_days, metadata=amount("day"))
    hours: float = field(converter=in_hours, metadata=amount("hour"))
    watts_per_m2: float | None = field(default=None, converter=optional(in_watts_per_m2))
    load: float | None = field(default=None, converter=optional(in_load))
    render_watts_per_m2: float | None = field(default=None, converter=optional(in_render_watts_per_m2))

    def check(self) -> None:
        """Check that the power of the panels is given."""
        super().check()
        if self.watts_per_m2 is None:
            raise required("watts_per_m2", "LED volume", "The supplier of the panels prints it.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the power of one square metre for one hour: panels, then render nodes."""
        panels, load = self.watts_per_m2 or 0.0, self.load or 1.0
        yield virtual(panels * load, f"panels: {panels:g} W per m2 at {load:.0%}", "watts_per_m2")
        if self.render_watts_per_m2:
            note = f"render nodes: {self.render_watts_per_m2:g} W per m2 of panels"
            yield virtual(self.render_watts_per_m2, note, "render_watts_per_m2")


def virtual(watts: float, note: str, column: str) -> ActivityAmount:
    """Return an hour of power that counts as virtual production."""
    kwh = watts * units.scale("Wh", "kWh")
    return ActivityAmount(
        activity=GRID, amount=kwh, unit="kWh", note=note, column=column, category="virtual_production"
    )


@frozen(kw_only=True, slots=True)
class StagePower(Item):
    """Book the power of a stage, or of anything on it, by its rating and the hours it ran.

    Parameters
    ----------
    days
        Amount, in days; 1 when empty.
    hours
        Amount, in hours of running on each day.
    power_kw
        Power in kW: the average, or the rated one with `load`.
    load
        Average power as a fraction of power_kw, over 0 and up to 1; 1 when empty.

    Notes
    -----
    days x hours x power_kw x load, from the grid. What a generator fed is in the fuel of the generator, and what the
    meter of a stage counted is in a line of its own.

    Examples
    --------
    >>> stage = StagePower(hours=12, power_kw=80, load=0.4, region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in stage.activities()]
    [('energy.electricity.grid', 384.0, 'kWh')]

    """

    title: ClassVar[str] = "Stage power"
    title_da: ClassVar[str] = "Strøm til scenen"
    group: ClassVar[str] = "virtual"
    topics: ClassVar[tuple[str, ...]] = ("T12", "T19")
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"days": 5, "hours": 12, "power_kw": 80, "load": 0.4, "region": "DK", "date": "2025-05-01"}
    )

    days: float = field(default=1.0, converter=in_days, metadata=amount("day"))
    hours: float = field(converter=in_hours, metadata=amount("hour"))
    power_kw: float | None = field(default=None, converter=optional(in_power_kw))
    load: float | None = field(default=None, converter=optional(in_load))

    def check(self) -> None:
        """Check that the power is given."""
        super().check()
        if self.power_kw is None:
            raise required("power_kw", "stage power", "Hours alone do not say how much power was used.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the power of one hour."""
        kw, load = self.power_kw or 0.0, self.load or 1.0
        note = f"{kw:g} kW at {load:.0%} load"
        yield ActivityAmount(activity=GRID, amount=kw * load, unit="kWh", note=note, column="power_kw")


@frozen(kw_only=True, slots=True)
class FilmLight(Item):
    """Book film lights by their number, their power and the hours they were on.

    Parameters
    ----------
    items
        Amount, in lamps of one kind; 1 when empty.
    days
        Amount, in days; 1 when empty.
    hours
        Amount, in hours on each day.
    watts
        Power of one lamp in W.
    lamp
        Named lamp instead of `watts`: a key of ``lighting.lamp_power`` in ``factors/properties.csv``, arrimax_hmi or
        arri_m18_hmi.
    load
        Average power as a fraction of the lamp's, for a lamp that is dimmed, over 0 and up to 1; 1 when empty.

    Notes
    -----
    items x days x hours x watts x load, from the grid. The named lamps have the nominal power of ARRI without the loss
    in the ballast, as a secondary page prints it. What a generator fed is in the fuel of the generator.

    Examples
    --------
    >>> lamps = FilmLight(items=2, hours=5, lamp="arri_m18_hmi", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in lamps.activities()]
    [('energy.electricity.grid', 18.0, 'kWh')]

    """

    title: ClassVar[str] = "Film light"
    title_da: ClassVar[str] = "Filmlampe"
    group: ClassVar[str] = "virtual"
    topics: ClassVar[tuple[str, ...]] = ("T12",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 2, "days": 3, "hours": 5, "lamp": "arri_m18_hmi", "region": "DK", "date": "2025-05-01"}
    )

    items: float = field(default=1.0, converter=in_items, metadata=amount("item"))
    days: float = field(default=1.0, converter=in_days, metadata=amount("day"))
    hours: float = field(converter=in_hours, metadata=amount("hour"))
    watts: float | None = field(default=None, converter=optional(in_watts))
    lamp: str = ""
    load: float | None = field(default=None, converter=optional(in_load))

    def check(self) -> None:
        """Check that the power is given once, by its number or by the lamp's name."""
        super().check()
        if self.watts is not None and self.lamp:
            raise contradiction("lamp", "The power is given by watts and by lamp.", "Leave one of them empty.")
        if self.lamp:
            sourced("lighting.lamp_power", self.lamp, column="lamp")
        elif self.watts is None:
            raise required("watts", "film light", "The plate of the lamp says it; or name the lamp.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the power of one lamp for one hour."""
        watts, load, origin, column = self.watts or 0.0, self.load or 1.0, "as given", "watts"
        if self.lamp:
            row = sourced("lighting.lamp_power", self.lamp, column="lamp")
            watts, column = row.value * units.scale(row.unit, "W"), "lamp"
            origin = f"nominal, without loss in the ballast ({row.source_id})"
        kwh = watts * load * units.scale("Wh", "kWh")
        note = f"{watts:g} W at {load:.0%}, {origin}"
        yield ActivityAmount(activity=GRID, amount=kwh, unit="kWh", note=note, column=column)


KINDS: tuple[type[Item], ...] = (LedVolume, StagePower, FilmLight)
"""Item classes of this room."""
