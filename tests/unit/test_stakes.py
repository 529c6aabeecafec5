"""Stakes: which shares can be used, how a part is carried, and splits that add up."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from greenprod.alliance.stakes import METHODS, checked_stakes, foreign_parts_count, scope_as_carried, split
from greenprod.readers.tables import read_tables

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod import Issue

MEMBERS = pd.DataFrame({"member_id": ["tv", "film", "fund", "swe"], "region": ["DK", "DK", "", "SE"]})
PRODUCTIONS = pd.DataFrame(
    {"production_id": ["p1", "p2"], "budget": ["1000000", ""], "currency": ["DKK", ""]}, dtype=object
)


def check(path: Path, *rows: str) -> tuple[pd.DataFrame, list[tuple[str, int | None, str]]]:
    """Return what can be used of some stakes, and code, row and column of what cannot."""
    file = path / "stakes.csv"
    file.write_text("\n".join(["production_id,member_id,method,share,grant,currency", *rows, ""]), encoding="utf-8")
    table = read_tables(file, numbers=("grant",))[0]
    issues: list[Issue] = []
    found = checked_stakes(table.frame.assign(_row=table.rows), MEMBERS, PRODUCTIONS, "stakes.csv", issues)
    assert all(issue.hint or issue.valid_values for issue in issues)
    return found, [(issue.code, issue.row, issue.column) for issue in issues]


def test_check_value_a_mean_production_in_60_30_10() -> None:
    shares = [Fraction(60, 100), Fraction(30, 100), Fraction(10, 100)]
    assert split(103_700_000_000, shares) == [62_220_000_000, 31_110_000_000, 10_370_000_000]


def test_every_method_has_its_word() -> None:
    assert METHODS == (
        "operational_control", "equity_share", "financing_share", "territorial", "own_activity_lines",
        "funder_attribution",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["0.25", "0,25", "1/4", "25e-2"])
def test_a_share_may_be_written_in_several_ways(tmp_path: Path, text: str) -> None:
    found, issues = check(tmp_path, f'p1,tv,equity_share,"{text}",,')
    assert not issues
    assert found["share"].tolist() == [Fraction(1, 4)]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("p9,tv,equity_share,0.5,,", "unknown_production", "production_id"),
        ("p1,nobody,equity_share,0.5,,", "unknown_member", "member_id"),
        ("p1,tv,by_taste,0.5,,", "invalid_choice", "method"),
        ("p1,tv,own_activity_lines,0.5,,", "invalid_choice", "method"),
        ("p1,tv,equity_share,1.01,,", "invalid_share", "share"),
        ("p1,tv,equity_share,-0.5,,", "invalid_share", "share"),
        ("p1,tv,equity_share,25 %,,", "invalid_share", "share"),
        ("p1,tv,equity_share,1e999999999,,", "invalid_share", "share"),
        ("p1,tv,equity_share,,,", "invalid_share", "share"),
        ("p1,tv,equity_share,,250000,DKK", "invalid_share", "share"),
        ("p1,fund,territorial,1,,", "missing_region", "member_id"),
        ("p1,tv,funder_attribution,,250000,EUR", "grant_without_share", "grant"),
        ("p1,tv,funder_attribution,,1000001,DKK", "grant_without_share", "grant"),
        ("p2,tv,funder_attribution,,250000,", "grant_without_share", "grant"),
        ("p1,swe,equity_share,0.1,,", "duplicate_stake", "member_id"),
    ],
)
def test_a_bad_stake_is_an_issue_and_not_used(tmp_path: Path, row: str, code: str, column: str) -> None:
    found, issues = check(tmp_path, "p1,swe,equity_share,0.2,,", row)
    assert issues == [(code, 3, column)]
    assert found["member_id"].tolist() == ["swe"]


def test_a_grant_is_a_share_of_the_budget(tmp_path: Path) -> None:
    found, issues = check(tmp_path, "p1,fund,funder_attribution,,250000,dkk", "p1,tv,financing_share,,1,DKK")
    assert not issues
    assert found["share"].tolist() == [Fraction(1, 4), Fraction(1, 1_000_000)]


def test_shares_over_one_are_refused_by_production_and_method(tmp_path: Path) -> None:
    rows = ["p1,tv,equity_share,0.7,,", "p1,film,equity_share,0.4,,", "p1,tv,financing_share,1,,"]
    found, issues = check(tmp_path, *rows, "p2,tv,equity_share,2/3,,", "p2,film,equity_share,1/3,,")
    assert issues == [("stakes_over_one", 3, "share")]
    assert found[["production_id", "method"]].to_numpy().tolist() == [
        ["p1", "financing_share"], ["p2", "equity_share"], ["p2", "equity_share"],
    ]  # fmt: skip


def test_a_sum_just_over_one_is_found_exactly(tmp_path: Path) -> None:
    _, issues = check(tmp_path, "p1,tv,equity_share,0.9999999999999999999,,", "p1,film,equity_share,1e-18,,")
    assert [code for code, _, _ in issues] == ["stakes_over_one"]


def test_territorial_shares_add_up_within_a_territory(tmp_path: Path) -> None:
    _, issues = check(tmp_path, "p1,tv,territorial,1,,", "p1,swe,territorial,1,,")
    assert not issues
    _, issues = check(tmp_path, "p1,tv,territorial,1,,", "p1,film,territorial,0.1,,")
    assert [code for code, _, _ in issues] == ["stakes_over_one"]


@pytest.mark.parametrize(
    ("method", "role", "control", "expected"),
    [
        ("operational_control", "broadcaster", False, "3.6"),
        ("equity_share", "producer", False, "3.6"),
        ("territorial", "fund", False, "3.6"),
        ("own_activity_lines", "fund", False, "3.6"),
        ("financing_share", "producer", True, "3.6"),
        ("financing_share", "broadcaster", True, "3.6"),
        ("financing_share", "broadcaster", False, "3.1"),
        ("financing_share", "fund", False, "3.15"),
        ("financing_share", "funder", False, "3.15"),
        ("financing_share", "producer", False, "3.15"),
        ("funder_attribution", "fund", False, "3.15"),
        ("funder_attribution", "broadcaster", False, "3.1"),
    ],
)
def test_who_pays_without_control_carries_category_1_or_15(
    method: str,
    role: str,
    control: bool,  # noqa: FBT001 - pytest names its arguments
    expected: str,
) -> None:
    assert scope_as_carried(method, role, "3.6", control=control) == expected
    assert scope_as_carried(method, role, "outside", control=control) == "outside"


def test_exactly_a_quarter_of_the_cost_abroad_is_not_more_than_a_quarter() -> None:
    assert not foreign_parts_count(Fraction(1, 4))
    assert foreign_parts_count(Fraction(250_001, 1_000_000))
    assert not foreign_parts_count(Fraction(1, 3), limit=Fraction(1, 2))
