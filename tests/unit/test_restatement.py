"""Restated base years: what restates them, what never does, and what is kept side by side."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from greenprod.alliance import structure
from greenprod.alliance.restatement import Denominator, Policy, Restatement, Verdict, restate, with_restated
from greenprod.alliance.sections import read_section
from greenprod.alliance.structure import ChangeKind, StructuralChange, StructuralChanges
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from pathlib import Path

T = 10**9
BASE = {("m", 2021): {"scope1": 300 * T, "scope2_location": 500 * T, "scope3": 1000 * T}}
POLICY = Policy(base_year=2021)
END = dt.date(2025, 12, 31)


def change(tonnes: float | None, name: str = "c1", day: str = "2024-07-01", **more: Any) -> StructuralChange:
    about: dict[str, Any] = {
        "kind": "acquisition",
        "scope": "scope3",
        "entity": "Tangloppe ApS",
        "member_id": "m",
        **more,
    }
    about["base_year_co2e_kg"] = None if tonnes is None else tonnes * 1000
    return StructuralChange(change_id=name, date=day, **about)


def restated(*changes: StructuralChange, policy: Policy = POLICY, until: dt.date = END) -> Restatement:
    issues: list[Issue] = []
    found = restate(BASE, changes, policy, member_id="m", until=until, issues=issues)
    assert not issues
    assert found is not None
    return found


def test_check_value_1800_t_and_an_acquisition_of_120_t_are_1920_t_at_6_67_percent() -> None:
    found = restated(change(120))
    assert (found.stated_mg, found.restated_mg) == (1800 * T, 1920 * T)
    (step,) = found.steps
    assert step.verdict == Verdict.SIGNIFICANT
    assert step.ratio == Fraction(120, 1800)
    assert round(float(step.ratio * 100), 2) == 6.67
    assert (step.before_mg, step.after_mg, step.denominator_mg) == (1800 * T, 1920 * T, 1800 * T)


def test_check_value_the_other_denominator_is_6_25_percent_of_the_restated_base_year() -> None:
    found = restated(change(120), policy=evolve(POLICY, denominator=Denominator.RESTATED))
    assert found.restated_mg == 1920 * T
    assert found.steps[0].ratio == Fraction(120, 1920)
    assert float(found.steps[0].ratio * 100) == 6.25
    # 92 t are 5.11 % of 1,800 t but 4.86 % of 1,892 t: the denominator decides
    assert restated(change(92)).restated_mg == 1892 * T
    assert restated(change(92), policy=evolve(POLICY, denominator=Denominator.RESTATED)).restated_mg == 1800 * T


def test_the_stated_base_year_is_kept_beside_the_restated_one() -> None:
    found = restated(change(120))
    assert found.stated == BASE["m", 2021]
    assert found.restated == {**BASE["m", 2021], "scope3": 1120 * T}
    assert BASE["m", 2021]["scope3"] == 1000 * T
    assert with_restated(BASE, [found])["m", 2021]["scope3"] == 1120 * T
    row = found.rows()[0]
    assert (row["previously_stated_t"], row["restated_t"], row["change_t"]) == (1800, 1920, 120)
    assert (row["denominator"], row["verdict"], row["entity"]) == ("stated", "significant", "Tangloppe ApS")
    assert found.frame().shape == (1, len(row))


def test_exactly_the_threshold_is_significant() -> None:
    assert restated(change(90)).restated_mg == 1890 * T
    below = restated(change(89.999999999))
    assert (below.restated_mg, below.pending) == (1800 * T, ("c1",))
    assert below.steps[0].verdict == Verdict.PENDING


def test_small_changes_wait_until_they_are_significant_together() -> None:
    first, second, third = change(60, "a", "2022-03-01"), change(20, "b", "2023-03-01"), change(15, "c", "2024-03-01")
    assert restated(first, second).pending == ("a", "b")
    found = restated(third, second, first)
    assert found.restated_mg == 1895 * T
    assert [step.verdict for step in found.steps] == ["pending", "pending", "significant_together"]
    last = found.steps[-1]
    assert (last.amount_mg, last.tested_mg, last.applied) == (15 * T, 95 * T, ("a", "b", "c"))
    assert last.ratio == Fraction(95, 1800)
    assert not found.pending


def test_a_significant_change_takes_the_pending_ones_with_it() -> None:
    found = restated(change(40, "a", "2022-03-01"), change(120, "b", "2023-03-01"))
    assert found.restated_mg == 1960 * T
    assert found.steps[1].applied == ("a", "b")
    assert found.steps[1].ratio == Fraction(120, 1800)


def test_small_changes_in_opposite_directions_cancel_out() -> None:
    found = restated(change(80, "a", "2022-03-01"), change(80, "b", "2023-03-01", kind="divestment"))
    assert found.restated_mg == 1800 * T
    assert found.pending == ("a", "b")
    assert found.steps[1].tested_mg == 0


def test_after_a_restatement_the_base_year_in_force_is_the_denominator() -> None:
    found = restated(change(200, "a", "2022-03-01"), change(95, "b", "2023-03-01"))
    assert found.steps[1].denominator_mg == 2000 * T
    assert found.steps[1].verdict == Verdict.PENDING


@pytest.mark.parametrize(
    ("kind", "tonnes", "after"),
    [
        ("merger", 120, 1920),
        ("acquisition", 120, 1920),
        ("insourcing", 120, 1920),
        ("divestment", 120, 1680),
        ("outsourcing", 120, 1680),
        ("method_change", -120, 1680),
        ("factor_change", 120, 1920),
        ("error", -120, 1680),
    ],
)
def test_every_kind_goes_its_way(kind: str, tonnes: float, after: int) -> None:
    assert restated(change(tonnes, kind=kind)).restated_mg == after * T


def test_a_share_of_an_entity_brings_its_part() -> None:
    assert restated(change(200, share="0.6")).restated_mg == 1920 * T


def test_a_change_has_one_row_for_each_scope_and_is_tested_as_a_whole() -> None:
    rows = [
        change(50, scope="scope1"),
        change(30, scope="scope2_location"),
        change(40),
        change(70, scope="scope2_market"),
    ]
    found = restated(*rows)
    assert found.steps[0].amount_mg == 120 * T
    assert found.restated == {"scope1": 350 * T, "scope2_location": 530 * T, "scope3": 1040 * T}


def test_insourcing_may_move_emissions_between_scopes() -> None:
    rows = [change(150, kind="insourcing", scope="scope1"), change(-150, kind="insourcing", scope="scope3")]
    assert restated(*rows).pending == ("c1",)
    own = restated(*rows, policy=evolve(POLICY, scopes="scope1+scope2_location"))
    assert (own.stated_mg, own.restated_mg) == (800 * T, 950 * T)
    assert own.restated["scope3"] == 850 * T


def test_organic_growth_never_restates() -> None:
    found = restated(change(900, kind="organic_growth"), change(None, "c2", kind="organic_growth", scope=None))
    assert found.restated == found.stated
    assert {step.verdict for step in found.steps} == {Verdict.ORGANIC_GROWTH}
    assert not found.pending


def test_an_entity_younger_than_the_base_year_never_restates() -> None:
    young = [change(900, entity_since="2022-01-01"), change(None, "c2", entity_since="2023-05-01", scope=None)]
    found = restated(*young)
    assert found.restated == found.stated
    assert {step.verdict for step in found.steps} == {Verdict.YOUNGER}
    assert restated(change(120, entity_since="2021-12-31")).restated_mg == 1920 * T


def test_what_came_before_the_base_year_is_in_it_already_but_a_mistake_is_not() -> None:
    assert restated(change(300, day="2020-12-31")).steps[0].verdict == Verdict.BEFORE
    assert restated(change(300, day="2020-12-31", kind="error")).restated_mg == 2100 * T
    assert restated(change(300, day="2021-01-01")).restated_mg == 2100 * T


def test_changes_after_the_day_and_of_other_members_are_not_looked_at() -> None:
    assert not restated(change(300), until=dt.date(2024, 6, 30)).steps
    assert len(restated(change(300), until=dt.date(2024, 7, 1)).steps) == 1
    assert not restated(change(300, member_id="other")).steps


def test_restatement_without_base_year_emissions_is_an_issue() -> None:
    issues: list[Issue] = []
    assert restate(BASE, [change(120, member_id="n")], POLICY, member_id="n", until=END, issues=issues) is None
    assert [(issue.code, issue.column, issue.value) for issue in issues] == [
        ("no_base_year_emissions", "member_id", "n")
    ]
    partial = {("m", 2021): {"scope1": T}}
    assert restate(partial, [change(120)], POLICY, member_id="m", until=END, issues=issues) is None
    assert restate({}, [], POLICY, member_id="m", until=END, issues=[]) is None
    older = change(None, entity_since="2015-01-01", scope=None)
    found = restate(BASE, [older], POLICY, member_id="m", until=END, issues=issues)
    assert found is not None
    assert found.restated == found.stated
    assert [issue.code for issue in issues] == ["no_base_year_emissions"] * 3


def test_a_base_year_of_which_more_is_taken_than_there_is_is_an_issue() -> None:
    issues: list[Issue] = []
    rows = [change(301, kind="divestment", scope="scope1"), change(120, "c2")]
    found = restate(BASE, rows, POLICY, member_id="m", until=END, issues=issues)
    assert [issue.code for issue in issues] == ["below_zero"]
    assert found is not None
    assert found.restated_mg == 1920 * T
    assert [step.change_id for step in found.steps] == ["c2"]


def test_a_base_year_of_nothing_is_restated_by_anything() -> None:
    empty = {("m", 2021): dict.fromkeys(BASE["m", 2021], 0)}
    found = restate(empty, [change(1)], POLICY, member_id="m", until=END, issues=[])
    assert found is not None
    assert found.restated_mg == T
    assert found.steps[0].ratio is None


def test_entities_that_came_or_went_are_named_for_the_year_over_year() -> None:
    rows = (change(1), change(1, "c2", kind="error"), change(1, "c3", day="2025-01-01", entity="late"))
    ledger = StructuralChanges(rows=rows)
    assert ledger.moved(dt.date(2024, 1, 1), dt.date(2024, 12, 31)) == {("m", "Tangloppe ApS")}


HEAD = "change_id,kind,date,entity,member_id,share,scope,base_year_co2e_kg,entity_since,reason"


def read(path: Path, *rows: str) -> tuple[tuple[StructuralChange, ...], list[tuple[str, str, int | None]]]:
    (path / "structural_changes.csv").write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    issues: list[Issue] = []
    found = structure.read(path, member_ids=["m"], issues=issues)
    assert {issue.file for issue in issues} <= {"structural_changes.csv"}
    return found.rows, [(issue.code, issue.column, issue.row) for issue in issues]


def test_rows_are_read_and_written_back(tmp_path: Path) -> None:
    rows = (
        change(120.5, share="1/3", reason="bought"),
        change(-80, "c2", kind="error", scope="scope1"),
        change(None, "c3", kind=ChangeKind.ORGANIC_GROWTH, scope=None, entity_since="2022-02-02"),
    )
    StructuralChanges(rows=rows).write(tmp_path)
    issues: list[Issue] = []
    assert structure.read(tmp_path, member_ids=["m"], issues=issues).rows == rows
    assert not issues


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("c9,acquisition,2024-01-01,e,m,1,,,,", "no_base_year_emissions", "base_year_co2e_kg"),
        ("c9,acquisition,2024-01-01,e,m,1,,5000,,", "missing_field", "scope"),
        ("c9,divestment,2024-01-01,e,m,1,scope1,-5000,,", "negative_amount", "base_year_co2e_kg"),
        ("c9,purchase,2024-01-01,e,m,1,scope1,5000,,", "invalid_choice", "kind"),
        ("c9,merger,someday,e,m,1,scope1,5000,,", "invalid_date", "date"),
        ("c9,merger,2024-01-01,e,m,1.5,scope1,5000,,", "invalid_share", "share"),
        ("c9,merger,2024-01-01,e,who,1,scope1,5000,,", "unknown_member", "member_id"),
        ("c9,merger,2024-01-01,e,m,1,scope1,5000,2024-01-02,", "dates_reversed", "entity_since"),
        ("c9,merger,2024-01-01,e,m,1,scope1,1e20,,", "overflow", "base_year_co2e_kg"),
        ("c9,merger,2024-01-01,e,m,1,scope1,much,,", "not_a_number", "base_year_co2e_kg"),
    ],
)
def test_a_bad_row_is_an_issue_and_left_out(tmp_path: Path, row: str, code: str, column: str) -> None:
    rows, issues = read(tmp_path, "c1,acquisition,2024-01-01,e,m,1,scope3,5000,,", row)
    assert [each.change_id for each in rows] == ["c1"]
    assert issues == [(code, column, 3)]


def test_a_change_with_one_bad_row_is_left_out_whole(tmp_path: Path) -> None:
    rows, issues = read(
        tmp_path, "c1,acquisition,2024-01-01,e,m,1,scope3,5000,,", "c1,acquisition,2024-01-01,e,m,1,scope4,5000,,"
    )
    assert not rows
    assert issues == [("invalid_choice", "scope", 3), ("incomplete_change", "change_id", 2)]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("c1,acquisition,2024-01-02,e,m,1,scope1,5000,,", "contradictory_change", "date"),
        ("c1,acquisition,2024-01-01,e,m,1,scope3,6000,,", "duplicate_change", "scope"),
    ],
)
def test_rows_of_a_change_agree(tmp_path: Path, row: str, code: str, column: str) -> None:
    rows, issues = read(tmp_path, "c1,acquisition,2024-01-01,e,m,1,scope3,5000,,", row)
    assert not rows
    assert issues == [(code, column, 3), ("incomplete_change", "change_id", 2)]


def test_the_policy_stands_in_the_settings() -> None:
    issues: list[Issue] = []
    assert (
        read_section("restatement", Policy, {"restatement": {"base_year": 2021, "threshold": 0.05}}, issues) == POLICY
    )
    found = read_section(
        "restatement",
        Policy,
        {"restatement": {"base_year": 2021, "denominator": "restated", "scopes": "scope1"}},
        issues,
    )
    assert found is not None
    assert (found.denominator, str(found.scopes)) == ("restated", "scope1")
    assert not issues


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "missing_field"),
        (2021, "unknown_key"),
        ({"base_year": 2021, "treshold": 0.05}, "unknown_key"),
        ({"base_year": 2021, "threshold": 5}, "invalid_share"),
        ({"base_year": "early"}, "not_a_number"),
        ({"base_year": 2021, "denominator": "both"}, "invalid_choice"),
        ({"base_year": 2021, "scopes": "scope2_location+scope2_market"}, "scope2_twice"),
    ],
)
def test_settings_that_cannot_be_used_are_an_issue(settings: object, code: str) -> None:
    issues: list[Issue] = []
    assert read_section("restatement", Policy, {"restatement": settings}, issues) is None
    assert (issues[0].code, issues[0].file) == (code, "alliance.toml")


def test_a_policy_made_in_code_is_checked() -> None:
    with pytest.raises(DataError):
        Policy(base_year=2021, threshold=2)
