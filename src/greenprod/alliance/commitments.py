"""Commitments: what members have bound themselves to."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.emissions import ALL_SCOPES, ScopeSet, scope_set
from greenprod.alliance.records import (
    Record,
    amount_field,
    day,
    known,
    read_records,
    share,
    unique,
    whole,
    word,
    write_records,
)
from greenprod.errors import DataError, Issue, MoneyError
from greenprod.money import conversion, currency_code

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from decimal import Decimal
    from pathlib import Path

FILE = "commitments.csv"


class CommitmentKind(StrEnum):
    """What a member binds itself to."""

    REDUCTION = "reduction"
    MEASURE_ALL = "measure_all"
    PLAN_BEFORE_START = "plan_before_start"
    BUDGET_BEFORE_GREEN_LIGHT = "budget_before_green_light"
    REPORT_AFTER = "report_after"
    LABEL_LEVEL = "label_level"
    CONTRIBUTION = "contribution"


class Metric(StrEnum):
    """What a reduction is measured in."""

    ABSOLUTE = "absolute"
    CONTENT_HOUR = "t_per_content_hour"
    SHOOTING_DAY = "t_per_shooting_day"
    MILLION_BUDGET = "t_per_million_budget"


def _kind(value: str) -> CommitmentKind:
    return word(CommitmentKind)(value)


def _metric(value: str) -> Metric:
    return word(Metric)(value)


def _currency(value: str) -> str:
    return currency_code(value) if value else ""


@frozen(kw_only=True)
class Commitment(Record):
    """Hold one commitment of one member.

    Parameters
    ----------
    commitment_id, member_id, kind
        Which, whose and what.
    metric, scope_set, base_year, target_year
        Of a reduction.
    target
        For a reduction, the part by which emissions fall from base year to target year; for the others the part of
        the productions that it holds for, 1 if empty.
    target_value
        For a reduction, tonnes (or tonnes per unit) to arrive at; for a contribution, money a year.
    annual_rate
        For a reduction, the part of the base year by which emissions fall each year.
    level
        Of a label.
    applies_from
        First day: what was due before it, and years before it, are not judged.
    threshold
        Budget of the smallest production that it holds for.
    currency
        Of target value, threshold and metric.
    evidence
        Where it is written.

    """

    commitment_id: str
    member_id: str
    kind: CommitmentKind = field(converter=_kind)
    metric: Metric = field(default=Metric.ABSOLUTE, converter=_metric)
    scope_set: ScopeSet = field(default=ALL_SCOPES, converter=scope_set)
    base_year: int | None = field(default=None, converter=optional(whole))
    target_year: int | None = field(default=None, converter=optional(whole))
    target: Fraction | None = field(default=None, converter=optional(share))
    target_value: Decimal | None = amount_field(default=None)  # noqa: RUF009 - a field
    annual_rate: Fraction | None = field(default=None, converter=optional(share))
    level: str = ""
    applies_from: dt.date | None = field(default=None, converter=optional(day))
    threshold: Decimal | None = amount_field(default=None)  # noqa: RUF009 - a field
    currency: str = field(default="", converter=_currency)
    evidence: str = ""

    def __attrs_post_init__(self) -> None:
        needed = list(_NEEDED.get(self.kind, ()))
        if self.metric == Metric.MILLION_BUDGET or self.threshold is not None:
            needed.append("currency")
        wrong = [
            Issue(code="missing_field", message=f"The {self.kind} has no {name}.", column=name)
            for name in dict.fromkeys(needed)
            if getattr(self, name) in (None, "")
        ]
        wrong += [
            Issue(code="negative_amount", message=f"{name} is below zero.", column=name, value=str(value))
            for name, value in (("target_value", self.target_value), ("threshold", self.threshold))
            if value is not None and value < 0
        ]
        wrong += self._years() + self._targets()
        if wrong:
            raise DataError(*wrong)

    def _years(self) -> list[Issue]:
        if self.target_year is None:
            return []
        found = []
        if self.base_year is not None and self.target_year <= self.base_year:
            message = f"The target year {self.target_year} is not after the base year {self.base_year}."
            hint = "Swap them, or correct the one that is wrong."
            found.append(
                Issue(
                    code="target_before_base", message=message, column="target_year", value=str(self.target_year),
                    hint=hint,
                )
            )  # fmt: skip
        if self.applies_from is not None and self.applies_from.year > self.target_year:
            message = f"The commitment begins on {self.applies_from}, after its target year {self.target_year}."
            value = str(self.applies_from)
            found.append(Issue(code="dates_reversed", message=message, column="applies_from", value=value))
        return found

    def _targets(self) -> list[Issue]:
        names = ("target", "target_value", "annual_rate")
        given = [name for name in names if getattr(self, name) is not None]
        if self.kind != CommitmentKind.REDUCTION or len(given) <= 1:
            return []
        message = f"{' and '.join(given)} state the target more than once."
        return [Issue(code="two_targets", message=message, column=given[1], hint=f"Keep one of {', '.join(names)}.")]

    def from_year(self, year: int) -> bool:
        """Return whether it holds in a year: on at least one day of it."""
        return self.applies_from is None or self.applies_from.year <= year


_NEEDED = {
    CommitmentKind.REDUCTION: ("base_year", "target_year"),
    CommitmentKind.LABEL_LEVEL: ("level",),
    CommitmentKind.CONTRIBUTION: ("target_value", "currency"),
}


@frozen(kw_only=True)
class Commitments:
    """Hold the commitments of an alliance.

    Parameters
    ----------
    rows
        In the order of the file.

    """

    rows: tuple[Commitment, ...] = ()

    def write(self, folder: Path) -> None:
        """Write the rows into a folder; nothing when there are none."""
        if self.rows:
            write_records(folder / FILE, Commitment, self.rows)


def read(folder: Path, *, member_ids: Collection[str], issues: list[Issue]) -> Commitments:
    """Return the commitments of an alliance's folder.

    Parameters
    ----------
    folder
        With ``commitments.csv``, or without.
    member_ids
        Who may be named.
    issues
        Where problems go; a row with one is left out.

    """
    usable = []
    for row in read_records(folder / FILE, Commitment, issues):
        wrong = known(row, "member_id", member_ids, "members.csv")
        issues += wrong
        usable += [] if wrong else [row]
    return Commitments(rows=tuple(unique(usable, lambda row: row.commitment_id, "commitment_id", issues)))


def converted(money: Decimal, currency: str, commitment: Commitment, year: int, issues: list[Issue]) -> Fraction | None:
    """Return money in the currency of a commitment at the average rates of a year; None where there is no rate."""
    try:
        return Fraction(money) * conversion(currency, commitment.currency, year).factor
    except MoneyError as error:
        about = f"{error.issue.message} {commitment.commitment_id} is in {commitment.currency}."
        issues.append(
            commitment.issue(error.issue.code, about, "currency", currency, hint=error.issue.hint, severity="warning")
        )
        return None
