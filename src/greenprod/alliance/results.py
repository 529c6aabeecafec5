"""Key results: what an alliance set out to reach, what it reached, and what each result cost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.pipeline import PipelineEntry, Pipelines, entered
from greenprod.alliance.records import Record, amount_field, day, read_records, write_records
from greenprod.errors import DataError, Issue, MoneyError
from greenprod.money import conversion, currency_code, minor_units, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def _optional_currency(value: str) -> str:
    return currency_code(value) if value else ""


@frozen(kw_only=True)
class KeyResult(Record):
    """Hold what was aimed at and reached in one period.

    Parameters
    ----------
    result_id, name, unit
        Which result, and what is counted; more is better.
    period_start, period_end
        Both days included; None where the source names no period.
    target, actual
        None is unknown, which is not zero.
    cost, currency
        What the period's results cost, in money of the year that the period ends in.
    evidence
        Where it can be looked up.

    """

    result_id: str
    name: str
    unit: str = "count"
    period_start: dt.date | None = field(default=None, converter=optional(day))
    period_end: dt.date | None = field(default=None, converter=optional(day))
    target: Decimal | None = amount_field(default=None)  # noqa: RUF009 - a field
    actual: Decimal | None = amount_field(default=None)  # noqa: RUF009 - same
    cost: Decimal | None = amount_field(default=None)  # noqa: RUF009 - same
    currency: str = field(default="", converter=_optional_currency)
    evidence: str = ""

    def __attrs_post_init__(self) -> None:
        self.check_period(self.period_start, self.period_end)
        if self.cost is not None and not self.currency:
            message = "The cost has no currency."
            raise DataError(self.issue("missing_field", message, "currency", hint="Write a code such as DKK."))
        if self.cost is not None:
            minor_units(self.cost, self.currency, column="cost")

    @property
    def attainment(self) -> Fraction | None:
        """Actual over target; None where one of them is unknown, or the target is zero."""
        return Fraction(self.actual) / Fraction(self.target) if self.actual is not None and self.target else None

    @property
    def cost_per_result(self) -> Decimal | None:
        """Cost of one result in its own currency; None where the cost is unknown, or nothing is known to be reached."""
        if self.cost is None or not self.actual:
            return None
        return rounded(Fraction(self.cost) / Fraction(self.actual), self.currency)


@frozen(kw_only=True)
class Cumulative:
    """Hold what a key result came to over all periods that ended by a day.

    Parameters
    ----------
    result_id, name, unit
        Which result.
    actual, target
        Sums of what is known; None if nothing is.
    attainment
        Over the periods that have both, as a fraction; None if none has.
    cost_per_result, currency
        Over the periods that have both a cost and an actual; None if none has.
    periods, without_actual
        How many periods there are, and in how many the actual is unknown.
    steps
        How costs in other currencies were converted.

    """

    result_id: str
    name: str
    unit: str
    actual: Decimal | None
    target: Decimal | None
    attainment: Fraction | None
    cost_per_result: Decimal | None
    currency: str
    periods: int
    without_actual: int
    steps: tuple[str, ...] = ()


@frozen(kw_only=True)
class Results:
    """Hold the key results of an alliance, and its pipelines.

    Parameters
    ----------
    key_results
        Rows of ``key_results.csv``.
    pipelines
        See `pipeline.Pipelines`.

    """

    key_results: tuple[KeyResult, ...] = ()
    pipelines: Pipelines = field(factory=Pipelines)

    def write(self, folder: Path) -> None:
        """Write both tables into a folder."""
        write_records(folder / "key_results.csv", KeyResult, self.key_results)
        self.pipelines.write(folder)

    def cumulative(self, on: dt.date) -> tuple[Cumulative, ...]:
        """Return each key result over its periods that ended by a day; one without a period counts on any day.

        Costs are shown in the currency of the first one, at the rates of the year that each period ends in.
        """
        by_id: dict[str, list[KeyResult]] = {}
        for one in sorted(self.key_results, key=_start):
            if one.period_end is None or one.period_end <= on:
                by_id.setdefault(one.result_id, []).append(one)
        return tuple(_cumulative(rows) for rows in by_id.values())


def read(folder: Path, *, issues: list[Issue]) -> Results:
    """Return the key results and pipelines in a folder's ``key_results.csv`` and ``pipeline.csv``."""
    return Results(
        key_results=reached(read_records(folder / "key_results.csv", KeyResult, issues), issues=issues),
        pipelines=entered(read_records(folder / "pipeline.csv", PipelineEntry, issues), issues=issues),
    )


def reached(rows: Iterable[KeyResult], *, issues: list[Issue]) -> tuple[KeyResult, ...]:
    """Return the key results that can be added up over time; the others become issues.

    The periods of a result may not overlap, and its rows have one name and unit. The row whose period starts first
    counts.

    Parameters
    ----------
    rows
        Of any results.
    issues
        Where problems go.

    """
    given = list(rows)
    kept: dict[str, list[KeyResult]] = {}
    for one in sorted(given, key=_start):
        before = kept.setdefault(one.result_id, [])
        wrong = _clash(one, before)
        issues += wrong
        if not any(issue.severity == "error" for issue in wrong):
            before.append(one)
    stay = {id(one) for group in kept.values() for one in group}
    return tuple(one for one in given if id(one) in stay)


def _start(one: KeyResult) -> dt.date:
    return one.period_start or dt.date.min


def _clash(one: KeyResult, before: list[KeyResult]) -> list[Issue]:
    """Return why a row cannot be added to the rows of its result that start earlier."""
    if not before:
        return []
    for column in ("name", "unit"):
        value, other = getattr(one, column), getattr(before[0], column)
        if value != other:
            message = f"{one.result_id} has another {column} here, {value!r}, than before, {other!r}."
            hint = "Give it a result_id of its own, or write the same."
            return [one.issue("result_differs", message, column, value, hint=hint)]
    last = before[-1]
    if one.period_start is None or last.period_end is None or one.period_start <= last.period_end:
        message = f"The period overlaps another of {one.result_id}, or one of them has none."
        hint = "Each result is counted once: let periods follow each other."
        return [one.issue("overlapping_periods", message, "period_start", one.period_start or "", hint=hint)]
    return _rate_issues(one, _shown_in(before)) if one.cost is not None else []


def _shown_in(rows: list[KeyResult]) -> str:
    """Return the currency of the first cost."""
    return next((row.currency for row in rows if row.cost is not None), "")


def _rate_issues(one: KeyResult, to_currency: str) -> list[Issue]:
    if not to_currency or one.period_end is None:
        return []
    try:
        found = conversion(one.currency, to_currency, one.period_end.year)
    except MoneyError as error:
        return [issue.at(file=one.file, row=one.row, column="currency", value=one.currency) for issue in error.issues]
    if not found.extended:
        return []
    message = f"The rates of {found.rate_year} stand for those of {one.period_end.year}."
    hint = "It counts; look again when the rate of its year is published."
    return [one.issue("exchange_rate_carried_on", message, "cost", one.cost, severity="warning", hint=hint)]


def _cumulative(rows: list[KeyResult]) -> Cumulative:
    first = rows[0]
    currency = _shown_in(rows)
    paid = [(row.actual, *_converted(row, currency)) for row in rows if row.cost is not None and row.actual is not None]
    cost = sum((worth for _, worth, _ in paid), Fraction(0))
    bought = sum((Fraction(actual) for actual, _, _ in paid), Fraction(0))
    both = [(row.actual, row.target) for row in rows if row.actual is not None and row.target is not None]
    aim = sum((Fraction(target) for _, target in both), Fraction(0))
    return Cumulative(
        result_id=first.result_id,
        name=first.name,
        unit=first.unit,
        actual=_sum(row.actual for row in rows),
        target=_sum(row.target for row in rows),
        attainment=sum((Fraction(actual) for actual, _ in both), Fraction(0)) / aim if aim else None,
        cost_per_result=rounded(cost / bought, currency) if bought else None,
        currency=currency,
        periods=len(rows),
        without_actual=sum(row.actual is None for row in rows),
        steps=tuple(dict.fromkeys(step for _, _, steps in paid for step in steps)),
    )


def _converted(row: KeyResult, currency: str) -> tuple[Fraction, tuple[str, ...]]:
    cost = Fraction(row.cost or 0)
    if row.period_end is None or row.currency == currency:
        return cost, ()
    found = conversion(row.currency, currency, row.period_end.year)
    return cost * found.factor, found.steps


def _sum(figures: Iterable[Decimal | None]) -> Decimal | None:
    there = [figure for figure in figures if figure is not None]
    return sum(there, Decimal(0)) if there else None
