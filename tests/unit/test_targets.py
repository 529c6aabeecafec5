"""Commitments and targets: the path of a reduction, and how members stand by what they promised."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from greenprod.alliance import commitments
from greenprod.alliance.commitments import Commitment, CommitmentKind, Commitments, Metric
from greenprod.alliance.deliverables import Deliverable, Deliverables, Milestones, Terms
from greenprod.alliance.judgements import OWED, Facts, Judgement, Status, judge, statuses
from greenprod.alliance.restatement import Policy, restate, with_restated
from greenprod.alliance.sections import read_section
from greenprod.alliance.structure import StructuralChange
from greenprod.alliance.targets import LINEAR_RATE, Contraction, Path, Size, denominator, path
from greenprod.errors import DataError, GreenprodError, Issue

if TYPE_CHECKING:
    from pathlib import Path as Folder

T = 10**9
ON = dt.date(2025, 6, 1)


def reduction(**more: Any) -> Commitment:
    about = {"base_year": 2021, "target_year": 2030, "scope_set": "scope1", **more}
    return Commitment(commitment_id="r1", member_id="m", kind="reduction", **about)


def stated(**tonnes: float) -> dict[tuple[str, int], dict[str, int]]:
    return {("m", int(year[1:])): {"scope1": round(t * T)} for year, t in tonnes.items()}


def course(commitment: Commitment, on: dt.date = ON, **tonnes: float) -> Path:
    return path(commitment, stated(**tonnes), on=on)


def test_4_2_percent_of_the_base_year_a_year_is_the_default() -> None:
    assert Fraction(42, 1000) == LINEAR_RATE
    found = course(reduction(), y2021=1000)
    assert [row["path"] for row in found.rows()] == [1000, 958, 916, 874, 832, 790, 748, 706, 664, 622]
    assert found.at(2030).promised == 622 * T
    slower = path(reduction(), stated(y2021=1000), on=ON, contraction=Contraction(annual_rate="0.01"))
    assert slower.at(2030).promised == 910 * T
    own = path(reduction(annual_rate="0.07"), stated(y2021=1000), on=ON, contraction=Contraction(annual_rate="0.01"))
    assert own.at(2030).promised == 370 * T


def test_a_target_is_reached_on_a_straight_line() -> None:
    found = course(reduction(target="0.42", target_year=2031), y2021=1000)
    assert found.at(2026).promised == 790 * T
    assert found.at(2031).promised == 580 * T
    value = course(reduction(target_value=700, target_year=2024), y2021=1000)
    assert [row["path"] for row in value.rows()] == [1000, 900, 800, 700]


def test_a_contraction_ends_at_nothing() -> None:
    found = course(reduction(annual_rate="0.2"), y2021=1000)
    assert [found.at(year).promised for year in (2025, 2026, 2030)] == [200 * T, 0, 0]


def test_actual_against_path_with_gap_and_status() -> None:
    found = course(reduction(target="0.3", target_year=2024), y2021=1000, y2022=880, y2023=900, y2024=700)
    assert [(row["year"], row["path"], row["actual"], row["gap"], row["status"]) for row in found.rows()] == [
        (2021, 1000, 1000, 0, ""),
        (2022, 900, 880, -20, "on_track"),
        (2023, 800, 900, 100, "late"),
        (2024, 700, 700, 0, "met"),
    ]
    assert found.judgement(2023).status == Status.LATE
    assert found.judgement(1999).status is None
    assert found.unit == "t"


def test_a_milligram_over_the_path_is_late() -> None:
    inventory = {("m", 2021): {"scope1": 1000 * T}, ("m", 2022): {"scope1": 958 * T + 1}}
    assert path(reduction(), inventory, on=ON).at(2022).status == Status.LATE


def test_missing_is_not_zero() -> None:
    found = course(reduction(), y2021=1000, y2023=0)
    assert [found.at(year).status for year in (2022, 2023, 2024)] == ["no_data", "on_track", "no_data"]
    assert found.at(2022).gap is None
    without_base = course(reduction(), y2022=1000)
    assert without_base.at(2022).status == Status.NO_DATA
    assert without_base.at(2022).promised is None
    partial = path(reduction(scope_set="scope1+scope3"), stated(y2021=1, y2022=1), on=ON)
    assert partial.at(2022).status == Status.NO_DATA


def test_a_year_that_is_not_over_is_not_judged() -> None:
    found = course(reduction(), y2021=1000, y2025=100)
    assert (found.at(2025).status, found.at(2025).actual) == (None, None)
    assert course(reduction(), dt.date(2025, 12, 31), y2021=1000, y2025=100).at(2025).status is None
    assert course(reduction(), dt.date(2026, 1, 1), y2021=1000, y2025=100).at(2025).status == Status.ON_TRACK


def test_years_before_the_commitment_began_are_not_judged() -> None:
    found = course(reduction(applies_from="2023-07-01"), y2021=1000, y2022=2000, y2023=2000)
    assert [found.at(year).status for year in (2021, 2022, 2023)] == [None, None, "late"]


def test_after_the_target_year_the_path_stays() -> None:
    found = course(reduction(target="0.1", target_year=2022), y2021=1000, y2022=900, y2023=950, y2024=899)
    assert [point.promised for point in found.points[1:]] == [900 * T] * 3
    assert [point.status for point in found.points[1:]] == [Status.MET, Status.LATE, Status.MET]


def test_the_path_begins_at_the_restated_base_year() -> None:
    inventory = stated(y2021=1800, y2022=1800)
    change = StructuralChange(
        change_id="c",
        kind="acquisition",
        date="2022-02-01",
        member_id="m",
        scope="scope1",
        base_year_co2e_kg=Decimal(120_000),
    )
    policy = Policy(base_year=2021, scopes="scope1")
    found = restate(inventory, [change], policy, member_id="m", until=ON, issues=[])
    assert found is not None
    assert path(reduction(), inventory, on=ON).at(2022).status == Status.LATE
    after = path(reduction(), with_restated(inventory, [found]), on=ON)
    assert after.at(2021).promised == 1920 * T
    assert after.at(2022).status == Status.ON_TRACK


def test_rows_for_a_chart() -> None:
    found = course(reduction(target_year=2024), y2021=1000, y2022=900)
    assert [(row["line"], row["year"], row["value"]) for row in found.series()] == [
        ("path", 2021, 1000),
        ("path", 2022, 958),
        ("path", 2023, 916),
        ("path", 2024, 874),
        ("actual", 2021, 1000),
        ("actual", 2022, 900),
    ]
    assert found.frame()["year"].to_list() == [2021, 2022, 2023, 2024]


SIZES = [
    Size(production_id="p1", minutes=90, shooting_days=30, budget=20_000_000, currency="DKK"),
    Size.of({"production_id": "p2", "minutes": "60", "shooting_days": "10", "budget": "1000000", "currency": "EUR"}),
    Size(production_id="p3", minutes=600, shooting_days=100),
]
SHARES = {("p1", "m"): Fraction(1), ("p2", "m"): Fraction(1, 2), ("p3", "other"): Fraction(1)}


@pytest.mark.parametrize(
    ("metric", "by", "unit"),
    [
        ("t_per_content_hour", Fraction(2), "t/hour of content"),
        ("t_per_shooting_day", Fraction(35), "t/shooting day"),
    ],
)
def test_an_intensity_is_per_what_the_member_made(metric: str, by: Fraction, unit: str) -> None:
    commitment = reduction(metric=metric)
    assert denominator(commitment, SIZES, SHARES, year=2023, issues=[]) == by
    found = path(commitment, stated(y2021=100, y2022=45), on=ON, denominators={2021: by, 2022: Fraction(1)})
    assert found.unit == unit
    assert found.at(2021).promised == 100 * T / by
    assert found.at(2022).actual == 45 * T
    assert found.at(2023).status == Status.NO_DATA


def test_an_intensity_per_million_is_in_one_stated_currency() -> None:
    commitment = reduction(metric="t_per_million_budget", currency="DKK")
    issues: list[Issue] = []
    by = denominator(commitment, SIZES, SHARES, year=2023, issues=issues)
    # 20 million DKK and half of a million EUR at 7.45094
    assert by is not None
    assert float(by) == pytest.approx(20 + 7.45094 / 2, abs=1e-5)
    assert not issues
    assert path(commitment, {}, on=ON).unit == "t/million DKK"


def test_currencies_without_a_rate_are_an_issue_and_nothing_is_divided_by_them() -> None:
    commitment = reduction(metric="t_per_million_budget", currency="DKK")
    issues: list[Issue] = []
    sizes = [Size(production_id="p1", budget=5, currency="XXX")]
    assert denominator(commitment, sizes, SHARES, year=2023, issues=issues) is None
    assert [issue.code for issue in issues] == ["unknown_currency"]
    assert denominator(commitment, [evolve(SIZES[1])], SHARES, year=1980, issues=issues) is None
    assert issues[1].code == "no_exchange_rate"


def test_a_production_of_unknown_size_leaves_the_year_without_a_figure() -> None:
    issues: list[Issue] = []
    sizes = [*SIZES, Size(production_id="p4", shooting_days=3)]
    shares = {**SHARES, ("p4", "m"): Fraction(1, 3)}
    assert denominator(reduction(metric="t_per_content_hour"), sizes, shares, year=2023, issues=issues) is None
    assert [(issue.code, issue.production_id) for issue in issues] == [("unknown_size", "p4")]
    assert denominator(reduction(metric="t_per_shooting_day"), sizes, shares, year=2023, issues=issues) == 36
    assert denominator(reduction(metric="t_per_shooting_day"), [], shares, year=2023, issues=[]) is None
    assert denominator(reduction(), SIZES, SHARES, year=2023, issues=[]) is None


FILMS = [
    Milestones(production_id=f"p{n}", green_light=f"2025-0{n}-01", start=f"2025-0{n}-15", delivery=f"2025-0{n}-28")
    for n in (1, 2, 3)
]


def promise(kind: str, **more: Any) -> Commitment:
    return Commitment(commitment_id="k1", member_id="m", kind=kind, **more)


def facts(on: str, *rows: Deliverable, **more: Any) -> Facts:
    day = dt.date.fromisoformat(on)
    owed = Deliverables(rows=rows).standings(FILMS, on=day, terms=Terms(report_days=30), issues=[])
    return Facts(on=day, owed=owed, holders={f"p{n}": ["m"] for n in (1, 2, 3)}, **more)


def judged(commitment: Commitment, found: Facts, year: int = 2025) -> Judgement:
    issues: list[Issue] = []
    result = judge(commitment, year, found, issues)
    assert not issues
    return result


def plan(production: str, day: str) -> Deliverable:
    return Deliverable(production_id=production, kind="plan", received=day)


def test_a_plan_for_every_production() -> None:
    plans = [plan("p1", "2025-01-10"), plan("p2", "2025-02-10")]
    early = judged(promise("plan_before_start"), facts("2025-02-20", *plans))
    assert early.status == Status.ON_TRACK
    assert (early.done, early.obliged) == (Fraction(2), Fraction(3))
    assert judged(promise("plan_before_start"), facts("2025-03-16", *plans)).status == Status.LATE
    assert judged(promise("plan_before_start", target="0.6"), facts("2025-03-16", *plans)).status == Status.MET
    done = [*plans, plan("p3", "2025-03-15")]
    assert judged(promise("plan_before_start"), facts("2025-12-31", *done)).status == Status.MET
    tardy = [*plans, plan("p3", "2025-03-16")]
    assert judged(promise("plan_before_start"), facts("2025-12-31", *tardy)).status == Status.LATE


def test_a_budget_before_green_light_and_a_report_after() -> None:
    budgets = [Deliverable(production_id=f"p{n}", kind="budget", received=f"2025-0{n}-01") for n in (1, 2, 3)]
    found = facts("2025-05-30", *budgets)
    assert judged(promise("budget_before_green_light"), found).status == Status.MET
    assert judged(promise("report_after"), found).status == Status.LATE
    assert judged(promise("report_after"), facts("2025-01-30")).status == Status.ON_TRACK


def test_everything_is_measured() -> None:
    assert judged(promise("measure_all"), facts("2025-12-31", measured={"p1", "p2", "p3"})).status == Status.MET
    assert judged(promise("measure_all"), facts("2025-12-31", measured={"p1", "p9"})).done == 1
    assert judged(promise("measure_all"), facts("2025-12-31", measured={"p1"})).status == Status.LATE
    assert judged(promise("measure_all"), facts("2025-01-31", measured={"p1"})).status == Status.ON_TRACK


def test_a_label_of_a_level() -> None:
    commitment = promise("label_level", level="gold", target="2/3")
    levels = {"p1": {"green", "gold"}, "p2": {"gold"}, "p3": {"green"}}
    assert judged(commitment, facts("2025-12-31", levels=levels)).status == Status.MET
    assert judged(commitment, facts("2025-12-31", levels={"p1": {"gold"}})).status == Status.LATE


def test_nothing_due_is_no_data_and_not_a_hundred_percent() -> None:
    assert judged(promise("measure_all"), facts("2025-12-31"), year=2024).status == Status.NO_DATA
    assert judged(promise("measure_all"), facts("2025-12-31"), year=2026).status is None


def test_what_was_due_before_the_commitment_began_does_not_count() -> None:
    commitment = promise("plan_before_start", applies_from="2025-02-01")
    plans = [plan("p2", "2025-02-10"), plan("p3", "2025-02-10")]
    assert judged(commitment, facts("2025-12-31", *plans)).obliged == 2
    assert judged(promise("plan_before_start", applies_from="2026-01-01"), facts("2025-12-31")).status is None


def test_the_limits_belong_to_the_promise() -> None:
    first_day = promise("plan_before_start", applies_from="2025-02-15")
    assert judged(first_day, facts("2025-12-31")).obliged == 2
    smallest = promise("measure_all", threshold=Decimal(10), currency="DKK")
    budgets = {"p1": (Decimal(10), "DKK"), "p2": (Decimal("9.99"), "DKK"), "p3": (Decimal(11), "DKK")}
    assert judged(smallest, facts("2025-12-31", budgets=budgets)).obliged == 2
    assert judged(promise("measure_all"), facts("2025-02-27")).status == Status.ON_TRACK
    assert judged(promise("measure_all"), facts("2025-02-28")).status == Status.LATE


def test_a_threshold_lets_small_productions_off_but_not_those_of_unknown_size() -> None:
    commitment = promise("measure_all", threshold=10_000_000, currency="DKK")
    budgets = {"p1": (Decimal(9_999_999), "DKK"), "p2": (Decimal(2_000_000), "EUR")}
    issues: list[Issue] = []
    found = judge(commitment, 2025, facts("2025-12-31", budgets=budgets), issues)
    assert found.obliged == 2
    assert [(issue.code, issue.production_id, issue.severity) for issue in issues] == [
        ("unknown_budget", "p3", "warning")
    ]


@pytest.mark.parametrize(
    ("on", "paid", "status"),
    [
        ("2025-06-01", {"DKK": Decimal(50_000)}, Status.MET),
        ("2025-06-01", {"DKK": Decimal(49_999)}, Status.ON_TRACK),
        ("2025-12-31", {"DKK": Decimal(49_999)}, Status.ON_TRACK),
        ("2026-01-01", {"DKK": Decimal(49_999)}, Status.LATE),
        ("2026-01-01", {}, Status.LATE),
        ("2026-01-01", {"DKK": Decimal(20_000), "EUR": Decimal(5_000)}, Status.MET),
        ("2026-01-01", None, Status.NO_DATA),
    ],
)
def test_a_contribution_is_money_a_year(on: str, paid: dict[str, Decimal] | None, status: Status) -> None:
    commitment = promise("contribution", target_value=50_000, currency="DKK")
    books = {} if paid is None else {("m", 2025): paid}
    found = judged(commitment, Facts(on=dt.date.fromisoformat(on), paid=books))
    assert found.status == status
    assert found.obliged == 50_000


def test_a_contribution_in_a_currency_without_a_rate_is_an_issue_and_no_data() -> None:
    commitment = promise("contribution", target_value=50_000, currency="DKK")
    issues: list[Issue] = []
    found = judge(
        commitment, 2025, Facts(on=ON, paid={("m", 2025): {"DKK": Decimal(60_000), "XXX": Decimal(1)}}), issues
    )
    assert (found.status, found.done) == (Status.NO_DATA, None)
    assert [issue.code for issue in issues] == ["unknown_currency"]


def test_all_commitments_year_by_year() -> None:
    rows = [reduction(), promise("measure_all")]
    found = statuses(rows, [2024, 2025], facts("2025-12-31", measured={"p1"}), [])
    assert [(each.commitment_id, each.year, each.status) for each in found] == [
        ("k1", 2024, "no_data"),
        ("k1", 2025, "late"),
    ]


def test_every_kind_but_two_waits_for_a_deliverable() -> None:
    assert set(CommitmentKind) - set(OWED) == {CommitmentKind.REDUCTION, CommitmentKind.CONTRIBUTION}


def test_only_a_reduction_has_a_path() -> None:
    with pytest.raises(GreenprodError) as caught:
        path(promise("measure_all"), {}, on=ON)
    assert caught.value.issue.code == "not_a_reduction"
    with pytest.raises(GreenprodError) as caught:
        course(reduction(), y2021=1).at(1999)
    assert caught.value.issue.code == "no_such_year"


def test_the_rate_stands_in_the_settings() -> None:
    issues: list[Issue] = []
    found = read_section("targets", Contraction, {"targets": {"annual_rate": 0.025}}, issues)
    assert found == Contraction(annual_rate="0.025")
    assert read_section("targets", Contraction, {}, issues) == Contraction(annual_rate=LINEAR_RATE)
    assert not issues
    assert read_section("targets", Contraction, {"targets": {"annual_rate": 4.2}}, issues) is None
    assert [issue.code for issue in issues] == ["invalid_share"]


HEAD = (
    "commitment_id,member_id,kind,metric,scope_set,base_year,target_year,target,target_value,annual_rate,level,"
    "applies_from,threshold,currency,evidence"
)


def test_rows_are_read_and_written_back(tmp_path: Folder) -> None:
    rows = (
        reduction(target="0.42", applies_from="2022-01-01", evidence="board paper"),
        evolve(reduction(metric=Metric.MILLION_BUDGET, currency="dkk", target_value="1.25"), commitment_id="r2"),
        promise("label_level", level="gold", threshold=1_000_000, currency="NOK"),
    )
    Commitments(rows=rows).write(tmp_path)
    issues: list[Issue] = []
    assert commitments.read(tmp_path, member_ids=["m"], issues=issues).rows == rows
    assert not issues
    text = (tmp_path / "commitments.csv").read_text(encoding="utf-8")
    assert text.startswith(HEAD)


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("c2,m,reduction,,,2025,2021,,,,,,,,", "target_before_base", "target_year"),
        ("c2,m,reduction,,,2025,2025,,,,,,,,", "target_before_base", "target_year"),
        ("c2,m,reduction,,,2021,,,,,,,,,", "missing_field", "target_year"),
        ("c2,m,reduction,,,2021,2030,0.4,50,,,,,,", "two_targets", "target_value"),
        ("c2,m,reduction,,,2021,2030,42,,,,,,,", "invalid_share", "target"),
        ("c2,m,reduction,,,2021,2030,,-5,,,,,,", "negative_amount", "target_value"),
        ("c2,m,reduction,t_per_million_budget,,2021,2030,,,,,,,,", "missing_field", "currency"),
        ("c2,m,reduction,t_per_tonne,,2021,2030,,,,,,,,", "invalid_choice", "metric"),
        ("c2,m,reduction,,scope4,2021,2030,,,,,,,,", "invalid_choice", "scope_set"),
        ("c2,m,reduction,,scope2_location+scope2_market,2021,2030,,,,,,,,", "scope2_twice", "scope_set"),
        ("c2,m,reduction,,,2021,2030,,,,,2031-01-01,,,", "dates_reversed", "applies_from"),
        ("c2,m,contribution,,,,,,,,,,,DKK,", "missing_field", "target_value"),
        ("c2,m,contribution,,,,,,500,,,,,ZZZ,", "unknown_currency", "currency"),
        ("c2,m,label_level,,,,,,,,,,,,", "missing_field", "level"),
        ("c2,m,measure_all,,,,,,,,,,500,,", "missing_field", "currency"),
        ("c2,m,promise,,,,,,,,,,,,", "invalid_choice", "kind"),
        ("c2,who,measure_all,,,,,,,,,,,,", "unknown_member", "member_id"),
        ("c1,m,measure_all,,,,,,,,,,,,", "duplicate_id", "commitment_id"),
    ],
)
def test_a_bad_row_is_an_issue_and_left_out(tmp_path: Folder, row: str, code: str, column: str) -> None:
    (tmp_path / "commitments.csv").write_text(f"{HEAD}\nc1,m,measure_all,,,,,,,,,,,,\n{row}\n", encoding="utf-8")
    issues: list[Issue] = []
    found = commitments.read(tmp_path, member_ids=["m"], issues=issues)
    assert [each.commitment_id for each in found.rows] == ["c1"]
    assert [(issue.code, issue.column, issue.file, issue.row) for issue in issues] == [
        (code, column, "commitments.csv", 3)
    ]


def test_a_commitment_made_in_code_is_checked() -> None:
    with pytest.raises(DataError) as caught:
        reduction(target_year=2020)
    assert caught.value.issue.code == "target_before_base"
