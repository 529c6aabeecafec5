"""What all items share: amount fields, description fields and the columns that every line carries.

An item is multilinear in its amount fields by construction: a class says in `parts` what one unit of each amount
causes, and never sees the amounts. That is the licence for resolving a description once and multiplying columns by it.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import evolve, field, fields, frozen
from attrs.converters import optional

from greenprod.errors import Issue, ItemError
from greenprod.regions import region as region_named
from greenprod.vocabulary import Control, Status, Version, checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


@frozen(kw_only=True, slots=True)
class ActivityAmount:
    """Say that some amount of an activity happened.

    Parameters
    ----------
    activity
        Leaf of the vocabulary.
    amount, unit
        How much of it.
    note
        An assumption that the item made, for `explain`.
    column
        The item's field that names the leaf, for an issue about it.
    category
        Part of a production that it belongs to, where that is not the one of the activity: power for an edit suite is
        post-production.
    scope3
        Category of scope 3, where that is not the one of the activity's class: the way to work is 3.7, whatever drives.
    view
        For power under a contract that names its source. ``location`` counts in every column but the market-based
        one of scope 2; ``market`` counts in that column alone, with all of its stages. Both when empty.

    """

    activity: str
    amount: float
    unit: str
    note: str = ""
    column: str = "activity"
    category: str = ""
    scope3: str = ""
    view: str = ""


def to_region(value: str) -> str:
    """Convert a region's code or name to its code."""
    return region_named(value).code


def to_control(value: str) -> Control:
    """Convert to a control."""
    return value if isinstance(value, Control) else checked(Control, value, "control")


def to_status(value: str) -> Status:
    """Convert to a status."""
    return value if isinstance(value, Status) else checked(Status, value, "status")


def to_version(value: str) -> Version:
    """Convert to a version."""
    return value if isinstance(value, Version) else checked(Version, value, "version")


def to_day(value: dt.date | str) -> dt.date:
    """Convert a date, or a text written as 2025-12-31, to a date."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.datetime.fromisoformat(str(value).strip()).date()
    except ValueError:
        raise ItemError(
            Issue(
                code="invalid_date",
                message=f"{value!r} is not a date.",
                column="date",
                value=str(value),
                hint="Write it as 2025-12-31.",
            )
        ) from None


def to_bool(value: bool | str) -> bool:  # noqa: FBT001 - a converter
    """Convert yes/no words in English and Danish to a truth value."""
    words = {"true": True, "yes": True, "ja": True, "1": True, "false": False, "no": False, "nej": False, "0": False}
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower().removesuffix(".0")
    if word not in words:
        raise ItemError(
            Issue(
                code="invalid_choice",
                message=f"round_trip cannot be {value!r}.",
                column="round_trip",
                value=str(value),
                valid_values=("true", "false"),
            )
        )
    return words[word]


@frozen(kw_only=True, slots=True)
class Item:
    """Hold the columns that every line of a production may carry.

    Parameters
    ----------
    line_id, production_id, member_id
        Whose line it is.
    version
        State of the books it belongs to: plan, budget, interim or final.
    date
        Day of the activity; or `period_start` and `period_end`, both days included.
    region
        Where it happened: ISO 3166 code or name.
    phase, department, episode, account
        The production's own order.
    control
        ``operated`` or ``third_party``; empty takes the usual one of the activity's class.
    status
        Where the amount comes from.
    supplier, evidence, note
        Free text.
    factor_override
        A figure for this line instead of the library's, such as ``0.02 kgCO2e/kWh``.
    override_source, override_reason
        Where that figure comes from, and why it is better; both are needed with it.

    """

    line_id: str = ""
    production_id: str = ""
    member_id: str = ""
    version: Version = field(default=Version.FINAL, converter=to_version)
    date: dt.date | None = field(default=None, converter=optional(to_day))
    period_start: dt.date | None = field(default=None, converter=optional(to_day))
    period_end: dt.date | None = field(default=None, converter=optional(to_day))
    region: str | None = field(default=None, converter=optional(to_region))
    phase: str = ""
    department: str = ""
    episode: str = ""
    account: str = ""
    control: Control | None = field(default=None, converter=optional(to_control))
    status: Status = field(default=Status.CALCULATED, converter=to_status)
    supplier: str = ""
    evidence: str = ""
    note: str = ""
    factor_override: str = field(default="", converter=str)
    override_source: str = field(default="", converter=str)
    override_reason: str = field(default="", converter=str)

    title: ClassVar[str] = ""
    title_da: ClassVar[str] = ""
    group: ClassVar[str] = ""
    """Department that fills in such lines: its page of the documentation, its colour in the template."""
    topics: ClassVar[tuple[str, ...]] = ()
    """Rows of the taxonomy of production calculators that the item covers, T01 to T37."""
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType({})
    """Cells of one line that can be booked, for the template and the documentation."""
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
    """Valid values of fields whose list is not named by an issue with the code ``invalid_choice``."""
    recorded: ClassVar[str] = ""
    """Category of an item that is recorded without emissions, such as a carbon credit."""

    def __attrs_post_init__(self) -> None:
        self.check()

    def check(self) -> None:
        """Check what fields say together; the classes below add their own rules.

        Raises
        ------
        ItemError
            ``missing_date``, ``period_reversed``, ``override_without_source`` or ``contradictory_fields``.

        """
        if self.factor_override and not (self.override_source.strip() and self.override_reason.strip()):
            raise ItemError(
                Issue(
                    code="override_without_source",
                    message="The line brings its own factor, but does not say where it is from and why it is better.",
                    column="override_reason" if self.override_source.strip() else "override_source",
                    value=self.factor_override,
                    hint="Fill in override_source and override_reason, or leave factor_override empty.",
                )
            )
        if self.date is None and (self.period_start is None or self.period_end is None):
            raise ItemError(
                Issue(
                    code="missing_date",
                    message="The line has neither a date nor a period.",
                    column="date",
                    hint="Fill in date, or period_start and period_end.",
                )
            )
        if self.date is None and self.period_start and self.period_end and self.period_start > self.period_end:
            raise ItemError(
                Issue(
                    code="period_reversed",
                    message=f"The period ends on {self.period_end}, before it starts on {self.period_start}.",
                    column="period_end",
                    value=str(self.period_end),
                    hint="Both days are part of the period.",
                )
            )

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield what one unit of each given amount causes; must not depend on the amounts."""
        raise NotImplementedError  # pragma: no cover - the base class is no item

    def place(self) -> str:
        """Return the region that factors are looked up for.

        Raises
        ------
        ItemError
            ``missing_region``.

        """
        if self.region is None:
            raise ItemError(
                Issue(
                    code="missing_region",
                    message="The line does not say where it happened.",
                    column="region",
                    hint="Fill in region with an ISO 3166 code such as DK.",
                )
            )
        return self.region

    @property
    def product(self) -> float:
        """Product of the given amounts, each in its canonical unit."""
        return multiplied(amounts(self))

    def activities(self) -> Iterator[ActivityAmount]:
        """Yield the activities that the item stands for, with their amounts.

        Raises
        ------
        GreenprodError
            When the fields do not describe an activity.

        """
        for part in self.parts():
            yield evolve(part, amount=part.amount * self.product)


def multiplied(amounts: Iterable[float | None]) -> float:
    """Multiply the given amounts in order; a missing one is left out.

    The order is part of the result's last bit, and columns multiply in the same one.
    """
    product: float | None = None
    for value in amounts:
        if value is not None:
            product = value if product is None else product * value
    return 1.0 if product is None else product


COMMON = tuple(f.name for f in fields(Item))
"""Names of the fields that every item has."""
RESOLVED_COMMON = ("region", "control", "factor_override", "override_source", "override_reason")
"""Common fields, apart from dates, that a factor or a scope depends on."""


@cache
def amount_fields(kind: type[Item]) -> dict[str, str]:
    """Return the amount fields of an item class and their canonical units, in the order they are multiplied."""
    return {f.name: f.metadata["amount"] for f in fields(kind) if "amount" in f.metadata}


@cache
def description_fields(kind: type[Item]) -> tuple[str, ...]:
    """Return the class's own description fields."""
    return tuple(f.name for f in fields(kind) if "amount" not in f.metadata and f.name not in COMMON)


def amounts(item: Item) -> tuple[float | None, ...]:
    """Return the amounts of an item in the order they are multiplied, None where one is not given."""
    return _amounts_of(type(item))(item)  # type: ignore[arg-type] # mypy 11469: a class is hashable


def description(item: Item) -> tuple[Any, ...]:
    """Return all that an item's activities and factors depend on, apart from its time: equal for equal descriptions."""
    kind = type(item)
    given = tuple([amount is not None for amount in amounts(item)])
    return kind, given, _description_of(kind)(item)  # type: ignore[arg-type] # mypy 11469: a class is hashable


@cache
def _amounts_of(kind: type[Item]) -> Callable[[Item], tuple[Any, ...]]:
    return _reader(*amount_fields(kind))  # type: ignore[arg-type] # mypy 11469: a class is hashable


@cache
def _description_of(kind: type[Item]) -> Callable[[Item], tuple[Any, ...]]:
    return _reader(*description_fields(kind), *RESOLVED_COMMON)  # type: ignore[arg-type] # mypy 11469


def _reader(first: str, *names: str) -> Callable[[Item], tuple[Any, ...]]:
    """Return what reads some fields of an item as a tuple; an `attrgetter` of one field returns no tuple."""
    if names:
        return attrgetter(first, *names)
    alone = attrgetter(first)
    return lambda item: (alone(item),)


def required(column: str, kind: str, hint: str = "") -> ItemError:
    """Return the error for a description field that an item cannot do without."""
    return ItemError(Issue(code="missing_field", message=f"A {kind} line needs {column}.", column=column, hint=hint))
