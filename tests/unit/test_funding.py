"""Cost sharing: parts add up to the last oere, on every basis."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from greenprod.alliance import funding
from greenprod.alliance.funding import Basis, FundingSource, SharedCost, days, equal_parts, split_money
from greenprod.errors import GreenprodError

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod.errors import Issue

MEMBERS = ("m1", "m2", "m3", "m4")
HEAD = "cost_id,party,basis,value,total,currency,outside,period_start,period_end,evidence\n"
GOOD = (
    "s,m1,fixed,100000,745000,DKK,,2019-10-01,2021-09-30,\n"
    "s,m2,percent,10,,DKK,,,,\n"
    "s,m3,equal,,,DKK,,,,\n"
    "s,City of Nowhere,equal,,,DKK,yes,,,\n"
)


def read(path: Path, rows: str) -> tuple[funding.Funding, list[Issue]]:
    (path / "funding.csv").write_text(HEAD + rows, encoding="utf-8")
    issues: list[Issue] = []
    return funding.read(path, member_ids=MEMBERS, issues=issues), issues


def test_check_value_745_000_in_four() -> None:
    assert [str(part) for part in equal_parts(Decimal(745000), "DKK", 4)] == ["186250.00"] * 4


def test_check_value_100_000_01_in_two() -> None:
    assert [str(part) for part in equal_parts(Decimal("100000.01"), "DKK", 2)] == ["50000.01", "50000.00"]


def test_check_value_731_days(tmp_path: Path) -> None:
    assert days(dt.date(2019, 10, 1), dt.date(2021, 9, 30)) == 731
    assert read(tmp_path, GOOD)[0].costs[0].days == 731


def test_a_currency_without_decimals_is_split_in_whole_units() -> None:
    assert [str(part) for part in equal_parts(Decimal(100), "ISK", 3)] == ["34", "33", "33"]


def test_fixed_and_percent_come_first_and_the_rest_in_equal_parts(tmp_path: Path) -> None:
    found, issues = read(tmp_path, GOOD)
    assert issues == []
    parts = found.costs[0].parts()
    assert [(part.party, str(part.amount)) for part in parts] == [
        ("m1", "100000.00"), ("m2", "74500.00"), ("m3", "285250.00"), ("City of Nowhere", "285250.00"),
    ]  # fmt: skip
    assert sum(part.share for part in parts) == 1


def test_budget_shares_carry_the_rest_by_their_budgets(tmp_path: Path) -> None:
    rows = "s,m1,budget_share,3000000,100.01,EUR,,,,\ns,m2,budget_share,6000000,,EUR,,,,\ns,m3,fixed,10,,EUR,,,,\n"
    parts = read(tmp_path, rows)[0].costs[0].parts()
    assert [str(part.amount) for part in parts] == ["30.00", "60.01", "10.00"]
    assert parts[0].share == Fraction(9001, 100) / 3 / Fraction(10001, 100)


def test_what_nobody_carries_is_a_part_of_its_own(tmp_path: Path) -> None:
    found, issues = read(tmp_path, "s,m1,percent,33.5,1000,DKK,,,,\ns,m2,fixed,200,,DKK,,,,\n")
    assert [(part.party, str(part.amount)) for part in found.costs[0].parts()] == [
        ("m1", "335.00"), ("m2", "200.00"), ("", "465.00"),
    ]  # fmt: skip
    assert [(i.code, i.severity, i.value, i.row) for i in issues] == [("funding_gap", "warning", "465.00", 2)]


BAD = {
    "over the total": ("b,m1,fixed,60,100,DKK,,,,\nb,m2,percent,40.01,,DKK,,,,\n", "funding_over_total", 7),
    "equal parts when nothing is left": ("b,m1,fixed,101,100,DKK,,,,\nb,m2,equal,,,DKK,,,,\n", "funding_over_total", 7),
    "two currencies": ("b,m1,equal,,100,DKK,,,,\nb,m2,equal,,,EUR,,,,\n", "mixed_currencies", 7),
    "two totals": ("b,m1,equal,,100,DKK,,,,\nb,m2,equal,,101,DKK,,,,\n", "funding_differs", 7),
    "two periods": (
        "b,m1,equal,,100,DKK,,2024-01-01,2024-12-31,\nb,m2,equal,,,DKK,,2024-01-01,2024-12-30,\n", "funding_differs", 7,
    ),
    "no total": ("b,m1,equal,,,DKK,,,,\n", "missing_field", 6),
    "total of nothing": ("b,m1,equal,,0,DKK,,,,\n", "negative_amount", 6),
    "two ways to take the rest": ("b,m1,equal,,100,DKK,,,,\nb,m2,budget_share,5,,DKK,,,,\n", "mixed_bases", 7),
    "budgets of nothing": ("b,m1,budget_share,0,100,DKK,,,,\n", "no_budget", 6),
    "stranger": ("b,m9,equal,,100,DKK,,,,\n", "unknown_party", 6),
    "twice": ("b,m1,equal,,100,DKK,,,,\nb,m1,equal,,,DKK,,,,\n", "duplicate_id", 7),
    "percent over 100": ("b,m1,percent,101,100,DKK,,,,\n", "out_of_range", 6),
    "fixed without money": ("b,m1,fixed,,100,DKK,,,,\n", "missing_field", 6),
    "equal part with money": ("b,m1,equal,5,100,DKK,,,,\n", "value_not_used", 6),
    "half an oere": ("b,m1,fixed,0.0050,100,DKK,,,,\n", "too_many_decimals", 6),
    "half a period": ("b,m1,equal,,100,DKK,,2024-01-01,,\n", "missing_date", 6),
    "period turned round": ("b,m1,equal,,100,DKK,,2024-01-02,2024-01-01,\n", "period_reversed", 6),
    "unknown basis": ("b,m1,by_feel,,100,DKK,,,,\n", "invalid_choice", 6),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_cost_is_told_and_not_split_and_leaves_the_others_alone(tmp_path: Path, name: str) -> None:
    rows, code, row = BAD[name]
    clean = read(tmp_path, GOOD)[0]
    found, issues = read(tmp_path, GOOD + rows)
    assert [(i.code, i.row, i.file) for i in issues] == [(code, row, "funding.csv")]
    assert found == clean
    assert issues[0].hint or issues[0].valid_values


def test_a_cost_with_a_row_that_cannot_be_read_is_not_split_among_the_others(tmp_path: Path) -> None:
    found, issues = read(tmp_path, "s,m1,equal,,100,DKK,,,,\ns,m2,equal,,,DKR,,,,\n")
    assert found.costs == ()
    assert [(i.code, i.row) for i in issues] == [("unknown_currency", 3), ("funding_incomplete", 2)]


def test_a_cost_that_cannot_be_split_cannot_be_made() -> None:
    one = FundingSource(cost_id="c", party="m1", basis=Basis.FIXED, value=Decimal(11), currency="DKK")
    with pytest.raises(GreenprodError, match=r"1\.00 DKK more is promised"):
        SharedCost(cost_id="c", total=Decimal(10), currency="DKK", sources=(one,))
    with pytest.raises(GreenprodError, match="do not add up"):
        split_money(Decimal(1), "DKK", [Fraction(1, 2)])
    with pytest.raises(GreenprodError, match="do not add up"):
        split_money(Decimal(1), "DKK", [Fraction(3, 2), Fraction(-1, 2)])
    with pytest.raises(GreenprodError, match="among 0"):
        equal_parts(Decimal(1), "DKK", 0)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    found, _ = read(tmp_path, GOOD)
    again = tmp_path / "again"
    again.mkdir()
    found.write(again)
    issues: list[Issue] = []
    assert funding.read(again, member_ids=MEMBERS, issues=issues) == found
    assert issues == []
