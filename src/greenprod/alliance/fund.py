"""The green fund: what members paid, and which initiatives it went to. What those abated stands in `abatement`."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from attrs import field, frozen

from greenprod.alliance.initiatives import Initiative, claims
from greenprod.alliance.records import (
    Record,
    amount_field,
    day,
    known,
    read_records,
    unique,
    word,
    write_records,
)
from greenprod.errors import DataError, Issue, MoneyError
from greenprod.money import conversion, currency_code, from_minor_units, minor_units, rounded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable
    from decimal import Decimal
    from pathlib import Path

_EURO = "EUR"
_WHOLE = "An allocation is taken whole or not at all; those before it, by date and id, stand."
_THERE = "Add it there, or correct the id; a row with an error does not count as being there."


class Kind(StrEnum):
    """What a contribution is made of."""

    CASH = "cash"
    IN_KIND = "in_kind"


def _kind(value: str) -> Kind:
    return word(Kind)(value)


def _optional_currency(value: str) -> str:
    return currency_code(value) if value else ""


@frozen(kw_only=True)
class Terms:
    """Hold what section ``[fund]`` of ``alliance.toml`` states.

    Parameters
    ----------
    currency
        What sums are shown in; empty for the one that all rows have.

    """

    currency: str = field(default="", converter=_optional_currency)


@frozen(kw_only=True)
class Contribution(Record):
    """Hold what a member gave to the fund on a day.

    Parameters
    ----------
    contribution_id, member_id, date
        Which, whose, and the day that it was paid or rendered.
    amount, currency
        Its worth.
    kind
        Cash, or in kind at the worth that was agreed.
    evidence
        Such as a voucher.

    """

    contribution_id: str
    member_id: str
    date: dt.date = field(converter=day)
    amount: Decimal = amount_field()  # noqa: RUF009 - a field
    currency: str = field(converter=currency_code)
    kind: Kind = field(default=Kind.CASH, converter=_kind)
    evidence: str = ""

    def __attrs_post_init__(self) -> None:
        minor_units(self.amount, self.currency)


@frozen(kw_only=True)
class Allocation(Record):
    """Hold what of a contribution goes to an initiative.

    Parameters
    ----------
    allocation_id, contribution_id, initiative_id, date
        Which, from where, to where, and when it was decided.
    amount
        In the currency of the contribution.
    currency
        May be left out; if it is there, it must be that of the contribution.

    """

    allocation_id: str
    contribution_id: str
    initiative_id: str
    date: dt.date = field(converter=day)
    amount: Decimal = amount_field()  # noqa: RUF009 - a field
    currency: str = field(default="", converter=_optional_currency)


@frozen(kw_only=True)
class Balance:
    """Hold what was given to the fund, allocated and left in one currency and kind."""

    currency: str
    kind: Kind
    contributed: Decimal
    allocated: Decimal
    left: Decimal


@frozen(kw_only=True)
class Fund:
    """Hold the fund's books. Making one that pays out more than it has, or than a budget takes, is an error.

    Parameters
    ----------
    contributions, initiatives, allocations
        What counts; see `settled` for how rows are accepted.
    currency
        What sums of several currencies are shown in.

    """

    contributions: tuple[Contribution, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    currency: str = field(default=_EURO, converter=currency_code)

    def __attrs_post_init__(self) -> None:
        issues: list[Issue] = []
        for rows, column in (
            (self.contributions, "contribution_id"), (self.initiatives, "initiative_id"),
            (self.allocations, "allocation_id"),
        ):  # fmt: skip
            unique(rows, attrgetter(column), column, issues)
        _accepted(self.allocations, self.contributions, self.initiatives, issues)
        if wrong := [issue for issue in issues if issue.severity == "error"]:
            raise DataError(*wrong)

    def write(self, folder: Path) -> None:
        """Write the three tables into a folder."""
        write_records(folder / "contributions.csv", Contribution, self.contributions)
        write_records(folder / "initiatives.csv", Initiative, self.initiatives)
        write_records(folder / "allocations.csv", Allocation, self.allocations)

    def balances(self, on: dt.date) -> tuple[Balance, ...]:
        """Return what is in the fund at the end of a day, by currency and kind."""
        given, spent = self._given(on), self._spent(on)
        rows = []
        for currency, kind in sorted({(one.currency, one.kind) for one in given}):
            mine = [one for one in given if (one.currency, one.kind) == (currency, kind)]
            paid = sum(minor_units(one.amount, currency) for one in mine)
            used = sum(spent.get(one.contribution_id, 0) for one in mine)
            contributed, allocated, left = (from_minor_units(n, currency) for n in (paid, used, paid - used))
            rows.append(Balance(currency=currency, kind=kind, contributed=contributed, allocated=allocated, left=left))
        return tuple(rows)

    def balance(self, on: dt.date) -> Decimal:
        """Return what is in the fund at the end of a day, each contribution at the rates of the year it was given."""
        spent = self._spent(on)
        left = Fraction(0)
        for one in self._given(on):
            units = minor_units(one.amount, one.currency) - spent.get(one.contribution_id, 0)
            left += self.worth(from_minor_units(units, one.currency), one.currency, one.date)
        return rounded(left, self.currency)

    def shares(self, on: dt.date | None = None, *, kind: Kind | None = None) -> dict[str, Fraction]:
        """Return the part of all contributions that each member gave; they add up to 1, or there are none.

        Parameters
        ----------
        on
            Last day that counts; all days if empty.
        kind
            Only cash, or only in kind; both if empty.

        """
        paid: dict[str, Fraction] = {}
        for one in self._given(on):
            if kind in (None, one.kind):
                worth = self.worth(one.amount, one.currency, one.date)
                paid[one.member_id] = paid.get(one.member_id, Fraction(0)) + worth
        total = sum(paid.values(), Fraction(0))
        return {member: paid[member] / total for member in sorted(paid)} if total else {}

    def in_budget(self, allocation: Allocation) -> Fraction:
        """Return an allocation in the currency of its initiative, at the rates of the year it was decided."""
        source, goal = self._sources[allocation.contribution_id], self._goals[allocation.initiative_id]
        return _in_budget(allocation, source, goal)

    def worth(self, amount: Decimal, currency: str, date: dt.date) -> Fraction:
        """Return an amount in the fund's currency, at the rates of the year of a day."""
        return Fraction(amount) * conversion(currency, self.currency, date.year).factor

    @cached_property
    def _sources(self) -> dict[str, Contribution]:
        return {one.contribution_id: one for one in self.contributions}

    @cached_property
    def _goals(self) -> dict[str, Initiative]:
        return {one.initiative_id: one for one in self.initiatives}

    def _given(self, on: dt.date | None) -> list[Contribution]:
        return [one for one in self.contributions if on is None or one.date <= on]

    def _spent(self, on: dt.date) -> dict[str, int]:
        """Sum what is allocated of each contribution, in its smallest units."""
        spent: dict[str, int] = {}
        for one in self.allocations:
            if one.date <= on:
                name = one.contribution_id
                spent[name] = spent.get(name, 0) + minor_units(one.amount, self._sources[name].currency)
        return spent


def settled(
    contributions: Iterable[Contribution],
    initiatives: Iterable[Initiative],
    allocations: Iterable[Allocation],
    *,
    member_ids: Collection[str],
    issues: list[Issue],
    currency: str = "",
) -> Fund:
    """Return the fund of the rows that can be used; the others become issues.

    Allocations are taken by date, those of one day by id. Each is accepted whole or refused whole, and one that is
    refused leaves the room it asked for to the next.

    Parameters
    ----------
    contributions, initiatives, allocations
        Rows in any order.
    member_ids
        Who may contribute.
    issues
        Where problems go.
    currency
        What sums are shown in; by default the one that all rows have, or the euro if they differ.

    """
    goals = unique(initiatives, attrgetter("initiative_id"), "initiative_id", issues)
    moved = unique(allocations, attrgetter("allocation_id"), "allocation_id", issues)
    paid = [one for one in contributions if not _told(_unknown(one, member_ids), issues)]
    sources = unique(paid, attrgetter("contribution_id"), "contribution_id", issues)
    if not currency:
        used = {one.currency for one in sources} | {one.currency for one in goals}
        currency = used.pop() if len(used) == 1 else _EURO
    sources = [one for one in sources if not _told(_rate_issues(one, currency, one.date), issues)]
    goals = [one for one in goals if not _told([*_rate_issues(one, currency, one.start), *claims(one)], issues)]
    return Fund(
        contributions=tuple(sources),
        initiatives=tuple(goals),
        allocations=tuple(_accepted(moved, sources, goals, issues)),
        currency=currency,
    )


def read(folder: Path, *, member_ids: Collection[str], issues: list[Issue], currency: str = "") -> Fund:
    """Return the fund in a folder's ``contributions.csv``, ``initiatives.csv`` and ``allocations.csv``."""
    return settled(
        read_records(folder / "contributions.csv", Contribution, issues),
        read_records(folder / "initiatives.csv", Initiative, issues),
        read_records(folder / "allocations.csv", Allocation, issues),
        member_ids=member_ids,
        issues=issues,
        currency=currency,
    )


def _accepted(
    allocations: Collection[Allocation],
    contributions: Iterable[Contribution],
    initiatives: Iterable[Initiative],
    issues: list[Issue],
) -> list[Allocation]:
    """Return the allocations that fit both sides, in the order they came in."""
    sources = {one.contribution_id: one for one in contributions}
    goals = {one.initiative_id: one for one in initiatives}
    left = {name: Fraction(one.amount) for name, one in sources.items()}
    room = {name: Fraction(one.budget) for name, one in goals.items()}
    taken: set[str] = set()
    for one in sorted(allocations, key=lambda row: (row.date, row.allocation_id)):
        wrong = [
            *known(one, "contribution_id", sources, "contributions.csv"),
            *known(one, "initiative_id", goals, "initiatives.csv"),
        ]
        if _told([issue.at(hint=_THERE) for issue in wrong], issues):
            continue
        source, goal = sources[one.contribution_id], goals[one.initiative_id]
        if _told(_misfit(one, source, goal, left[one.contribution_id], room[one.initiative_id]), issues):
            continue
        left[one.contribution_id] -= Fraction(one.amount)
        room[one.initiative_id] -= _in_budget(one, source, goal)
        taken.add(one.allocation_id)
    return [one for one in allocations if one.allocation_id in taken]


def _unknown(one: Contribution, member_ids: Collection[str]) -> list[Issue]:
    hint = "Only members contribute; add it to members.csv, or correct the id."
    return [issue.at(hint=hint) for issue in known(one, "member_id", member_ids, "members.csv")]


def _told(found: list[Issue], issues: list[Issue]) -> bool:
    """Add what was found to the issues, and say whether any of it is an error."""
    issues += found
    return any(issue.severity == "error" for issue in found)


def _misfit(one: Allocation, source: Contribution, goal: Initiative, left: Fraction, room: Fraction) -> list[Issue]:
    """Return why an allocation does not fit what is left of its contribution, or its initiative's budget."""
    if one.currency and one.currency != source.currency:
        message = (
            f"The allocation is in {one.currency}, its contribution {source.contribution_id} in {source.currency}."
        )
        hint = "Write the part of the contribution in the contribution's own currency."
        return [one.issue("mixed_currencies", message, "currency", one.currency, hint=hint)]
    try:
        minor_units(one.amount, source.currency)
    except MoneyError as error:
        return [issue.at(file=one.file, row=one.row) for issue in error.issues]
    if one.date < source.date:
        message = f"The money of {source.contribution_id} came on {source.date}, after it was allocated."
        hint = "Correct the date of the allocation or of the contribution."
        return [one.issue("allocation_before_contribution", message, "date", one.date, hint=hint)]
    if one.amount > left:
        shown = rounded(left, source.currency)
        message = f"{one.amount} {source.currency} is more than the {shown} left of {source.contribution_id}."
        return [one.issue("allocation_over_contribution", message, "amount", one.amount, hint=_WHOLE)]
    told = _rate_issues(source, goal.currency, one.date, said_by=one)
    if not any(issue.severity == "error" for issue in told) and _in_budget(one, source, goal) > room:
        shown = rounded(room, goal.currency)
        message = (
            f"{one.amount} {source.currency} is more than the {shown} {goal.currency} open in {goal.initiative_id}."
        )
        told.append(one.issue("allocation_over_budget", message, "amount", one.amount, hint=_WHOLE))
    return told


def _in_budget(one: Allocation, source: Contribution, goal: Initiative) -> Fraction:
    return Fraction(one.amount) * conversion(source.currency, goal.currency, one.date.year).factor


def _rate_issues(
    money: Contribution | Initiative, to_currency: str, date: dt.date, *, said_by: Record | None = None
) -> list[Issue]:
    """Return an error when there is no rate for the year of a day, and a warning when an earlier year stands for it."""
    row: Record = said_by or money
    try:
        found = conversion(money.currency, to_currency, date.year)
    except MoneyError as error:
        return [issue.at(file=row.file, row=row.row, column="currency", value=money.currency) for issue in error.issues]
    if not found.extended:
        return []
    message = f"The rates of {found.rate_year} stand for those of {date.year}."
    hint = "It counts; look again when the rate of its year is published."
    return [row.issue("exchange_rate_carried_on", message, "date", date, severity="warning", hint=hint)]
