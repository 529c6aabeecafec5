"""Excel workbooks: sheets, types of cells, row numbers."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from xlsxwriter import Workbook

from greenprod.readers.tables import Table, read_tables

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, sheets: dict[str, list[list[Any]]], top: int = 0) -> Path:
    file = folder / "lines.xlsx"
    with Workbook(file, {"strings_to_formulas": False, "default_date_format": "dd-mm-yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows, start=top):
                for column, cell in enumerate(row):
                    sheet.write(number, column, cell)
    return file


def read(folder: Path, *rows: list[Any], top: int = 0) -> Table:
    (table,) = read_tables(write(folder, {"Lines": list(rows)}, top))
    return table


def codes(table: Table) -> list[tuple[str, int | None]]:
    return [(issue.code, issue.row) for issue in table.issues]


def test_one_table_for_every_sheet_that_is_not_empty(tmp_path: Path) -> None:
    rows = [["line_id"], ["a"]]
    first, second, third = read_tables(write(tmp_path, {"Fly": rows, "Tom": [], "Tog": rows, "Header": [["line_id"]]}))
    assert [first.sheet, second.sheet, third.sheet] == ["Fly", "Tog", "Header"]
    assert codes(third) == [("no_rows", None)]
    assert third.issues[0].sheet == "Header"


def test_cells_keep_numbers_in_amounts_and_become_text_elsewhere(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        [" line_id ", "episode", "round_trip", "distance [km]", "passengers", "note"],
        [5, 1.5, True, 12.5, 4, "=cmd()"],
        [6, "S1", False, None, None, None],
        [1e15, None, None, 0.1, 2, datetime(2025, 3, 3, 10, 30)],  # noqa: DTZ001 - Excel knows no zones
    )
    assert table.frame["line_id"].to_list() == ["5", "6", "1000000000000000"]
    assert table.frame["episode"].to_list() == ["1.5", "S1", ""]
    assert table.frame["round_trip"].to_list() == ["true", "false", ""]
    assert table.frame["distance [km]"].dtype == float
    assert table.frame["distance [km]"].fillna(-1).to_list() == [12.5, -1, 0.1]
    assert table.frame["passengers"].fillna(-1).to_list() == [4, -1, 2]
    assert table.frame["note"].to_list() == ["=cmd()", "", "2025-03-03T10:30:00"]
    assert table.issues == ()


def test_numbers_are_no_evidence_of_a_format_and_text_beside_them_is_settled(tmp_path: Path) -> None:
    table = read(tmp_path, ["line_id", "distance"], ["a", 12.5], ["b", "1.234"], ["c", "7 km"], ["d", 3])
    assert codes(table) == [("ambiguous_number", 3)]
    assert table.frame["distance"].to_list() == ["12.5", "1.234", "7 km", "3"]
    table = read(tmp_path, ["line_id", "distance"], ["a", 12.5], ["b", "1.234,5"], ["c", 1.234])
    assert table.frame["distance"].to_list() == ["12.5", "1234.5", "1.234"]
    assert table.issues == ()


@pytest.mark.parametrize("cell", [date(2025, 5, 12), datetime(2025, 5, 12, 1, 2), time(12, 30)])  # noqa: DTZ001
def test_a_number_that_excel_made_a_date_is_an_issue(tmp_path: Path, cell: object) -> None:
    table = read(tmp_path, ["line_id", "distance"], ["a", cell], ["b", 3])
    assert codes(table) == [("not_a_number", 2)]
    assert "date or a time" in table.issues[0].hint


def test_date_cells_come_as_iso_and_day_numbers_are_not_guessed(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        ["line_id", "date"],
        ["a", date(2025, 3, 4)],
        ["b", datetime(2025, 3, 4, 23, 59)],  # noqa: DTZ001
        ["c", "04-03-2025"],
        ["d", 45719],
        ["e", None],
        ["f", True],
    )
    assert table.frame["date"].to_list() == ["2025-03-04", "2025-03-04", "2025-03-04", "45719", "", "true"]
    assert codes(table) == [("invalid_date", 5), ("invalid_date", 7)]
    assert "day number" in table.issues[0].hint


def test_rows_are_those_of_the_sheet(tmp_path: Path) -> None:
    table = read(tmp_path, ["line_id"], ["a"], [], [" "], ["b"], [], top=3)
    assert table.frame["line_id"].to_list() == ["a", "b"]
    assert table.rows.tolist() == [5, 8]


def test_a_column_without_a_name_is_not_read_and_not_silent(tmp_path: Path) -> None:
    table = read(tmp_path, ["line_id", None, "distance"], ["a", None, 1], ["b", "look here", 2])
    assert list(table.frame.columns) == ["line_id", "distance"]
    assert codes(table) == [("unnamed_column", 3)]
    assert table.issues[0].severity == "warning"


def test_a_name_may_be_a_number(tmp_path: Path) -> None:
    assert list(read(tmp_path, ["line_id", 2025], ["a", "x"]).frame.columns) == ["line_id", "2025"]


def test_content_counts_for_more_than_the_ending(tmp_path: Path) -> None:
    file = write(tmp_path, {"Lines": [["line_id"], ["a"]]}).rename(tmp_path / "lines.csv")
    (table,) = read_tables(file)
    assert (table.sheet, table.frame["line_id"].to_list()) == ("Lines", ["a"])
