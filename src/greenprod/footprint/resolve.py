"""Resolving a description: which factors a line takes, in which scope, and how much CO2e one unit of its amounts is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from attrs import fields, fields_dict, frozen

from greenprod import units
from greenprod.errors import FactorError, UnitError
from greenprod.footprint.override import overridden
from greenprod.footprint.rates import MONEY, Rates
from greenprod.footprint.scopes import scope_rule
from greenprod.items.base import amount_fields, description
from greenprod.vocabulary import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from greenprod.errors import Issue
    from greenprod.factors.lookup import Found
    from greenprod.factors.record import ActivityType, ScopeRule
    from greenprod.footprint.override import Override
    from greenprod.footprint.rates import Here, Rate, Timed
    from greenprod.footprint.terms import Terms
    from greenprod.items.base import ActivityAmount, Item
    from greenprod.vocabulary import Stage


class Coefficient(NamedTuple):
    """Hold what one unit of a line's amounts emits in one stage.

    Parameters
    ----------
    rate
        What one canonical unit of the activity is booked with; its fields are attributes of the coefficient, too.
    region
        Where it happened.
    per_unit
        How much of the canonical unit one unit of the line's amounts is.
    mg_per_unit
        mg CO2e for one unit of the line's amounts.
    share
        Part of the line's time that this factor covers; under 1 for a period over a boundary of validity.

    """

    rate: Rate
    region: str
    per_unit: float
    mg_per_unit: float
    share: float

    @property
    def found(self) -> Found:
        """The factor, and how it was found for the region."""
        return self.rate.found.asked_for(self.region)

    @property
    def activity(self) -> str:
        """Leaf of the vocabulary."""
        return self.rate.activity

    @property
    def category(self) -> str:
        """Part of a production that it belongs to."""
        return self.rate.category

    @property
    def control(self) -> str:
        """Who operates it."""
        return self.rate.control

    @property
    def unit(self) -> str:
        """Canonical unit of the activity."""
        return self.rate.unit

    @property
    def stage(self) -> Stage:
        """Part of a life cycle."""
        return self.rate.stage

    @property
    def scope(self) -> int:
        """1, 2, 3, or 0 for what stands outside the scopes."""
        return self.rate.scope

    @property
    def scope_category(self) -> str:
        """Category within the scope."""
        return self.rate.scope_category

    @property
    def measure(self) -> str:
        """Column that it is booked to."""
        return self.rate.measure

    @property
    def value(self) -> float:
        """The factor's value under the GWP set of the terms, in the factor's unit."""
        return self.rate.value

    @property
    def gwp_mismatch(self) -> bool:
        """Whether the factor could not be recomputed under that set."""
        return self.rate.gwp_mismatch


class Resolved(NamedTuple):
    """Hold everything that a description decides.

    Parameters
    ----------
    coefficients
        What is booked, in order.
    parts
        The activities behind one unit of the amounts.
    missing
        Stages that are known for an activity elsewhere but have no factor here, as ``activity: stage``.

    """

    coefficients: tuple[Coefficient, ...]
    parts: tuple[ActivityAmount, ...]
    missing: tuple[str, ...]
    activity: str
    category: str
    region: str
    control: str
    unit: str
    per_unit: float

    @property
    def match(self) -> Match:
        """The worst way in which one of the factors was found."""
        matches = {c.rate.found.match for c in self.coefficients}
        # a line's own figure is what it stands on, whatever was found for the CO2 of biomass beside it
        return Match.OVERRIDE if Match.OVERRIDE in matches else max(matches, key=lambda m: m.rank, default=Match.EXACT)

    @property
    def factor_ids(self) -> str:
        """Ids of all factors, in order, without repetition."""
        return "; ".join(dict.fromkeys(c.rate.found.factor.edition for c in self.coefficients))


Booked = tuple["Here", float, float]
"""Rates, how many canonical units one unit of the amounts is in their share of the time, and that share."""


def remembered(item: Item, terms: Terms) -> Resolved:
    """Return what an item's description resolves to, worked out once for all items that share it.

    Raises
    ------
    GreenprodError
        As `resolve`.

    """
    moment = (item.period_start, item.period_end) if item.date is None else terms.interval(item.date)
    key = (description(item), moment)
    resolved = terms.memory.resolved.get(key)
    if resolved is None:
        resolved = terms.memory.resolved[key] = resolve(item, terms)
    return resolved


def resolve(item: Item, terms: Terms) -> Resolved:
    """Resolve an item's description.

    Raises
    ------
    GreenprodError
        When the description names something unknown or no factor fits.

    """
    return Outline.of(item, terms).at(item)


@frozen(eq=False, slots=True)
class Outline:
    """Hold what descriptions decide that differ in nothing but their time.

    Parameters
    ----------
    parts, bookings
        The activities behind one unit of the amounts, and how each is booked.
    own
        The figure that the line brings itself.
    place
        Region.
    recorded
        What a line decides that is never booked, whenever it was.

    """

    parts: tuple[ActivityAmount, ...]
    bookings: tuple[Booking, ...]
    own: Override | None
    place: str
    recorded: Resolved | None = None

    @classmethod
    def of(cls, item: Item, terms: Terms) -> Outline:
        """Work out what an item's description decides whatever its time is.

        Raises
        ------
        GreenprodError
            When the description names something unknown.

        """
        parts = tuple(item.parts())
        if item.recorded:
            return cls((), (), None, "", _recorded(item))
        place = item.place()
        own = overridden(item, parts, terms.library) if item.factor_override else None
        return cls(parts, tuple([_booking(part, item, terms) for part in parts]), own, place)

    def booked(self, when: Timed) -> Iterator[Booked]:
        """Yield what one unit of the amounts is booked with at a time: rates, canonical units, share of the days.

        Raises
        ------
        GreenprodError
            When no factor fits.

        """
        own, place = self.own, self.place
        for part, booking in zip(self.parts, self.bookings, strict=True):
            amount = part.amount * booking.scale
            for here, share in _beside(own, booking.rates, when, place) if own else booking.rates.over(when, place):
                yield here, amount * share, share

    def at(self, when: Timed) -> Resolved:
        """Return what is decided for a time.

        Raises
        ------
        GreenprodError
            When no factor fits.

        """
        if self.recorded:
            return self.recorded
        place = self.place
        coefficients: list[Coefficient] = []
        missing: dict[str, None] = {}
        for here, per_unit, share in self.booked(when):
            if here.missing:
                missing.update(dict.fromkeys(here.missing))
            coefficients += [Coefficient(r, place, per_unit, per_unit * r.mg, share) for r in here.rates]
        first = self.bookings[0]
        return Resolved(
            coefficients=tuple(coefficients),
            parts=self.parts,
            missing=tuple(missing),
            activity=first.rates.kind.activity_id,
            category=first.rates.category,
            region=place,
            control=first.rates.rule.control,
            unit=first.rates.unit,
            per_unit=self.parts[0].amount * first.scale,
        )

    @property
    def ways(self) -> tuple[Rates, ...]:
        """Where the factors of its parts come from; these alone decide which days are alike."""
        return tuple([booking.rates for booking in self.bookings])


@frozen(eq=False, slots=True)
class Resolution:
    """Hold what descriptions decide that differ in nothing but their days within one stretch of time.

    Parameters
    ----------
    outline
        What is decided at any time; None when nothing can be, and then there is an issue.
    when
        A time in the stretch.
    issue
        Why nothing is decided.

    """

    outline: Outline | None
    when: Timed
    issue: Issue | None = None

    @cached_property
    def resolved(self) -> Resolved | None:
        """What one unit of the amounts emits; None when it cannot be booked."""
        return self.outline.at(self.when) if self.outline else None


def _recorded(item: Item) -> Resolved:
    """Return what a line decides that is written down beside the footprint and never added to it."""
    kind = type(item)
    name, unit = next(iter(amount_fields(kind).items()))  # type: ignore[arg-type] # mypy 11469: a class is hashable
    unit = unit or str(getattr(item, fields_dict(kind)[name].metadata["unit_field"]))
    return Resolved(
        coefficients=(),
        parts=(),
        missing=(),
        activity="",
        category=item.recorded,
        region=item.region or "",
        control=str(item.control or ""),
        unit=unit,
        per_unit=1.0,
    )


@frozen(slots=True)
class Booking:
    """Hold how a part of an item is booked: its rates, and how many canonical units one of its own units is."""

    rates: Rates
    scale: float


def _booking(part: ActivityAmount, item: Item, terms: Terms) -> Booking:
    """Return how a part is booked; worked out once for each activity, unit and control."""
    key = (part.activity, part.unit, part.category, part.scope3, part.view, item.control)
    booking = terms.memory.bookings.get(key)
    if booking is None:
        kind = _kind(part, terms)
        rule = scope_rule(terms.library, kind.kind, item.control)
        unit = _unit(part, kind, item)
        scale = units.scale(part.unit, unit)
        booking = terms.memory.bookings[key] = Booking(_rates(part, kind, rule, unit, terms), scale)
    return booking


def _rates(part: ActivityAmount, kind: ActivityType, rule: ScopeRule, unit: str, terms: Terms) -> Rates:
    """Return the rates of a part; units of one dimension share them."""
    key = (part.activity, unit, part.category, part.scope3, part.view, rule.control)
    rates = terms.memory.rates.get(key)
    if rates is None:
        category = part.category or kind.category
        rates = Rates(terms, kind, rule, category, part.scope3, part.view, unit, terms.search(part.activity))
        terms.memory.rates[key] = rates
    return rates


def _beside(own: Override, rates: Rates, when: Timed, place: str) -> Iterator[tuple[Here, float]]:
    """Yield what a line that brings its own figure is booked with: that figure, and what it does not replace.

    The figure stands once for the whole time: what it replaces may change in between.
    """
    day = when.date or when.period_start
    assert day is not None  # noqa: S101 - Item.check has seen to it
    yield rates.booked((own.as_found(rates.rule),), day), 1.0
    # a line that brings its own figure for everything needs none; what there is beside it stays
    for outcome, first, share in rates.outcomes(when, place, gaps=own.replaces_all(rates.rule)):
        kept = own.beside(outcome, rates.rule)
        yield rates.booked(kept.found, first, kept.missing), share


def _kind(part: ActivityAmount, terms: Terms) -> ActivityType:
    try:
        return terms.library.activity(part.activity)
    except FactorError as error:
        # the user wrote a material or a vehicle, not an activity
        raise FactorError(error.issue.at(column=part.column)) from None


def _unit(part: ActivityAmount, kind: ActivityType, item: Item) -> str:
    """Return the unit that the ledger writes an amount in; money stays in its own currency."""
    if kind.dimension != MONEY:
        return units.CANONICAL[kind.dimension]
    try:
        return units.currency(part.unit)
    except UnitError as error:
        columns = [f.metadata["unit_field"] for f in fields(type(item)) if f.metadata.get("unit_field")]
        raise UnitError(error.issue.at(column=columns[0] if columns else "unit")) from None
