"""Deliverables: what is owed when, how it stands on a day, what waits for it, and how much of it is there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle_alliance as oracle
from greenprod.alliance import deliverables
from greenprod.alliance.coverage import coverage, tally
from greenprod.alliance.deliverables import (
    Deliverable,
    DeliverableKind,
    Deliverables,
    DeliverableStatus,
    Milestones,
    Standing,
    Terms,
)
from greenprod.alliance.periods import Period
from greenprod.alliance.sections import read_section
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from pathlib import Path

FILM = Milestones(production_id="p1", green_light="2025-01-10", start="2025-02-01", delivery="2025-09-01")
SERIES = Milestones(production_id="p2", green_light="2025-03-01", start="2025-04-01", delivery="2025-12-15")


def standings(on: str, *rows: Deliverable, productions: tuple[Milestones, ...] = (FILM,)) -> dict[str, Standing]:
    issues: list[Issue] = []
    found = Deliverables(rows=rows).standings(productions, on=dt.date.fromisoformat(on), terms=Terms(), issues=issues)
    assert not issues
    return {f"{each.production_id} {each.kind}": each for each in found}


def received(kind: str, day: str, production: str = "p1") -> Deliverable:
    return Deliverable(production_id=production, kind=kind, received=day)


def test_plan_before_start_budget_before_green_light_report_after_delivery() -> None:
    found = standings("2024-12-01")
    assert {each.kind.value: each.due for each in found.values()} == {
        "plan": dt.date(2025, 2, 1),
        "budget": dt.date(2025, 1, 10),
        "report": dt.date(2025, 11, 30),
    }
    assert [kind.gate for kind in DeliverableKind] == ["start", "green_light", "last_payment"]


@pytest.mark.parametrize(
    ("on", "day", "status"),
    [
        ("2025-01-31", "", "on_track"),
        ("2025-02-01", "", "on_track"),
        ("2025-02-02", "", "missing"),
        ("2025-02-02", "2025-02-01", "met"),
        ("2025-02-02", "2025-02-02", "late"),
        ("2025-02-01", "2025-02-02", "on_track"),
        ("2025-03-01", "2025-03-05", "missing"),
    ],
)
def test_the_status_on_a_day(on: str, day: str, status: str) -> None:
    rows = [received("plan", day)] if day else []
    assert standings(on, *rows)["p1 plan"].status == status


@given(due=st.integers(0, 9), day=st.none() | st.integers(0, 9), on=st.integers(0, 9))
def test_the_status_is_that_of_the_oracle(due: int, day: int | None, on: int) -> None:
    start = dt.date(2025, 1, 1)
    days = [None if n is None else start + dt.timedelta(n) for n in (due, day)]
    row = Deliverable(production_id="p1", kind="plan", due=days[0], received=days[1])
    found = standings(str(start + dt.timedelta(on)), row)["p1 plan"]
    assert found.status == oracle.standing(due, day, on)


def test_the_last_payment_waits_for_the_report_to_the_oere() -> None:
    row = Deliverable(production_id="p1", kind="report", gate_percent="10")
    waiting = standings("2025-12-24", row)["p1 report"]
    payment = Decimal("1250000.55")
    assert not waiting.gate_open
    assert waiting.withheld(payment) == Decimal("125000.06")
    assert payment - waiting.withheld(payment) == Decimal("1125000.49")
    assert waiting.row()["withheld_percent"] == 10
    there = standings(
        "2026-01-01", Deliverable(production_id="p1", kind="report", gate_percent=10, received="2026-01-01")
    )
    assert there["p1 report"].status == DeliverableStatus.LATE
    assert there["p1 report"].gate_open
    assert there["p1 report"].withheld(payment) == 0


def test_nothing_is_held_back_unless_somebody_says_so() -> None:
    assert standings("2025-12-24")["p1 report"].withheld(Decimal(1000)) == 0
    terms = Terms(gate_percent=10, kinds=(DeliverableKind.REPORT,))
    found = Deliverables().standings([FILM], on=dt.date(2025, 9, 1), terms=terms, issues=[])
    assert [each.withheld(Decimal(1000)) for each in found] == [100]


def test_two_members_may_ask_for_the_same_on_different_days() -> None:
    rows = [
        Deliverable(production_id="p1", kind="report", required_by="kanalklit", due="2025-10-01"),
        Deliverable(production_id="p1", kind="report", required_by="midtsund", received="2025-10-15"),
    ]
    found = Deliverables(rows=tuple(rows)).standings([FILM], on=dt.date(2025, 11, 1), terms=Terms(kinds=()), issues=[])
    assert [(each.required_by, each.status.value) for each in found] == [("kanalklit", "missing"), ("midtsund", "met")]


def test_a_production_without_the_day_cannot_be_judged_and_says_so() -> None:
    issues: list[Issue] = []
    found = Deliverables().standings(
        [Milestones.of({"production_id": "p9", "start": "2025-05-01", "delivery": ""})],
        on=dt.date(2025, 1, 1),
        terms=Terms(),
        issues=issues,
    )
    assert [each.kind.value for each in found] == ["plan"]
    assert [(issue.code, issue.production_id, issue.severity) for issue in issues] == [
        ("no_due_date", "p9", "warning"),
        ("no_due_date", "p9", "warning"),
    ]


def test_a_report_before_the_delivery_is_looked_at() -> None:
    issues: list[Issue] = []
    rows = (received("report", "2025-08-01"),)
    Deliverables(rows=rows).standings([FILM], on=dt.date(2025, 9, 1), terms=Terms(), issues=issues)
    assert [issue.code for issue in issues] == ["report_before_delivery"]


def test_coverage_is_measured_by_obliged_productions_per_member_and_period() -> None:
    owed = list(standings("2026-06-01", productions=(FILM, SERIES)).values())
    holders = {"p1": ["a", "b"], "p2": ["b"]}
    found = coverage(owed, {"p1", "p7"}, holders, period=2025)
    assert [(c.member_id, c.obliged, c.measured, c.share) for c in found] == [
        ("a", ("p1",), ("p1",), Fraction(1)),
        ("b", ("p1",), ("p1",), Fraction(1)),
    ]
    later = coverage(owed, {"p1"}, holders, period=2026)
    assert [(c.member_id, c.share, c.unmeasured) for c in later] == [("b", Fraction(0), ("p2",))]
    whole = coverage(owed, {"p1"}, dict.fromkeys(holders, ("alliance",)), period=Period("2025-01-01", "2026-12-31"))
    assert [(c.member_id, c.share) for c in whole] == [("alliance", Fraction(1, 2))]


def test_the_first_and_the_last_day_belong_to_the_period() -> None:
    owed = [standings("2025-12-01")["p1 report"]]
    assert owed[0].due == dt.date(2025, 11, 30)
    for first, last, rows in (
        ("06-01", "11-30", 1),
        ("11-30", "12-31", 1),
        ("06-01", "11-29", 0),
        ("12-01", "12-31", 0),
    ):
        period = Period(f"2025-{first}", f"2025-{last}")
        assert len(coverage(owed, (), {"p1": ["m"]}, period=period)) == rows


def test_a_production_counts_once_however_many_ask_for_its_report() -> None:
    rows = [Deliverable(production_id="p1", kind="report", required_by=name) for name in ("a", "b")]
    owed = list(Deliverables(rows=tuple(rows)).standings([FILM], on=dt.date(2026, 1, 1), terms=Terms(), issues=[]))
    assert coverage(owed, {"p1"}, {"p1": ["m"]}, period=2025)[0].obliged == ("p1",)


def test_statuses_are_counted_per_member_year_and_kind() -> None:
    owed = standings("2025-06-01", received("plan", "2025-01-20"), productions=(FILM, SERIES)).values()
    found = tally(owed, {"p1": ["m"], "p2": ["m"]})
    assert found["m", 2025, DeliverableKind.PLAN] == {"met": 1, "missing": 1}
    assert found["m", 2025, DeliverableKind.REPORT] == {"on_track": 1}
    assert found["m", 2026, DeliverableKind.REPORT] == {"on_track": 1}


def test_rows_are_read_and_written_back(tmp_path: Path) -> None:
    rows = (
        Deliverable(production_id="p1", kind="plan", received="2025-01-20", evidence="mail of 20 January"),
        Deliverable(production_id="p1", kind="report", required_by="a", due="2025-10-01", gate_percent="12.5"),
    )
    Deliverables(rows=rows).write(tmp_path)
    issues: list[Issue] = []
    assert deliverables.read(tmp_path, production_ids=["p1"], member_ids=["a"], issues=issues).rows == rows
    assert not issues


def test_no_file_is_no_deliverables(tmp_path: Path) -> None:
    assert deliverables.read(tmp_path, production_ids=[], member_ids=[], issues=[]) == Deliverables()
    Deliverables().write(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("p9,plan,,,,,", "unknown_production", "production_id"),
        ("p1,plan,nobody,,,,", "unknown_member", "required_by"),
        ("p1,drawing,,,,,", "invalid_choice", "kind"),
        ("p1,plan,,2025-13-01,,,", "invalid_date", "due"),
        ("p1,plan,,,,10,", "invalid_gate", "gate_percent"),
        ("p1,report,,,,110,", "invalid_gate", "gate_percent"),
        ("p1,report,a,,,,", "duplicate_deliverable", "kind"),
        (",plan,,,,,", "missing_field", "production_id"),
    ],
)
def test_a_bad_row_is_an_issue_and_left_out(tmp_path: Path, row: str, code: str, column: str) -> None:
    head = "production_id,kind,required_by,due,received,gate_percent,evidence"
    (tmp_path / "deliverables.csv").write_text(f"{head}\np1,report,a,,,,\n{row}\n", encoding="utf-8")
    issues: list[Issue] = []
    found = deliverables.read(tmp_path, production_ids=["p1"], member_ids=["a"], issues=issues)
    assert len(found.rows) == 1
    assert [(issue.code, issue.column, issue.file, issue.row) for issue in issues] == [
        (code, column, "deliverables.csv", 3)
    ]


def test_terms_are_checked() -> None:
    with pytest.raises(DataError):
        Terms(gate_percent=101)


def test_terms_stand_in_the_settings() -> None:
    issues: list[Issue] = []
    settings = {"deliverables": {"kinds": ["report", "plan"], "report_days": 30, "gate_percent": 10.5}}
    assert read_section("deliverables", Terms, settings, issues) == Terms(
        kinds=(DeliverableKind.PLAN, DeliverableKind.REPORT), report_days=30, gate_percent=Decimal("10.5")
    )
    assert not issues
    assert read_section("deliverables", Terms, {"deliverables": {"kinds": ["drawing"]}}, issues) is None
    assert [issue.code for issue in issues] == ["invalid_choice"]
