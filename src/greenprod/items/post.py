"""Edit, grade, sound and render."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.items.amounts import amount, in_days, in_hours, in_items
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.items.computing import CpuHours, GpuHours, between, computing, in_pue, in_utilisation
from greenprod.items.power import contradiction, number, sourced
from greenprod.items.virtual import in_power_kw, in_watts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike


def in_extra_kw(value: AmountLike) -> float:
    """Convert a power beside the workstation's to kW."""
    return number(value, "extra_kw", "kW")


@frozen(kw_only=True, slots=True)
class Suite(Item):
    """Hold what all rooms and desks of post-production share.

    Parameters
    ----------
    items, days, hours
        Amounts: suites, days, and hours on each day.
    power_kw
        Power of one suite.
    workstation, utilisation, extra_kw
        Named computer instead, how busy it is, and what runs beside it.

    """

    group: ClassVar[str] = "post"
    topics: ClassVar[tuple[str, ...]] = ("T16", "T27")

    items: float = field(default=1.0, converter=in_items, metadata=amount("item"))
    days: float = field(default=1.0, converter=in_days, metadata=amount("day"))
    hours: float = field(converter=in_hours, metadata=amount("hour"))
    power_kw: float | None = field(default=None, converter=optional(in_power_kw))
    workstation: str = ""
    utilisation: float | None = field(default=None, converter=optional(in_utilisation))
    extra_kw: float | None = field(default=None, converter=optional(in_extra_kw))

    def check(self) -> None:
        """Check that the power is given once, by its number or by a workstation."""
        super().check()
        if not self.workstation:
            if self.power_kw is None:
                hint = "Metered, or from the plates; or name a workstation and its utilisation."
                raise required("power_kw", self.title.lower(), hint)
            return
        if self.power_kw is not None:
            message = "The power is given by power_kw and by workstation."
            raise contradiction("workstation", message, "Leave one of them empty; extra_kw adds to a workstation.")
        sourced("workstation.power", self.workstation, "idle", column="workstation")
        if self.utilisation is None:
            raise required("utilisation", self.title.lower(), "Average fraction of the full load, 0 for idle.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the power of one suite for one hour."""
        extra = self.extra_kw or 0.0
        beside = f" and {extra:g} kW beside" if extra else ""
        if not self.workstation:
            kw = self.power_kw or 0.0
            yield computing((kw + extra) * units.scale("kW", "W"), f"{kw:g} kW{beside}, as given", "power_kw")
            return
        idle, full = (
            sourced("workstation.power", self.workstation, state, column="workstation")
            for state in ("idle", "full_load")
        )
        share = self.utilisation or 0.0
        watts = between(idle.value, full.value, share) * units.scale(idle.unit, "W")
        note = (
            f"{watts:g} W: {self.workstation} at {share:.0%} between {idle.value:g} W idle and {full.value:g} W, "
            f"without display and storage ({idle.source_id}){beside}"
        )
        yield computing(watts + extra * units.scale("kW", "W"), note, "workstation")


@frozen(kw_only=True, slots=True)
class EditSuite(Suite):
    """Book edit suites by the hours they ran.

    Parameters
    ----------
    items
        Amount, in suites of one kind; 1 when empty.
    days
        Amount, in days; 1 when empty.
    hours
        Amount, in hours of running on each day.
    power_kw
        Power of one in kW, with displays, storage and cooling.
    workstation
        Named computer instead of `power_kw`: a key of ``workstation.power`` in ``factors/properties.csv``, such as
        ``mac_studio_2023_m2_ultra_24_core_cpu_76_core_gpu``; then `utilisation` must be given.
    utilisation
        Average load of the named computer, from 0 (idle) to 1.
    extra_kw
        Power in kW of what runs beside it: displays, storage, cooling; not counted when empty.

    Notes
    -----
    items x days x hours x power from the grid. A named computer takes idle + utilisation x (full load - idle), Apple's
    figures for the Mac Studio at the wall, without display and storage.

    Examples
    --------
    >>> edit = EditSuite(
    ...     items=2, days=20, hours=8, power_kw=0.5, region="DK", date="2025-05-01"
    ... )
    >>> [(a.activity, round(a.amount, 6), a.category) for a in edit.activities()]
    [('energy.electricity.grid', 160.0, 'post')]

    """

    title: ClassVar[str] = "Edit suite"
    title_da: ClassVar[str] = "Klipperum"
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 2, "days": 20, "hours": 8, "power_kw": 0.5, "region": "DK", "date": "2025-05-01"}
    )


@frozen(kw_only=True, slots=True)
class GradingSuite(Suite):
    """Book grading suites by the hours they ran.

    Parameters
    ----------
    items
        Amount, in suites of one kind; 1 when empty.
    days
        Amount, in days; 1 when empty.
    hours
        Amount, in hours of running on each day.
    power_kw
        Power of one in kW, with displays, storage and cooling.
    workstation
        Named computer instead of `power_kw`: a key of ``workstation.power`` in ``factors/properties.csv``, such as
        ``mac_studio_2023_m2_ultra_24_core_cpu_76_core_gpu``; then `utilisation` must be given.
    utilisation
        Average load of the named computer, from 0 (idle) to 1.
    extra_kw
        Power in kW of what runs beside it: displays, storage, cooling; not counted when empty.

    Notes
    -----
    items x days x hours x power from the grid. A named computer takes idle + utilisation x (full load - idle), Apple's
    figures for the Mac Studio at the wall, without display and storage.

    Examples
    --------
    >>> grade = GradingSuite(
    ...     days=5, hours=8, workstation="mac_studio_2023_m2_max_12_core_cpu_30_core_gpu", utilisation=0.5,
    ...     extra_kw=0.3, region="DK", date="2025-05-01",
    ... )
    >>> [(a.activity, round(a.amount, 6), a.category) for a in grade.activities()]
    [('energy.electricity.grid', 15.08, 'post')]

    """

    title: ClassVar[str] = "Grading suite"
    title_da: ClassVar[str] = "Gradingrum"
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "days": 5,
            "hours": 8,
            "workstation": "mac_studio_2023_m2_max_12_core_cpu_30_core_gpu",
            "utilisation": 0.5,
            "extra_kw": 0.3,
            "region": "DK",
            "date": "2025-05-01",
        }
    )


@frozen(kw_only=True, slots=True)
class SoundSuite(Suite):
    """Book sound and mixing suites by the hours they ran.

    Parameters
    ----------
    items
        Amount, in suites of one kind; 1 when empty.
    days
        Amount, in days; 1 when empty.
    hours
        Amount, in hours of running on each day.
    power_kw
        Power of one in kW, with displays, storage and cooling.
    workstation
        Named computer instead of `power_kw`: a key of ``workstation.power`` in ``factors/properties.csv``, such as
        ``mac_studio_2023_m2_ultra_24_core_cpu_76_core_gpu``; then `utilisation` must be given.
    utilisation
        Average load of the named computer, from 0 (idle) to 1.
    extra_kw
        Power in kW of what runs beside it: displays, storage, cooling; not counted when empty.

    Notes
    -----
    items x days x hours x power from the grid. A named computer takes idle + utilisation x (full load - idle), Apple's
    figures for the Mac Studio at the wall, without display and storage.

    Examples
    --------
    >>> mix = SoundSuite(
    ...     days=10, hours=8, power_kw=1.2, region="DK", date="2025-05-01"
    ... )
    >>> [(a.activity, round(a.amount, 6), a.category) for a in mix.activities()]
    [('energy.electricity.grid', 96.0, 'post')]

    """

    title: ClassVar[str] = "Sound suite"
    title_da: ClassVar[str] = "Lydstudie"
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"days": 10, "hours": 8, "power_kw": 1.2, "region": "DK", "date": "2025-05-01"}
    )


@frozen(kw_only=True, slots=True)
class Workstation(Suite):
    """Book artists' computers by the hours they ran.

    Parameters
    ----------
    items
        Amount, in computers of one kind; 1 when empty.
    days
        Amount, in days; 1 when empty.
    hours
        Amount, in hours of running on each day.
    power_kw
        Power of one in kW, with displays, storage and cooling.
    workstation
        Named computer instead of `power_kw`: a key of ``workstation.power`` in ``factors/properties.csv``, such as
        ``mac_studio_2023_m2_ultra_24_core_cpu_76_core_gpu``; then `utilisation` must be given.
    utilisation
        Average load of the named computer, from 0 (idle) to 1.
    extra_kw
        Power in kW of what runs beside it: displays, storage, cooling; not counted when empty.

    Notes
    -----
    items x days x hours x power from the grid. A named computer takes idle + utilisation x (full load - idle), Apple's
    figures for the Mac Studio at the wall, without display and storage.

    Examples
    --------
    >>> desks = Workstation(
    ...     items=10, days=20, hours=8, workstation="mac_studio_2023_m2_ultra_24_core_cpu_76_core_gpu", utilisation=0.4,
    ...     region="DK", date="2025-05-01",
    ... )
    >>> [(a.activity, round(a.amount, 6), a.category) for a in desks.activities()]
    [('energy.electricity.grid', 198.4, 'post')]

    """

    title: ClassVar[str] = "Workstation"
    title_da: ClassVar[str] = "Arbejdsstation"
    topics: ClassVar[tuple[str, ...]] = ("T27", "T28")
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "items": 10,
            "days": 20,
            "hours": 8,
            "workstation": "mac_studio_2023_m2_ultra_24_core_cpu_76_core_gpu",
            "utilisation": 0.4,
            "region": "DK",
            "date": "2025-05-01",
        }
    )


@frozen(kw_only=True, slots=True)
class RenderJob(Item):
    """Book a render on nodes whose power is known.

    Parameters
    ----------
    items
        Amount, in nodes; 1 when empty.
    hours
        Amount, in hours of each node.
    watts
        Average power of one node in W.
    pue
        Power usage effectiveness of the room or data centre, 1 or more; 1 counts no cooling.

    Notes
    -----
    items x hours x watts x pue, from the grid. No power and no PUE is assumed. The making of the nodes is not counted.

    Examples
    --------
    >>> render = RenderJob(items=40, hours=12, watts=450, pue=1.5, region="DK", date="2025-05-01")
    >>> [(a.activity, round(a.amount, 6), a.category) for a in render.activities()]
    [('energy.electricity.grid', 324.0, 'post')]

    """

    title: ClassVar[str] = "Render job"
    title_da: ClassVar[str] = "Renderjob"
    group: ClassVar[str] = "post"
    topics: ClassVar[tuple[str, ...]] = ("T28",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 40, "hours": 12, "watts": 450, "pue": 1.5, "region": "DK", "date": "2025-05-01"}
    )

    items: float = field(default=1.0, converter=in_items, metadata=amount("item"))
    hours: float = field(converter=in_hours, metadata=amount("hour"))
    watts: float | None = field(default=None, converter=optional(in_watts))
    pue: float | None = field(default=None, converter=optional(in_pue))

    def check(self) -> None:
        """Check that power and effectiveness are given."""
        super().check()
        if self.watts is None:
            raise required("watts", "render", "Average power of one node while it renders.")
        if self.pue is None:
            raise required("pue", "render", "Ask who runs the nodes; 1 if nothing but the nodes is to be counted.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield the power of one node for one hour."""
        watts, pue = self.watts or 0.0, self.pue or 1.0
        yield computing(watts * pue, f"{watts:g} W and PUE {pue:g}, as given", "watts")


KINDS: tuple[type[Item], ...] = (
    EditSuite, GradingSuite, SoundSuite, Workstation, RenderJob, GpuHours, CpuHours,
)  # fmt: skip
"""Item classes of this room."""
