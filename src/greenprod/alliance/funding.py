"""Cost sharing: a cost split among those who carry it, exact in the smallest unit of its currency."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.records import Record, amount_field, day, flag, read_records, word, write_records
from greenprod.alliance.stakes import OUTSIDE, split
from greenprod.errors import DataError, Issue, near
from greenprod.money import currency_code, from_minor_units, minor_units, rounded
from greenprod.readers.tables import read_tables

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence
    from decimal import Decimal
    from pathlib import Path

_FILE = "funding.csv"


class Basis(StrEnum):
    """What a party's part of a cost is measured by."""

    FIXED = "fixed"
    PERCENT = "percent"
    EQUAL = "equal"
    BUDGET_SHARE = "budget_share"


_OF_THE_REST = (Basis.EQUAL, Basis.BUDGET_SHARE)


def _basis(value: str) -> Basis:
    return word(Basis)(value)


@frozen(kw_only=True)
class FundingSource(Record):
    """Hold one party's promise to carry a part of a cost.

    Parameters
    ----------
    cost_id, party
        Which cost, and who: a member id, or any name for a party outside the alliance.
    basis
        ``fixed`` money, ``percent`` of the total, or a part of what those leave: in ``equal`` parts, or by
        ``budget_share``, the party's own budget.
    value
        The money, the percent or the budget; empty for equal parts.
    total, currency
        The whole cost, on every row or on one, and the currency of it and of all values.
    outside
        Whether the party is no member.
    period_start, period_end
        What time the cost is for, both days included, on every row or on one.
    evidence
        Such as the agreement.

    """

    cost_id: str
    party: str
    basis: Basis = field(converter=_basis)
    currency: str = field(converter=currency_code)
    value: Decimal | None = amount_field(default=None)  # noqa: RUF009 - a field
    total: Decimal | None = amount_field(default=None)  # noqa: RUF009 - same
    outside: bool = field(default=False, converter=flag)
    period_start: dt.date | None = field(default=None, converter=optional(day))
    period_end: dt.date | None = field(default=None, converter=optional(day))
    evidence: str = ""

    def __attrs_post_init__(self) -> None:
        if self.total is not None:
            minor_units(self.total, self.currency, column="total")
        _check_value(self)
        self.check_period(self.period_start, self.period_end)


def _check_value(row: FundingSource) -> None:
    """Refuse a value that does not go with its basis."""
    if (row.value is None) != (row.basis is Basis.EQUAL):
        code, hint = ("missing_field", "Fill it in.") if row.value is None else ("value_not_used", "Leave it empty.")
        message = f"A part on the basis {row.basis} {'needs a' if row.value is None else 'has no'} value."
        raise DataError(row.issue(code, message, "value", row.value or "", hint=hint))
    if row.value is None:
        return
    if row.basis is Basis.PERCENT and not 0 <= row.value <= 100:  # noqa: PLR2004 - percent
        message = f"A percent is a number from 0 to 100, not {row.value}."
        raise DataError(row.issue("out_of_range", message, "value", row.value, hint="Write a third as equal parts."))
    if row.basis is not Basis.PERCENT:
        minor_units(row.value, row.currency, column="value")


@frozen(kw_only=True)
class Part:
    """Hold what a party carries of a cost: its exact share, and whole smallest units of money."""

    party: str
    basis: Basis | None
    share: Fraction
    amount: Decimal


@frozen(kw_only=True)
class SharedCost:
    """Hold a cost and those who carry it. Making one that cannot be split is an error.

    Parameters
    ----------
    cost_id, total, currency
        What is shared.
    sources
        Who carries what; in a tie for the last unit the first wins.
    period_start, period_end
        What time it is for, both days included; None if nobody said.

    """

    cost_id: str
    total: Decimal
    currency: str
    sources: tuple[FundingSource, ...]
    period_start: dt.date | None = None
    period_end: dt.date | None = None

    def __attrs_post_init__(self) -> None:
        if wrong := _unsplittable(self):
            raise DataError(*wrong)

    @property
    def days(self) -> int | None:
        """How many days the period has, both ends included; None if nobody said."""
        return days(self.period_start, self.period_end) if self.period_start and self.period_end else None

    @property
    def gap(self) -> Fraction:
        """Share of the total that nobody carries."""
        return Fraction(0) if any(one.basis in _OF_THE_REST for one in self.sources) else self.rest

    @property
    def rest(self) -> Fraction:
        """Share of the total that fixed parts and percents leave."""
        return 1 - sum((_own_share(one, self.total) for one in self.sources), Fraction(0))

    def parts(self) -> tuple[Part, ...]:
        """Return who carries what; the amounts add up to the total, with a part of nobody's where there is a gap."""
        weights = [_weight(one) for one in self.sources]
        each = self.rest / sum(weights) if any(weights) else Fraction(0)
        rows: list[tuple[str, Basis | None, Fraction]] = [
            (one.party, one.basis, _own_share(one, self.total) + weight * each)
            for one, weight in zip(self.sources, weights, strict=True)
        ]
        if self.gap:
            rows.append((OUTSIDE, None, self.gap))
        amounts = split_money(self.total, self.currency, [share for _, _, share in rows])
        return tuple(
            Part(party=party, basis=basis, share=share, amount=amount)
            for (party, basis, share), amount in zip(rows, amounts, strict=True)
        )


@frozen(kw_only=True)
class Funding:
    """Hold the shared costs of an alliance."""

    costs: tuple[SharedCost, ...] = ()

    def write(self, folder: Path) -> None:
        """Write the table into a folder."""
        write_records(folder / _FILE, FundingSource, [row for cost in self.costs for row in cost.sources])


def split_money(total: Decimal, currency: str, shares: Sequence[Fraction]) -> list[Decimal]:
    """Split money by shares that add up to 1, in whole smallest units, by largest remainder.

    Raises
    ------
    GreenprodError
        ``shares_not_one``; what `minor_units` refuses.

    Examples
    --------
    >>> from decimal import Decimal
    >>> split_money(Decimal("100000.01"), "DKK", [Fraction(1, 2)] * 2)
    [Decimal('50000.01'), Decimal('50000.00')]

    """
    if sum(shares, Fraction(0)) != 1 or min(shares, default=Fraction(0)) < 0:
        message = "The shares of money do not add up to 1, or one is below zero."
        raise DataError(Issue(code="shares_not_one", message=message, hint="Add the part that nobody carries."))
    return [from_minor_units(units, currency) for units in split(minor_units(total, currency), shares)]


def equal_parts(total: Decimal, currency: str, parties: int) -> list[Decimal]:
    """Split money in equal parts; what cannot be parted goes to the first parties, one unit each.

    Examples
    --------
    >>> from decimal import Decimal
    >>> equal_parts(Decimal(745000), "DKK", 4)[0]
    Decimal('186250.00')

    """
    if parties < 1:
        message = f"Money cannot be split among {parties} parties."
        raise DataError(Issue(code="shares_not_one", message=message, hint="Name one party or more."))
    return split_money(total, currency, [Fraction(1, parties)] * parties)


def days(start: dt.date, end: dt.date) -> int:
    """Return how many days a period has, both ends included.

    Examples
    --------
    >>> from datetime import date
    >>> days(date(2019, 10, 1), date(2021, 9, 30))
    731

    """
    return (end - start).days + 1


def read(folder: Path, *, member_ids: Collection[str], issues: list[Issue]) -> Funding:
    """Return the shared costs in a folder's ``funding.csv``.

    A cost of which any row is refused is not split at all: the others would carry too much.
    """
    found: list[Issue] = []
    rows = read_records(folder / _FILE, FundingSource, found)
    issues += found
    return shared(rows, member_ids=member_ids, issues=issues, broken=_broken(folder / _FILE, found))


def shared(
    rows: Iterable[FundingSource], *, member_ids: Collection[str], issues: list[Issue], broken: Collection[str] = ()
) -> Funding:
    """Return the costs that can be split; the others become issues.

    Parameters
    ----------
    rows
        Of any costs, in the order that decides ties.
    member_ids
        Who is a member.
    issues
        Where problems go.
    broken
        Costs that have a row which could not be read.

    """
    by_cost: dict[str, list[FundingSource]] = {}
    for row in rows:
        by_cost.setdefault(row.cost_id, []).append(row)
    costs = []
    for cost_id, group in by_cost.items():
        wrong = _group_issues(group, member_ids)
        if cost_id in broken:
            wrong.append(_incomplete(group[0]))
        try:
            costs += [] if wrong else [_cost(cost_id, group)]
        except DataError as error:
            wrong = list(error.issues)
        issues += wrong
    issues += [_gap(cost) for cost in costs if cost.gap]
    return Funding(costs=tuple(costs))


def _cost(cost_id: str, group: list[FundingSource]) -> SharedCost:
    period = next((row for row in group if row.period_start), group[0])
    total = next(row.total for row in group if row.total is not None)
    return SharedCost(
        cost_id=cost_id,
        total=total,
        currency=group[0].currency,
        sources=tuple(group),
        period_start=period.period_start,
        period_end=period.period_end,
    )


def _own_share(one: FundingSource, total: Decimal) -> Fraction:
    """Return the part that does not depend on what the others leave."""
    if one.value is None or one.basis in _OF_THE_REST:
        return Fraction(0)
    return Fraction(one.value) / (100 if one.basis is Basis.PERCENT else Fraction(total))


def _weight(one: FundingSource) -> Fraction:
    """Return how much of the rest a party carries, beside the others' weights."""
    if one.basis is Basis.EQUAL:
        return Fraction(1)
    return Fraction(one.value or 0) if one.basis is Basis.BUDGET_SHARE else Fraction(0)


def _group_issues(group: list[FundingSource], member_ids: Collection[str]) -> list[Issue]:
    """Return what is wrong among the rows of one cost."""
    first, wrong = group[0], []
    parties: set[str] = set()
    for row in group:
        if not row.outside and row.party not in member_ids:
            hint = "Add it to members.csv, or write yes under outside."
            message = f"{row.party!r} is no member."
            close = near(row.party, member_ids)
            wrong.append(row.issue("unknown_party", message, "party", row.party, valid_values=close, hint=hint))
        if row.party in parties:
            message, hint = f"{row.party} carries {row.cost_id} twice.", "Write one row for each party."
            wrong.append(row.issue("duplicate_id", message, "party", row.party, hint=hint))
        parties.add(row.party)
    totals = [row for row in group if row.total is not None]
    if not totals:
        message, hint = f"{first.cost_id} has no total.", "Write the whole cost on one of its rows."
        wrong.append(first.issue("missing_field", message, "total", hint=hint))
    dated = [row for row in group if row.period_start]
    return [
        *wrong,
        *_differing(group, "currency", "mixed_currencies"),
        *_differing(totals, "total", "funding_differs"),
        *_differing(dated, "period_start", "funding_differs"),
        *_differing(dated, "period_end", "funding_differs"),
    ]


def _differing(rows: list[FundingSource], column: str, code: str) -> list[Issue]:
    return [_differs(row, column, code, rows[0]) for row in rows if getattr(row, column) != getattr(rows[0], column)]


def _differs(row: FundingSource, column: str, code: str, first: FundingSource) -> Issue:
    value, other = getattr(row, column), getattr(first, column)
    message = f"{row.cost_id} has another {column} here, {value}, than in a row before, {other}."
    return row.issue(code, message, column, value, hint="A cost has one total, currency and period.")


def _unsplittable(cost: SharedCost) -> list[Issue]:
    """Return why a cost cannot be split."""
    last = cost.sources[-1] if cost.sources else FundingSource(
        cost_id=cost.cost_id, party=OUTSIDE, basis=Basis.EQUAL, currency=cost.currency
    )  # fmt: skip
    kinds = {one.basis for one in cost.sources} & set(_OF_THE_REST)
    if cost.total <= 0:
        message, hint = f"The total of {cost.cost_id} is {cost.total}.", "Write what there is to carry."
        return [last.issue("negative_amount", message, "total", cost.total, hint=hint)]
    if cost.rest < 0:
        over = rounded(-cost.rest * Fraction(cost.total), cost.currency)
        message = f"{over} {cost.currency} more is promised of {cost.cost_id} than its total of {cost.total}."
        hint = "Nothing of it is split until fixed parts and percents fit into the total."
        return [last.issue("funding_over_total", message, "value", last.value or "", hint=hint)]
    if len(kinds) > 1:
        message = f"Equal parts and budget shares both take the rest of {cost.cost_id}."
        return [last.issue("mixed_bases", message, "basis", last.basis, hint="Use one of them in a cost.")]
    if kinds and not any(map(_weight, cost.sources)):
        message, hint = f"The budgets that share {cost.cost_id} are all zero.", "Write the parties' own budgets."
        return [last.issue("no_budget", message, "value", last.value or "", hint=hint)]
    return []


def _gap(cost: SharedCost) -> Issue:
    open_part = rounded(cost.gap * Fraction(cost.total), cost.currency)
    message = f"Nobody carries {open_part} {cost.currency} of {cost.cost_id}."
    hint = "It stands as a part without a party; add one on equal parts to carry it."
    return cost.sources[0].issue("funding_gap", message, "value", open_part, severity="warning", hint=hint)


def _incomplete(row: FundingSource) -> Issue:
    message = f"{row.cost_id} is not split, because a row of it has an error."
    return row.issue("funding_incomplete", message, "cost_id", row.cost_id, hint="Correct the other row.")


def _broken(file: Path, found: list[Issue]) -> set[str]:
    """Return the costs of rows that could not be read."""
    rows = {issue.row for issue in found if issue.severity == "error" and issue.row is not None}
    if not rows:
        return set()
    table = read_tables(file, numbers=())[0]
    if "cost_id" not in table.frame:
        return set()
    names = table.frame["cost_id"].astype(str).str.strip()
    return {name for name, row in zip(names, map(int, table.rows), strict=True) if row in rows}
