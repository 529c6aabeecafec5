"""The fund never pays out more than it has, money splits add up, and a refused row changes nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

import oracle_fund as oracle
from greenprod.alliance.abatement import attribution, beside
from greenprod.alliance.fund import Allocation, Contribution, Fund, settled
from greenprod.alliance.funding import Basis, FundingSource, SharedCost, equal_parts, split_money
from greenprod.alliance.initiatives import Initiative
from greenprod.money import conversion, from_minor_units, minor_units

if TYPE_CHECKING:
    from greenprod.errors import Issue

MEMBERS = ("m1", "m2", "m3")
CURRENCIES = ("DKK", "EUR", "SEK", "ISK")
days = st.dates(dt.date(2021, 1, 1), dt.date(2024, 12, 31))
currencies = st.sampled_from(CURRENCIES)


@st.composite
def money(draw: st.DrawFn, currency: str, most: int = 2000) -> Decimal:
    """Return a payable amount."""
    return from_minor_units(draw(st.integers(0, most)), currency)


@st.composite
def rows(draw: st.DrawFn) -> tuple[list[Contribution], list[Initiative], list[Allocation]]:
    """Return a fund's rows, many of them too large, too early or of nothing that exists."""
    paid: list[Contribution] = []
    goals: list[Initiative] = []
    for number in range(draw(st.integers(1, 4))):
        currency = draw(currencies)
        paid.append(
            Contribution(
                contribution_id=f"c{number}", member_id=draw(st.sampled_from((*MEMBERS, "nobody"))), date=draw(days),
                amount=draw(money(currency)), currency=currency, row=number + 2,
            )
        )  # fmt: skip
    for number in range(draw(st.integers(1, 3))):
        currency = draw(currencies)
        mg = draw(st.none() | st.integers(0, 10**6))
        goals.append(
            Initiative(
                initiative_id=f"i{number}", name="I", start=draw(days), budget=draw(money(currency)), currency=currency,
                status="running", expected_tco2e=None if mg is None else Decimal(mg).scaleb(-9), row=number + 2,
            )
        )  # fmt: skip
    moves = [
        Allocation(
            allocation_id=f"a{number}",
            contribution_id=f"c{draw(st.integers(0, 4))}",
            initiative_id=f"i{draw(st.integers(0, 3))}",
            date=draw(days),
            amount=draw(money("EUR", 1500)),
            row=number + 2,
        )
        for number in range(draw(st.integers(0, 8)))
    ]
    return paid, goals, moves


def made(paid: Any, goals: Any, moves: Any) -> tuple[Fund, list[Issue]]:
    issues: list[Issue] = []
    return settled(paid, goals, moves, member_ids=MEMBERS, issues=issues, currency="DKK"), issues


def content(fund: Fund) -> tuple[set[Any], ...]:
    return set(fund.contributions), set(fund.initiatives), set(fund.allocations)


@given(books=rows(), data=st.data())
def test_in_any_order_of_rows_the_fund_is_the_same_and_never_over_allocates(books: Any, data: st.DataObject) -> None:
    fund, issues = made(*books)
    again, told = made(*(data.draw(st.permutations(table)) for table in books))
    assert content(again) == content(fund)
    assert sorted(map(str, told)) == sorted(map(str, issues))
    moments = sorted({one.date for one in fund.contributions} | {one.date for one in fund.allocations})
    for on in moments:
        assert all(row.left >= 0 for row in fund.balances(on))
        assert fund.balance(on) >= 0
    for goal in fund.initiatives:
        mine = [one for one in fund.allocations if one.initiative_id == goal.initiative_id]
        assert sum(map(fund.in_budget, mine), Fraction(0)) <= Fraction(goal.budget)
    for source in fund.contributions:
        mine = [one for one in fund.allocations if one.contribution_id == source.contribution_id]
        assert sum(one.amount for one in mine) <= source.amount


@given(books=rows(), data=st.data())
def test_a_refused_row_changes_nothing_else(books: Any, data: st.DataObject) -> None:
    fund, _ = made(*books)
    kept = {id(one) for table in (fund.contributions, fund.initiatives, fund.allocations) for one in table}
    refused = [one for table in books for one in table if id(one) not in kept]
    gone = data.draw(st.sets(st.sampled_from([id(one) for one in refused]))) if refused else set()
    again, _ = made(*([one for one in table if id(one) not in gone] for table in books))
    assert again == fund


@given(books=rows())
def test_the_oracle_accepts_the_same_and_finds_the_same_shares(books: Any) -> None:
    fund, _ = made(*books)
    paid, goals, moves = books
    sources = {
        one.contribution_id: {"member": one.member_id, "date": one.date, "amount": one.amount, "currency": one.currency}
        for one in paid
        if one.member_id in MEMBERS
    }
    aims = {one.initiative_id: {"budget": one.budget, "currency": one.currency} for one in goals}
    whole = {name for name, one in sources.items() if one["currency"] == "ISK"}
    payable = [
        {"id": one.allocation_id, "source": one.contribution_id, "goal": one.initiative_id, "date": one.date,
         "amount": one.amount}
        for one in moves
        if one.contribution_id not in whole or one.amount % 1 == 0
    ]  # fmt: skip
    assert sorted(one.allocation_id for one in fund.allocations) == oracle.accepted(sources, aims, payable)
    shares = fund.shares()
    assert shares == oracle.paid_shares(sources, "DKK")
    assert sum(shares.values(), Fraction(0)) == (1 if shares else 0)
    for goal in fund.initiatives:
        mine = [row for row in attribution(fund) if row.initiative_id == goal.initiative_id]
        assert sum(row.share for row in mine) == 1
        if goal.expected_mg is None:
            assert {row.expected_mg for row in mine} == {None}
        else:
            assert [row.expected_mg for row in mine] == oracle.dealt(goal.expected_mg, [row.share for row in mine])


@given(books=rows(), inventory=st.dictionaries(st.sampled_from(MEMBERS), st.integers(0, 2**40)))
def test_no_money_changes_an_inventory_and_no_tonne_is_claimed_twice(books: Any, inventory: dict[str, int]) -> None:
    fund, _ = made(*books)
    members = beside(fund, inventory)
    assert {row.member_id: row.inventory_mg for row in members if row.inventory_mg is not None} == inventory
    claimed = sum(row.attributed_expected_mg or 0 for row in members)
    outside = sum(row.expected_mg or 0 for row in attribution(fund) if not row.member_id)
    assert claimed + outside == sum(one.expected_mg or 0 for one in fund.initiatives)


@given(units=st.integers(0, 10**14), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=7).filter(any),
       currency=currencies)  # fmt: skip
def test_invariant_24_money_splits_in_minor_units_add_up(units: int, weights: list[int], currency: str) -> None:
    total = from_minor_units(units, currency)
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    parts = split_money(total, currency, shares)
    assert sum(parts) == total
    assert [oracle.units(part, currency) for part in parts] == oracle.dealt(units, shares)
    equal = equal_parts(total, currency, len(weights))
    assert sum(equal) == total
    assert max(equal) - min(equal) <= from_minor_units(1, currency)


@given(units=st.integers(1, 10**9), data=st.data())
def test_every_cost_is_carried_to_the_last_unit(units: int, data: st.DataObject) -> None:
    total = from_minor_units(units, "DKK")
    fixed = data.draw(st.lists(st.integers(0, units // 4), max_size=2))
    percent = data.draw(st.lists(st.integers(0, 2500), max_size=2))
    rest = data.draw(st.sampled_from([Basis.EQUAL, Basis.BUDGET_SHARE]))
    budgets = data.draw(st.lists(st.integers(1, 10**6), max_size=3))
    values = [
        *((Basis.FIXED, from_minor_units(part, "DKK")) for part in fixed),
        *((Basis.PERCENT, Decimal(part).scaleb(-2)) for part in percent),
        *((rest, None if rest is Basis.EQUAL else Decimal(budget)) for budget in budgets),
    ]
    sources = tuple(
        FundingSource(cost_id="c", party=f"p{n}", basis=basis, value=value, currency="DKK")
        for n, (basis, value) in enumerate(values)
    )
    parts = SharedCost(cost_id="c", total=total, currency="DKK", sources=sources).parts()
    assert sum(part.amount for part in parts) == total
    assert sum(part.share for part in parts) == 1
    assert [part.amount for part in parts[: len(fixed)]] == [from_minor_units(part, "DKK") for part in fixed]
    dealt = oracle.dealt(units, [part.share for part in parts])
    assert [minor_units(part.amount, "DKK") for part in parts] == dealt


@given(amount=st.integers(0, 10**9), start=currencies, end=currencies, year=st.sampled_from([2021, 2023, 2024]))
def test_a_conversion_is_exact_by_the_published_decimals(amount: int, start: str, end: str, year: int) -> None:
    money = from_minor_units(amount, start)
    assert Fraction(money) * conversion(start, end, year).factor == oracle.convert(money, start, end, year)
