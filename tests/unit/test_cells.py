"""Cells, headers and units of a DataFrame, as the ledger understands them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from greenprod import Calculator, units

if TYPE_CHECKING:
    from greenprod import Ledger

CAR = {"item": "car_trip", "date": "2025-05-01", "region": "DK"}
FUEL = {"activity": "fuel.hvo", "date": "2025-05-01", "region": "DK"}


def ledger(*rows: dict[str, Any], **common: Any) -> Ledger:
    return Calculator().ledger(pd.DataFrame([{**CAR, **common, **row} for row in rows]))


def codes(of: Ledger) -> list[str]:
    return list(of.lines["issue"].astype(str))


@pytest.mark.parametrize(
    ("cell", "km"),
    [
        (12, 12.0),
        (12.5, 12.5),
        ("12", 12.0),
        ("12 km", 12.0),
        ("12km", 12.0),
        ("10 mile", 16.09344),
        ("1.5e3 metre", 1.5),
        (Decimal("12.5"), 12.5),
        (np.float32(0.5), 0.5),
        (np.int64(7), 7.0),
        (units.quantity(10.0, "mile"), 16.09344),
        ("0", 0.0),
        (-0.0, 0.0),
    ],
)
def test_an_amount_may_be_a_number_a_text_with_a_unit_or_a_quantity(cell: object, km: float) -> None:
    lines = ledger({"distance": cell}).lines
    assert lines["booked"].all()
    assert lines["amount"].iloc[0] == pytest.approx(km, rel=1e-12)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "missing_amount"),
        (np.nan, "missing_amount"),
        (pd.NA, "missing_amount"),
        ("", "missing_amount"),
        ("   ", "missing_amount"),
        ("nan", "not_finite"),
        ("inf", "not_finite"),
        (np.inf, "not_finite"),
        (-np.inf, "not_finite"),
        ("1e999", "not_finite"),
        (-3, "negative_amount"),
        ("-3 km", "negative_amount"),
        ("far", "not_a_number"),
        ("7 kg", "wrong_dimension"),
        ("7 ton", "ambiguous_unit"),
        ("7 furlong", "unknown_unit"),
        (units.quantity(7.0, "kg"), "wrong_dimension"),
    ],
)
def test_a_bad_amount_is_an_issue_of_its_row_and_the_others_are_booked(cell: object, code: str) -> None:
    for rows in ([cell], [1.0, cell, "2 km"]):
        found = ledger(*({"distance": value} for value in rows))
        at = 1 if len(rows) > 1 else 0
        assert codes(found) == [code if place == at else "" for place in range(len(rows))]
        mine = found.issues[found.issues["severity"] == "error"]
        assert list(mine["row"]) == [at + 1]
        assert mine["column"].str.startswith("distance").all()
        assert found.lines.loc[at, "co2e_mg"] == 0
        assert not found.lines.loc[at, "booked"]


def test_a_unit_in_the_header_holds_for_its_column() -> None:
    found = ledger({"distance [mile]": 10.0}, {"distance [mile]": "20"})
    assert list(found.lines["amount"]) == pytest.approx([16.09344, 32.18688])


def test_a_unit_column_holds_row_by_row_and_its_empty_cells_mean_the_usual_unit() -> None:
    given = [(10.0, "mile"), (10.0, ""), (10.0, None), (10.0, " km "), (10.0, "kg")]
    found = ledger(*({"distance": number, "distance_unit": unit} for number, unit in given))
    assert codes(found) == ["", "", "", "", "wrong_dimension"]
    assert list(found.lines["amount"][:4]) == pytest.approx([16.09344, 10.0, 10.0, 10.0])


@pytest.mark.parametrize(
    "row",
    [
        {"distance [km]": "3 km"},
        {"distance": "3 km", "distance_unit": "km"},
        {"distance [km]": 3.0, "distance_unit": "km"},
        {"distance [km]": "3 km", "distance_unit": "km"},
    ],
)
def test_a_unit_given_twice_is_refused_even_when_both_are_the_same(row: dict[str, Any]) -> None:
    assert codes(ledger(row)) == ["two_units"]


@pytest.mark.parametrize(("unit", "code"), [("furlong", "unknown_unit"), ("kg", "wrong_dimension"), ("", None)])
def test_a_bad_unit_in_the_header_is_an_issue_of_every_row(unit: str, code: str | None) -> None:
    found = ledger({f"distance [{unit}]": 1.0}, {f"distance [{unit}]": 2.0})
    assert not found.lines["booked"].any()
    assert code is None or codes(found) == [code, code]


@pytest.mark.parametrize("names", [("distance", "distance"), ("distance [km]", "distance"), ("distance", " distance ")])
def test_a_column_that_stands_there_twice_is_told_once(names: tuple[str, str]) -> None:
    frame = pd.DataFrame([[1.0, 2.0, *CAR.values()]] * 3, columns=[*names, *CAR])
    found = Calculator().ledger(frame)
    assert codes(found) == ["duplicate_column"] * 3
    assert list(found.issues["code"]).count("duplicate_column") == 1


@pytest.mark.parametrize(
    ("row", "code", "litres"),
    [
        ({"amount": 2, "unit": "litre"}, "", 2.0),
        ({"amount": "2 litre"}, "", 2.0),
        ({"amount": "2 m3", "unit": ""}, "", 2000.0),
        ({"amount [m3]": 2.0}, "", 2000.0),
        ({"amount": 2, "unit": ""}, "missing_unit", None),
        ({"amount": 2}, "missing_unit", None),
        ({"amount": 2, "unit": "kg"}, "wrong_dimension", None),
        ({"amount": 2, "unit": "gallon"}, "ambiguous_unit", None),
        ({"amount": 2, "unit": "bucket"}, "unknown_unit", None),
        ({"amount": "2 litre", "unit": "m3"}, "two_units", None),
        ({"amount": None, "unit": "litre"}, "missing_amount", None),
        ({"unit": "litre"}, "missing_amount", None),
    ],
)
def test_a_generic_line_takes_its_unit_from_one_place(row: dict[str, Any], code: str, litres: float | None) -> None:
    found = Calculator().ledger(pd.DataFrame([{**FUEL, **row}]))
    assert codes(found) == [code]
    assert litres is None or found.lines["amount"].iloc[0] == pytest.approx(litres)


@pytest.mark.parametrize(
    "day",
    [
        "2025-05-01",
        " 2025-05-01 ",
        "2025-05-01T13:00:00",
        dt.date(2025, 5, 1),
        dt.datetime(2025, 5, 1, 13),  # noqa: DTZ001 - spreadsheets know no time zones
        pd.Timestamp("2025-05-01 13:00"),
        pd.Timestamp("2025-05-01", tz="UTC"),
        np.datetime64("2025-05-01"),
    ],
)
def test_a_day_is_read_from_text_date_and_timestamp(day: object) -> None:
    lines = ledger({"date": day, "distance": 1.0}).lines
    assert lines["booked"].all()
    assert str(lines["date"].iloc[0]).strip()[:10] == "2025-05-01"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2025-02-31", "invalid_date"),
        ("spring", "invalid_date"),
        ("01-05-2025", "invalid_date"),
        ("", "missing_date"),
        (None, "missing_date"),
        (pd.NaT, "missing_date"),
    ],
)
def test_a_bad_day_is_an_issue_of_its_row(day: object, code: str) -> None:
    found = ledger({"date": day, "distance": 1.0}, {"distance": 1.0})
    assert codes(found) == [code, ""]


def test_a_datetime_column_with_gaps_is_read() -> None:
    frame = pd.DataFrame({**CAR, "distance": [1.0, 2.0], "date": pd.to_datetime(pd.Series(["2025-05-01", None]))})
    assert codes(Calculator().ledger(frame)) == ["", "missing_date"]


@pytest.mark.parametrize("dtype", ["category", "object", "string", "str"])
def test_text_columns_of_any_kind_give_the_same_lines(dtype: Any) -> None:
    frame = pd.DataFrame({**CAR, "distance": ["1 km", "2 mile", "1 km"], "fuel": ["diesel", "petrol", ""]})
    given = frame.astype(dtype)
    expected, found = (Calculator().ledger(each).lines for each in (frame, given))
    assert found["booked"].all()
    pd.testing.assert_frame_equal(found.astype(str), expected.astype(str))


@pytest.mark.parametrize("dtype", ["int64", "float32", "Int64", "Float64", "float64", "uint8", "category", "object"])
def test_amount_columns_of_any_kind_give_the_same_lines(dtype: str) -> None:
    frame = pd.DataFrame({**CAR, "distance": [1, 2, 200]})
    found = Calculator().ledger(frame.astype({"distance": dtype})).lines
    assert list(found["amount"]) == [1.0, 2.0, 200.0]


def test_a_nullable_column_keeps_its_gaps_as_missing() -> None:
    frame = pd.DataFrame({**CAR, "distance": pd.array([1, None], dtype="Int64")})
    assert codes(Calculator().ledger(frame)) == ["", "missing_amount"]


@pytest.mark.parametrize(
    ("cell", "km"), [(True, 2.0), (False, 1.0), ("ja", 2.0), ("no", 1.0), (1, 2.0), (0.0, 1.0), (None, 1.0), ("", 1.0)]
)
def test_there_and_back_is_read_from_truth_words_and_numbers(cell: object, km: float) -> None:
    assert ledger({"distance": 1.0, "round_trip": cell}).lines["amount"].iloc[0] == km


@pytest.mark.parametrize(
    ("column", "text"),
    [("status", "guessed"), ("version", "latest"), ("control", "rented"), ("round_trip", "maybe"), ("fuel", "steam")],
)
def test_a_word_that_is_not_in_its_list_is_an_issue_with_the_valid_ones(column: str, text: str) -> None:
    found = ledger({"distance": 1.0, column: text}, {"distance": 1.0, column: ""})
    assert codes(found) == ["invalid_choice", ""]
    issue = found.issues[found.issues["severity"] == "error"].iloc[0]
    assert (issue["column"], issue["value"]) == (column, text)
    assert issue["valid_values"]


def test_an_index_that_does_not_count_from_zero_changes_nothing() -> None:
    frame = pd.DataFrame([{**CAR, "distance": float(n)} for n in range(4)])
    shuffled = frame.set_axis(pd.Index(["b", "b", "a", "c"]))
    expected, found = (Calculator().ledger(each).lines for each in (frame, shuffled))
    pd.testing.assert_frame_equal(found, expected)


def test_the_frame_given_is_left_as_it_was() -> None:
    frame = pd.DataFrame([{**CAR, "distance": value} for value in (1.0, -2.0, np.inf, np.nan)])
    before = frame.copy(deep=True)
    Calculator().ledger(frame)
    pd.testing.assert_frame_equal(frame, before)
