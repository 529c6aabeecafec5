"""The engine: many lines, some of them bad, of any mix of items."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from greenprod import (
    Calculator,
    CarTrip,
    Flight,
    Generator,
    GreenprodError,
    GridElectricity,
    HotelStay,
    Meals,
    Result,
)
from greenprod.footprint.kernel import MEASURES, whole_mg, whole_mg_column
from greenprod.footprint.ledger import LINE_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod import Ledger
    from greenprod.items.base import Item

CAR = {"item": "car_trip", "date": "2025-05-01", "region": "DK", "distance": 10.0}
ITEMS: list[Item] = [
    Flight(passengers=3, origin="CPH", destination="JFK", cabin="business", round_trip=True, date="2025-03-03"),
    CarTrip(vehicles=2, distance="12 mile", fuel="diesel", date="2025-05-01", region="DK", control="operated"),
    GridElectricity(energy="1.2 MWh", region="DK", period_start="2024-11-15", period_end="2025-02-14"),
    HotelStay(rooms=3, nights=7, region="DE", date="2025-05-01"),
    Meals(meals=40, diet="beef", region="DK", date="2026-02-01"),
    Generator(hours=9.5, rated_kw=87.5, load=0.6, region="SE", date="2025-07-01"),
    Generator(volume=33, fuel="hvo", region="DK", date="2025-07-01"),
    CarTrip(distance=1 / 3, date="2025-05-01", region="GB"),
]


def ledger(*rows: dict[str, Any]) -> Ledger:
    return Calculator().ledger(pd.DataFrame(list(rows)))


def codes(of: Ledger) -> list[str]:
    return list(of.lines["issue"].astype(str))


def test_items_of_all_kinds_in_one_list_give_what_each_gives_alone() -> None:
    calc = Calculator()
    lines = calc.ledger(ITEMS).lines
    for place, item in enumerate(ITEMS):
        alone: Result = calc.calculate(item)
        assert [lines[f"{name}_mg"].iloc[place] for name in MEASURES] == [alone.mg(name) for name in MEASURES]
    assert lines["booked"].all()
    assert list(lines["item"]) == ["flight", "car_trip", "grid_electricity", "hotel_stay", "meals", "generator",
                                   "generator", "car_trip"]  # fmt: skip


def test_a_ledger_of_frames_items_and_files_keeps_their_order(tmp_path: Path) -> None:
    frame = pd.DataFrame([{**CAR, "line_id": "frame"}])
    file = tmp_path / "lines.csv"
    pd.DataFrame([{**CAR, "line_id": "file"}]).to_csv(file, index=False)
    item = CarTrip(distance=10.0, date="2025-05-01", region="DK", line_id="item")
    found = Calculator().ledger([item, frame, file, str(file.with_name("lines.csv")), item])
    assert list(found.lines["line_id"]) == ["item", "frame", "file", "file", "item"]
    assert codes(found) == ["", "", "", "duplicate_line_id", "duplicate_line_id"]
    assert list(found.lines["co2e_mg"][:3]) == [found.lines["co2e_mg"].iloc[0]] * 3


def test_mixed_items_in_one_table_each_read_their_own_columns() -> None:
    found = ledger(
        CAR,
        {"item": "meals", "meals": 4, "diet": "vegan", "date": "2025-05-01", "region": "DK"},
        {"item": "", "activity": "fuel.hvo", "amount": 3, "unit": "litre", "date": "2025-05-01", "region": "DK"},
        {"item": " Hotel Stay ", "nights": 3, "date": "2025-05-01", "region": "DE"},
        {"item": "helicopter_ride", "date": "2025-05-01", "region": "DE"},
    )
    assert list(found.lines["item"][:4]) == ["car_trip", "meals", "activity", "hotel_stay"]
    assert codes(found) == ["", "", "", "", "unknown_item"]


def test_lines_in_are_lines_booked_and_lines_with_an_issue() -> None:
    found = ledger(CAR, {**CAR, "distance": -1}, {**CAR, "region": "XQ"}, {**CAR, "fuel": "steam", "date": ""})
    assert len(found.lines) == 4
    assert found.lines["booked"].sum() + (found.lines["issue"] != "").sum() == 4
    assert set(found.issues["row"]) == {2, 3, 4}


def test_a_line_with_several_faults_is_told_all_that_can_be_known() -> None:
    found = ledger({**CAR, "distance": -1, "status": "guessed", "region": "XQ"}, CAR)
    assert {"negative_amount", "invalid_choice", "unknown_region"} <= set(found.issues["code"])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"date": "", "period_start": "2025-05-02", "period_end": "2025-05-01"}, "period_reversed"),
        ({"date": "", "period_start": "2025-05-02"}, "missing_date"),
        ({"date": "", "period_end": "2025-05-02"}, "missing_date"),
        ({"date": "1990-05-01"}, "no_factor_for_date"),
        ({"date": "2050-05-01"}, "no_factor_for_date"),
        ({"region": ""}, "missing_region"),
        ({"region": "XQ"}, "unknown_region"),
        ({"item": "flight", "passengers": 1, "origin": "CPH", "destination": "QQX", "distance": ""}, "unknown_airport"),
        ({"item": "material", "mass": 3, "material": "unobtainium"}, "unknown_activity"),
        ({"item": "generator", "distance": ""}, "missing_amount"),
    ],
)
def test_a_description_that_cannot_be_resolved_is_an_issue_of_its_row(row: dict[str, Any], code: str) -> None:
    found = ledger(CAR, {**CAR, **row})
    assert codes(found) == ["", code]
    assert found.issues[found.issues["code"] == code]["row"].tolist() == [2]


def test_a_date_wins_over_a_period() -> None:
    row = {"date": "2025-05-01", "period_start": "1990-01-01", "period_end": "1980-01-01"}
    found = ledger(CAR, {**CAR, **row})
    assert len(set(found.lines["co2e_mg"])) == 1
    assert codes(found) == ["", ""]


def test_the_same_description_on_two_days_names_each_day_in_its_issue() -> None:
    found = ledger({**CAR, "date": "1990-05-01"}, {**CAR, "date": "1991-05-01"})
    assert list(found.issues["value"]) == ["1990-05-01", "1991-05-01"]


def test_a_period_is_booked_by_the_days_in_each_edition() -> None:
    usual = {"item": "grid_electricity", "energy": 1000.0, "region": "DK"}
    year = ledger({**usual, "period_start": "2023-12-31", "period_end": "2024-01-01"}).lines
    days = ledger(
        {**usual, "energy": 500.0, "date": "2023-12-31"}, {**usual, "energy": 500.0, "date": "2024-01-01"}
    ).lines
    assert year["scope2_location_mg"].iloc[0] == pytest.approx(days["scope2_location_mg"].sum(), abs=1)
    assert days["scope2_location_mg"].nunique() == 2


def test_a_line_id_counts_once_per_production_and_version() -> None:
    found = ledger(
        {**CAR, "line_id": "a"},
        {**CAR, "line_id": "a", "version": "plan"},
        {**CAR, "line_id": "a", "production_id": "p"},
        {**CAR, "line_id": "a", "production_id": "p"},
        {**CAR, "line_id": ""},
        {**CAR, "line_id": ""},
    )
    assert codes(found) == ["", "", "", "duplicate_line_id", "", ""]
    assert found.lines["line_id"].iloc[4] != found.lines["line_id"].iloc[5]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(),
        pd.DataFrame(columns=["item", "distance"]),
        pd.DataFrame(
            {"item": pd.Series(dtype=str), "distance": pd.Series(dtype=float), "date": pd.Series(dtype="M8[s]")}
        ),
    ],
)
def test_a_frame_without_rows_is_an_empty_ledger(frame: pd.DataFrame) -> None:
    found = Calculator().ledger(frame)
    assert (len(found.lines), list(found.lines.columns)) == (0, list(LINE_COLUMNS))
    assert set(found.total_mg.values()) == {0}
    assert len(found.by("category")) == len(found.by("stage")) == 0
    assert found.manifest["lines"] == 0


def test_nothing_at_all_is_an_empty_ledger() -> None:
    found = Calculator().ledger([])
    assert len(found.lines) == 0
    assert list(found.lines.columns) == list(LINE_COLUMNS)


def test_a_table_that_names_no_item_is_refused_once_with_the_way_out() -> None:
    found = ledger(*({"amount": n, "unit": "km"} for n in range(3)))
    assert codes(found) == ["missing_column"] * 3
    assert len(found.issues) == 1
    assert "None of its 3 lines" in found.issues["message"].iloc[0]


def test_a_sum_beyond_whole_milligrams_is_refused_and_not_wrapped_around() -> None:
    with pytest.raises(GreenprodError) as caught:
        ledger(*({**CAR, "distance": 3e13} for _ in range(3)))
    assert caught.value.issue.code == "overflow"
    with pytest.raises(GreenprodError):
        Calculator().calculate(CarTrip(distance=1e300, date="2025-05-01", region="DK"))


@pytest.mark.parametrize("mg", [1e300, -1e300, 2.0**63, np.inf, np.nan])
def test_a_posting_beyond_whole_milligrams_is_refused_by_line_and_by_column(mg: float) -> None:
    for posting in (lambda: whole_mg(mg, 1.0), lambda: whole_mg_column(np.array([1.0, mg]), np.ones(2))):
        with pytest.raises(GreenprodError) as caught:
            posting()
        assert caught.value.issue.code == "overflow"


def test_halves_are_rounded_to_even_by_line_and_by_column() -> None:
    halves = np.array([0.5, 1.5, 2.5, -0.5, 3.4999999999, 2.0**53, 1e15 + 0.5])
    column = whole_mg_column(halves, np.ones(len(halves)))
    assert column.dtype == np.int64
    assert list(column) == [whole_mg(value, 1.0) for value in halves.tolist()]
    assert list(column[:4]) == [0, 2, 2, 0]


def test_threads_share_a_calculator_and_agree() -> None:
    calc = Calculator()
    with ThreadPoolExecutor(8) as pool:
        totals = list(pool.map(lambda _: calc.ledger(ITEMS).total_mg["co2e_mg"], range(16)))
    assert set(totals) == {Calculator().ledger(ITEMS).total_mg["co2e_mg"]}


def test_a_calculator_travels_to_another_process_and_gives_the_same() -> None:
    calc = Calculator(policy="strict", boundary="no_rf", gwp="AR6")
    again = pickle.loads(pickle.dumps(calc))  # noqa: S301 - our own bytes
    assert (again.policy, again.boundary, again.gwp) == (calc.policy, calc.boundary, calc.gwp)
    line = CarTrip(distance=12, date="2025-05-01", region="GB")
    assert again.calculate(line).mg() == calc.calculate(line).mg()


def test_unknown_columns_and_their_values_change_nothing() -> None:
    found = ledger(CAR, {**CAR, "colour": "red", "weather": 3.0, "gps": None})
    assert len(set(found.lines["co2e_mg"])) == 1
    assert codes(found) == ["", ""]


@pytest.mark.parametrize("given", [{"policy": "lenient"}, {"boundary": "everything"}, {"gwp": "AR7"}])
def test_a_calculator_refuses_a_word_it_does_not_know(given: dict[str, Any]) -> None:
    with pytest.raises(GreenprodError) as caught:
        Calculator(**given)
    assert caught.value.issue.valid_values


def test_an_amount_beyond_whole_milligrams_is_an_issue_of_its_row_and_costs_no_other() -> None:
    frame = pd.DataFrame(
        {"item": "car_trip", "region": "DK", "date": "2025-05-01", "distance": [10.0, 1e300], "fuel": "diesel"}
    )
    ledger = Calculator().ledger(frame)
    assert ledger.lines["booked"].tolist() == [True, False]
    assert ledger.issues[["code", "row"]].to_numpy().tolist() == [["overflow", 2]]


def test_an_amount_that_is_beyond_all_floats_in_its_own_unit_is_an_issue() -> None:
    generator = {"item": "generator", "fuel": "hvo", "load": 1.0, "rated_kw": 349, "region": "DK", "date": "2025-05-01"}
    ledger = Calculator().ledger(pd.DataFrame({**generator, "hours": [1.0, 1e308]}))
    assert ledger.issues[["code", "row"]].to_numpy().tolist() == [["overflow", 2]]
    assert ledger.lines["amount"].tolist()[1] == np.inf


def test_cells_that_are_lists_or_tables_are_read_as_their_text() -> None:
    frame = pd.DataFrame(
        {"item": "car_trip", "region": "DK", "date": "2025-05-01", "distance": [[1], 2], "note": [{"a": 1}, ""]}
    )
    ledger = Calculator().ledger(frame)
    assert ledger.lines["issue"].tolist() == ["not_a_number", ""]
    assert ledger.lines["note"].tolist() == ["{'a': 1}", ""]


def test_a_misspelt_column_is_named_once_and_other_columns_are_left_alone() -> None:
    frame = pd.DataFrame(
        {"item": ["car_trip"], "region": "DK", "date": "2025-05-01", "distance": 3, "departmnt": "art", "colour": "red"}
    )
    issues = Calculator().ledger(frame).issues
    assert issues[["code", "severity", "column", "valid_values"]].to_numpy().tolist() == [
        ["unknown_column", "warning", "departmnt", "department"]
    ]
