"""What processors in a data centre draw: the figures of clouds, and lines by the hours they ran."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.errors import Issue, ItemError
from greenprod.factors.properties import shipped_properties
from greenprod.items.amounts import amount, in_hours, in_items, in_kwh
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.items.power import GRID, contradiction, number
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike


def in_utilisation(value: AmountLike) -> float:
    """Convert a utilisation to a fraction."""
    return number(value, "utilisation", high=1.0, zero=True)


def in_wh_per_item(value: AmountLike) -> float:
    """Convert the energy of one answer or picture to Wh."""
    return number(value, "wh_per_item", "Wh")


def in_pue(value: AmountLike) -> float:
    """Convert a power usage effectiveness: all power of a data centre over that of its computers, 1 or more.

    Raises
    ------
    ItemError
        ``out_of_range``, or an issue about the number.

    """
    found = number(value, "pue")
    if found < 1:
        hint = "A data centre uses at least the power of its computers."
        message = f"pue must be at least 1, not {found:g}."
        raise ItemError(Issue(code="out_of_range", message=message, column="pue", value=str(value), hint=hint))
    return found


def between(idle: float, full: float, utilisation: float) -> float:
    """Return the power at a utilisation, on the straight line from idle to full load."""
    return idle + (full - idle) * utilisation


def provider_value(name: str, provider: str, leaf: str, column: str) -> float:
    """Return a provider's figure of a ``compute.`` property, in the unit of the file.

    Raises
    ------
    ItemError
        ``missing_field``, or ``invalid_choice`` for a provider or a `leaf` (of the field `column`) without a figure.

    """
    rows = shipped_properties(name)
    if not provider:
        raise required("provider", "cloud", "One of " + ", ".join(dict.fromkeys(row.key for row in rows)) + ".")
    leaves = {row.subkey: row.value for row in rows if row.key == provider}
    if not leaves:
        raise ItemError(invalid_choice("provider", provider, dict.fromkeys(row.key for row in rows)))
    if not leaf:
        raise required(column, "cloud", "One of " + ", ".join(leaves) + ".")
    if leaf not in leaves:
        raise ItemError(invalid_choice(column, leaf, leaves))
    return leaves[leaf]


def effectiveness(provider: str, pue: float | None) -> tuple[float, str]:
    """Return the given power usage effectiveness, or the provider's, and where it is from."""
    if pue is not None:
        return pue, f"PUE {pue:g} as given"
    found = provider_value("compute.pue", provider, "average", "provider")
    return found, f"PUE {found:g} of {provider} (ccf_2024)"


def processor_hour(kind: str, provider: str, leaf: str, utilisation: float | None) -> tuple[float, str]:
    """Return the Wh of one hour of a cloud's processor without its data centre, and the note that says so.

    Parameters
    ----------
    kind
        cpu or gpu.
    provider, leaf
        Which cloud, and which of its processors.
    utilisation
        Fraction of the full load; required.

    """
    column = "model" if kind == "gpu" else "processor"
    idle = provider_value(f"compute.{kind}_idle_power", provider, leaf, column)
    full = provider_value(f"compute.{kind}_full_load_power", provider, leaf, column)
    if utilisation is None:
        raise required("utilisation", kind.upper(), "Average fraction of the full load, such as 0.9 while rendering.")
    watts = between(idle, full, utilisation)
    return watts, f"{watts:g} W: {leaf}, {idle:g} W idle to {full:g} W, at {utilisation:.0%} (ccf_2024)"


def computing(watt_hours: float, note: str, column: str, category: str = "post") -> ActivityAmount:
    """Return power from the grid for computing."""
    kwh = watt_hours * units.scale("Wh", "kWh")
    return ActivityAmount(activity=GRID, amount=kwh, unit="kWh", note=note, column=column, category=category)


@frozen(kw_only=True, slots=True)
class GpuHours(Item):
    """Book graphics processors in a cloud by the hours they ran.

    Parameters
    ----------
    items
        Amount, in GPUs; 1 when empty.
    hours
        Amount, in hours of each.
    provider
        aws, azure or gcp.
    model
        A GPU of the provider, such as nvidia_t4 or nvidia_tesla_a100.
    utilisation
        Average load, from 0 (idle) to 1.
    pue
        Power usage effectiveness of the data centre, 1 or more; the provider's average when empty.

    Notes
    -----
    items x hours x (idle + utilisation x (full load - idle)) x PUE, from the grid of the region. Method, power per
    GPU and PUE: Cloud Carbon Footprint (2024), estimates that no provider measured: ``compute.gpu_idle_power``,
    ``compute.gpu_full_load_power`` and ``compute.pue`` in ``factors/properties.csv``. Memory and the making of the
    computers are not counted.

    Examples
    --------
    >>> job = GpuHours(
    ...     items=8, hours=100, provider="gcp", model="nvidia_t4", utilisation=0.9, region="IE", date="2025-05-01"
    ... )
    >>> [(a.activity, round(a.amount, 6), a.category) for a in job.activities()]
    [('energy.electricity.grid', 56.936, 'post')]

    """

    title: ClassVar[str] = "GPU hours"
    title_da: ClassVar[str] = "GPU-timer"
    group: ClassVar[str] = "post"
    topics: ClassVar[tuple[str, ...]] = ("T28",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "items": 8,
            "hours": 100,
            "provider": "gcp",
            "model": "nvidia_t4",
            "utilisation": 0.9,
            "region": "IE",
            "date": "2025-05-01",
        }
    )

    items: float = field(default=1.0, converter=in_items, metadata=amount("item"))
    hours: float = field(converter=in_hours, metadata=amount("hour"))
    provider: str = ""
    model: str = ""
    utilisation: float | None = field(default=None, converter=optional(in_utilisation))
    pue: float | None = field(default=None, converter=optional(in_pue))

    def check(self) -> None:
        """Check that provider, model and utilisation are given."""
        super().check()
        processor_hour("gpu", self.provider, self.model, self.utilisation)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one hour of one GPU."""
        watts, note = processor_hour("gpu", self.provider, self.model, self.utilisation)
        pue, origin = effectiveness(self.provider, self.pue)
        yield computing(watts * pue, f"{note}; {origin}", "model")


@frozen(kw_only=True, slots=True)
class CpuHours(Item):
    """Book virtual processors in a cloud by the hours they ran.

    Parameters
    ----------
    items
        Amount, in virtual CPUs; 1 when empty.
    hours
        Amount, in hours of each.
    provider
        aws, azure or gcp.
    processor
        Processor of the provider, such as cascade_lake; aws and azure have an ``average``.
    utilisation
        Average load, from 0 (idle) to 1.
    pue
        Power usage effectiveness of the data centre, 1 or more; the provider's average when empty.

    Notes
    -----
    items x hours x (idle + utilisation x (full load - idle)) x PUE, from the grid of the region. Method, power per
    virtual CPU and PUE: Cloud Carbon Footprint (2024), estimates that no provider measured: ``compute.cpu_idle_power``,
    ``compute.cpu_full_load_power`` and ``compute.pue`` in ``factors/properties.csv``. Memory and the making of the
    computers are not counted.

    Examples
    --------
    >>> job = CpuHours(
    ...     items=64, hours=100, provider="aws", processor="average", utilisation=0.5, region="IE", date="2025-05-01"
    ... )
    >>> [(a.activity, round(a.amount, 6), a.category) for a in job.activities()]
    [('energy.electricity.grid', 15.39968, 'post')]

    """

    title: ClassVar[str] = "CPU hours"
    title_da: ClassVar[str] = "CPU-timer"
    group: ClassVar[str] = "post"
    topics: ClassVar[tuple[str, ...]] = ("T28",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "items": 64,
            "hours": 100,
            "provider": "aws",
            "processor": "average",
            "utilisation": 0.5,
            "region": "IE",
            "date": "2025-05-01",
        }
    )

    items: float = field(default=1.0, converter=in_items, metadata=amount("item"))
    hours: float = field(converter=in_hours, metadata=amount("hour"))
    provider: str = ""
    processor: str = ""
    utilisation: float | None = field(default=None, converter=optional(in_utilisation))
    pue: float | None = field(default=None, converter=optional(in_pue))

    def check(self) -> None:
        """Check that provider, processor and utilisation are given."""
        super().check()
        processor_hour("cpu", self.provider, self.processor, self.utilisation)

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one hour of one virtual CPU."""
        watts, note = processor_hour("cpu", self.provider, self.processor, self.utilisation)
        pue, origin = effectiveness(self.provider, self.pue)
        yield computing(watts * pue, f"{note}; {origin}", "processor")


@frozen(kw_only=True, slots=True)
class AiUse(Item):
    """Book artificial intelligence, by its energy, by hours of GPUs, or by answers whose energy is known.

    Parameters
    ----------
    energy
        Amount, in kWh.
    hours
        Amount, in hours of each GPU; then `provider`, `model` and `utilisation` must be given.
    items
        Amount, in GPUs beside `hours`; alone, in answers, pictures or whatever `wh_per_item` is for.
    wh_per_item
        Energy of one item in Wh, from the provider or a study.
    provider, model
        aws, azure or gcp, and one of its GPUs, such as nvidia_tesla_a100.
    utilisation
        Average load of the GPUs, from 0 (idle) to 1.
    pue
        Power usage effectiveness of the data centre, 1 or more. By energy and by items it is not counted when empty; by
        hours it is the provider's average then.

    Notes
    -----
    energy x PUE, or items x wh_per_item x PUE, or items x hours x (idle + utilisation x (full load - idle)) x PUE, from
    the grid of the region. By hours, method and figures are those of `GpuHours`: Cloud Carbon Footprint (2024). No
    energy of an answer or a picture is assumed, as studies differ widely. Training is not counted.

    Examples
    --------
    >>> pictures = AiUse(items=500, wh_per_item=3, region="IE", date="2025-05-01")
    >>> [(a.activity, a.amount, a.category) for a in pictures.activities()]
    [('energy.electricity.grid', 1.5, 'data')]

    """

    title: ClassVar[str] = "AI use"
    title_da: ClassVar[str] = "Brug af AI"
    group: ClassVar[str] = "data"
    topics: ClassVar[tuple[str, ...]] = ("T30",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 500, "wh_per_item": 3, "region": "IE", "date": "2025-05-01"}
    )

    energy: float | None = field(default=None, converter=optional(in_kwh), metadata=amount("kWh"))
    hours: float | None = field(default=None, converter=optional(in_hours), metadata=amount("hour"))
    items: float | None = field(default=None, converter=optional(in_items), metadata=amount("item"))
    wh_per_item: float | None = field(default=None, converter=optional(in_wh_per_item))
    provider: str = ""
    model: str = ""
    utilisation: float | None = field(default=None, converter=optional(in_utilisation))
    pue: float | None = field(default=None, converter=optional(in_pue))

    def check(self) -> None:
        """Check that exactly one way of measuring is used, with all that it needs."""
        super().check()
        if self.energy is None and self.hours is None and self.items is None:
            message = "AI use needs its energy, its hours or its items."
            hint = "Give kWh, hours of GPUs, or items with wh_per_item."
            raise ItemError(Issue(code="missing_amount", message=message, column="energy", hint=hint))
        if self.energy is not None and (self.hours is not None or self.items is not None):
            raise contradiction("energy", "The energy says it all; hours and items say it again.", "Keep one of them.")
        if self.hours is not None:
            if self.wh_per_item is not None:
                message = "Hours of GPUs have no energy per item."
                raise contradiction("wh_per_item", message, "Leave hours or wh_per_item empty.")
            processor_hour("gpu", self.provider, self.model, self.utilisation)
        elif self.items is not None and self.wh_per_item is None:
            raise required("wh_per_item", "AI use by items", "The provider or a study says it; there is no default.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour, one hour of one GPU, or one item."""
        if self.hours is not None:
            watts, note = processor_hour("gpu", self.provider, self.model, self.utilisation)
            pue, origin = effectiveness(self.provider, self.pue)
            yield computing(watts * pue, f"{note}; {origin}", "model", "data")
            return
        pue = self.pue or 1.0
        beside = f"PUE {pue:g} as given" if self.pue else "no PUE beside"
        if self.items is not None and self.wh_per_item is not None:
            yield computing(
                self.wh_per_item * pue, f"{self.wh_per_item:g} Wh as given, {beside}", "wh_per_item", "data"
            )
        else:
            yield computing(units.scale("kWh", "Wh") * pue, f"energy as given, {beside}", "energy", "data")
