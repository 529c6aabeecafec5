"""Resolving a description: which factors a line takes, in which scope, and how much CO2e one unit of its amounts is."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from attrs import evolve, fields, fields_dict, frozen

from greenprod import money, units
from greenprod.errors import FactorError, UnitError
from greenprod.footprint.boundary import Posting
from greenprod.footprint.override import overridden
from greenprod.items.base import amount_fields
from greenprod.vocabulary import Match, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from greenprod.factors.library import FactorLibrary
    from greenprod.factors.lookup import Found, FoundSet
    from greenprod.factors.record import ActivityType, ScopeRule
    from greenprod.footprint.override import Override
    from greenprod.footprint.terms import Terms
    from greenprod.items.base import ActivityAmount, Item

OUTSIDE = "outside"
MONEY = "money"
LOCATION, MARKET = "location", "market"
_GENERATION = (Stage.GENERATION, Stage.GENERATION_LOCATION, Stage.GENERATION_MARKET)


@frozen(kw_only=True, slots=True)
class Coefficient:
    """Hold what one unit of a line's amounts emits in one stage.

    Parameters
    ----------
    activity, category, control
        Leaf of the vocabulary, the part of a production it belongs to, and who operates it.
    unit, per_unit
        Canonical unit of the activity, and how much of it one unit of the line's amounts is.
    stage, scope, scope_category, measure
        Where it is booked; scope 0 is outside the scopes.
    mg_per_unit
        mg CO2e for one unit of the line's amounts.
    share
        Part of the line's time that this factor covers; under 1 for a period over a boundary of validity.
    found
        The factor and how it was found.
    value
        The factor's value under the GWP set of the terms, in the factor's unit.
    gwp_mismatch
        Whether the factor could not be recomputed under that set.

    """

    activity: str
    category: str
    control: str
    unit: str
    per_unit: float
    stage: Stage
    scope: int
    scope_category: str
    measure: str
    mg_per_unit: float
    share: float
    found: Found
    value: float
    gwp_mismatch: bool


@frozen(kw_only=True, slots=True)
class Resolved:
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
        matches = {c.found.match for c in self.coefficients}
        # a line's own figure is what it stands on, whatever was found for the CO2 of biomass beside it
        return Match.OVERRIDE if Match.OVERRIDE in matches else max(matches, key=lambda m: m.rank, default=Match.EXACT)

    @property
    def factor_ids(self) -> str:
        """Ids of all factors, in order, without repetition."""
        return "; ".join(dict.fromkeys(c.found.factor.edition for c in self.coefficients))


def resolve(item: Item, terms: Terms) -> Resolved:
    """Resolve an item's description.

    Raises
    ------
    GreenprodError
        When the description names something unknown or no factor fits.

    """
    parts = tuple(item.parts())
    if item.recorded:
        return _recorded(item)
    place = item.place()
    spans = tuple(_spans(item, terms.boundaries_in_time))
    coefficients: list[Coefficient] = []
    missing: dict[str, None] = {}
    control = ""
    own = overridden(item, parts, terms.library) if item.factor_override else None
    for part in parts:
        kind = _kind(part, terms)
        rule = scope_rule(terms.library, kind.kind, item.control)
        control = control or rule.control
        unit = _unit(part, kind, item)
        amount = part.amount * units.scale(part.unit, unit)
        if own:
            # once for the whole time: what it replaces may change in between
            whole = _Amount(part, kind, unit, amount, spans[0][0].year, 1.0)
            coefficients += _coefficients(whole, own.as_found(rule), rule, terms)
        for looked_up, year, share in _looked_up(part, place, spans, own, rule, terms):
            found = own.beside(looked_up, rule) if own else looked_up
            missing.update(dict.fromkeys(f"{part.activity}: {stage}" for stage in found.missing))
            for hit in found.found:
                one = _Amount(part, kind, unit, amount, year, share)
                coefficients += _coefficients(one, hit, rule, terms)
    first = terms.library.activity(parts[0].activity)
    canonical = _unit(parts[0], first, item)
    return Resolved(
        coefficients=tuple(coefficients),
        parts=parts,
        missing=tuple(missing),
        activity=first.activity_id,
        category=parts[0].category or first.category,
        region=place,
        control=control,
        unit=canonical,
        per_unit=parts[0].amount * units.scale(parts[0].unit, canonical),
    )


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


def _kind(part: ActivityAmount, terms: Terms) -> ActivityType:
    try:
        return terms.library.activity(part.activity)
    except FactorError as error:
        # the user wrote a material or a vehicle, not an activity
        raise FactorError(error.issue.at(column=part.column)) from None


def _looked_up(
    part: ActivityAmount,
    place: str,
    spans: Sequence[tuple[date, int]],
    own: Override | None,
    rule: ScopeRule,
    terms: Terms,
) -> list[tuple[FoundSet, int, float]]:
    """Return the outcomes of the lookups; a line that brings its own figure for everything needs none."""
    by_year = terms.library.activity(part.activity).dimension == MONEY
    try:
        return list(_outcomes(part.activity, place, spans, terms, by_year=by_year))
    except FactorError:
        if own and own.replaces_all(rule):
            return []
        raise


def _unit(part: ActivityAmount, kind: ActivityType, item: Item) -> str:
    """Return the unit that the ledger writes an amount in; money stays in its own currency."""
    if kind.dimension != MONEY:
        return units.CANONICAL[kind.dimension]
    try:
        return units.currency(part.unit)
    except UnitError as error:
        columns = [f.metadata["unit_field"] for f in fields(type(item)) if f.metadata.get("unit_field")]
        raise UnitError(error.issue.at(column=columns[0] if columns else "unit")) from None


@frozen(slots=True)
class _Amount:
    """One unit of a line's amounts as an activity, in one year, for a share of the time, in one view or both."""

    part: ActivityAmount
    kind: ActivityType
    unit: str
    amount: float
    year: int
    share: float

    @property
    def category(self) -> str:
        """Part of a production that the item, or else the activity, belongs to."""
        return self.part.category or self.kind.category


def _coefficients(one: _Amount, hit: Found, rule: ScopeRule, terms: Terms) -> Iterator[Coefficient]:
    view = one.part.view
    if view == MARKET and not _in_market(rule, hit.stage):
        return
    scope, scope_category = (2, "2") if view == MARKET else scope_of(rule, hit.stage)
    if rule.scope == 3 and scope == 3 and one.part.scope3:  # noqa: PLR2004 - the scope
        scope_category = one.part.scope3
    value, under_set = hit.factor.co2e(terms.gwp)
    per_unit = one.amount * one.share
    if one.kind.dimension == MONEY and hit.match is not Match.OVERRIDE:  # a line's own figure is in its own prices
        hit, mg = _restated(one, hit, terms)
    else:
        mg = mg_per(hit.factor.unit, one.unit)
    posting = Posting(
        category=one.category, activity=one.kind.activity_id, stage=hit.stage, scope=scope, control=rule.control
    )
    if not terms.boundary.lets_in(posting):
        return
    for measure in _seen(view, scope, hit.stage):
        yield Coefficient(
            activity=one.kind.activity_id,
            category=one.category,
            control=rule.control,
            unit=one.unit,
            per_unit=per_unit,
            stage=hit.stage,
            scope=scope,
            scope_category=scope_category,
            measure=measure,
            mg_per_unit=per_unit * (value * mg),
            share=one.share,
            found=hit,
            value=value,
            gwp_mismatch=not under_set,
        )


@cache
def mg_per(factor_unit: str, unit: str) -> float:
    """Return mg CO2e per canonical unit for a factor of 1 in its own unit."""
    return units.scale("kgCO2e", "mgCO2e") / units.scale(units.co2e_per(factor_unit), unit)


def _restated(part: _Amount, hit: Found, terms: Terms) -> tuple[Found, float]:
    """Return mg CO2e per unit of a line's money for a factor of 1, and the factor with the way there."""
    currency = units.currency(units.co2e_per(hit.factor.unit))
    price_year = hit.factor.price_year or hit.factor.valid_from.year
    forward = terms.policy.years_forward
    restated = money.restated(part.unit, part.year, currency, price_year, years_forward=forward)
    steps = [*hit.steps, *restated.steps]
    if hit.factor.price_basis == "basic":
        steps.append("basic prices: taxes and margins in the amount paid are counted as if they were the supplier's")
    match, gsd = hit.match, hit.gsd
    if restated.extended:
        gsd = terms.library.widened(gsd, Match.EXTENDED_PERIOD)
        match = max(match, Match.EXTENDED_PERIOD, key=lambda m: m.rank)
    return evolve(hit, steps=tuple(steps), match=match, gsd=gsd), mg_per(hit.factor.unit, currency) * restated.factor


def scope_rule(library: FactorLibrary, kind: str, control: str | None) -> ScopeRule:
    """Return the scope rule of an activity class under a control, or under its usual one."""
    return next(
        rule
        for rule in library.scopes
        if rule.kind == kind and (rule.control == control if control else rule.is_default)
    )


def scope_of(rule: ScopeRule, stage: Stage) -> tuple[int, str]:
    """Return scope and category of a stage under a rule.

    Power that an operated vehicle or place buys is scope 2, whatever else it burns (GHG Protocol Scope 2 Guidance).
    """
    if stage is Stage.BIOGENIC_CO2:
        return 0, OUTSIDE
    if stage.is_upstream:
        return 3, rule.upstream_category
    if stage in _GENERATION and rule.scope in (1, 2):
        return 2, "2"
    return rule.scope, rule.category


def _measures(scope: int, stage: Stage) -> tuple[str, ...]:
    """Columns of a posting; scope 2 without a location or market of its own counts in both views."""
    if scope != 2:  # noqa: PLR2004 - the scope
        if stage is Stage.GENERATION_MARKET:
            return ()
        return ({0: "biogenic", 1: "scope1", 3: "scope3"}[scope],)
    if stage is Stage.GENERATION_LOCATION:
        return ("scope2_location",)
    if stage is Stage.GENERATION_MARKET:
        return ("scope2_market",)
    return ("scope2_location", "scope2_market")


def _in_market(rule: ScopeRule, stage: Stage) -> bool:
    """Whether a contract's figure stands in the market-based column: there is one for bought power alone."""
    return rule.scope in (1, 2) and stage not in (Stage.GENERATION_LOCATION, Stage.BIOGENIC_CO2)


def _seen(view: str, scope: int, stage: Stage) -> tuple[str, ...]:
    """Columns of a posting that a part with this view counts in."""
    if view == MARKET:
        return ("scope2_market",)
    return tuple(name for name in _measures(scope, stage) if view != LOCATION or name != "scope2_market")


def _outcomes(
    activity: str, place: str, spans: Sequence[tuple[date, int]], terms: Terms, *, by_year: bool
) -> Iterator[tuple[FoundSet, int, float]]:
    """Yield each outcome of the lookups, the year, and its share of the days; neighbours with one outcome are one.

    Otherwise a factor for something else, whose validity ends in between, would split a posting and move its rounding.
    Only money is kept apart by year, as each year has its own prices and rates.
    """
    total = sum(days for _, days in spans)
    found = [(terms.find_all(activity, place, day), day.year, days) for day, days in spans]
    for (outcome, _), same in groupby(found, key=lambda span: (span[0], span[1] if by_year else 0)):
        alike = list(same)
        yield outcome, alike[0][1], sum(days for *_, days in alike) / total


def _spans(item: Item, boundaries: Sequence[date]) -> Iterator[tuple[date, int]]:
    """Split the item's time where the outcome of a lookup can change: first day and number of days of each part."""
    if item.date is not None:
        yield item.date, 1
        return
    start, end = item.period_start, item.period_end
    assert start is not None and end is not None  # noqa: S101, PT018 - Item.check has seen to it
    inner = boundaries[bisect_right(boundaries, start) : bisect_right(boundaries, end)]
    # ordinals, because the day after the last day of the calendar is no date
    edges = [start.toordinal(), *(day.toordinal() for day in inner), end.toordinal() + 1]
    for left, right in pairwise(edges):
        yield date.fromordinal(left), right - left
