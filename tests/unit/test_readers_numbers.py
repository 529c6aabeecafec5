"""Number formats: decided by evidence, per file, and never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from greenprod.readers.numbers import amounts_by_default, base_name, read_numeral
from greenprod.readers.tables import Table, read_tables

if TYPE_CHECKING:
    from pathlib import Path

COMMA = {
    "12,5": "12.5", "1.234,5": "1234.5", "1.234.567": "1234567", "1.234.567,89": "1234567.89", "0,125": "0.125",
    ",5": ".5", "1234,567": "1234.567", "1,2345": "1.2345", "1 234,567": "1234.567", "-12,50": "-12.50",
    "1.234,567 km": "1234.567 km", "1,5E3": "1.5E3",
}  # fmt: skip
POINT = {
    "12.5": "12.5", "1,234.5": "1234.5", "1,234,567": "1234567", "1,234,567.89": "1234567.89", "0.125": "0.125",
    ".5": ".5", "1234.567": "1234.567", "1.2345": "1.2345", "1 234.567": "1234.567", "-12.50": "-12.50",
    "1,234.567 km": "1234.567 km", "1.234E+3": "1.234E+3",
}  # fmt: skip
PLAIN = {
    "12": "12", "1234567": "1234567", "": "", "12km": "12 km", "12 km": "12 km", "12\u00a0km": "12 km", "+3": "+3",
    "1 234": "1234", "1\u00a0234\u00a0567 kWh": "1234567 kWh", "1\u202f234": "1234", "\u22125": "-5", "7 m³": "7 m³",
    "2e3": "2e3", "abc": "abc", "=1+1": "=1+1", "nan": "nan", "5 €": "5 €", "12 pers. a 1.234": "12 pers. a 1.234",
}  # fmt: skip
EITHER = {"1.234": ("1.234", "1234"), "1,234": ("1234", "1.234"), "-123.456 kg": ("-123.456 kg", "-123456 kg")}
BROKEN = [
    "1.23.4", "1,23,4", "1.234,5,6", "1 2345", "12 34", "0.123.456", "1,234.567.8", "12,", "12.", "1..2", "1.234.56",
    "12-14 km", "12:30", "2025-03-03", "1'234", "1/2", "5,-", "1.234.567E3", "1 23 456", "٣", "\uff11.234", "1,234.5e2",
    "12.5 -", "1.234 ,5",
]  # fmt: skip


def read(folder: Path, *cells: str, header: str = "distance") -> Table:
    file = folder / "lines.csv"
    file.write_text("line_id;" + header + "\n" + "".join(f"L{i};{c}\n" for i, c in enumerate(cells)), encoding="utf-8")
    (table,) = read_tables(file)
    return table


def codes(table: Table) -> list[tuple[str, int | None]]:
    return [(issue.code, issue.row) for issue in table.issues]


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        *((text, "comma", number) for text, number in COMMA.items()),
        *((text, "point", number) for text, number in POINT.items()),
        *((text, "", number) for text, number in PLAIN.items()),
    ],
)
def test_one_reading(text: str, style: str, number: str) -> None:
    assert read_numeral(text) == (style, number, number)


@pytest.mark.parametrize(("text", "readings"), EITHER.items())
def test_two_readings(text: str, readings: tuple[str, str]) -> None:
    assert read_numeral(text) == ("either", *readings)


@pytest.mark.parametrize("text", BROKEN)
def test_what_only_begins_like_a_number_is_refused_and_kept_as_written(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, "1", text)
    assert codes(table) == [("not_a_number", 3)]
    assert table.issues[0].value == text
    assert table.issues[0].column == "distance"
    assert table.frame["distance"].to_list() == ["1", text]


def test_comma_evidence_settles_the_file(tmp_path: Path) -> None:
    table = read(tmp_path, "12,5", "1.234", "1,234", "1.234,5 km", "7", "")
    assert table.frame["distance"].to_list() == ["12.5", "1234", "1.234", "1234.5 km", "7", ""]
    assert table.issues == ()


def test_point_evidence_settles_the_file(tmp_path: Path) -> None:
    table = read(tmp_path, "12.5", "1.234", "1,234", "1,234.5 km", "7", "")
    assert table.frame["distance"].to_list() == ["12.5", "1.234", "1234", "1234.5 km", "7", ""]
    assert table.issues == ()


def test_evidence_of_one_amount_column_counts_for_the_others_and_text_counts_for_nothing(tmp_path: Path) -> None:
    table = read(tmp_path, "1.234;0,5;3.5", header="distance [km];load;note")
    assert table.frame.iloc[0].to_list() == ["L0", "1234", "0.5", "3.5"]
    assert table.issues == ()
    assert codes(read(tmp_path, "1.234;3.5", header="distance;note")) == [("ambiguous_number", 2)]


@pytest.mark.parametrize(("text", "valid"), [("1.234", ("1234", "1.2340")), ("1,234 km", ("1234 km", "1.2340 km"))])
def test_no_evidence_and_three_digits_are_ambiguous(tmp_path: Path, text: str, valid: tuple[str, str]) -> None:
    table = read(tmp_path, "7", text, "1 234")
    (issue,) = table.issues
    assert (issue.code, issue.row, issue.column, issue.value, issue.line_id) == (
        "ambiguous_number", 3, "distance", text, "L1",
    )  # fmt: skip
    assert issue.valid_values == valid
    assert issue.severity == "error"
    assert table.frame["distance"].to_list() == ["7", text, "1234"]
    # What the hint says is read without a question.
    assert [read(tmp_path, choice).issues for choice in valid] == [(), ()]


def test_a_unit_with_a_point_does_not_disturb_the_readings(tmp_path: Path) -> None:
    assert read(tmp_path, "1.234 pers.").issues[0].valid_values == ("1234 pers.", "1.2340 pers.")


def test_rows_that_contradict_the_majority_are_named(tmp_path: Path) -> None:
    table = read(tmp_path, "12,5", "13,5", "12.5", "1.234", "8")
    assert codes(table) == [("mixed_number_formats", 4), ("ambiguous_number", 5)]
    assert table.issues[0].valid_values == ("12.5",)
    assert table.frame["distance"].to_list() == ["12.5", "13.5", "12.5", "1.234", "8"]


def test_without_a_majority_all_evidence_is_named(tmp_path: Path) -> None:
    table = read(tmp_path, "12,5", "1,234.5", "8")
    assert codes(table) == [("mixed_number_formats", 2), ("mixed_number_formats", 3)]
    assert table.frame["distance"].to_list() == ["12,5", "1,234.5", "8"]


def test_a_missing_amount_stays_missing(tmp_path: Path) -> None:
    assert read(tmp_path, "", "0").frame["distance"].to_list() == ["", "0"]


def test_the_caller_may_name_the_amounts(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("points;distance\n1,5;1,5\n", encoding="utf-8")
    assert read_tables(file, numbers=["points"])[0].frame.iloc[0].to_list() == ["1.5", "1,5"]
    assert read_tables(file, numbers=[])[0].frame.iloc[0].to_list() == ["1,5", "1,5"]


def test_the_amounts_of_all_items_are_known() -> None:
    assert {"amount", "distance", "share", "energy", "passengers", "load", "budget"} <= amounts_by_default()
    assert not {"line_id", "date", "region", "episode", "unit", "distance_unit"} & amounts_by_default()
    assert [base_name(name) for name in ("distance [km]", "distance", "a[b", "[x]")] == [
        "distance",
        "distance",
        "a[b",
        "",
    ]
