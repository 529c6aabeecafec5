"""Dates: ISO and Danish, slashes only with proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from greenprod.readers.tables import Table, read_tables

if TYPE_CHECKING:
    from pathlib import Path

READ = {
    "2025-03-04": "2025-03-04", "2025-3-4": "2025-03-04", "20250304": "2025-03-04", "2025/03/04": "2025-03-04",
    "2025-03-04T10:30:00Z": "2025-03-04", "2025-03-04 00:00:00": "2025-03-04", "04-03-2025": "2025-03-04",
    "4.3.2025": "2025-03-04", "04.03.2025 12:15": "2025-03-04", " 04-03-2025 ": "2025-03-04", "": "",
    "25/03/2025": "2025-03-25", "03/25/2025": "2025-03-25", "5/5/2025": "2025-05-05", "29-02-2024": "2024-02-29",
}  # fmt: skip
INVALID = [
    "2025-02-30", "31-04-2025", "03-25-2025", "30/02/2025", "31/31/2025", "29-02-2025", "2025-13-01", "0000-01-01",
    "45719", "45719.0", "45719,5", "03-03-25", "03/03/25", "marts 2025", "3. marts 2025", "2025-W10-1", "2025-03",
    "2025", "04-03.2025", "2025-0304", "202534", "2025124", "tomorrow", "=TODAY()", "2025-03-04x",
]  # fmt: skip


def read(folder: Path, *cells: str, header: str = "date") -> Table:
    file = folder / "lines.csv"
    file.write_text("line_id;" + header + "\n" + "".join(f"L{i};{c}\n" for i, c in enumerate(cells)), encoding="utf-8")
    (table,) = read_tables(file)
    return table


def codes(table: Table) -> list[tuple[str, int | None]]:
    return [(issue.code, issue.row) for issue in table.issues]


@pytest.mark.parametrize(("text", "iso"), READ.items())
def test_dates_come_back_as_iso(tmp_path: Path, text: str, iso: str) -> None:
    table = read(tmp_path, text)
    assert table.frame["date"].to_list() == [iso]
    assert table.issues == ()


@pytest.mark.parametrize("text", INVALID)
def test_what_is_no_date_is_an_issue_and_stays_as_written(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, "2025-01-01", text)
    assert codes(table) == [("invalid_date", 3)]
    assert (table.issues[0].column, table.issues[0].value, table.issues[0].line_id) == ("date", text, "L1")
    assert table.frame["date"].to_list() == ["2025-01-01", text]


@pytest.mark.parametrize(("text", "word"), [("45719", "day number"), ("03-03-25", "four digits"), ("x", "2025-12-31")])
def test_the_hint_fits_the_mistake(tmp_path: Path, text: str, word: str) -> None:
    assert word in read(tmp_path, text).issues[0].hint


def test_a_slash_date_without_proof_is_ambiguous(tmp_path: Path) -> None:
    table = read(tmp_path, "03/04/2025", "2025-01-01")
    assert codes(table) == [("ambiguous_date", 2)]
    assert table.issues[0].valid_values == ("2025-03-04", "2025-04-03")
    assert table.frame["date"].to_list() == ["03/04/2025", "2025-01-01"]


@pytest.mark.parametrize(("proof", "iso"), [("25/03/2025", "2025-04-03"), ("03/25/2025", "2025-03-04")])
def test_another_slash_date_proves_the_order(tmp_path: Path, proof: str, iso: str) -> None:
    table = read(tmp_path, f"03/04/2025;{proof}", header="period_start;period_end")
    assert table.frame.iloc[0].to_list() == ["L0", iso, "2025-03-25"]
    assert table.issues == ()


def test_decimal_commas_prove_the_day_first(tmp_path: Path) -> None:
    table = read(tmp_path, "03/04/2025;12,5", header="date;distance")
    assert table.frame["date"].to_list() == ["2025-04-03"]
    assert codes(read(tmp_path, "03/04/2025;12.5", header="date;distance")) == [("ambiguous_date", 2)]


@pytest.mark.parametrize("cells", [("25/03/2025;1", "03/25/2025;1"), ("03/25/2025;1,5", "1/1/2025;1")])
def test_proofs_that_contradict_each_other_prove_nothing(tmp_path: Path, cells: tuple[str, str]) -> None:
    table = read(tmp_path, *cells, "03/04/2025;1", header="date;distance")
    assert codes(table) == [("ambiguous_date", 4)]


def test_impossible_dates_prove_nothing(tmp_path: Path) -> None:
    assert codes(read(tmp_path, "30/02/2025", "03/04/2025")) == [("invalid_date", 2), ("ambiguous_date", 3)]


def test_other_columns_keep_their_dates_as_written(tmp_path: Path) -> None:
    table = read(tmp_path, "03/04/2025", header="note")
    assert table.frame["note"].to_list() == ["03/04/2025"]
    assert table.issues == ()
