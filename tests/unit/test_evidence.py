"""Evidence: criteria that the ledger answers, with the lines behind them, and when it cannot."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from greenprod import Calculator
from greenprod.alliance.criteria import Measure
from greenprod.alliance.editions import shipped_editions
from greenprod.alliance.evidence import claims_from, evidence_of
from greenprod.alliance.rail import RailTime, read_rail_times
from greenprod.alliance.used_lines import Evidence

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod.errors import Issue

FIRST = dt.date(2025, 5, 5)  # a Monday


def found(*rows: dict[str, Any], **given: Any) -> dict[Measure, Evidence]:
    lines = pd.DataFrame(
        [{"line_id": f"l{n}", "production_id": "p1", "region": "DK", **row} for n, row in enumerate(rows, start=1)]
    )
    return evidence_of(Calculator().ledger(lines), "p1", **given)


def power(day: str = "2025-05-05", **more: Any) -> dict[str, Any]:
    return {"item": "grid_electricity", "energy": 100, "date": day, **more}


def generator(day: str = "2025-05-05", **more: Any) -> dict[str, Any]:
    return {"item": "generator", "volume": 20, "date": day, **more}


def car(km: float, fuel: str, **more: Any) -> dict[str, Any]:
    return {"item": "car_trip", "distance": km, "fuel": fuel, "date": "2025-05-05", **more}


def meals(number: int, diet: str, day: str, **more: Any) -> dict[str, Any]:
    return {"item": "meals", "meals": number, "diet": diet, "date": day, **more}


def flight(origin: str, destination: str, **more: Any) -> dict[str, Any]:
    return {
        "item": "flight", "passengers": 1, "origin": origin, "destination": destination, "date": "2025-05-05", **more,
    }  # fmt: skip


def test_days_on_the_grid_are_those_without_a_generator() -> None:
    rows = [power(), generator("2025-05-05"), generator("2025-05-05"), generator("2025-05-08")]
    evidence = found(*rows, shooting_days=8)[Measure.GRID_DAYS]
    assert (evidence.value, evidence.lines) == (Fraction(6, 8), ("l1", "l2", "l3", "l4"))


def test_a_generators_period_counts_whole_and_only_its_shooting_days_where_they_are_known() -> None:
    row = {**generator(), "date": "", "period_start": "2025-05-05", "period_end": "2025-05-08"}
    assert found(power(), row, shooting_days=8)[Measure.GRID_DAYS].value == Fraction(4, 8)
    days = [FIRST, dt.date(2025, 5, 12), dt.date(2025, 5, 13), dt.date(2025, 5, 14)]
    assert found(power(), row, shooting_days=days)[Measure.GRID_DAYS].value == Fraction(3, 4)


@pytest.mark.parametrize(
    ("rows", "days", "why"),
    [
        ([power()], None, "shooting days"),
        ([generator()], 8, "power from the grid"),
        ([power(), generator(volume=-1)], 8, "not booked"),
        ([power(), {"item": "generatr", "volume": 1, "date": "2025-05-05"}], 8, "not booked"),
    ],
)
def test_the_ledger_cannot_tell_the_days_on_the_grid(rows: list[dict[str, Any]], days: int | None, why: str) -> None:
    evidence = found(*rows, shooting_days=days)[Measure.GRID_DAYS]
    assert evidence.value is None
    assert why in evidence.why


def test_low_emission_cars_are_counted_by_distance_and_unknown_fuels_against_them() -> None:
    rows = [car(100, "battery_electric"), car(50, "cng", round_trip="true"), car(150, "diesel"), car(50, "unknown")]
    evidence = found(*rows)[Measure.LOW_EMISSION_CARS]
    assert (evidence.value, evidence.lines) == (Fraction(200, 400), ("l1", "l2", "l3", "l4"))
    assert "unknown fuel" in evidence.why
    assert found(*rows, fuels=["cng"])[Measure.LOW_EMISSION_CARS].value == Fraction(1, 4)
    assert found(power())[Measure.LOW_EMISSION_CARS].value is None


def test_a_vegetarian_day_has_vegetarian_meals_and_no_other() -> None:
    week = [meals(10, "vegan", "2025-05-05"), meals(10, "beef", "2025-05-06"), meals(5, "vegetarian", "2025-05-06")]
    evidence = found(*week)
    assert evidence[Measure.VEGETARIAN_DAYS].value == 1
    assert evidence[Measure.VEGETARIAN_MEALS].value == Fraction(15, 25)
    next_week = meals(10, "chicken", "2025-05-12")
    assert found(*week, next_week)[Measure.VEGETARIAN_DAYS].value == 0
    period = {"date": "", "period_start": "2025-05-01", "period_end": "2025-05-31"}
    assert found(*week, {**meals(1, "pork", ""), **period})[Measure.VEGETARIAN_DAYS].value == 0
    assert found(power())[Measure.VEGETARIAN_DAYS].value is None


RAIL = [RailTime(origin="CPH", destination="HAM", hours="4.6"), RailTime(origin="CPH", destination="LON")]


def test_flights_that_a_train_of_under_five_hours_replaces_are_counted() -> None:
    rows = [flight("HAM", "CPH"), flight("CPH", "LHR"), flight("CPH", "HAM", version="budget")]
    evidence = found(*rows, rail_times=RAIL)[Measure.TRAIN_FLIGHTS]
    assert (evidence.value, evidence.lines) == (Fraction(1), ("l1",))
    slower = [RailTime(origin="CPH", destination="HAM", hours=5), RAIL[1]]
    assert found(*rows, rail_times=slower)[Measure.TRAIN_FLIGHTS].value == 0


def test_routes_are_those_of_the_version_even_where_versions_share_ids() -> None:
    rows = [flight("CPH", "HAM", version="budget", line_id="x"), flight("CPH", "LHR", line_id="x")]
    assert found(*rows, rail_times=RAIL)[Measure.TRAIN_FLIGHTS].value == 0
    assert found(*rows, rail_times=RAIL, version="budget")[Measure.TRAIN_FLIGHTS].value == 1


@pytest.mark.parametrize(
    ("rows", "rail", "why"),
    [
        ([flight("CPH", "HAM")], None, "No table of rail times"),
        ([flight("CPH", "ARN")], RAIL, "does not have the route"),
        ([flight("", "", distance=900, haul="short_haul")], RAIL, "route"),
        ([power()], RAIL, "No line is about travel"),
    ],
)  # fmt: skip
def test_the_ledger_cannot_tell_which_flights_a_train_replaces(
    rows: list[dict[str, Any]], rail: list[RailTime] | None, why: str
) -> None:
    evidence = found(*rows, rail_times=rail)[Measure.TRAIN_FLIGHTS]
    assert evidence.value is None
    assert why in evidence.why


def test_no_flight_at_all_needs_no_table() -> None:
    assert found(car(10, "diesel"))[Measure.TRAIN_FLIGHTS].value == 0


def test_the_books_of_another_production_say_nothing() -> None:
    evidence = found(power(production_id="p2"), shooting_days=3)
    assert {one.value for one in evidence.values()} == {None}


def test_a_table_of_rail_times_is_read_with_its_mistakes(tmp_path: Path) -> None:
    issues: list[Issue] = []
    assert read_rail_times(tmp_path, issues) is None
    text = "origin,destination,hours\nCPH,HAM,4.6\nCPH,Hamburg,4.6\nCPH,LON,\nCPH,ARN,soon\n"
    (tmp_path / "rail_times.csv").write_text(text, encoding="utf-8")
    rows = read_rail_times(tmp_path, issues)
    assert rows == RAIL
    assert sorted((issue.code, issue.row) for issue in issues) == [("not_a_number", 5), ("unknown_airport", 3)]


def test_evidence_becomes_declared_claims() -> None:
    evidence = found(power(), generator("2025-05-05"), shooting_days=5)
    [claim] = claims_from(evidence, shipped_editions()["green-film-3"], "a", FIRST, production_id="p1")
    assert (claim.criterion, claim.answer, str(claim.state)) == ("A1", Fraction(4, 5), "declared")
    assert "l1, l2" in claim.evidence


def test_a_measure_of_a_part_refutes_a_criterion_and_does_not_show_it() -> None:
    edition = shipped_editions()["german-standards-2023"]
    day = dt.date(2023, 5, 5)
    for value, said in ((Fraction(0), []), (Fraction(2), [Fraction(2)])):
        given = {Measure.TRAIN_FLIGHTS: Evidence(measure=Measure.TRAIN_FLIGHTS, value=value, why="")}
        assert [claim.answer for claim in claims_from(given, edition, "a", day)] == said
    manager = {Measure.GREEN_MANAGER: Evidence(measure=Measure.GREEN_MANAGER, value=Fraction(1), why="")}
    assert [(one.criterion, one.answer) for one in claims_from(manager, edition, "a", day)] == [("I.2", True)]
    assert claims_from(manager, shipped_editions()["green-film-3"], "a", FIRST) == []
