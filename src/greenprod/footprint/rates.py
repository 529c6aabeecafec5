"""Rates: what one canonical unit of an activity is booked with, worked out once for all lines that share it."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Protocol

from attrs import evolve, field, frozen

from greenprod import money, units
from greenprod.errors import FactorError
from greenprod.factors.lookup import FoundSet
from greenprod.footprint.boundary import Posting
from greenprod.footprint.scopes import MARKET, columns_of, in_market, scope_of
from greenprod.vocabulary import Match

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from greenprod.factors.lookup import Found
    from greenprod.factors.record import ActivityType, ScopeRule
    from greenprod.factors.search import Search
    from greenprod.footprint.terms import Terms
    from greenprod.vocabulary import Stage

MONEY = "money"
# the euro's first year; and further than a rate of today may be carried on
MONEY_YEARS = frozenset(date(year, 1, 1) for year in range(1999, 2051))


class Timed(Protocol):
    """Have a day, or the first and the last day of a period."""

    @property
    def date(self) -> dt.date | None:
        """The day."""

    @property
    def period_start(self) -> dt.date | None:
        """The first day."""

    @property
    def period_end(self) -> dt.date | None:
        """The last day."""


@frozen(slots=True)
class Rate:
    """Hold what one canonical unit of an activity is booked with in one stage.

    Parameters
    ----------
    activity, category, control, unit
        Leaf of the vocabulary, the part of a production it belongs to, who operates it, and the canonical unit.
    stage, scope, scope_category, measure
        Where it is booked; scope 0 is outside the scopes.
    found
        The factor and how it was found, for all regions that share it.
    value
        The factor's value under the GWP set of the terms, in the factor's unit.
    mg
        mg CO2e for one canonical unit.
    gwp_mismatch
        Whether the factor could not be recomputed under that set.

    """

    activity: str
    category: str
    control: str
    unit: str
    stage: Stage
    scope: int
    scope_category: str
    measure: str
    found: Found
    value: float
    mg: float
    gwp_mismatch: bool


@frozen(slots=True)
class Here:
    """Hold what an activity is booked with in one stretch of time, in all regions where that is the same.

    Parameters
    ----------
    rates
        One for each stage and column.
    missing
        Stages that are known for the activity elsewhere but have no factor here, as ``activity: stage``.

    """

    rates: tuple[Rate, ...]
    missing: tuple[str, ...]


@frozen(eq=False)
class Rates:
    """Work out the rates of one activity, booked in one way, and remember them by region and stretch of time.

    Parameters
    ----------
    terms
        Policy, boundary and GWP set.
    kind, rule
        The activity, and the scope rule of its class under the control of its lines.
    category, scope3, view
        As in `ActivityAmount`; the category is never empty.
    unit
        Canonical unit; for money its currency.
    search
        The lookups of the activity.

    """

    terms: Terms
    kind: ActivityType
    rule: ScopeRule
    category: str
    scope3: str
    view: str
    unit: str
    search: Search
    days: Sequence[date] = field(init=False)
    """Days on which a rate can change, in order."""
    is_money: bool = field(init=False)
    """Whether it is money, each year of which has its own prices."""
    _here: dict[tuple[tuple[str, ...], int, int], Here] = field(factory=dict, init=False)

    @days.default
    def _days(self) -> Sequence[date]:
        return sorted(MONEY_YEARS.union(self.search.days)) if self.kind.dimension == MONEY else self.search.days

    @is_money.default
    def _is_money(self) -> bool:
        return self.kind.dimension == MONEY

    def stretch(self, day: date) -> tuple[int, int]:
        """Return what names the stretch of days in which the same is booked, in any one region."""
        return bisect_right(self.days, day), day.year if self.is_money else 0

    def at(self, place: str, day: date) -> Here:
        """Return what is booked for a region on a day.

        Raises
        ------
        GreenprodError
            When no factor fits, or money cannot be restated.

        """
        key = (self.search.chain(place), *self.stretch(day))
        here = self._here.get(key)
        if here is None:
            found = self.search.at(place, day)
            here = self._here[key] = self.booked(found.found, day, found.missing)
        return here

    def over(self, when: Timed, place: str) -> Sequence[tuple[Here, float]]:
        """Return what is booked over a time, with the share of its days.

        Neighbours with one outcome are one: otherwise a factor for something else, whose validity ends in between,
        would split a posting and move its rounding. Only money is kept apart by year, as each year has its own prices.
        """
        if when.date is not None:
            return ((self.at(place, when.date), 1.0),)
        return [(self.at(place, first), share) for _, first, share in self.outcomes(when, place)]

    def outcomes(self, when: Timed, place: str, *, gaps: bool = False) -> Iterator[tuple[FoundSet, date, float]]:
        """Yield each outcome of the lookups over a time, its first day, and its share of the days.

        Days without a factor are refused, or with `gaps` an outcome of their own that holds none.
        """
        spans = list(_spans(when, self.days))
        total = sum(days for _, days in spans)
        found = [(self._found(place, first, gaps=gaps), first, days) for first, days in spans]
        for (outcome, _), same in groupby(found, key=lambda span: (span[0], span[1].year if self.is_money else 0)):
            alike = list(same)
            yield outcome, alike[0][1], sum(days for *_, days in alike) / total

    def _found(self, place: str, day: date, *, gaps: bool) -> FoundSet:
        try:
            return self.search.at(place, day)
        except FactorError:
            if not gaps:
                raise
            return FoundSet(found=(), missing=())

    def booked(self, found: Iterable[Found], day: date, missing: Iterable[Stage] = ()) -> Here:
        """Return what some factors are booked with on a day."""
        rates = tuple([rate for hit in found for rate in self._of_one(hit, day.year)])
        return Here(rates, tuple([f"{self.kind.activity_id}: {stage}" for stage in missing]))

    def _of_one(self, hit: Found, year: int) -> Iterator[Rate]:
        rule, view = self.rule, self.view
        if view == MARKET and not in_market(rule, hit.stage):
            return
        scope, scope_category = (2, "2") if view == MARKET else scope_of(rule, hit.stage)
        if rule.scope == 3 and scope == 3 and self.scope3:  # noqa: PLR2004 - the scope
            scope_category = self.scope3
        value, under_set = hit.factor.co2e(self.terms.gwp)
        if self.is_money and hit.match is not Match.OVERRIDE:  # a line's own figure is in its own prices
            hit, mg = self._restated(hit, year)
        else:
            mg = mg_per(hit.factor.unit, self.unit)
        activity, control = self.kind.activity_id, rule.control
        posting = Posting(category=self.category, activity=activity, stage=hit.stage, scope=scope, control=control)
        if not self.terms.boundary.lets_in(posting):
            return
        for measure in columns_of(view, scope, hit.stage):
            yield Rate(
                activity=activity,
                category=self.category,
                control=control,
                unit=self.unit,
                stage=hit.stage,
                scope=scope,
                scope_category=scope_category,
                measure=measure,
                found=hit,
                value=value,
                mg=value * mg,
                gwp_mismatch=not under_set,
            )

    def _restated(self, hit: Found, year: int) -> tuple[Found, float]:
        """Return mg CO2e per unit of a line's money for a factor of 1, and the factor with the way there."""
        currency = units.currency(units.co2e_per(hit.factor.unit))
        price_year = hit.factor.price_year or hit.factor.valid_from.year
        forward = self.terms.policy.years_forward
        restated = money.restated(self.unit, year, currency, price_year, years_forward=forward)
        words = [*hit.words, *((step,) for step in restated.steps)]
        if hit.factor.price_basis == "basic":
            words.append(
                ("basic prices: taxes and margins in the amount paid are counted as if they were the supplier's",)
            )
        match, gsd = hit.match, hit.gsd
        if restated.extended:
            gsd = self.terms.library.widened(gsd, Match.EXTENDED_PERIOD)
            match = max(match, Match.EXTENDED_PERIOD, key=lambda m: m.rank)
        found = evolve(hit, words=tuple(words), match=match, gsd=gsd)
        return found, mg_per(hit.factor.unit, currency) * restated.factor


@cache
def mg_per(factor_unit: str, unit: str) -> float:
    """Return mg CO2e per canonical unit for a factor of 1 in its own unit."""
    return units.scale("kgCO2e", "mgCO2e") / units.scale(units.co2e_per(factor_unit), unit)


def _spans(when: Timed, boundaries: Sequence[date]) -> Iterator[tuple[date, int]]:
    """Split a time where the outcome of a lookup can change: first day and number of days of each part."""
    if when.date is not None:
        yield when.date, 1
        return
    start, end = when.period_start, when.period_end
    assert start is not None and end is not None  # noqa: S101, PT018 - Item.check has seen to it
    inner = boundaries[bisect_right(boundaries, start) : bisect_right(boundaries, end)]
    # ordinals, because the day after the last day of the calendar is no date
    edges = [start.toordinal(), *(day.toordinal() for day in inner), end.toordinal() + 1]
    for left, right in pairwise(edges):
        yield date.fromordinal(left), right - left
