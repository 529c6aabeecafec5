"""Distribution and viewing."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod.errors import Issue, ItemError
from greenprod.items.amounts import amount, in_hours, in_items, in_kwh, split_given
from greenprod.items.base import ActivityAmount, Item, required, to_control
from greenprod.vocabulary import Control

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike

CATEGORY = "distribution"
# use of sold products (GHG Protocol, Scope 3 Standard, table 5.4)
VIEWING = "3.11"


def _number(value: AmountLike, column: str, unit: str) -> float:
    number, given = split_given(value, column)
    if given not in ("", unit):
        raise ItemError(Issue(code="wrong_dimension", message=f"{value!r} is not in {unit}.", column=column))
    return number


def _kwh(value: AmountLike) -> float:
    return _number(value, "kwh_per_screening", "kWh")


def _kw(value: AmountLike) -> float:
    return _number(value, "power_kw", "kW")


def _check_energy(item: Item, energy: float | None, counted: float | None, each: float | None, names: str) -> None:
    """Check that power is given once: as energy, or as a count with how much each takes."""
    count_name, each_name = names.split()
    if energy is None and counted is None:
        hint = f"Give kilowatt-hours, or {count_name} with {each_name}."
        message = f"A {item.title.lower()} line needs its energy."
        raise ItemError(Issue(code="missing_amount", message=message, column="energy", hint=hint))
    if energy is not None and (counted is not None or each is not None):
        raise ItemError(
            Issue(
                code="contradictory_fields",
                message=f"The line has its energy, and {count_name} or {each_name} too.",
                column=count_name if counted is not None else each_name,
                hint=f"Give energy, or {count_name} with {each_name}.",
            )
        )
    if energy is None and each is None:
        raise required(each_name, item.title.lower(), "No figure for it is published openly; ask who runs it.")
    if each is not None and not each >= 0:
        message = f"{each_name} is 0 or more, not {each:g}."
        raise ItemError(Issue(code="out_of_range", message=message, column=each_name, value=f"{each:g}"))


@frozen(kw_only=True, slots=True)
class Streaming(Item):
    """Book viewing by streaming, over all viewers.

    Parameters
    ----------
    hours
        Amount, in viewing hours: 1,000 viewers of a 90-minute film are 1,500.

    Notes
    -----
    hours x kg per hour of the use of data centres, networks and the viewer's device; scope 3, category 11. Source:
    Carbon Trust and DIMPACT 2021, a European average that must not be asked what a change in quality would save. It is
    for 2020, and stands for up to three later years; a line of 2024 or after must bring its own `factor_override`. No
    calculator of productions counts viewing: the boundaries pear, albert, adgreen and carbonclap leave the category
    distribution out, and full counts it only because the line is there.

    Examples
    --------
    >>> film = Streaming(hours=1500, region="DK", period_start="2023-01-01", period_end="2023-12-31")
    >>> [(a.activity, a.amount, a.unit) for a in film.activities()]
    [('digital.streaming_hour', 1500.0, 'hour')]

    """

    title: ClassVar[str] = "Streaming"
    title_da: ClassVar[str] = "Streaming, sete timer"
    group: ClassVar[str] = "distribution"
    topics: ClassVar[tuple[str, ...]] = ("T35",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2023-05-01", "region": "DK", "hours": 1500}
    )

    hours: float = field(converter=in_hours, metadata=amount("hour"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one hour."""
        yield ActivityAmount(activity="digital.streaming_hour", amount=1.0, unit="hour", category=CATEGORY)


@frozen(kw_only=True, slots=True)
class CinemaRun(Item):
    """Book the power of cinemas that show a film.

    Parameters
    ----------
    energy
        Amount, in kWh.
    items
        Amount, in screenings, instead of energy; then `kwh_per_screening` must be given.
    kwh_per_screening
        Power of one screening in kWh, as the cinema says.
    control
        ``third_party`` when empty: the cinema is somebody else's.

    Notes
    -----
    screenings x kWh per screening x kg per kWh of the grid. No figure of a screening is published openly, so none is
    assumed. Where the cinemas are decides the grid: one line for each country. Scope: GHG Protocol, scope 3, unless
    the cinema is operated.

    Examples
    --------
    >>> run = CinemaRun(items=300, kwh_per_screening=20, region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit, a.category) for a in run.activities()]
    [('energy.electricity.grid', 6000.0, 'kWh', 'distribution')]

    """

    title: ClassVar[str] = "Cinema run"
    title_da: ClassVar[str] = "Biografvisninger"
    group: ClassVar[str] = "distribution"
    topics: ClassVar[tuple[str, ...]] = ("T35",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "items": 300, "kwh_per_screening": 20}
    )

    control: Control | None = field(default=Control.THIRD_PARTY, converter=optional(to_control))
    energy: float | None = field(default=None, converter=optional(in_kwh), metadata=amount("kWh"))
    items: float | None = field(default=None, converter=optional(in_items), metadata=amount("item"))
    kwh_per_screening: float | None = field(default=None, converter=optional(_kwh))

    def check(self) -> None:
        """Check that power is given once."""
        super().check()
        _check_energy(self, self.energy, self.items, self.kwh_per_screening, "items kwh_per_screening")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour, or those of one screening."""
        each = self.kwh_per_screening
        yield ActivityAmount(
            activity="energy.electricity.grid",
            amount=1.0 if each is None else each,
            unit="kWh",
            note="" if each is None else f"{each:g} kWh per screening, as given",
            category=CATEGORY,
            scope3=VIEWING,
        )


@frozen(kw_only=True, slots=True)
class BroadcastHour(Item):
    """Book the power of a broadcaster's transmission.

    Parameters
    ----------
    energy
        Amount, in kWh.
    hours
        Amount, in hours on air, instead of energy; then `power_kw` must be given.
    power_kw
        Power in kW that the transmission takes, as its operator says.
    control
        ``third_party`` when empty; ``operated`` for transmitters of one's own.

    Notes
    -----
    hours x kW x kg per kWh of the grid. No figure of a transmission hour is published openly, so none is assumed; the
    viewers' sets are not in it. Scope: GHG Protocol, scope 3, unless the transmitter is operated.

    Examples
    --------
    >>> show = BroadcastHour(hours=6, power_kw=80, region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in show.activities()]
    [('energy.electricity.grid', 480.0, 'kWh')]

    """

    title: ClassVar[str] = "Broadcast hour"
    title_da: ClassVar[str] = "Sendetime"
    group: ClassVar[str] = "distribution"
    topics: ClassVar[tuple[str, ...]] = ("T35",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-05-01", "region": "DK", "hours": 6, "power_kw": 80}
    )

    control: Control | None = field(default=Control.THIRD_PARTY, converter=optional(to_control))
    energy: float | None = field(default=None, converter=optional(in_kwh), metadata=amount("kWh"))
    hours: float | None = field(default=None, converter=optional(in_hours), metadata=amount("hour"))
    power_kw: float | None = field(default=None, converter=optional(_kw))

    def check(self) -> None:
        """Check that power is given once."""
        super().check()
        _check_energy(self, self.energy, self.hours, self.power_kw, "hours power_kw")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilowatt-hour, or those of one hour."""
        each = self.power_kw
        yield ActivityAmount(
            activity="energy.electricity.grid",
            amount=1.0 if each is None else each,
            unit="kWh",
            note="" if each is None else f"{each:g} kW, as given",
            category=CATEGORY,
            scope3=VIEWING,
        )


KINDS: tuple[type[Item], ...] = (Streaming, CinemaRun, BroadcastHour)
"""Item classes of this room."""
